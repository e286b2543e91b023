"""Parameters as one array or as a dict of arrays: the same rule for both, and checks that they fit each other."""

from numbers import Real

import numpy as np

from convbook.arguments import as_numbers, check_shape


def each(rule, first, *others):
    """`rule` of arrays, or of the arrays that dicts hold under each key."""
    if not isinstance(first, dict):
        return rule(first, *others)
    return {name: rule(first[name], *(other[name] for other in others)) for name in first}


def alike(parameters, **others):
    """`parameters` and the `others` as numbers, after a check that all have the same keys and shapes."""
    for argument, values in others.items():
        if isinstance(values, dict) != isinstance(parameters, dict):
            kinds = type(values).__name__, type(parameters).__name__
            raise TypeError(f"{argument} is of type {kinds[0]}; expected what parameters are, {kinds[1]}")
    if not isinstance(parameters, dict):
        return _alike_arrays(parameters, "", others)
    for argument, values in others.items():
        if values.keys() != parameters.keys():
            raise ValueError(f"{argument} has the keys {[*values]}; expected those of parameters, {[*parameters]}")
    rows = [
        _alike_arrays(F, f"[{name!r}]", {argument: values[name] for argument, values in others.items()})
        for name, F in parameters.items()
    ]
    return [dict(zip(parameters, arrays, strict=True)) for arrays in zip(*rows, strict=True)]


def _alike_arrays(F, key, others):
    arrays = [as_numbers(F, f"parameters{key}")]
    for argument, values in others.items():
        arrays.append(as_numbers(values, argument + key))
        check_shape(arrays[-1], argument + key, arrays[0].shape, f"the shape of parameters{key}")
    return arrays


def of_layer(parameters, names):
    """The arrays of one layer, by their names."""
    missing = [name for name in names if name not in parameters]
    if missing:
        raise ValueError(f"parameters have no {missing[0]!r}, only {', '.join(parameters)}; init_cnn makes them")
    return [parameters[name] for name in names]


def as_positive(value, name):
    """`value` as a float above 0."""
    return _as_number(value, name, "a number above 0", lambda number: 0 < number < np.inf)


def as_share(value, name):
    """`value` as a float from 0 to below 1."""
    return _as_number(value, name, "a number from 0 to below 1", lambda number: 0 <= number < 1)


def _as_number(value, name, wanted, holds):
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}; expected {wanted}")
    if not holds(value):
        raise ValueError(f"{name} is {value!r}; expected {wanted}")
    return float(value)
