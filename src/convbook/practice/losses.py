"""Practice: losses and their gradients."""

import numpy as np

from convbook.nn.losses import cross_entropy, hinge, hinge_grad, mse, mse_grad, softmax_cross_entropy_grad
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import n, o, rows, total, whole, x
from convbook.questions import usual


def output_and_target(rng, level, step=1):
    """An output and its target; their differences are multiples of `step`."""
    shape = {1: (1, 2), 2: (2, 2), 3: (2, 3)}[level]
    T = whole(rng, shape, level)
    return T + step * whole(rng, shape, 2), T


@kind("mse", "The mean squared error", "losses", "05-loss#how-wrong-is-an-output")
def mean_squared_error(rng, level):
    O, T = output_and_target(rng, level)
    D = O - T
    mistakes = {
        usual.SUM_NOT_MEAN: (D**2).sum(),
        "Square the differences first, or they cancel.": D.mean(),
        "Square them; do not only drop the signs.": abs(D).mean(),
        "Square each difference, then take the mean, not the other way round.": D.mean() ** 2,
        "That is the root of the mean.": np.sqrt((D**2).mean()),
        "You squared the outputs; the difference to the target counts.": (O**2).mean(),
    }
    steps = [f"The differences: {rows(D, 'n')}.", f"Their squares: {total((D**2).ravel(), 'n', 'n')}."]
    steps.append(f"The mean: {n((D**2).sum())}/{n(D.size)} = {n(mse(O, T))}.")
    return Problem("What is the mean squared error of this output?", mse(O, T), mistakes, steps, {"O": O, "T": T})


@kind(
    "mse-gradient", "The gradient of the mean squared error", "losses", "05-loss#the-same-by-the-rules", role="gradient"
)
def mse_gradient(rng, level):
    O, T = output_and_target(rng, level, step=3 if level == 3 else 1)
    D, right = O - T, mse_grad(O, T)
    mistakes = {
        "The 2 of the square is missing.": D / D.size,
        "The loss is a mean: divide by how many numbers there are.": 2 * D,
        "Output minus target: too large an output has a positive derivative.": -right,
        "Those are the differences; the derivative is 2·(O − T)/N.": D,
        "The derivative of a square is twice the difference, not the square.": D**2 / D.size,
    }
    steps = [f"The differences: {rows(D, 'n')}. There are N = {n(D.size)} numbers."]
    steps += [f"Each derivative is 2·(O − T)/N, here 2/{n(D.size)} times the difference."]
    asks = "The loss is the mean squared error. What is {d|∂L/∂O}?"
    return Problem(asks, right, mistakes, steps, {"O": O, "T": T})


def scores_and_labels(rng, level):
    """Scores in halves, none with a margin of exactly 1, and labels of ±1."""
    N = {1: 2, 2: 4, 3: 5}[level]
    labels = rng.choice([-1, 1], N)
    margins = rng.choice([-2, -1.5, -1, -0.5, 0.5, 1.5, 2, 2.5], N)
    return margins * labels, labels


@kind("hinge", "The hinge loss", "losses", "05b-losses#on-the-right-side-and-safely-so-hinge")
def hinge_loss(rng, level):
    Z, y = scores_and_labels(rng, level)
    each = np.maximum(0, 1 - y * Z)
    mistakes = {
        "Where the margin is above 1 the loss is 0, not negative.": (1 - y * Z).mean(),
        "A margin of 1 is asked for, not only the right side.": np.maximum(0, -y * Z).mean(),
        usual.SUM_NOT_MEAN: each.sum(),
        "Multiply each score by its label first.": np.maximum(0, 1 - Z).mean(),
        "You took only the scores that cost something into the mean.": each.sum() / max((each > 0).sum(), 1),
        "That is how many scores cost something.": (each > 0).sum(),
    }
    steps = [
        f"Score {x(z)}, label {n(label)}: the margin is {n(z * label)}, the loss {n(loss)}."
        for z, label, loss in zip(Z, y, each, strict=True)
    ]
    steps.append(f"The mean: {n(each.sum())}/{n(len(Z))} = {n(hinge(Z, y))}.")
    asks = "These are scores and the labels of their examples. What is the mean hinge loss?"
    return Problem(asks, hinge(Z, y), mistakes, steps, {"Z scores": Z[None], "y labels": y[None]})


