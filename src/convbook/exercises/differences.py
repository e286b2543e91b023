"""What is wrong with an answer that no known mistake gives: its sign, its scale, its order, or some of its places."""

import itertools

import numpy as np

LARGEST_FACTOR = 1000  # of those that a sentence names
FIVE_DIGITS = 5e-5  # relative to the largest number: what rounding to five digits changes at most
WHOLE = 0.01  # how far a number may lie from a whole one: float32 is nearer, the next whole number is not


def tolerated(right, relative=None):
    """How far an answer may lie from the right numbers: `relative` to the largest of them, or to 1 where all are 0.

    If not given, it is five digits; but where all the right numbers are whole, no other whole number passes.
    """
    right = np.asarray(right, dtype=float)
    largest = np.abs(right).max(initial=0) or 1.0
    if relative is not None:
        return relative * largest
    return min(FIVE_DIGITS * largest, WHOLE) if (right == right.round()).all() else FIVE_DIGITS * largest


def differs(answer, right, tolerance):
    """Where two arrays of finite numbers, of the same shape, differ by more than the tolerance: booleans."""
    return np.abs(answer - right) > tolerance


def difference(answer, right, tolerance):
    """A sentence on what is different.

    Parameters
    ----------
    answer, right : array
        Finite numbers, of the same shape; they differ somewhere by more than `tolerance`.

    Returns
    -------
    str
        A sentence that does not tell the right numbers.
    """
    answer, right = np.asarray(answer, dtype=float), np.asarray(right, dtype=float)
    ways = (_sign, _scale, _blank, _offset, _order, _places) if right.ndim else (_sign, _scale, _number)
    return next(filter(None, (way(answer, right, tolerance) for way in ways)))


def _sign(answer, right, tolerance):
    if _comparable(right) and not differs(-answer, right, tolerance).any():
        return "Each number has the wrong sign." if right.ndim else "The sign is wrong."
    return None


def _comparable(right):
    """Whether a common sign or factor would tell something: it would not of a lone number among zeros."""
    return right.ndim == 0 or np.count_nonzero(right) > 1


def _scale(answer, right, tolerance):
    """The same numbers but for a factor, in either direction."""
    squares = (right**2).sum() if _comparable(right) else 0
    factor = (answer * right).sum() / squares if squares else 0
    if not np.isfinite(factor) or abs(factor) < 1e-12 or differs(answer / factor, right, tolerance).any():
        return None
    size, by = abs(factor), "Each number is" if right.ndim else "It is"
    times, part = round(size), round(1 / size)
    if 1 < times <= LARGEST_FACTOR and abs(size - times) < 1e-6 * times:
        words = "twice" if times == 2 else f"{times} times"
    elif 1 < part <= LARGEST_FACTOR and abs(1 / size - part) < 1e-6 * part:
        words = "half of" if part == 2 else f"1/{part} of"
    elif right.ndim and abs(size - 1) < 0.01:
        return f"Each number is a little too {'large' if size > 1 else 'small'}, by the same factor."
    elif right.ndim:
        words = f"{size:.3g} times"
    else:
        return None
    return f"{by} {words} what it should be{', and the sign is wrong' if factor < 0 else ''}."


def _number(answer, right, tolerance):
    if answer == 0:
        return "It should not be 0."
    if answer * right < 0:
        return f"It should be {'positive' if right > 0 else 'negative'}."
    way = "large" if answer > right else "small"
    near = np.abs(answer - right) <= 0.02 * np.abs(right)
    rounded = near and not float(right).is_integer()
    return f"It is {'a little ' if near else ''}too {way}{': was something rounded too early?' if rounded else '.'}"


def _blank(answer, right, tolerance):
    if right.size > 1 and np.ptp(answer) == 0 and np.ptp(right) > 0:
        return f"All its numbers are {answer.flat[0]:g}." if answer.flat[0] == 0 else "All its numbers are the same."
    return None


def _offset(answer, right, tolerance):
    apart = answer - right
    if right.size > 2 and not differs(answer - apart.mean(), right, tolerance).any():
        return f"Each number is too {'large' if apart.mean() > 0 else 'small'}, by the same amount."
    return None


def _order(answer, right, tolerance):
    """The same numbers, in another order."""
    axes = range(right.ndim)
    if right.size < 3 or differs(np.sort(answer, axis=None), np.sort(right, axis=None), tolerance).any():
        return None
    for flipped in itertools.chain.from_iterable(itertools.combinations(axes, n + 1) for n in axes):
        if not differs(np.flip(answer, flipped), right, tolerance).any():
            return f"These are the right numbers, with the {_named(flipped, right.ndim)} reversed."
    for order in itertools.permutations(axes):
        turned = np.transpose(answer, order)
        if turned.shape == right.shape and not differs(turned, right, tolerance).any():
            return (
                f"These are the right numbers, but {'rows and columns' if right.ndim == 2 else 'axes'} are exchanged."
            )
    return (
        f"These are the right numbers in another order; the first wrong one is at {_first(answer, right, tolerance)}."
    )


def _named(axes, ndim):
    if ndim == 1:
        return "order"
    if ndim == 2:
        return " and the ".join(("rows", "columns")[axis] for axis in axes)
    return ("axis " if len(axes) == 1 else "axes ") + " and ".join(map(str, axes))


def _places(answer, right, tolerance):
    wrong = differs(answer, right, tolerance)
    first = tuple(np.argwhere(wrong)[0])
    too = f"too {'large' if answer[first] > right[first] else 'small'}"
    if not differs(np.abs(answer), np.abs(right), tolerance).any():
        return f"The sizes are right, but not every sign: look at {_first(answer, right, tolerance)}."
    if wrong.sum() == 1:
        return f"All are right but the number at {_index(first)}, which is {too}."
    if wrong.all():
        return f"None of the {wrong.size} numbers is right; the first, at {_index(first)}, is {too}."
    one = [(axis, found[0]) for axis, found in enumerate(map(np.unique, np.nonzero(wrong))) if len(found) == 1]
    where = f"The first wrong one, at {_index(first)}, is {too}"
    if one and right.ndim > 1 and right.shape[one[0][0]] > 1:
        axis, index = one[0]
        which = ("row", "column")[axis] if right.ndim == 2 else f"axis {axis}, index"
        return f"Only {which} {index}, counted from 0, has wrong numbers. {where}."
    inner = tuple(slice(1, -1) for _ in range(min(2, right.ndim)))
    if right.ndim > 1 and right[inner].size and not wrong[inner].any():
        return f"Inside, all numbers are right, but not at the edge. {where}."
    count = wrong.size - wrong.sum()
    return f"{count} of the {wrong.size} numbers {'is' if count == 1 else 'are'} right. {where}."


def _first(answer, right, tolerance):
    return _index(np.argwhere(differs(answer, right, tolerance))[0])


def _index(place):
    return f"[{', '.join(map(str, place))}]"
