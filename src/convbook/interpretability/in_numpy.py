"""A Keras network as arrays, so that the book's own NumPy code can run it."""

import keras
import numpy as np

from convbook.interpretability.deconvnet import Network


def in_numpy(model):
    """A chain of Keras layers as data for `convbook.forward` and `walk_back`.

    The softmax at the end is left out: the network then gives the scores before it. Dropout is left out, too, as it
    does nothing outside of training.

    Parameters
    ----------
    model : keras.Sequential
        Of convolutions (stride 1, same padding), 2x2 max pooling, flatten and dense layers, each linear or with ReLU;
        the last one may have a softmax. Such as `paper_cnn`.

    Returns
    -------
    Network
        Its parameters are named ``layer/F``, ``layer/W`` and ``layer/b``, and are copies, in float32.

    Raises
    ------
    ValueError
        If a layer is of another kind.
    """
    layers, parameters = [], {}
    for layer in model.layers:
        kind = _kind(layer)
        if kind in ("conv", "dense"):
            names = f"{layer.name}/{'F' if kind == 'conv' else 'W'}", f"{layer.name}/b"
            weights = [np.array(w) for w in layer.get_weights()]
            parameters |= zip(names, weights, strict=True)
            layers.append((kind, *names))
            layers += [("relu",)] * (layer.activation.__name__ == "relu")
        elif kind:
            layers.append((kind,))
    return Network(parameters, tuple(layers))


def _kind(layer):
    """What the layer is called in a list of layers; "" for one that does nothing outside of training."""
    last = layer.activation.__name__ if hasattr(layer, "activation") else ""
    if isinstance(layer, keras.layers.Conv2D):
        plain = layer.padding == "same" and layer.strides == layer.dilation_rate == (1, 1) and layer.groups == 1
        if plain and layer.use_bias and last in ("relu", "linear"):
            return "conv"
    elif isinstance(layer, keras.layers.MaxPooling2D):
        if layer.pool_size == layer.strides == (2, 2) and layer.padding == "valid":
            return "pool"
    elif isinstance(layer, keras.layers.Flatten):
        return "flatten"
    elif isinstance(layer, keras.layers.Dense):
        if layer.use_bias and last in ("relu", "linear", "softmax"):
            return "dense"
    elif isinstance(layer, keras.layers.Dropout | keras.layers.InputLayer):
        return ""
    raise ValueError(
        f"layer {layer.name!r} ({type(layer).__name__}) is none that in_numpy knows: convolution with stride 1 and same"
        " padding, 2×2 max pooling, flatten, dense, dropout; with ReLU, or softmax at the end"
    )
