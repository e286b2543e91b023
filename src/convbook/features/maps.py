"""The activations of every layer of a Keras model for one image or a batch."""

from convbook.models.calls import layer_outputs
from convbook.models.pictures import image_batch


def feature_maps(model, image, *, white=None):
    """The activations of every layer whose output still has the form of an image.

    Parameters
    ----------
    model : keras.Model
        Any Keras model with one defined input (H, W, C), sequential or functional; H and W may be None.
    image : ndarray, (H, W, C) or (N, H, W, C), or any picture
        Floats of the model's shape go in as they are. Anything else goes through `crop_and_resize`: a path, an open
        file, a PIL image, an array of bytes, of another size, gray or with transparency.
    white : float, optional
        The value of white in such a picture: by default 255 if the model takes integers or begins by dividing (a
        `Rescaling` layer), else 1.

    Returns
    -------
    dict
        Layer name -> ndarray, (H, W, C), or (N, H, W, C) for a batch, in the order of the computation.
        A layer of a model within the model is ``"model/layer"``, the second use of a layer ``"layer:2"``. Layers
        without maps (flatten, dense) are left out.

    Raises
    ------
    ValueError
        If the model has no defined input, or no maps, or `image` is no picture and not what it takes.
    TypeError
        If `image` is nothing that could be a picture.
    """
    batch, single = image_batch(model, image, white)
    maps = {name: value for name, value in layer_outputs(model, batch).items() if value.ndim == 4}
    if not maps:
        raise ValueError(f"model {model.name!r} has no layer with maps, that is with output (N, H, W, C)")
    if empty := [name for name, value in maps.items() if value.size == 0]:
        raise ValueError(f"image is too small, {batch.shape[1]}×{batch.shape[2]}: nothing is left of it in {empty[0]}")
    return {name: value[0] for name, value in maps.items()} if single else maps
