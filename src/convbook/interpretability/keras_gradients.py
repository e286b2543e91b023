"""Class scores of any Keras model, and their gradients with respect to pixels and feature maps, by TensorFlow."""

import keras
import numpy as np
import tensorflow as tf

from convbook.arguments import as_classes, as_numbers
from convbook.interpretability.deconvnet import check_network, check_rule
from convbook.models.calls import run
from convbook.models.pictures import image_batch
from convbook.models.scores import scores_of


def as_batch(model, images):
    """Images (N, H, W, C) as the model takes them; see `feature_maps`."""
    if not isinstance(model, keras.Model):
        raise TypeError(
            f"network is of type {type(model).__name__}; expected a Keras model, or a Network from network_from_keras"
        )
    as_numbers(images, "images", {4: "(N, H, W, C)"})  # raises if they are none
    return image_batch(model, images, name="images")[0]


def scores(model, X):
    """The logits (N, K) of a batch."""
    output, calls = run(model, X)
    return scores_of(model, calls, output).numpy()


def pixel_gradient(model, X, classes, rule="gradient"):
    """The gradient of each image's class score with respect to its pixels, (N, H, W, C)."""
    check_rule(rule)
    if rule != "gradient":
        check_network(model, f"the rule {rule!r} changes what its ReLUs pass back")
    X = tf.convert_to_tensor(X)
    with tf.GradientTape() as tape:
        tape.watch(X)
        total, _ = _total_score(model, X, classes)
    return _as_float32(model, tape.gradient(total, X), "its pixels")


def maps_and_gradient(model, X, classes, layer):
    """A layer's feature maps, and the gradient of each image's class score with respect to them, both (N, h, w, c)."""
    X = tf.convert_to_tensor(X)
    with tf.GradientTape() as tape:
        tape.watch(X)
        total, calls = _total_score(model, X, classes)
    with_maps = [name for name, call in calls.items() if len(call.output.shape) == 4]
    if layer not in with_maps:
        raise ValueError(f"model {model.name!r} has no maps of a layer {layer!r}; it has {', '.join(with_maps)}")
    maps = calls[layer].output
    return np.asarray(maps, np.float32), _as_float32(model, tape.gradient(total, maps), f"the maps of {layer}")


def _total_score(model, X, classes):
    output, calls = run(model, X)
    logits = scores_of(model, calls, output)
    classes = as_classes(classes, "classes", len(X), logits.shape[1])
    return tf.reduce_sum(tf.gather(logits, classes, axis=1, batch_dims=1)), calls


def _as_float32(model, gradient, what):
    if gradient is None:
        raise ValueError(f"the scores of model {model.name!r} have no gradient with respect to {what}")
    return np.asarray(gradient, np.float32)