@kind(
    "hinge-gradient", "The gradient of the hinge loss", "losses",
    "05b-losses#on-the-right-side-and-safely-so-hinge", role="gradient",
)  # fmt: skip
def hinge_gradient(rng, level):
    Z, y = scores_and_labels(rng, level)
    right, active = hinge_grad(Z, y), y * Z < 1
    mistakes = {
        "The loss is a mean: divide by the number of scores.": right * len(Z),
        "The sign is the other way round: a score that is too low should rise.": -right,
        "Where the margin is above 1 the loss is flat: the derivative is 0.": -y / len(Z),
        "A score counts until its margin is 1, not only on the wrong side.": np.where(y * Z < 0, -y, 0) / len(Z),
        "The loss is flat where the margin is above 1, not where it is below.": np.where(active, 0, -y) / len(Z),
        "The slope does not depend on the score.": np.where(active, -y * Z, 0) / len(Z),
    }
    steps = [
        f"The margins: {rows(y * Z, 'n')}.",
        f"Where a margin is below 1, the derivative is −y/{n(len(Z))}; elsewhere it is 0.",
    ]
    asks = "The loss is the mean hinge loss. What is {d|∂L/∂Z}?"
    given = {"Z scores": Z[None], "y labels": y[None]}
    return Problem(asks, right[None], {says: g[None] for says, g in mistakes.items()}, steps, given)


ROWS = (
    np.array([[50, 25, 25], [50, 40, 10], [50, 30, 20], [70, 20, 10], [60, 30, 10], [80, 10, 10], [60, 20, 20]]) / 100
)
LOGS = "Rounded, log 0.1 = −2.303, log 0.2 = −1.609, log 0.25 = −1.386 and log 0.5 = −0.6931."


def probabilities(rng, N, of=(0.1, 0.2, 0.25, 0.5)):
    """N rows of three probabilities, and a class for each whose probability is one of some."""
    P = np.stack([rng.permutation(ROWS[rng.integers(len(ROWS))]) for _ in range(N)])
    return P, np.array([rng.choice([k for k in range(3) if not of or row[k] in of]) for row in P])


def told(what, y):
    """What the rows hold, and which classes are right."""
    if len(y) == 1:
        return f"The row holds {what} of three classes; the right class is {n(y[0] + 1)}."
    return f"Each row holds {what} of three classes; the right ones are, row by row, {', '.join(n(k + 1) for k in y)}."


@kind("cross-entropy", "The cross-entropy", "losses", "05b-losses#how-surprised-are-you-cross-entropy")
def cross_entropy_loss(rng, level):
    P, y = probabilities(rng, level)
    P_y = P[np.arange(level), y]
    mistakes = {
        "The logarithm of a probability is negative; the loss is its opposite.": np.log(P_y).mean(),
        usual.SUM_NOT_MEAN: -np.log(P_y).sum(),
        "Take the probability of the right class, not the largest.": -np.log(P.max(axis=1)).mean(),
        "Take the logarithm of the probability; its distance from 1 is another loss.": (1 - P_y).mean(),
        "Only the right class counts, not the mean over all.": -np.log(P).mean(),
        "You took the probability itself; the loss is minus its logarithm.": P_y.mean(),
        "Take the logarithms first, then the mean.": -np.log(P_y.mean()),
    }
    steps = [f"The right class got {o(p)}, and −log {o(p)} = {n(-np.log(p))}." for p in P_y]
    steps += [f"The mean: {n(-np.log(P_y).sum())}/{n(level)} = {n(cross_entropy(P, y))}."] * (level > 1)
    asks = f"{told('the probabilities', y)} What is the {'mean ' if level > 1 else ''}cross-entropy? {LOGS}"
    return Problem(asks, cross_entropy(P, y), mistakes, steps, {"P": P})


@kind(
    "softmax-cross-entropy", "The gradient of softmax with cross-entropy", "losses",
    "05b-losses#the-gradient-step-by-step", role="gradient",
)  # fmt: skip
def softmax_cross_entropy_gradient(rng, level):
    N = min(level, 2)
    P, y = probabilities(rng, N, of=())
    if level == 3:  # powers of e instead of probabilities
        P = P * rng.choice([10, 20], N)[:, None]
    Z, P = np.log(P), P / P.sum(axis=1, keepdims=True)
    right, onehot = softmax_cross_entropy_grad(Z, y), np.eye(3)[y]
    over_P = np.where(onehot, -1 / P, 0) / N
    mistakes = {
        "What the network said, minus what was right: you subtracted the other way.": -right,
        "Subtract the one-hot row: 1 for the right class.": P / N,
        "The loss is a mean: divide by the number of rows.": right * N,
        "That is the gradient with respect to the probabilities; go on through the softmax.": over_P,
        "All probabilities have a derivative, not only that of the right class.": np.where(onehot, right, 0),
        "You subtracted 1 everywhere; only the right class has the 1.": (P - 1) / N,
    }
    steps = [f"{{d|∂L/∂Z}} is P − onehot{f', divided by the {n(N)} rows' if N > 1 else ''}."]
    if level == 3:
        steps.append(f"The probabilities: {rows(P, 'o')}.")
    steps += [f"P − onehot: {rows(P - onehot, 'd')}."] * (N > 1)
    given = {"P": P} if level < 3 else {"e^Z powers": np.exp(Z).round(6)}
    what = "the probabilities" if level < 3 else "e to the power of the logits"
    asks = f"{told(what, y)} The loss is the {'mean ' if N > 1 else ''}cross-entropy. What is {{d|∂L/∂Z}}?"
    return Problem(asks, right, mistakes, steps, given)
