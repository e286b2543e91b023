"""ONNX's node tests: inputs, attributes and expected outputs of one operation each, from the package ``onnx``."""

import warnings

import numpy as np

from workshop.others import NotExpressible, Outcome
from workshop.others.onnx_operations import OPERATIONS

TOLERANCE = 1e-5  # relative to the largest output: ONNX computes in float32


def outcomes():
    """One `Outcome` for each of ONNX's node tests of the operations in `OPERATIONS`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of other operations' tests, while ONNX makes them
        from onnx.backend.test.case.node import collect_testcases

        cases = collect_testcases(None)
    return [
        _outcome(case)
        for case in sorted(cases, key=lambda case: case.name)
        if _single(case) and _node(case).op_type in OPERATIONS
    ]


def _outcome(case):
    from onnx.helper import get_attribute_value

    node, errors = _node(case), []
    options = {each.name: get_attribute_value(each) for each in node.attribute}
    try:
        for inputs, expected in case.data_sets:
            found = OPERATIONS[node.op_type](options, *_named(node, inputs))
            for ours, theirs in zip(found, expected, strict=False):
                errors.append(_difference(ours, np.asarray(theirs)))
    except NotExpressible as error:
        return Outcome("ONNX", node.op_type, case.name, np.nan, TOLERANCE, str(error))
    return Outcome("ONNX", node.op_type, case.name, max(errors), TOLERANCE)


def _node(case):
    return case.model.graph.node[0]


def _single(case):
    return len(case.model.graph.node) == 1 and not case.name.endswith("_expanded")


def _named(node, inputs):
    """The inputs in the places of the node; None where an optional one is left out."""
    given = iter(inputs)
    return [next(given) if name else None for name in node.input]


def _difference(ours, theirs):
    """The largest difference relative to the largest number, infinite where shapes differ."""
    if np.shape(ours) != theirs.shape:
        return np.inf
    scale = max(1.0, float(np.abs(theirs, dtype=float).max(initial=0)))
    return float(np.abs(ours - theirs.astype(float)).max(initial=0)) / scale
