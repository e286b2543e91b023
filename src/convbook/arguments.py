"""Validation of arguments, with error messages that say what came, what was expected and what to do."""

from collections.abc import Iterable
from numbers import Real
from operator import index
from os import PathLike
from pathlib import Path

import numpy as np

MOST = 2**31 - 1  # above any size, count or seed that a machine of today has room for


def as_numbers(value, name, ranks=None):
    """`value` as a float32 or float64 array: real, finite, rectangular, with no empty axis and a rank among `ranks`.

    float32 stays float32 and float16 becomes it; all other real numbers are computed in float64.
    """
    if is_masked(value):
        came = "holds" if isinstance(value, list | tuple) else "is"
        raise TypeError(f"{name} {came} a masked array; expected one without a mask: fill it, with .filled(0)")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} is ragged: its rows differ in length; give every row the same length") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}; expected real numbers (bool, int or float): convert it first")
    if ranks is not None and array.ndim not in ranks:
        wanted = " or ".join(ranks.values())
        raise ValueError(f"{name} has {array.ndim} axes, shape {array.shape}; expected {wanted}: reshape it")
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, with an empty axis; expected at least one element on each")
    if not all_finite(array):
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} holds {array[place]} at index {place}; expected finite numbers: replace or drop it")
    keeps_float32 = array.dtype.kind == "f" and array.dtype.itemsize <= 4
    return array.astype(np.float32 if keeps_float32 else np.float64, copy=False)


def all_finite(array):
    """Whether no number of an array is NaN or infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        # One pass: a sum is finite only if all numbers are. Where it is not, finite ones may have added up to infinity.
        return bool(np.isfinite(array.sum()) or np.isfinite(array).all())


def as_type_of(array, value, name):
    """`value` as numbers: an array of floats keeps its type; a list or integers get that of `array`, or this type."""
    numbers = as_numbers(value, name)
    if hasattr(value, "__array__") and np.asarray(value).dtype.kind == "f":
        return numbers
    return _cast(numbers, np.result_type(array), name)


def as_float32(value, name, ranks=None):
    """`value` as numbers in float32, as Keras computes; what is too large for it is refused."""
    return _cast(as_numbers(value, name, ranks), np.dtype(np.float32), name)


def _cast(numbers, dtype, name):
    if (largest := np.abs(numbers).max()) > (limit := np.finfo(dtype).max):
        raise ValueError(f"{name} holds {largest:.3g}; expected at most {limit:.3g}, the largest {dtype}: shrink it")
    return numbers.astype(dtype, copy=False)


def as_classes(value, name, shape, count=None, why=""):
    """`value` as an int array of `shape`, or of a length, of classes from 0 to `count` - 1; `why` there are so many."""
    values = as_numbers(value, name)
    check_shape(values, name, shape if isinstance(shape, tuple) else (shape,), "one class for each")
    if np.asarray(value).dtype.kind not in "iu":
        raise TypeError(f"{name} have dtype {np.asarray(value).dtype}; expected int classes: use {name}.astype(int)")
    wrong = values[(values < 0) | (values >= (np.inf if count is None else count))]
    if wrong.size:
        wanted = "on" if count is None else f"to {count - 1}{why and f', since {why}'}"
        raise ValueError(f"{name} hold {int(wrong[0])}; expected classes from 0 {wanted}")
    return np.asarray(value)


def is_masked(value):
    """Whether there is a mask on `value`, or on a part of a list: NumPy would drop it without a word."""
    return any(map(is_masked, value)) if isinstance(value, list | tuple) else np.ma.isMaskedArray(value)


def as_int(value, name, minimum, maximum=MOST):
    """`value` as an int from `minimum` to `maximum`; bools and floats are refused, also 2.0."""
    wrong = f"{name} is {value!r}; expected an int >= {minimum}"
    try:
        number = index(None if isinstance(value, bool | np.bool_) else value)
    except (TypeError, AttributeError):  # the latter of a float tensor
        raise TypeError(wrong) from None
    if number < minimum:
        raise ValueError(wrong)
    if number > maximum:
        raise ValueError(f"{wrong} and <= {maximum}")
    return number


def as_float(value, name, expected, is_allowed):
    """`value` as a float that `is_allowed`; `expected` says which are. Bools, text and arrays are refused."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected {expected}")
    try:
        number = float(value)
    except OverflowError:
        number = np.inf
    if not is_allowed(number):
        raise ValueError(f"{name} is {value!r}; expected {expected}")
    return number


