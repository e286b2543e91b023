"""The right answers of all kinds of problem, from what a reader is told, by SciPy, SymPy, counting or plain loops."""

import math
import re
from itertools import product

import numpy as np
import sympy
from scipy.signal import convolve2d, correlate2d
from scipy.special import log_softmax, softmax

from convbook.practice.wording import plain

NUMBER = re.compile(r"−?\d+(?:\.\d+)?")


class Told:
    """What a reader sees of a problem: matrices, and the numbers, places and words of the question."""

    def __init__(self, problem, asked):
        self.text = plain(problem.asks)
        self.numbers = [float(found.replace("−", "-")) for found in NUMBER.findall(self.text)]
        self.whole = [int(number) for number in self.numbers]
        self.given = {name: np.array(matrix, float) for name, matrix in problem.given.items()}
        self.places = [tuple(ord(i) - 0x2081 for i in found) for found in re.findall("[₁-₉]+", self.text)]

    def __getattr__(self, name):
        return self.given[{"dO": "∂L/∂O", "dF": "∂L/∂F", "dA": "∂L/∂A"}.get(name, name)]

    def after(self, word, default):
        found = re.search(rf"{word} (\d+)", self.text)
        return int(found[1]) if found else default

    def windows(self):
        return {"s": self.after("stride", 1), "p": self.after("padding", 0), "d": self.after("dilation", 1)}


def spread(F, d):
    wide = np.zeros([(length - 1) * d + 1 for length in F.shape])
    wide[::d, ::d] = F
    return wide


def forward(X, F, s=1, p=0, d=1):
    return correlate2d(np.pad(X, p), spread(F, d), mode="valid")[::s, ::s]


def units(shape):
    for place in np.ndindex(*shape):
        one = np.zeros(shape)
        one[place] = 1
        yield one


def filter_gradient(t, shape=(2, 2), **windows):
    """A loss with the gradient dO is linear here: each filter with a single 1 gives one number."""
    return np.reshape([(t.dO * forward(t.X, one, **windows)).sum() for one in units(shape)], shape)


def input_gradient(t, shape, **windows):
    return np.reshape([(t.dO * forward(one, t.F, **windows)).sum() for one in units(shape)], shape)


def slope(loss, X, h=1e-5):
    return np.reshape([(loss(X + h * one) - loss(X - h * one)) / (2 * h) for one in units(X.shape)], X.shape)


def stops(H, k, s=1, p=0, d=1):
    """How many windows fit, counted."""
    return sum(1 for first in range(-p, H + p, s) if first + (k - 1) * d < H + p)


def pooled(X, s, what):
    return np.array([[what(X[i : i + 2, j : j + 2]) for j in range(0, len(X) - 1, s)] for i in range(0, len(X) - 1, s)])


def max_gradient(t):
    dX, s = np.zeros(t.X.shape), t.after("stride", 1)
    for i, j in np.ndindex(t.dO.shape):
        window = [(t.X[i * s + u, j * s + v], -u, -v) for u, v in product(range(2), repeat=2)]
        _, u, v = max(window)
        dX[i * s - u, j * s - v] += t.dO[i, j]
    return dX


def pool_gradient(t, what):
    s = t.after("stride", 1)
    return np.reshape([(t.dO * pooled(one, s, what)).sum() for one in units(t.X.shape)], t.X.shape)


def letters(t):
    """(the outputs as sums of symbols, {name: symbol}, shapes and stride), as the question tells them."""
    X, F, O = (tuple(map(int, pair)) for pair in re.findall(r"(\d+)×(\d+)", t.text)[:3])
    s = t.after("stride", 1)
    name = {
        (letter, i, j): sympy.Symbol(f"{letter}{i + 1}{j + 1}")
        for letter, shape in (("X", X), ("F", F), ("dO", O))
        for i, j in np.ndindex(*shape)
    }
    outputs = {
        (i, j): sum(name["X", i * s + u, j * s + v] * name["F", u, v] for u, v in np.ndindex(*F))
        for i, j in np.ndindex(*O)
    }
    return outputs, name, (X, F, O, s)


