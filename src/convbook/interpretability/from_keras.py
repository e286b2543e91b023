"""Converting a Keras network to NumPy arrays, to run with the book's own code."""

import keras
import numpy as np

from convbook.interpretability.deconvnet import Network


def network_from_keras(model):
    """Convert a sequential Keras model to a `Network` for `convbook.forward` and `backpropagate`.

    The softmax at the end is left out: the network gives the logits. So is dropout, which is active only in training.

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
    layers = []
    parameters = {}
    for layer in model.layers:
        kind = _kind(layer)
        if kind in ("conv", "dense"):
            weights_name = f"{layer.name}/F" if kind == "conv" else f"{layer.name}/W"
            bias_name = f"{layer.name}/b"
            weights, bias = layer.get_weights()
            parameters[weights_name] = np.array(weights)
            parameters[bias_name] = np.array(bias)
            layers.append((kind, weights_name, bias_name))
            if layer.activation.__name__ == "relu":
                layers.append(("relu",))
        elif kind:
            layers.append((kind,))
    return Network(parameters, tuple(layers))


def _kind(layer):
    """What the layer is called in a list of layers; "" for one that does nothing outside of training."""
    activation = layer.activation.__name__ if hasattr(layer, "activation") else ""
    if isinstance(layer, keras.layers.Conv2D):
        plain = layer.padding == "same" and layer.strides == layer.dilation_rate == (1, 1) and layer.groups == 1
        if plain and layer.use_bias and activation in ("relu", "linear"):
            return "conv"
    elif isinstance(layer, keras.layers.MaxPooling2D):
        if layer.pool_size == layer.strides == (2, 2) and layer.padding == "valid":
            return "pool"
    elif isinstance(layer, keras.layers.Flatten):
        return "flatten"
    elif isinstance(layer, keras.layers.Dense):
        if layer.use_bias and activation in ("relu", "linear", "softmax"):
            return "dense"
    elif isinstance(layer, keras.layers.Dropout | keras.layers.InputLayer):
        return ""
    raise ValueError(
        f"layer {layer.name!r} ({type(layer).__name__}) is none that network_from_keras knows: convolution with stride"
        " 1 and same padding, 2×2 max pooling, flatten, dense, dropout; with ReLU, or softmax at the end"
    )