def as_share(value, name):
    """`value` as a float between 0 and 1."""
    return as_float(value, name, "a number between 0 and 1, such as 0.25", lambda number: 0 < number < 1)


def as_finite(value, name, minimum=-np.inf):
    """`value` as a finite float that is at least `minimum`."""
    wanted = "a finite number" if minimum == -np.inf else f"a finite number >= {minimum}"
    return as_float(value, name, wanted, lambda number: np.isfinite(number) and number >= minimum)


def as_choice(value, name, choices):
    """`value` if it is one of some texts."""
    if not isinstance(value, str) or value not in tuple(choices):
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")
    return value


def as_flag(value, name):
    """`value` as True or False; 1, "no" or None are refused, as it is not plain what they mean."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {value!r}; expected True or False")
    return bool(value)


def as_names(value, name, example):
    """`value` as a tuple of texts; a single text is refused, as it would be taken apart into letters."""
    value = np.atleast_1d(value) if isinstance(value, np.ndarray) else value
    is_sequence = isinstance(value, Iterable) and not isinstance(value, str)
    if not is_sequence or not all(isinstance(one, str) for one in value):
        raise TypeError(f"{name} is {value!r}; expected a sequence of names, such as {example}")
    return tuple(value)


def as_path(value, name):
    """`value` as a `Path`."""
    check_kind(value, name, str | PathLike, "a path, such as 'runs/weights.npz'")
    if value == "":
        raise ValueError(f"{name} is '', an empty text; expected a path")
    return Path(value)


def as_pair(value, name, minimum=1):
    """`value` as (vertical, horizontal): an int counts for both."""
    if not isinstance(value, tuple | list):
        value = (value, value)
    if len(value) != 2:
        raise ValueError(f"{name} is {value!r}; expected an int >= {minimum} or two of them, (vertical, horizontal)")
    return tuple(as_int(part, name, minimum) for part in value)


def as_shape(value, name, ranks):
    """`value` as a tuple of positive ints whose length is among `ranks`."""
    wanted = " or ".join(ranks.values())
    if not isinstance(value, tuple | list):
        came = f"{name} is of type {type(value).__name__}"
        raise TypeError(f"{came}; expected a shape, {wanted}: pass the array's .shape")
    if len(value) not in ranks:
        raise ValueError(f"{name} is {tuple(value)}, of length {len(value)}; expected {wanted}")
    return tuple(as_int(length, f"an entry of {name} {tuple(value)}", 1) for length in value)


def check_function(value, name, example):
    """Raise unless `value` can be called; `example` says what with."""
    if not callable(value):
        raise TypeError(f"{name} is {value!r}; expected a function, such as {example}")


def check_kind(value, name, kind, expected):
    """Raise unless `value` is of a class, or one of some; `expected` says what that is and where it comes from."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} is of type {type(value).__name__}; expected {expected}")


def check_rng(rng):
    """Raise unless `rng` is a random number generator."""
    if not isinstance(rng, np.random.Generator | np.random.RandomState):
        raise TypeError(f"rng is {rng!r}; expected a random generator, such as np.random.default_rng(0)")


def check_shape(array, name, expected, why):
    """Raise unless `array` has the shape `expected`; `why` says where that shape comes from."""
    if array.shape != expected:
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}, {why}")


def in_short(error):
    """What an error says, in its first line; its kind if it says nothing."""
    text = str(getattr(error, "strerror", None) or error).splitlines()[:1]
    return text[0] if text and text[0] else type(error).__name__
