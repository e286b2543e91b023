"""Practice: what a step does to a filter."""

import numpy as np

from convbook.nn.optimizers import gradient_step, momentum_step
from convbook.practice.problem import Problem, kind
from convbook.practice.wording import d, f, marked, n, name, whole
from convbook.questions import usual


@kind("update", "An update", "updates", "08-update#again-and-again", role="filter")
def update(rng, level):
    shape = (1, 2) if level == 1 else (2, 2)
    alpha = float(rng.choice([0.5, 2] if level == 1 else [0.1, 0.2, 0.5]))
    F, dF = whole(rng, shape, level), whole(rng, shape, 2, low=-4)
    right, _ = gradient_step(F, dF, learning_rate=alpha)
    mistakes = {
        usual.UPHILL: F + alpha * dF,
        usual.LEARNING_RATE_MISSING: F - dF,
        "That is the step; subtract it from the old filter.": alpha * dF,
        "The learning rate multiplies the gradient, not the filter.": alpha * F - dF,
        "Only the gradient is multiplied by the learning rate.": alpha * (F - dF),
        "You moved the gradient by the filter; it is the filter that moves.": dF - alpha * F,
    }
    steps = [
        f"{name('F', *p)}: {f(F[p])} − {n(alpha)}·{marked('D', dF[p])} = {f(right[p])}." for p in np.ndindex(shape)
    ]
    asks = f"What is the filter after one step of gradient descent with learning rate {n(alpha)}?"
    return Problem(asks, right, mistakes, steps, {"F": F, "∂L/∂F": dF})


def moved(F, m, gradients, alpha, beta):
    """A weight and its m after each of some steps with momentum, from where they begin."""
    places = [(float(F), float(m))]
    for gradient in gradients:
        step = momentum_step(*(np.array([value]) for value in (places[-1][0], gradient, places[-1][1])), alpha, beta)
        places.append(tuple(float(value[0]) for value in step))
    return places


@kind("momentum", "A step with momentum", "momentum", "08b-curvature#momentum")
def momentum(rng, level):
    alpha, beta = float(rng.choice([0.1, 0.5, 1])), float(rng.choice([0.5, 0.9]))
    F, m, *g = map(int, rng.integers(1 if level == 1 else -4, 6, 4 if level == 3 else 3))
    rates = alpha, beta
    places = moved(F, m, g, *rates)
    right, last_m = places[-1]
    mistakes = {
        "That is a plain step; the old gradients count, too.": moved(F, 0, g, alpha, 0)[-1][0],
        "A step goes against m: subtract.": 2 * F - right,
        "You took a step along the old m alone; add the new gradient to it.": F - alpha * beta * m,
        "The old m fades: multiply it by β.": moved(F, m / beta, g, alpha, beta)[-1][0],
        "The gradient is added as it is, not times 1 − β.": moved(F, m, [(1 - beta) * k for k in g], *rates)[-1][0],
        usual.LEARNING_RATE_MISSING: moved(F, m, g, 1, beta)[-1][0],
        "That is the new m; now the weight has to move.": last_m,
        "That is the weight after the first step.": places[1][0],
    }
    steps = []
    for i, (gradient, (old_F, old_m), (new_F, new_m)) in enumerate(zip(g, places, places[1:], strict=False)):
        start = f"Step {n(i + 1)}: m" if len(g) > 1 else "The new m"
        steps.append(f"{start} = {n(beta)}·{marked('D', old_m)} + {marked('D', gradient)} = {d(new_m)}.")
        steps.append(f"The weight: {f(old_F)} − {n(alpha)}·{marked('D', new_m)} = {f(new_F)}.")
    after = "the step" if len(g) == 1 else "both steps"
    gradients = f"the gradient is {d(g[0])}" if len(g) == 1 else f"two steps have the gradients {d(g[0])} and {d(g[1])}"
    asks = (
        f"A weight is {f(F)}, the running sum m of its gradients {d(m)}, and {gradients}. With learning rate "
        f"{n(alpha)} and β = {n(beta)}, where is the weight after {after}?"
    )
    return Problem(asks, right, mistakes, steps)
