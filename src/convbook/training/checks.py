"""What a training is given, checked before it begins."""

import keras

from convbook.arguments import as_float, as_int, check_function, check_kind
from convbook.faces.split import Split
from convbook.models.scores import check_probabilities
from convbook.prediction import check_model


def check_training(model, split, epochs, settings):
    """Raise unless the model can be trained on the split so; `settings` are those of `train`, by name."""
    check_model(model)
    check_kind(split, "split", Split, "the Split that split_faces returns")
    as_int(epochs, "epochs", 1)
    as_int(settings["batch_size"], "batch_size", 1)
    as_int(settings["seed"], "seed", 0)
    rate, expected = settings["learning_rate"], "a number above 0, at most 1,000, or a Keras schedule"
    if not isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        as_float(rate, "learning_rate", expected, lambda number: 0 < number <= 1000)
    for name in ("weight_decay", "label_smoothing"):
        as_float(settings[name], name, "a number from 0, below 1", lambda number: 0 <= number < 1)
    if settings["augment"] is not None:
        check_function(settings["augment"], "augment", "Augmentation(mirror=True)")
    expected, given = tuple(model.input_shape[1:]), split.X_train.shape[1:]
    if expected != given:
        raise ValueError(
            f"the model takes images of shape {expected} but split.X_train has {given};"
            " make the model with input_shape=split.X_train.shape[1:]"
        )
    if model.output_shape[-1] < len(split.names):
        raise ValueError(f"the model has {model.output_shape[-1]} outputs but the split has {len(split.names)} people")
    check_probabilities(model)
