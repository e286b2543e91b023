"""Units that are 0 for every one of some images, and the same network without them."""

import numpy as np

from convbook.arguments import as_classes, as_names, check_kind, check_rng
from convbook.features.layer_statistics import image_batches
from convbook.models.calls import layer_outputs
from convbook.prediction import check_model


def idle_units(model, images, layers, *, batch_size=64):
    """The units, or channels, of each layer that are 0 everywhere for every one of the images.

    Parameters
    ----------
    model : keras.Model
        As for `feature_maps`.
    images : ndarray, (N, H, W, C)
        As the model takes them.
    layers : sequence of str
        Their names.
    batch_size : int

    Returns
    -------
    dict
        Layer name -> ndarray of indices, counted from 0.

    Raises
    ------
    ValueError
        If the model has no layer of such a name, or `images` are not what it takes.
    """
    layers, active = as_names(layers, "layers", "['conv1']"), {}
    for batch in image_batches(model, images, batch_size):
        outputs = layer_outputs(model, batch)
        if missing := [name for name in layers if name not in outputs]:
            raise ValueError(
                f"model {model.name!r} has no layer {missing[0]!r}; it has {', '.join(outputs)}: name layers of these"
            )
        for name in layers:
            value = outputs[name]
            active[name] = active.get(name, False) | value.any(axis=tuple(range(value.ndim - 1)))
    return {name: np.flatnonzero(~is_active) for name, is_active in active.items()}


def without_units(model, units):
    """A copy of the model in which some units are 0 for every image: their weights and biases are 0.

    Parameters
    ----------
    model : keras.Model
        It is not changed.
    units : dict
        Layer name -> indices of its units, or channels, counted from 0.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If a layer has no weights of its own, or no unit of that index.
    """
    check_units(model, units)
    copy = type(model).from_config(model.get_config())
    copy.set_weights(model.get_weights())
    for name, indices in units.items():
        layer = copy.get_layer(name)
        weights = layer.get_weights()
        for array in weights:
            array[..., np.asarray(indices, int)] = 0
        layer.set_weights(weights)
    return copy


def check_units(model, units):
    """Raise unless `units` are a dict, layer -> indices of units that the layer has."""
    check_model(model)
    check_kind(units, "units", dict, "a dict, layer -> indices, as idle_units gives it")
    names = [layer.name for layer in model.layers]
    for name, indices in units.items():
        if name not in names:
            raise ValueError(f"units name the layer {name!r}, which is not there; it has {', '.join(names)}")
        weights = model.get_layer(name).get_weights()
        if not weights:
            raise ValueError(
                f"units name {name!r}; layer {name!r} has no weights; expected a convolution or a dense layer"
            )
        is_list = isinstance(indices, list | tuple) or (isinstance(indices, np.ndarray) and indices.ndim == 1)
        if not is_list or len(indices):  # none of a layer is fine, too
            as_classes(indices, f"units of {name!r}", len(indices) if is_list else 1, weights[0].shape[-1])


def without_random_units(model, units, rng):
    """The same with as many units of each layer, drawn at random: a control for having fewer units."""
    check_units(model, units)
    check_rng(rng)
    counts = {name: model.get_layer(name).get_weights()[0].shape[-1] for name in units}
    return without_units(model, {name: rng.choice(counts[name], len(units[name]), replace=False) for name in units})
