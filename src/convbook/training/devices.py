"""Training one model on several devices, with a loss whose steps are those of one device."""

import keras
import tensorflow as tf


class DistributedMeanLoss(keras.losses.Loss):
    """The mean loss of a minibatch that is distributed over several devices.

    Keras takes the mean on each device, and then the mean of these. Where the devices have different numbers of
    images, as in the last minibatch of an epoch, that is another number than the mean over all images. Here each
    device divides its sum by the number of images on all of them.

    Parameters
    ----------
    loss_per_image : function (y_true, y_pred) -> (N,)
        The loss of each image.
    """

    def __init__(self, loss_per_image):
        super().__init__(name="distributed_mean_loss", reduction=None)
        self.loss_per_image = loss_per_image

    def call(self, y_true, y_pred):
        losses = self.loss_per_image(y_true, y_pred)
        replica = tf.distribute.get_replica_context()
        if replica is None or replica.num_replicas_in_sync == 1:
            return tf.reduce_mean(losses)
        total_count = replica.all_reduce(tf.distribute.ReduceOp.SUM, tf.cast(tf.shape(losses)[0], losses.dtype))
        return tf.reduce_sum(losses) / total_count  # Keras adds up what comes of it on each device


def copy_to_devices(model, strategy):
    """A copy of a model, weights included, whose variables lie on the strategy's devices."""
    with strategy.scope():
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
    return copy


def check_strategy(strategy, batch_size, n_train, n_test):
    """Refuse what Keras's `fit` cannot do on several devices, before it fails in the middle."""
    if not isinstance(strategy, tf.distribute.Strategy):
        raise TypeError(
            f"strategy is a {type(strategy).__name__}; expected one of tf.distribute,"
            " for instance tf.distribute.MirroredStrategy()"
        )
    if isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
        raise ValueError(
            "strategy is a MultiWorkerMirroredStrategy, which is not supported by Keras 3's fit; expected one for the"
            " devices of one machine, such as tf.distribute.MirroredStrategy(). Several machines can share the runs"
            " of a study: see `make study`"
        )
    devices = strategy.num_replicas_in_sync
    for part, n in (("training", n_train), ("test", n_test)):
        first, last = min(batch_size, n), n % batch_size or min(batch_size, n)
        fact = f"batch_size is {batch_size}, and of the {n} images of the {part} set the"
        if first % devices:
            raise ValueError(
                f"{fact} first minibatch has {first}: not the same number for each of {devices} devices, as Keras"
                " needs it; choose another batch_size"
            )
        if -(-last // devices) * (devices - 1) >= last:  # each takes as many, rounded up, while there are some
            raise ValueError(
                f"{fact} last minibatch has {last}: not enough for each of {devices} devices; choose another batch_size"
            )
