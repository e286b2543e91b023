"""Practice: the equations themselves, in letters and in places."""

import numpy as np

from convbook.practice.problem import Problem, kind
from convbook.practice.solution import FACTORS, OUT, PIXEL, WEIGHT, paths
from convbook.practice.wording import at, indexed, n, name, pick, size, whole

LETTERS = {OUT: "O", PIXEL: "X", WEIGHT: "F"}


SHAPES = {1: [(2, 2), (1, 2), (2, 1)], 2: [(2, 3), (3, 2), (1, 3), (3, 1)], 3: [(2, 2), (1, 2), (2, 1)]}  # of outputs


def case(rng, level):
    """Shapes of input, filter and output, which grow with the level, and the stride."""
    O, s = SHAPES[level][rng.integers(len(SHAPES[level]))], int(rng.integers(2, 4)) if level == 3 else 1
    F = tuple(map(int, rng.integers(max(s, 2), 5 if level == 2 else 4, 2)))
    return tuple((out - 1) * s + k for out, k in zip(O, F, strict=True)), F, O, s


def told(X, F, O, s):
    stride = f", stride {n(s)}" if s > 1 else ""
    return f"The input is {size(X)}, the filter {size(F)}{stride}, so the output is {size(O)}."


def code(letter, place):
    """A name as one types it: dO12."""
    return letter + "".join(str(index + 1) for index in place)


def typed(pairs, letters):
    return " + ".join(f"{code(letters[0], one)}*{code(letters[1], two)}" for one, two in pairs)


def met(side, place, shapes, s):
    """The places of the two factors of each product in which the place of a side takes part."""
    X, F, O, _ = shapes
    one, two = FACTORS[side]
    return [(path[one], path[two]) for path in paths(X, F, O, stride=s) if path[side] == place]


def local_gradient(rng, level, by):
    """Equation 5 or 11: the derivative of one output with respect to a weight or a pixel."""
    shapes = X, F, O, s = case(rng, level)
    out, place = pick(rng, O), pick(rng, F if by == WEIGHT else X)
    other = PIXEL if by == WEIGHT else WEIGHT
    beside = [path[other] for path in paths(X, F, O, stride=s) if path[OUT] == out and path[by] == place]
    right = code(LETTERS[other], beside[0]) if beside else "0"
    row, column = (a * s + b if by == WEIGHT else b - a * s for a, b in zip(out, place, strict=True))
    swapped = (column, row)
    wrong = {
        "That is the number that changes; the derivative is what it is multiplied by.": code(LETTERS[by], place),
        "That would be right at the first stop of the window; here it stands elsewhere.": code(LETTERS[other], place),
        "You exchanged row and column.": code(LETTERS[other], swapped),
        "The window does not cover this pixel, so its derivative is 0.": code(LETTERS[other], np.clip((row, column), 0, 1)),
        "It does take part in this output, so its derivative is not 0.": "0",
        "That is the product; its derivative is the other factor alone.": f"{right}*{code(LETTERS[by], place)}",
    }
    if not beside:
        del wrong["You exchanged row and column."], wrong["It does take part in this output, so its derivative is not 0."]
        wrong.pop("That is the product; its derivative is the other factor alone.")
    else:
        del wrong["The window does not cover this pixel, so its derivative is 0."]
    beyond = any(index >= length for index, length in zip(place, F if by == PIXEL else X, strict=True))
    if beyond:
        del wrong["That would be right at the first stop of the window; here it stands elsewhere."]
    me = name(LETTERS[by], *place)
    steps = [f"For {name('O', *out)} the window has its upper left corner on {name('X', *(s * k for k in out))}."]
    if not beside:
        steps.append(f"It covers {size(F)} pixels from there, and {me} is not among them: the derivative is {n(0)}.")
    else:
        steps.append(f"There {me} meets {name(LETTERS[other], *beside[0])}, and no other term of {name('O', *out)} contains it.")
        steps.append(f"The derivative of the product is the other factor: {name(LETTERS[other], *beside[0])}.")
    asks = f"{told(*shapes)} What is the derivative of {name('O', *out)} with respect to {me}? Type a name such as X11 or F12, or 0."
    return Problem(asks, right, wrong, steps)


@kind(
    "local-gradient-filter", "Equation 5: an output and a filter number", "local gradients",
    "06-filter-gradient#equation-5-one-letter-at-a-time",
)  # fmt: skip
def local_gradient_filter(rng, level):
    return local_gradient(rng, level, WEIGHT)


@kind(
    "local-gradient-input", "Equation 11: an output and a pixel", "local gradients",
    "07-input-gradient#equation-11-with-respect-to-the-other-letter",
)  # fmt: skip
def local_gradient_input(rng, level):
    return local_gradient(rng, level, PIXEL)


