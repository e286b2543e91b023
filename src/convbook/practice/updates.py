"""Practice: what a step does to a filter."""

import numpy as np

from convbook.nn.optimizers import gradient_step, momentum_step
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import d, f, n, name, whole



@kind("update", "An update", "the update", "08-update#again-and-again", role="filter")
def update(rng, level):
    shape = (1, 2) if level == 1 else (2, 2)
    alpha = float(rng.choice([0.5, 2] if level == 1 else [0.1, 0.2, 0.5]))
    F, dF = whole(rng, shape, level), whole(rng, shape, 2, low=-4)
    right, _ = gradient_step(F, dF, learning_rate=alpha)
    mistakes = {
        "A step goes against the gradient: subtract.": F + alpha * dF,
        "The learning rate is missing.": F - dF,
        "That is the step; subtract it from the old filter.": alpha * dF,
        "The learning rate multiplies the gradient, not the filter.": alpha * F - dF,
        "Only the gradient is multiplied by the learning rate.": alpha * (F - dF),
        "You moved the gradient by the filter; it is the filter that moves.": dF - alpha * F,
    }
    steps = [f"{name('F', *p)}: {f(F[p])} − {n(alpha)}·{{D={dF[p]}}} = {f(right[p])}." for p in np.ndindex(shape)]
    asks = f"What is the filter after one step of gradient descent with learning rate {n(alpha)}?"
    return Problem(asks, right, mistakes, steps, {"F": F, "∂L/∂F": dF})


@kind("momentum", "A step with momentum", "the update", "08b-curvature#momentum")
def momentum(rng, level):
    alpha, beta = float(rng.choice([0.1, 0.5, 1])), float(rng.choice([0.5, 0.9]))
    F, m = float(rng.integers(-3 if level > 1 else 0, 6)), float(rng.integers(-4 if level > 1 else 1, 5))
    g = rng.integers(-5 if level > 1 else 1, 6, 2 if level == 3 else 1).astype(float)
    new, sums, steps, plain = F, m, [], F
    for i, gradient in enumerate(g):
        old_F, old_m = new, sums
        new, sums = (float(value[0]) for value in momentum_step(np.array([new]), np.array([gradient]), np.array([sums]), alpha, beta))
        plain -= alpha * gradient
        steps.append(f"{f'Step {n(i + 1)}: m' if level == 3 else 'The new m'} = {n(beta)}·{{D={old_m:.6g}}} + {{D={gradient:.6g}}} = {d(sums)}.")
        steps.append(f"The weight: {f(old_F)} − {n(alpha)}·{{D={sums:.6g}}} = {f(new)}.")
    first = beta * m + g[0]
    mistakes = {
        "That is a plain step; the old gradients count, too.": plain,
        "A step goes against m: subtract.": F + alpha * first + (alpha * (beta * first + g[1]) if level == 3 else 0),
        "You took a step along the old m alone; add the new gradient to it first.": F - alpha * beta * m,
        "The old m fades: multiply it by β.": F - alpha * (m + g[0]) if level < 3 else F - alpha * (2 * m + 2 * g[0] + g[1]),
        "The gradient is added as it is, not times 1 − β.": F - alpha * (beta * m + (1 - beta) * g[0]) if level < 3 else F - alpha * first,
        "The learning rate is missing.": F - first,
        "That is the new m; now the weight has to move.": sums,
    }
    if level == 3:
        mistakes["That is the weight after the first step."] = mistakes.pop("The gradient is added as it is, not times 1 − β.")
    gradients = f"the gradient is {d(g[0])}" if level < 3 else f"the gradients of two steps are {d(g[0])} and {d(g[1])}"
    asks = (
        f"A weight is {f(F)}, the running sum m of its gradients {d(m)}, and {gradients}. With learning rate {n(alpha)} and "
        f"β = {n(beta)}, where is the weight after {'the step' if level < 3 else 'both steps'}?"
    )
    return Problem(asks, new, mistakes, steps)