def local_gradient(t, by):
    outputs, name, _ = letters(t)
    out, place = t.places
    return sympy.diff(outputs[out], name[by, *place])


def loss_gradient(t, by):
    outputs, name, _ = letters(t)
    loss = sum(name["dO", *place] * output for place, output in outputs.items())
    return sympy.diff(loss, name[by, *t.places[0]])


def pixels_of_a_weight(t):
    _, _, (_, _, O, s) = letters(t)
    u, v = t.places[0]
    return {(i * s + u, j * s + v) for i, j in np.ndindex(*O)}


def outputs_of_a_pixel(t):
    _, _, (_, F, O, s) = letters(t)
    row, column = t.places[0]
    return {(i, j) for i, j in np.ndindex(*O) if row - i * s in range(F[0]) and column - j * s in range(F[1])}


def turned(t):
    ways = {
        "cross-correlation": correlate2d(t.X, t.F, "valid"),
        "convolution": convolve2d(t.X, t.F, "valid"),
        "neither": correlate2d(t.X, t.F[:, ::-1], "valid"),
    }
    return next(way for way, O in ways.items() if np.array_equal(O, t.O))


def channels(t):
    pairs = zip(*[[m for name, m in t.given.items() if name[0] == letter] for letter in "XF"], strict=True)
    O = sum(correlate2d(X, F, "valid") for X, F in pairs)
    return O[t.whole[-2] - 1, t.whole[-1] - 1] + t.after("bias", 0)


def output_size(t):
    H, W, kh, kw = t.whole[:4]
    return stops(H, kh, **t.windows()), stops(W, kw, **t.windows())


def same_padding(t):
    k, H, s, d = t.whole[0], t.whole[1], t.after("stride", 1), t.after("dilation", 1)
    return next(zeros for zeros in range(99) if len(range(0, H + zeros - (k - 1) * d, s)) >= math.ceil(H / s))


def output_volume(t):
    H, W, _, K, kh, kw, _ = t.whole[:7]
    p = t.after("padding", 0)
    return stops(H, kh, p=p), stops(W, kw, p=p), K


def parameters(t):
    _, _, C, K, kh, kw = t.whole[:6]
    count = np.zeros((kh, kw, C, K)).size + K
    return count + (np.zeros((kh, kw, K, t.whole[6])).size + t.whole[6] if "second layer" in t.text else 0)


def multiplications(t):
    K, kh, kw, C, H, W = t.whole[:6]
    s = t.after("stride", 1)
    return sum(1 for _ in product(range(stops(H, kh, s)), range(stops(W, kw, s)), range(kh * kw * C * K)))


def receptive_field(t):
    pixels = {0}
    for k, s in reversed(re.findall(r"(\d+)×\d+ with stride (\d+)", t.text)):
        pixels = {pixel * int(s) + tap for pixel in pixels for tap in range(int(k))}
    return max(pixels) + 1


def im2col(t):
    N, (H, W, C, _, kh, kw, _) = (1, t.whole[:7]) if t.text.startswith("One") else (t.whole[0], t.whole[1:8])
    s = t.after("stride", 1)
    return N * stops(H, kh, s) * stops(W, kw, s), np.zeros((kh, kw, C)).size


def transposed_size(t):
    (kh, kw), (H, W), s, p = t.whole[:2], t.whole[-2:], t.after("stride", 1), t.after("padding", 0)
    return tuple(max(i * s + k for i in range(n)) - 2 * p for n, k in ((H, kh), (W, kw)))


def softmax_of_logits(t):
    logits = t.text.split("The logits are ")[1].split(". ")[0].split("; ")
    logits = [math.log(int(z[4:])) if "log" in z else int(z.replace("−", "-")) for z in logits]
    return softmax(logits)[t.after("class", 0) - 1]


def right_classes(t):
    said = re.search(r"(?:class is|row by row,) ([\d, ]*\d)\.", t.text)[1]
    return [int(k) - 1 for k in said.split(", ")]


def cross_entropy(P, y):
    return np.mean([-math.log(row[k]) for row, k in zip(P, y, strict=True)])


def softmax_cross_entropy(t):
    Z = np.log(next(iter(t.given.values())))
    y = right_classes(t)
    return slope(lambda Z: -np.mean([log_softmax(row)[k] for row, k in zip(Z, y, strict=True)]), Z)