def gradient_terms(rng, level, side):
    """Equations 7 to 10 or 13 to 21: a number of a gradient as a sum of products."""
    shapes = X, F, O, s = case(rng, level)
    place = pick(rng, F if side == WEIGHT else X)
    pairs, letters = met(side, place, shapes, s), ("dO", LETTERS[FACTORS[side][1]])
    right = typed(pairs, letters)
    ones, twos = [one for one, _ in pairs], [two for _, two in pairs]
    mirrored = typed(zip(ones, twos[::-1], strict=True), letters)
    wrong = {
        "The window runs forward, so these pixels stand in reading order, too." if side == WEIGHT
        else "Turn the order: the pixel meets the filter's numbers from the last to the first.": mirrored,
        "That is only its first product; each output that it reaches adds one.": typed(pairs[:1], letters),
        "Those are the values it was multiplied by; multiply each by the gradient of its output.": " + ".join(code(letters[1], two) for two in twos),
        "These outputs are right; each needs its factor beside it.": " + ".join(code("dO", one) for one in ones),
        "You multiplied by the output itself; its gradient belongs there.": right.replace("dO", "O"),
    }  # fmt: skip
    letter = f"∂L/∂{LETTERS[side]}"
    me = name(LETTERS[side], *place)
    steps = [f"{me} met {name(letters[1], *two)} on its way into {name('O', *one)}." for one, two in pairs]
    summed = " + ".join(f"{name('∂L/∂O', *one)}·{name(letters[1], *two)}" for one, two in pairs)
    steps.append(f"{name(letter, *place)} = {summed}.")
    asks = f"{told(*shapes)} Write {name(letter, *place)} as a sum of products; type dO for ∂L/∂O."
    return Problem(asks, right, wrong, steps)


@kind(
    "filter-gradient-terms", "Equations 7 to 10 in letters", "the gradient of the filter",
    "06-filter-gradient#four-small-effects-add-up-equation-6",
)  # fmt: skip
def filter_gradient_terms(rng, level):
    return gradient_terms(rng, level, WEIGHT)


@kind(
    "input-gradient-terms", "Equations 13 to 21 in letters", "the gradient of the input",
    "07-input-gradient#the-chain-rule-again-equation-12",
)  # fmt: skip
def input_gradient_terms(rng, level):
    return gradient_terms(rng, level, PIXEL)


@kind("pixels-of-a-weight", "Who met this number?", "local gradients", "06-filter-gradient#who-met-f11")
def pixels_of_a_weight(rng, level):
    shapes = X_shape, F, O, s = case(rng, level)
    X = whole(rng, X_shape, 2, low=0, high=9)
    place = pick(rng, F)
    right = {two for _, two in met(WEIGHT, place, shapes, s)}
    window = {(i, j) for i, j in np.ndindex(*F)}
    wrong = {
        "Those are the pixels under the first window; follow this one number through all stops.": window,
        "That is where it lies at the first stop; the window moves on.": {place},
        "You followed the number in the upper left corner of the filter.": {two for _, two in met(WEIGHT, (0, 0), shapes, s)},
        "You exchanged row and column of the number.": {two for _, two in met(WEIGHT, place[::-1], shapes, s)} or right,
        "The window moves with a stride.": {(place[0] + i, place[1] + j) for i, j in np.ndindex(*O)},
    }
    me = name("F", *place)
    stops = ", ".join(name("X", *pixel) for pixel in sorted(right))
    steps = [f"At the first stop {me} lies on {name('X', *place)}.", f"With the window it moves on, over all {n(len(right))} stops."]
    steps.append(f"So it meets {stops}.")
    asks = f"{told(*shapes)} Press all pixels that {me} is multiplied by."
    return Problem(asks, right, wrong, steps, {}, {"of": X})


@kind(
    "outputs-of-a-pixel", "Which outputs does a pixel reach?", "the gradient of the input",
    "07-input-gradient#how-many-outputs-does-a-pixel-affect", letter="O", role="output",
)  # fmt: skip
def outputs_of_a_pixel(rng, level):
    shapes = X, F, O, s = case(rng, level)
    pixel = pick(rng, X)
    right = {one for one, _ in met(PIXEL, pixel, shapes, s)}
    everything = set(np.ndindex(*O))
    first, last = min(right), max(right)
    wrong = {
        "Not every window covers this pixel.": everything,
        "Only the last of them begins at this pixel; earlier windows cover it, too.": {last},
        "That is the first window that covers it; later ones do, too.": {first},
        "The windows that begin left of it cover it as well.": {(i, j) for i, j in right if j == last[1]},
        "The windows that begin above it cover it as well.": {(i, j) for i, j in right if i == last[0]},
    }
    me = name("X", *pixel)
    steps = [f"The window of {name('O', *one)} begins on {name('X', one[0] * s, one[1] * s)}: it covers {me}." for one in sorted(right)]
    steps.append(f"So {me} reaches {', '.join(name('O', *one) for one in sorted(right))}, and no other output.")
    O_numbers = whole(rng, O, 2, low=0, high=9)
    asks = f"{told(*shapes)} Press all outputs that change when {me} changes (no number of the filter is 0)."
    return Problem(asks, right, wrong, steps, {}, {"of": O_numbers})
