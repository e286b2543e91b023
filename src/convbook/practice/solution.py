"""The products behind a number of the output or of a gradient, and the lines of a worked solution made of them."""

import numpy as np

from convbook.nn.loops import products
from convbook.practice.wording import d, dot, n, name, role_of, rows

OUT, PIXEL, WEIGHT = range(3)
FACTORS = {OUT: (PIXEL, WEIGHT), PIXEL: (OUT, WEIGHT), WEIGHT: (OUT, PIXEL)}
COLORS = {OUT: "xf", PIXEL: "df", WEIGHT: "dx"}  # of the factors


def paths(X_shape, F_shape, O_shape, stride=1, padding=0, dilation=1):
    """For each product of a convolution the places of its output, pixel and filter number; added zeros have none."""
    for out, pixel, weight in products((1, *O_shape, 1), (*F_shape, 1, 1), (stride, stride), (dilation, dilation)):
        row, column = pixel[1] - padding, pixel[2] - padding
        if 0 <= row < X_shape[0] and 0 <= column < X_shape[1]:
            yield out[1:3], (row, column), weight[:2]


def factors(side, arrays, **geometry):
    """{place: pairs of numbers}: what is multiplied for each number of one side (OUT, PIXEL or WEIGHT).

    `arrays` are (O or its gradient, X, F); that of the side itself gives only its shape.
    """
    one, two = FACTORS[side]
    found = {place: [] for place in np.ndindex(arrays[side].shape)}
    for path in paths(arrays[PIXEL].shape, arrays[WEIGHT].shape, arrays[OUT].shape, **geometry):
        found[path[side]].append((arrays[one][path[one]], arrays[two][path[two]]))
    return found


def line(letter, place, pairs, side):
    return f"{name(letter, *place)} = {dot(pairs, COLORS[side], role_of(letter))}"


def lines(letter, side, arrays, **geometry):
    """The way to a matrix: the sum for each of its numbers."""
    return [line(letter, place, pairs, side) + "." for place, pairs in factors(side, arrays, **geometry).items()]


def stamps(dO, F, step, apart=1):
    """The way to ∂L/∂X by stamps of the filter, `step` cells from one to the next, its numbers `apart` cells apart."""
    gaps = f", its numbers {n(apart)} cells apart" if apart > 1 else ""
    made = [
        f"Every number of {{d|∂L/∂O}} stamps the filter{gaps}, {n(step)} cell{'s' * (step > 1)} from the stamp before."
    ]
    for place in np.ndindex(dO.shape):
        corner = name("X", *(step * k for k in place))
        made.append(
            f"{name('∂L/∂O', *place)}: {d(dO[place])} times the filter is {rows(dO[place] * F, 'd')}, from {corner} on."
        )
    return [*made, "Where stamps overlap, they add up; a pixel without one gets 0."]
