"""Practice: the equations themselves, in letters and in places."""

from functools import partial

import numpy as np

from convbook.practice.problem import Problem, kind
from convbook.practice.solution import FACTORS, OUT, PIXEL, WEIGHT, paths
from convbook.practice.wording import n, name, pick, size, whole
from convbook.questions import usual

dO_ = "∂L/∂O"
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


def typed(pairs, partner):
    return " + ".join(f"{code('dO', one)}*{code(partner, two)}" for one, two in pairs)


def met(side, place, shapes):
    """The places of the two factors of each product in which the place of a side takes part."""
    (X, F, O, s), (one, two) = shapes, FACTORS[side]
    return [(path[one], path[two]) for path in paths(X, F, O, stride=s) if path[side] == place]


def local_gradient(rng, level, by):
    """Equation 5 or 11: the derivative of one output with respect to a weight or a pixel."""
    shapes = X, F, O, s = case(rng, level)
    out, place = pick(rng, O), pick(rng, F if by == WEIGHT else X)
    mine, other = LETTERS[by], LETTERS[PIXEL if by == WEIGHT else WEIGHT]
    row, column = (a * s + b if by == WEIGHT else b - a * s for a, b in zip(out, place, strict=True))
    beside = 0 <= row < (X if by == WEIGHT else F)[0] and 0 <= column < (X if by == WEIGHT else F)[1]
    right = code(other, (row, column)) if beside else "0"
    mistakes = {
        "That is the number that changes; the derivative is what it is multiplied by.": code(mine, place),
        "That is its partner at the first stop of the window; here the window stands elsewhere.": code(other, place),
    }
    me, partner, it = name(mine, *place), name(other, row, column) if beside else n(0), name("O", *out)
    steps = [f"For {it} the window has its upper left corner on {name('X', *(s * k for k in out))}."]
    if beside:
        mistakes |= {
            usual.ROWS_AND_COLUMNS: code(other, (column, row)),
            "It does take part in this output, so its derivative is not 0.": "0",
            "That is the product; its derivative is the other factor alone.": f"{right}*{code(mine, place)}",
        }
        steps.append(f"There {me} meets {partner}, and no other term of {it} contains it.")
        steps.append(f"The derivative of the product is the other factor: {partner}.")
    else:
        first = "The window does not cover this pixel, so its derivative is 0."
        mistakes[first] = code(other, np.clip((row, column), 0, 1))
        steps.append(f"It covers {size(F)} pixels from there, and {me} is not among them: the derivative is {partner}.")
    asks = f"What is the derivative of {it} with respect to {me}? Write a name such as X11 or F12, or 0."
    return Problem(f"{told(*shapes)} {asks}", right, mistakes, steps)


def gradient_terms(rng, level, of):
    """Equations 7 to 10 or 13 to 21: a number of a gradient as a sum of products."""
    shapes = X, F, O, s = case(rng, level)
    place = pick(rng, F if of == WEIGHT else X)
    pairs, partner = met(of, place, shapes), LETTERS[FACTORS[of][1]]
    right, ones, twos = typed(pairs, partner), *map(list, zip(*pairs, strict=True))
    order = "Turn the order: the pixel meets the filter's numbers from the last to the first."
    if of == WEIGHT:
        order = "The window runs forward, so these pixels stand in reading order, too."
    mistakes = {
        order: typed(zip(ones, twos[::-1], strict=True), partner),
        "That is only its first product; each output that it reaches adds one.": typed(pairs[:1], partner),
        "Multiply each of these by the gradient of its output.": " + ".join(code(partner, two) for two in twos),
        "These outputs are right; each needs its factor beside it.": " + ".join(code("dO", one) for one in ones),
        "You multiplied by the output itself; its gradient belongs there.": right.replace("dO", "O"),
    }
    me, wanted = name(LETTERS[of], *place), name(f"∂L/∂{LETTERS[of]}", *place)
    steps = [f"{me} met {name(partner, *two)} on its way into {name('O', *one)}." for one, two in pairs]
    steps.append(f"{wanted} = {' + '.join(f'{name(dO_, *one)}·{name(partner, *two)}' for one, two in pairs)}.")
    asks = f"{told(*shapes)} Write {wanted} as a sum of products; write dO for ∂L/∂O."
    return Problem(asks, right, mistakes, steps)


