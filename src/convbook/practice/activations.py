"""Practice: the chain rule, the gradient of a ReLU, and softmax."""

import math

import numpy as np

from convbook.nn.activations import relu_grad, softmax
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import d, dot, n, name, o, whole, x


@kind("chain-rule", "Paths multiply and add", "the chain rule", "05-loss#two-paths-add")
def chain_rule(rng, level):
    paths = level + 1
    dO, slopes = whole(rng, paths, 2), whole(rng, paths, 2)
    inner = int(rng.integers(2, 5)) if level == 3 else 1
    right = int(dO @ slopes) * inner
    each = dO * slopes
    mistakes = {
        "Along a path the derivatives multiply.": (dO + slopes).sum() + (inner if inner > 1 else 0),
        "Add the paths: each output hands something back.": each[0] * inner,
        "You added the gradients and the slopes first; multiply path by path, then add.": dO.sum()
        * slopes.sum()
        * inner,
        "That is only what the outputs do; multiply each by the gradient of the loss.": slopes.sum() * inner,
        "All paths begin at w: multiply by the first slope, too.": right / inner,
        "You multiplied the paths with one another; where they meet, they add up.": int(np.prod(each)) * inner,
        "That is the mean of the paths; they add up.": right / paths,
    }
    letter = "z" if inner > 1 else "w"
    first = f", and z = {n(inner)}·w" if inner > 1 else ""
    asks = f"The loss depends on {n(paths)} outputs, each of them on {letter}{first}. What is {{d|∂L/∂w}}?"
    steps = [
        "Multiply along each path, then add the paths:",
        f"{{d|∂L/∂{letter}}} = {dot(zip(dO, slopes, strict=True), 'dd', 'd')}.",
    ]
    steps += [f"From w to z there is one more step: {{d|∂L/∂w}} = {d(right / inner)}·{n(inner)} = {d(right)}."] * (
        inner > 1
    )
    return Problem(asks, right, mistakes, steps, {"∂L/∂O": dO[None], f"∂O/∂{letter}": slopes[None]})


@kind("relu-gradient", "Backward through a ReLU", "activations", "04c-activations#relu", role="gradient")
def relu_gradient(rng, level):
    shape = {1: (2, 2), 2: (2, 3), 3: (3, 3)}[level]
    Z, dO = rng.integers(-4, 5, shape), whole(rng, shape, 2, low=-4)
    Z[rng.random(shape) < 0.15] = 0
    Z[0, int(rng.integers(2))] = rng.integers(1, 5)
    right = relu_grad(dO, Z)
    mistakes = {
        "Look at the sign of what went in, not of the gradient that arrives.": np.maximum(dO, 0),
        "That is the output; the gradient goes through where it is positive.": np.maximum(Z, 0),
        "At 0 the package lets nothing through.": np.where(Z >= 0, dO, 0),
        "It is the other way round: what is positive goes through.": np.where(Z > 0, 0, dO),
        "Do not multiply by the input: the slope is 1 or 0.": np.maximum(Z, 0) * dO,
        "That is the slope; multiply it by what arrives.": (Z > 0).astype(int),
    }
    passed = [
        f"{name('Z', *place)} = {x(Z[place])}" for place in np.argwhere(Z > 0).tolist() for place in [tuple(place)]
    ]
    steps = [f"Positive: {', '.join(passed)}. There the slope is {n(1)}, and the gradient goes through as it is."]
    steps += [f"Everywhere else the slope is {n(0)}, at 0 itself, too."]
    asks = "A ReLU was given {x|Z}. What is {d|∂L/∂Z}?"
    return Problem(asks, right, mistakes, steps, {"Z": Z, "∂L/∂A": dO})


def logits(rng, level):
    """(logits, their powers of e in words): on the first level logarithms, so that the powers are whole numbers."""
    if level == 1:
        powers = rng.choice(np.arange(1, 10), 3, replace=False)
        return np.log(powers), "; ".join(f"log {x(power)}" for power in powers), powers
    Z = rng.integers(-2 if level == 3 else 0, 4, 3 if level == 2 else 4)
    return Z, "; ".join(map(x, Z)), np.exp(Z)


@kind("softmax", "Softmax", "softmax", "04c-activations#softmax")
def softmax_of_logits(rng, level):
    Z, words, powers = logits(rng, level)
    k = int(rng.integers(len(Z)))
    P = softmax(Z)
    other = int(np.argmax(powers)) if k != np.argmax(powers) else (k + 1) % len(Z)
    mistakes = {
        "That is e to the power of the logit; divide it by the sum of all.": powers[k],
        f"That is the probability of class {other + 1}.": P[other],
        "You divided by the sum of the others; the class itself counts, too.": powers[k] / (powers.sum() - powers[k]),
        "With equal logits it would be that.": 1 / len(Z),
        "Softmax takes e to the power of each logit first, then it divides.": Z[k] / Z.sum() if Z.sum() else math.inf,
        "That is the probability of all other classes.": 1 - P[k],
    }
    mistakes = {says: answer for says, answer in mistakes.items() if 0 < answer < math.inf}
    powers_of_e = [f"e to the power {x(z)} is {n(math.exp(z))}" for z in sorted(set(Z.tolist()))]
    table = "" if level == 1 else f" Rounded, {', '.join(powers_of_e)}."
    steps = [
        f"The powers: {'; '.join(map(n, powers))}. Their sum is {n(powers.sum())}.",
        f"{{o|P{chr(0x2081 + k)}}} = {n(powers[k])}/{n(powers.sum())} = {o(P[k])}.",
    ]
    asks = f"The logits are {words}. What probability does softmax give to class {n(k + 1)}?{table}"
    return Problem(asks, P[k], mistakes, steps)
