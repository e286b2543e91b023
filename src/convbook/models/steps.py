"""The graph of a Keras model as a list of steps, models within the model included."""

from typing import NamedTuple

import keras


class Step(NamedTuple):
    """One use of a layer in a model: its name, the layer, the names of the steps it takes, and the shape it gives.

    The shape is without the batch's axis; a side that is open is None.
    """

    name: str
    layer: object
    inputs: tuple
    shape: tuple


def model_steps(model):
    """(Steps in the order of the computation, names of those that the model gives).

    The names are those of `convbook.models.calls.run`. What is computed without a layer, ``x * 2``, is a step, too; a
    layer used twice is two steps.
    """
    if not isinstance(model, keras.Model):
        raise TypeError(f"model is of type {type(model).__name__}; expected a Keras model")
    try:
        defined = model.built and bool(model.inputs)
    except (AttributeError, ValueError):
        defined = False
    if not defined:
        raise ValueError(f"model {model.name!r} has no defined input yet; give it one (keras.Input)")
    steps = []
    return steps, _add_steps(model, "", (), steps)


def _add_steps(model, path, inputs, steps):
    """Append a model's steps; the names of those that make its outputs. `inputs` are names, for a model within one."""
    whole = keras.Model(model.inputs, model.outputs)  # a sequential model keeps its graph to itself
    made_by = dict(zip(map(id, whole.inputs), inputs, strict=False))  # Keras's tensors -> the steps that make them
    for node in _in_order(whole):
        if node.is_input and path:
            continue
        takes = tuple(made_by[id(tensor)] for tensor in node.input_tensors)
        layer = node.operation
        if isinstance(layer, keras.Model) and getattr(layer, "inputs", None):
            gives = _add_steps(layer, f"{path}{layer.name}/", takes, steps)
        else:
            uses = 1 + sum(step.layer is layer for step in steps)
            name = f"{path}{layer.name}" if uses == 1 else f"{path}{layer.name}:{uses}"
            steps.append(Step(name, layer, takes, tuple(node.outputs[0].shape[1:])))
            gives = [name] * len(node.outputs)
        made_by |= zip(map(id, node.outputs), gives, strict=True)
    return [made_by[id(tensor)] for tensor in whole.outputs]


def _in_order(whole):
    """The nodes of a functional model: from the input on, and those at one depth in the order of its layers."""
    place = {id(operation): i for i, operation in enumerate(whole.operations)}
    for depth in sorted(whole._nodes_by_depth, reverse=True):
        yield from sorted(whole._nodes_by_depth[depth], key=lambda node: place[id(node.operation)])