def hinge(t, Z):
    margins = Z * t.given["y labels"]
    return np.mean([max(0, 1 - margin) for margin in margins[0]])


def momentum(t):
    weight, m, *gradients, rate, beta = t.numbers
    for gradient in gradients:
        m = beta * m + gradient
        weight -= rate * m
    return weight


def one(matrix, t):
    return matrix[t.places[-1]]


ANSWERS = {
    "one-output": lambda t: one(forward(t.X, t.F), t),
    "whole-output": lambda t: forward(t.X, t.F),
    "turned": turned,
    "channels": channels,
    "stride-padding-dilation": lambda t: forward(t.X, t.F, **t.windows()),
    "output-size": output_size,
    "same-padding": same_padding,
    "output-volume": output_volume,
    "parameters": parameters,
    "multiplications": multiplications,
    "receptive-field": receptive_field,
    "im2col": im2col,
    "transposed-size": transposed_size,
    "max-pooling": lambda t: pooled(t.X, t.after("stride", 1), np.max),
    "average-pooling": lambda t: pooled(t.X, t.after("stride", 1), np.mean),
    "sum-pooling": lambda t: pooled(t.X, t.after("stride", 1), np.sum),
    "max-pooling-gradient": max_gradient,
    "average-pooling-gradient": lambda t: pool_gradient(t, np.mean),
    "sum-pooling-gradient": lambda t: pool_gradient(t, np.sum),
    "relu-gradient": lambda t: [
        [d if z > 0 else 0 for z, d in zip(*rows, strict=True)] for rows in zip(t.Z, t.dA, strict=True)
    ],
    "softmax": softmax_of_logits,
    "chain-rule": lambda t: np.vdot(*t.given.values()) * (t.numbers[1] if "z" in t.text else 1),
    "mse": lambda t: np.mean([(o - target) ** 2 for o, target in zip(t.O.flat, t.T.flat, strict=True)]),
    "mse-gradient": lambda t: slope(lambda O: ((O - t.T) ** 2).mean(), t.O),
    "hinge": lambda t: hinge(t, t.given["Z scores"]),
    "hinge-gradient": lambda t: slope(lambda Z: hinge(t, Z), t.given["Z scores"]),
    "cross-entropy": lambda t: cross_entropy(t.P, right_classes(t)),
    "softmax-cross-entropy": softmax_cross_entropy,
    "local-gradient-filter": lambda t: local_gradient(t, "F"),
    "local-gradient-input": lambda t: local_gradient(t, "X"),
    "filter-gradient-terms": lambda t: loss_gradient(t, "F"),
    "input-gradient-terms": lambda t: loss_gradient(t, "X"),
    "pixels-of-a-weight": pixels_of_a_weight,
    "outputs-of-a-pixel": outputs_of_a_pixel,
    "filter-gradient-one": lambda t: one(filter_gradient(t), t),
    "filter-gradient": filter_gradient,
    "input-gradient-corner": lambda t: one(input_gradient(t, t.whole[:2]), t),
    "input-gradient-edge": lambda t: one(input_gradient(t, t.whole[:2]), t),
    "input-gradient-middle": lambda t: one(input_gradient(t, t.whole[:2]), t),
    "input-gradient": lambda t: input_gradient(t, t.whole[:2]),
    "bias-gradient": lambda t: sum(map(np.sum, t.given.values())),
    "stride-filter-gradient": lambda t: filter_gradient(t, **t.windows()),
    "stride-input-gradient": lambda t: input_gradient(t, t.whole[:2], **t.windows()),
    "padding-filter-gradient": lambda t: filter_gradient(t, t.whole[:2], **t.windows()),
    "padding-input-gradient": lambda t: input_gradient(t, t.whole[:2], **t.windows()),
    "dilation-filter-gradient": lambda t: filter_gradient(t, **t.windows()),
    "dilation-input-gradient": lambda t: input_gradient(t, t.whole[:2], **t.windows()),
    "update": lambda t: t.F - t.numbers[0] * t.dF,
    "momentum": momentum,
}
