"""Checks of what figures are given: each takes a value and its name, and returns the value or says what is wrong.

Those that other checks are made of take these: `sequence(text)` is the check for a sequence of texts. Which check
belongs to which parameter stands in `parameters`. Whether arguments fit each other, a figure asks with `relations`.
"""

from collections.abc import Iterable, Mapping, Set
from itertools import islice

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser

from convbook.arguments import as_choice, as_float, as_int, as_numbers, check_kind, check_shape, is_masked

LARGEST, SMALLEST = 1e30, 1e-30  # Matplotlib computes with the squares of numbers
CELLS, POINTS, PIXELS, PANELS, NAMES = 1024, 2**20, 2**25, 64, 300  # at most, of what a figure is to hold
MATHS = MathTextParser("path")
VECTOR, MATRIX = {1: "one axis, (n,)"}, {2: "a matrix, (rows, columns)"}


# ---- one value ----


def text(value, name):
    """`value` if it is a text, and the maths in it can be set."""
    check_kind(value, name, str, "a text")
    try:
        if is_math_text(value):
            MATHS.parse(value)
    except ValueError:
        raise ValueError(
            f"{name} is {value!r}; expected maths that Matplotlib knows between the dollar signs"
        ) from None
    return value


def label(value, name):
    """`value` as a text that a legend shows."""
    if text(value, name)[:1] in ("", "_"):
        raise ValueError(f"{name} is {value!r}; expected a text that does not start with an underscore, for the legend")
    return value


def number(low=-LARGEST, high=LARGEST):
    return lambda value, name: as_float(value, name, f"a number from {low:g} to {high:g}", lambda x: low <= x <= high)


def whole(low=0, high=CELLS):
    return lambda value, name: as_int(value, name, low, high)


def choice(*texts):
    return lambda value, name: as_choice(value, name, texts)


def number_or_text(value, name):
    return text(value, name) if isinstance(value, str) else number()(value, name)


def one_axes(value, name):
    check_kind(value, name, Axes, "the axes of a Matplotlib figure, such as plt.figure().subplots()")
    if value.name != "rectilinear" or value.figure is None:
        raise ValueError(f"{name} is {value!r}; expected axes of x and y, that are still in a figure")
    return value


def many_axes(value, name):
    """`value` as an array of axes."""
    given = np.empty(1, object) if isinstance(value, Mapping) else np.array(value, object)
    for one in given.flat:
        one_axes(one, f"an element of {name}")
    return given


# ---- arrays ----


def array(ranks, low=-LARGEST, high=LARGEST, most=CELLS):
    """A check for real numbers from `low` to `high`, at most so many; they become float32 or float64."""

    def check(value, name):
        values = as_numbers(value, name, ranks)
        if values.size > most:
            raise ValueError(f"{name} has {values.size} numbers, shape {values.shape}; expected at most {most}: cut it")
        wrong = values[(values < low) | (values > high)]
        if wrong.size:
            raise ValueError(f"{name} holds {wrong[0]:.6g}; expected numbers from {low:g} to {high:g}")
        return values

    return check


def image(value, name):
    """`value` as (H, W), also of one channel, or (H, W, 3); integers stay integers: 255 is what 1 is of floats."""
    values = array({2: "(H, W)", 3: "(H, W, 3)"}, most=PIXELS)(value, name)
    if values.ndim == 3 and values.shape[2] == 1:
        return image(np.asarray(value)[..., 0], name)
    if values.ndim == 3 and values.shape[2] != 3:
        raise ValueError(f"{name} has shape {values.shape}; expected (H, W), or (H, W, 3) for red, green and blue")
    return np.asarray(value) if np.asarray(value).dtype.kind in "iu" else values


def color_image(value, name):
    """`value` as (H, W, 3)."""
    values = as_numbers(value, name, {3: "(H, W, 3)"})
    check_shape(values, name, (*values.shape[:2], 3), "red, green and blue")
    return image(value, name)


def counts(value, name):
    """`value` as an array of one axis or two, of numbers from 0 on; integers become int64."""
    values = array(VECTOR | MATRIX, 0, 1e12, NAMES**2)(value, name)
    return values.astype(np.int64) if np.asarray(value).dtype.kind in "biu" else values


def gapped(low=-LARGEST, high=LARGEST):
    """A check for a vector in which NaN and infinity stand for what is not known."""

    def check(value, name):
        is_plain = isinstance(value, np.ndarray | list | tuple) and not is_masked(value)
        given = array_or_none(value) if is_plain else None
        if given is None or given.dtype.kind != "f":
            return array(VECTOR, low, high, POINTS)(value, name)
        if given.size and not np.isfinite(given).any():
            raise ValueError(f"{name} holds nothing but NaN and infinity; expected at least one finite number")
        array(VECTOR, low, high, POINTS)(np.where(np.isfinite(given), given, max(low, 0)), name)
        return given.astype(float)

    return check


def array_or_none(value):
    """`value` as an array, None if it is ragged."""
    try:
        return np.asarray(value)
    except ValueError:
        return None


def maps(value, name):
    """`value` as one picture's activations, (H, W, C), in float64; NaN and infinity are left in."""
    given = np.asarray(value) if isinstance(value, np.ndarray | float | int) else np.asarray(as_numbers(value, name))
    if given.dtype.kind not in "biuf" or np.ma.isMaskedArray(value):
        raise TypeError(f"{name} have dtype {given.dtype}; expected real numbers, without a mask")
    if given.ndim != 3 or given.size == 0:
        raise ValueError(
            f"{name} have {given.ndim} axes, shape {given.shape}; expected one picture's, (height, width, channels),"
            " all above 0: of a batch take one, maps[0]"
        )
    return given.astype(np.float64)  # in float16 the difference of two numbers may be infinite


def texts(value, name):
    """`value` as a matrix of texts."""
    given = np.array(value, object) if isinstance(value, np.ndarray | list | tuple) else np.empty(0)
    if given.ndim != 2 or given.size == 0 or not all(isinstance(one, str) for one in given.flat):
        raise TypeError(f"{name} is of type {type(value).__name__}; expected a matrix of texts, with no empty axis")
    return given


# ---- several values ----


def sequence(check, least=1, most=PANELS):
    """A check for a sequence, of a length from `least` to `most`, in which `check` holds for each."""

    def check_each(value, name):
        try:
            is_sequence = isinstance(value, Iterable) and not isinstance(value, Mapping | Set | str | bytes)
            items = list(islice(value, most + 1)) if is_sequence else None
        except (TypeError, NotImplementedError):  # a single number in an array or a tensor, a symbolic tensor of Keras
            items = None
        if items is None:
            raise TypeError(f"{name} is of type {type(value).__name__}; expected a sequence")
        if not least <= len(items) <= most:
            came = f"{len(items)} elements" if len(items) <= most else f"more than {most} elements"
            wanted = f"{least}" if least == most else f"{least} to {most}"
            raise ValueError(f"{name} has {came}; expected {wanted}")
        return tuple(check(item, f"{name}[{i}]") for i, item in enumerate(items))

    return check_each


def mapping(check, most=PANELS, *, least=1, key=text):
    """A check for a dict with `least` to `most` names, in which `check` holds for each value."""

    def check_each(value, name):
        check_kind(value, name, Mapping, "a dict, name -> value")
        if not least <= len(value) <= most:
            raise ValueError(f"{name} has {len(value)} names; expected {least} to {most}")
        return {key(one, f"a name in {name}"): check(item, f"{name}[{one!r}]") for one, item in value.items()}

    return check_each