OF_FILTER, OF_INPUT = "gradient of the filter", "gradient of the input"
FORMULAS = [
    ("local-gradient-filter", "Equation 5: an output and a filter number", OF_FILTER, "06-filter-gradient#all-sixteen",
     partial(local_gradient, by=WEIGHT)),
    ("local-gradient-input", "Equation 11: an output and a pixel", OF_INPUT, "07-input-gradient#all-thirty-six",
     partial(local_gradient, by=PIXEL)),
    ("filter-gradient-terms", "Equations 7 to 10 in letters", OF_FILTER,
     "06-filter-gradient#four-small-effects-add-up-equation-6", partial(gradient_terms, of=WEIGHT)),
    ("input-gradient-terms", "Equations 13 to 21 in letters", OF_INPUT,
     "07-input-gradient#the-chain-rule-again-equation-12", partial(gradient_terms, of=PIXEL)),
]  # fmt: skip
for *told_of, draw in FORMULAS:
    kind(*told_of, kind="formula")(draw)


@kind("pixels-of-a-weight", "Who met this number?", OF_FILTER, "06-filter-gradient#who-met-f11")
def pixels_of_a_weight(rng, level):
    shapes = X, F, O, s = case(rng, level)
    u, v = place = pick(rng, F)
    right, corner, other = (
        {pixel for _, pixel in met(WEIGHT, weight, shapes)} for weight in (place, (0, 0), place[::-1])
    )
    mistakes = {
        "Those are the pixels under the first window; follow one number through all stops.": set(np.ndindex(F)),
        "That is where it lies at the first stop; the window moves on.": {place},
        "You followed the number in the upper left corner of the filter.": corner,
        usual.ROWS_AND_COLUMNS: other or right,
        "The window moves with a stride.": {(u + i, v + j) for i, j in np.ndindex(O)},
    }
    me, stops = name("F", *place), [name("X", *pixel) for pixel in sorted(right)]
    steps = [
        f"At the first stop {me} lies on {name('X', *place)}.",
        f"With the window it moves on, over all {n(len(stops))} stops.",
        f"So it meets {', '.join(stops)}.",
    ]
    asks = f"{told(*shapes)} Mark all pixels that {me} is multiplied by."
    return Problem(asks, right, mistakes, steps, options={"of": whole(rng, X, 2, low=0, high=9)})


@kind(
    "outputs-of-a-pixel", "Which outputs does a pixel reach?", OF_INPUT,
    "07-input-gradient#how-many-outputs-does-a-pixel-affect", letter="O", role="output",
)  # fmt: skip
def outputs_of_a_pixel(rng, level):
    shapes = X, F, O, s = case(rng, level)
    pixel = pick(rng, X)
    right = {output for output, _ in met(PIXEL, pixel, shapes)}
    first, last = min(right), max(right)
    mistakes = {
        "Not every window covers this pixel.": set(np.ndindex(O)),
        "The last of them begins nearest to this pixel; earlier windows cover it, too.": {last},
        "That is the first window that covers it; later ones do, too.": {first},
        "The windows that begin further left cover it as well.": {(i, j) for i, j in right if j == last[1]},
        "The windows that begin further up cover it as well.": {(i, j) for i, j in right if i == last[0]},
    }
    me, outputs = name("X", *pixel), {name("O", *place): place for place in sorted(right)}
    steps = [
        f"The window of {it} begins on {name('X', i * s, j * s)}: it covers {me}." for it, (i, j) in outputs.items()
    ]
    steps.append(f"So {me} reaches {', '.join(outputs)}, and no other output.")
    asks = f"{told(*shapes)} Mark all outputs that change when {me} changes (no number of the filter is 0)."
    return Problem(asks, right, mistakes, steps, options={"of": whole(rng, O, 2, low=0, high=9)})
