"""A Keras model from a list of layers: for the tests, which let Keras say the shapes and counts of the same list."""

import keras
from keras import layers as kl

SLIDES = {"max pool": kl.MaxPooling2D, "average pool": kl.AveragePooling2D}


def keras_model(layers, kernel="glorot_uniform"):
    """A linear model, but for its poolings; `kernel` fills the filters."""
    made, inputs = {}, []
    for layer in layers:
        given = [made[name] for name in layer.inputs]
        if layer.kind == "input":
            made[layer.name] = keras.Input(layer.shape, name=layer.name)
            inputs.append(made[layer.name])
        else:
            built = _built(layer, kernel)
            made[layer.name] = built(given if layer.kind in ("add", "concat") else given[0])
    taken = {name for layer in layers for name in layer.inputs}
    outputs = [made[layer.name] for layer in layers if layer.name not in taken]
    return keras.Model(inputs[0] if len(inputs) == 1 else inputs, outputs[0] if len(outputs) == 1 else outputs)


def _built(layer, kernel):
    name = {"name": layer.name}
    if layer.kind == "conv":
        options = {"strides": layer.stride, "padding": layer.padding, "groups": layer.groups, "use_bias": layer.bias}
        return kl.Conv2D(layer.units, layer.window, kernel_initializer=kernel, **options, **name)
    if layer.kind in SLIDES:
        return SLIDES[layer.kind](layer.window, layer.stride, layer.padding, **name)
    if layer.kind == "dense":
        return kl.Dense(layer.units, use_bias=layer.bias, **name)
    plain = {
        "add": kl.Add, "concat": kl.Concatenate, "flatten": kl.Flatten, "norm": kl.BatchNormalization,
        "global pool": kl.GlobalAveragePooling2D,
    }  # fmt: skip
    return kl.ZeroPadding2D(layer.padding, **name) if layer.kind == "pad" else plain[layer.kind](**name)
