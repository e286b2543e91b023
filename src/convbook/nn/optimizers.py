"""Steps of gradient descent: plain, with momentum, and Adam.

A step takes parameters, gradients and a state, None at the start, and returns new parameters and the next state.
Parameters are one array or a dict of arrays; their gradients have the same keys and shapes. Nothing is overwritten.
A parameter that is a list, or of integers, takes the type of its gradient.
All three raise TypeError or ValueError if keys or shapes differ, a number is not finite, a rate is out of bounds, or
the state is none of theirs.
"""

import numpy as np

from convbook.arguments import as_float, as_int, as_numbers, as_type_of, check_shape


def gradient_step(parameters, gradients, state=None, learning_rate=0.01):
    """(parameters, None) after one step of gradient descent (Soydaner 2019, eq 22), which needs no state."""
    if state is not None:
        came = f"state is of type {type(state).__name__}"
        raise TypeError(f"{came}; expected None, as this step keeps none: did you mean learning_rate=...?")
    parameters, gradients = check_same_keys(parameters, {"gradients": gradients})
    alpha = as_positive(learning_rate, "learning_rate")
    return map_parameters(lambda F, dF: F - alpha * dF, parameters, gradients), None  # eq 22


def momentum_step(parameters, gradients, m=None, learning_rate=0.01, momentum=0.9):
    """(parameters, m) after a step of gradient descent with momentum.

    The running sum m of the gradients becomes ``momentum * m + gradient``, and the parameters move by
    ``-learning_rate * m``. Keras keeps ``-learning_rate * m`` instead, as a velocity; the parameters are the same.
    """
    parameters, gradients = check_same_keys(parameters, {"gradients": gradients})
    m = map_parameters(np.zeros_like, parameters) if m is None else m
    _, m = check_same_keys(parameters, {"m": m})
    alpha, beta = as_positive(learning_rate, "learning_rate"), as_fraction(momentum, "momentum")
    m = map_parameters(lambda m, dF: beta * m + dF, m, gradients)
    return map_parameters(lambda F, m: F - alpha * m, parameters, m), m


def adam_step(parameters, gradients, state=None, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    """(parameters, state) after a step of Adam (Kingma and Ba 2014).

    The state (steps, m, g2) is the number of steps, the running mean of the gradients, and that of their squares,
    which the paper calls v. As in Keras (and at the end of section 2 of that paper) the step size corrects both means,
    so that `epsilon` is added to the root of an uncorrected one.
    """
    parameters, gradients = check_same_keys(parameters, {"gradients": gradients})
    steps, m, g2 = _adam_state(state, parameters)
    alpha, epsilon = as_positive(learning_rate, "learning_rate"), as_positive(epsilon, "epsilon")
    beta1, beta2, steps = as_fraction(beta1, "beta1"), as_fraction(beta2, "beta2"), steps + 1
    m = map_parameters(lambda m, dF: beta1 * m + (1 - beta1) * dF, m, gradients)
    g2 = map_parameters(lambda g2, dF: beta2 * g2 + (1 - beta2) * dF**2, g2, gradients)
    alpha *= (1 - beta2**steps) ** 0.5 / (1 - beta1**steps)
    stepped = map_parameters(lambda F, m, g2: F - alpha * m / (np.sqrt(g2) + epsilon), parameters, m, g2)
    return stepped, (steps, m, g2)


def _adam_state(state, parameters):
    if state is None:
        return 0, map_parameters(np.zeros_like, parameters), map_parameters(np.zeros_like, parameters)
    if not isinstance(state, tuple | list) or len(state) != 3:
        came = f"length {len(state)}" if isinstance(state, tuple | list) else f"type {type(state).__name__}"
        raise TypeError(f"state is of {came}; expected None, or (steps, m, g2) as adam_step returns it")
    steps = as_int(state[0], "state[0], the number of steps,", 0)
    _, m, g2 = check_same_keys(parameters, {"state[1]": state[1], "state[2]": state[2]})
    least = min((squares.min() for squares in (g2.values() if isinstance(g2, dict) else [g2])), default=0)
    if least < 0:
        raise ValueError(f"state[2] holds {least}; expected means of squares, none below 0")
    return steps, m, g2


def map_parameters(function, first, *others):
    """Apply a function to one array (and others like it), or to the arrays in dicts with the same keys."""
    if not isinstance(first, dict):
        return function(first, *others)
    return {name: function(first[name], *(other[name] for other in others)) for name in first}


def check_same_keys(parameters, others):
    """Check that `parameters` and the `others`, by name, have the same keys and shapes; return them as numbers."""
    for argument, values in others.items():
        if isinstance(values, dict) != isinstance(parameters, dict):
            came, expected = type(values).__name__, type(parameters).__name__
            raise TypeError(f"{argument} is of type {came}; expected what parameters are, {expected}")
        if isinstance(parameters, dict) and values.keys() != parameters.keys():
            raise ValueError(f"{argument} has the keys {[*values]}; expected those of parameters, {[*parameters]}")
    if not isinstance(parameters, dict):
        return _check_same_shapes("", parameters, others)
    checked = [{} for _ in range(1 + len(others))]
    for name, F in parameters.items():
        arrays = _check_same_shapes(f"[{name!r}]", F, {argument: values[name] for argument, values in others.items()})
        for into, array in zip(checked, arrays, strict=True):
            into[name] = array
    return checked


def _check_same_shapes(key, F, others):
    arrays = [as_numbers(F, f"parameters{key}")]
    for argument, values in others.items():
        arrays.append(as_type_of(arrays[0], values, argument + key))
        check_shape(arrays[-1], argument + key, arrays[0].shape, f"the shape of parameters{key}")
    arrays[0] = as_type_of(arrays[1], F, f"parameters{key}")  # a list takes the type of its gradient
    return arrays


def as_positive(value, name):
    """`value` as a float above 0."""
    return as_float(value, name, "a number above 0", lambda number: 0 < number < np.inf)


def as_fraction(value, name):
    """`value` as a float from 0 to below 1."""
    return as_float(value, name, "a number from 0 to below 1", lambda number: 0 <= number < 1)
