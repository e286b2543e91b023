"""Fine-tuning filters with a loss that makes them respond at one position of an image (Zhang et al. 2018)."""

import keras
import numpy as np
import tensorflow as tf

from convbook.arguments import as_choice, as_float, as_int, check_kind
from convbook.faces.split import Split
from convbook.interpretability.templates import location_templates
from convbook.models.pictures import input_shape
from convbook.models.scores import check_probabilities
from convbook.prediction import predict_in_batches

RULES = ("none", "target", "exact")


def finetune_filters(
    model, split, *, rule="target", layer="conv3", strength=1.0, epochs=3, batch_size=128, learning_rate=1e-4, seed=0
):
    """Fine-tune a copy of `model`, from `layer` on, with an additional loss for local filters.

    Minimized is the cross-entropy plus `strength` times the sum of `template_loss` over the layer's filters. The
    layers below stay as they are.

    Parameters
    ----------
    model : keras.Model
        Images in, probabilities out; not changed.
    split : Split
    rule : {"none", "target", "exact"}
        As for `template_loss`; "none" is the control: the same steps on the cross-entropy alone.
    layer : str
        With square maps.
    strength : float
    epochs, batch_size, learning_rate, seed
        As for `train`; the seed decides the dropout masks, too.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If the rule is another one, the layer's maps are not square, or the model gives scores instead of probabilities.
    """
    input_shape(model)
    check_kind(split, "split", Split, "the Split that split_faces returns")
    as_choice(rule, "rule", RULES)
    if not isinstance(layer, str) or layer not in [one.name for one in model.layers]:
        raise ValueError(f"layer is {layer!r}; expected one of {', '.join(one.name for one in model.layers)}")
    shape = model.get_layer(layer).output.shape
    if len(shape) != 4 or shape[1] != shape[2]:
        raise ValueError(f"layer {layer!r} has maps {tuple(shape[1:])}; expected square maps")
    strength = as_float(strength, "strength", "a weight up to 1e6", lambda number: abs(number) <= 1e6)
    learning_rate = as_float(learning_rate, "learning_rate", "a number above 0, at most 1,000", lambda a: 0 < a <= 1000)
    epochs, batch_size, seed = as_int(epochs, "epochs", 1), as_int(batch_size, "batch_size", 1), as_int(seed, "seed", 0)
    check_probabilities(model)
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    for number, one in enumerate(copy.layers):
        if isinstance(one, keras.layers.Dropout) and one.rate:
            one.seed_generator.state.assign([seed, number])
    first = copy.get_layer(layer)
    lower = keras.Model(copy.inputs[0], first.input)
    features = predict_in_batches(lower, split.X_train)  # they do not change: computed once
    upper = keras.Model(first.input, [first.output, copy.outputs[0]])
    templates = tf.constant(location_templates(shape[1]), tf.float32)
    optimizer = keras.optimizers.Adam(learning_rate)
    optimizer.build(upper.trainable_variables)

    @tf.function(reduce_retracing=True)
    def step(features, labels):
        with tf.GradientTape() as tape:
            maps, p = upper(features, training=True)
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, p))
            if rule != "none":
                loss += strength * tf.reduce_sum(template_loss(maps, templates, rule))
        optimizer.apply(tape.gradient(loss, upper.trainable_variables), upper.trainable_variables)

    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(features))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            step(tf.constant(features[rows]), tf.constant(split.y_train[rows], tf.int32))
    return copy


def template_loss(maps, templates, rule="exact"):
    r"""The loss of interpretable filters, one number for each: minus the mutual information of maps and templates.

    Parameters
    ----------
    maps : tensor, (N, n, n, C)
        A layer's activations for a minibatch.
    templates : tensor, (n·n + 1, n, n)
        From `location_templates`.
    rule : {"exact", "target"}
        "exact" is :math:`-I`, with I as in `mutual_information`, and is differentiated as it stands.
        "target" is what Zhang et al. (2018) descend in its place: of the sum over templates only the one of the
        map's own peak is kept, and :math:`\sum_A e^{\langle A, \Theta \rangle}` and :math:`P(A)` count as constants.
        So each map is drawn toward its own template, whatever the other images do.

    Returns
    -------
    tensor, (C,)
    """
    products = _products(maps if rule == "exact" else tf.stop_gradient(maps), templates)
    log_sums = tf.reduce_logsumexp(products, axis=0)
    log_given = products - log_sums  # log P(A|Θ)
    n_templates = tf.cast(tf.shape(templates)[0], products.dtype)
    log_all = tf.reduce_logsumexp(log_given, axis=1) - tf.math.log(n_templates)  # log P(A)
    if rule == "exact":
        information = tf.exp(log_given) * (log_given - log_all[:, None])
        return -tf.reduce_sum(information, axis=(0, 1)) / n_templates
    peaks = tf.argmax(_flatten_positions(maps), axis=1)  # (N, C)
    own = tf.reduce_sum(maps * tf.transpose(tf.gather(templates, peaks), (0, 2, 3, 1)), axis=(1, 2))
    log_own = own - tf.transpose(tf.gather(tf.transpose(log_sums), tf.transpose(peaks), batch_dims=1))
    return -tf.reduce_sum(tf.exp(log_own) * (log_own - log_all), axis=0) / n_templates


def _products(maps, templates):
    """The inner product of each map with each template, (N, templates, C)."""
    flat_templates = tf.reshape(templates, (1, tf.shape(templates)[0], -1))
    return tf.matmul(flat_templates, _flatten_positions(maps))


def _flatten_positions(maps):
    n, height, width, channels = tf.unstack(tf.shape(maps))
    return tf.reshape(maps, (n, height * width, channels))
