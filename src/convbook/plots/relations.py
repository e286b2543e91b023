"""Whether the arguments of a figure, each of them valid, fit each other: errors that name them where they do not."""

from itertools import pairwise

from convbook.arguments import check_shape

MOST_CELLS = 10_000  # in a figure: each takes about a millisecond


def check_lengths(**values):
    """Raise unless all of them have as many elements as the first."""
    (first, wanted), *others = values.items()
    for name, value in others:
        if len(value) != len(wanted):
            raise ValueError(f"{name} has {len(value)} elements and {first} {len(wanted)}; expected as many of each")


def check_each_length(values, name, wanted, of):
    """Raise unless each of some arrays by name has as many elements as there are of another argument."""
    for key, value in values.items():
        if len(value) != wanted:
            raise ValueError(f"{name}[{key!r}] has {len(value)} elements; expected {wanted}, one for each of {of}")


def check_at_most(most, **values):
    """Raise if one has more elements than a figure has lines, or panels, for it."""
    for name, value in values.items():
        if len(value) > most:
            raise ValueError(f"{name} has {len(value)} elements; expected at most {most}")


def check_vector(**arrays):
    """Raise unless each of them has one axis."""
    for name, value in arrays.items():
        if value.ndim != 1:
            raise ValueError(f"{name} has {value.ndim} axes, shape {value.shape}; expected one axis, (n,)")


def check_matrices(**arrays):
    """Raise unless each of them has two axes."""
    for name, value in arrays.items():
        if value.ndim != 2:
            raise ValueError(f"{name} has {value.ndim} axes, shape {value.shape}; expected a matrix, (rows, columns)")


def check_fits(**shapes):
    """Raise unless a window of the first shape fits into the second."""
    (inner, small), (outer, large) = shapes.items()
    if any(length > room for length, room in zip(small, large, strict=True)):
        raise ValueError(f"{inner} is {small} large and {outer} {large}; expected one that fits into {outer}")


def check_known(known, of, **names):
    """Raise unless all names stand among those of another argument."""
    for name, used in names.items():
        if unknown := [one for one in used if one not in known]:
            raise ValueError(f"{name} has {unknown[0]!r}; expected names of {of}: {', '.join(known)}")


def check_increasing(**values):
    """Raise unless each has two numbers or more, each larger than the one before."""
    for name, value in values.items():
        if len(value) < 2 or any(low >= high for low, high in pairwise(value)):
            raise ValueError(f"{name} is not increasing; expected two numbers or more, each larger than the one before")


def check_distinct(**values):
    """Raise if two elements of one are the same."""
    for name, value in values.items():
        if len({*value}) < len(value):
            raise ValueError(f"{name} has {[*value]}; expected elements that differ")


def check_intervals(intervals, name):
    """Raise if an interval ends before it begins."""
    for low, high in intervals:
        if low > high:
            raise ValueError(f"{name} has one from {low:g} to {high:g}; expected the lower end first")


def check_output(name, O, X, F):
    """Raise unless `O` has the shape that the convolution of `X` with `F` has, in its rows and columns."""
    check_fits(F=F.shape[:2], X=X.shape[:2])
    shape = tuple(length - window + 1 for length, window in zip(X.shape[:2], F.shape[:2], strict=True))
    check_shape(O, name, (*shape, *O.shape[2:]), "that of the convolution of X with F")


def check_some_positive(name, *values):
    """Raise if there is no number above 0 that an axis could have its scale from."""
    if all(value.max() <= 0 for value in values):
        raise ValueError(f"{name} has no number above 0; expected one at least")


def check_place(place, name, shape):
    """Raise unless there is a row and a column of these numbers, counted from 0."""
    if any(index >= length for index, length in zip(place, shape, strict=True)):
        raise ValueError(f"{name} is {place}; expected a row and a column of {tuple(map(int, shape))}, from 0")


def check_box(box, name, shape):
    """Raise unless (top, bottom, left, right) is a part of an image of this shape."""
    top, bottom, left, right = box
    if not (top < bottom <= shape[0] and left < right <= shape[1]):
        wanted = f"top < bottom <= {shape[0]} and left < right <= {shape[1]}"
        raise ValueError(f"{name} is {box}; expected (top, bottom, left, right) with {wanted}")


def check_size(names, count, most=MOST_CELLS):
    """Raise if a figure would have to hold more than so many cells, or numbers."""
    if count > most:
        raise ValueError(f"{names} would make a figure of {count} numbers; expected at most {most}: make them smaller")


def check_axes(axes, least, most):
    """Raise unless so many axes were given."""
    if not least <= axes.size <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise ValueError(f"axes has {axes.size} elements; expected {wanted}, one for each panel")
