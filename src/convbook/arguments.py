"""Validation of arguments, with error messages that say what came, what was expected and what to do."""

from numbers import Real
from operator import index

import numpy as np


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
    has_type = hasattr(value, "__array__") and np.asarray(value).dtype.kind == "f"
    return numbers if has_type else numbers.astype(np.result_type(array))


def is_masked(value):
    """Whether there is a mask on `value`, or on a part of a list: NumPy would drop it without a word."""
    return any(map(is_masked, value)) if isinstance(value, list | tuple) else np.ma.isMaskedArray(value)


def as_int(value, name, minimum):
    """`value` as an int that is at least `minimum`; bools and floats are refused, also 2.0."""
    wrong = f"{name} is {value!r}; expected an int >= {minimum}"
    try:
        number = index(None if isinstance(value, bool | np.bool_) else value)
    except TypeError:
        raise TypeError(wrong) from None
    if number < minimum:
        raise ValueError(wrong)
    return number


def as_float(value, name, expected, is_allowed):
    """`value` as a float that `is_allowed`; `expected` says which are. Bools, text and arrays are refused."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected {expected}")
    if not is_allowed(value):
        raise ValueError(f"{name} is {value!r}; expected {expected}")
    return float(value)


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
        raise TypeError(
            f"{name} is of type {type(value).__name__}; expected a shape, {wanted}: pass the array's .shape"
        )
    if len(value) not in ranks:
        raise ValueError(f"{name} is {tuple(value)}, of length {len(value)}; expected {wanted}")
    return tuple(as_int(length, f"an entry of {name} {tuple(value)}", 1) for length in value)


def check_function(value, name, example):
    """Raise unless `value` can be called; `example` says what with."""
    if not callable(value):
        raise TypeError(f"{name} is {value!r}; expected a function, such as {example}")


def check_rng(rng):
    """Raise unless `rng` is a random number generator."""
    if not isinstance(rng, np.random.Generator | np.random.RandomState):
        raise TypeError(f"rng is {rng!r}; expected a random generator, such as np.random.default_rng(0)")


def check_shape(array, name, expected, why):
    """Raise unless `array` has the shape `expected`; `why` says where that shape comes from."""
    if array.shape != expected:
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}, {why}")


def as_classes(value, name, n, n_classes=None):
    """`value` as an array of `n` integer classes; with `n_classes`, each from 0 to one less."""
    array = np.asarray(value)
    check_shape(array, name, (n,), "one class for each picture")
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} have dtype {array.dtype}; expected whole numbers")
    if n_classes is not None and n and not 0 <= array.min() <= array.max() < n_classes:
        raise ValueError(f"{name} go from {array.min()} to {array.max()}; expected 0 to {n_classes - 1}")
    return array


def in_short(error):
    """What an error says, in its first line; its kind if it says nothing."""
    text = str(getattr(error, "strerror", None) or error).splitlines()[:1]
    return text[0] if text and text[0] else type(error).__name__
