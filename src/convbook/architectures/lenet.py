"""LeNet-5 as its paper has it, with the two kinds of layers that Keras no longer has (LeCun et al. 1998)."""

import keras
import numpy as np
from keras import layers, ops

from convbook.architectures.historic import LENET_TABLE
from convbook.arguments import as_int


@keras.saving.register_keras_serializable("convbook")
class Subsampling2D(layers.Layer):
    """Mean of 2x2 pixels, times a factor, plus a bias; factor and bias are learned, one of each for each map."""

    def build(self, input_shape):
        """Factors of 1 and biases of 0 for (N, H, W, C)."""
        self.factor = self.add_weight(shape=input_shape[-1:], initializer="ones", name="factor")
        self.bias = self.add_weight(shape=input_shape[-1:], initializer="zeros", name="bias")

    def call(self, X):
        """(N, H, W, C) -> (N, H // 2, W // 2, C)."""
        return self.factor * ops.average_pool(X, 2) + self.bias


@keras.saving.register_keras_serializable("convbook")
class PartialConv2D(layers.Conv2D):
    """A convolution in which each filter takes only some of the maps, as `table` says, a tuple of numbers each."""

    def __init__(self, table, kernel_size, **options):
        super().__init__(len(table), kernel_size, **options)
        self.table = tuple(map(tuple, table))
        self.connections = sum(map(len, self.table))

    def build(self, input_shape):
        """One window of weights for each connection of the table: (kh * kw, connections)."""
        taken = input_shape[-1]
        size = self.kernel_size[0] * self.kernel_size[1]
        per_map = self.connections / self.filters + self.connections / taken  # fan in and fan out, but for the window
        limit = np.sqrt(6 / (size * per_map))  # Glorot's
        initial = keras.initializers.RandomUniform(-limit, limit, seed=getattr(self.kernel_initializer, "seed", None))
        self._kernel = self.add_weight(shape=(size, self.connections), initializer=initial, name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")
        connected = [(m, k) for k, maps in enumerate(self.table) for m in maps]
        self.places = np.zeros((self.connections, taken, self.filters), "float32")
        for i, (m, k) in enumerate(connected):
            self.places[i, m, k] = 1
        self.built = True

    def call(self, X):
        """(N, H, W, C) -> (N, H', W', filters); the weights are put where they belong, the rest is 0."""
        filters = ops.tensordot(self.kernel, ops.convert_to_tensor(self.places), axes=1)
        filters = ops.reshape(filters, (*self.kernel_size, *self.places.shape[1:]))
        return self.activation(ops.conv(X, filters, self.strides, self.padding) + self.bias)

    def get_config(self):
        """What the layer is made from."""
        config = super().get_config()
        config.pop("filters")
        return config | {"table": self.table}


@keras.saving.register_keras_serializable("convbook")
def scaled_tanh(Z):
    """1.7159 tanh(2 Z / 3), the paper's squashing function: 1 at 1, and -1 at -1."""
    return 1.7159 * ops.tanh(2 * Z / 3)


def lenet5(n_classes=10, *, seed=0):
    """LeNet-5, untrained (LeCun, Bottou, Bengio and Haffner 1998, section II.B).

    As in the paper: subsampling with a factor and a bias for each map, C3 with the table of connections, the scaled
    tanh. Not as in the paper: the outputs are a softmax, in place of the distances to ten fixed drawings.

    Parameters
    ----------
    n_classes : int
    seed : int
        Start of the initial weights.

    Returns
    -------
    keras.Model
        For images (32, 32, 1). Its layers are named C1, S2, C3, S4, C5, flatten, F6, output; each subsampling is
        followed by its activation.
    """
    as_int(n_classes, "n_classes", 2, 2**20)
    seeds = iter(range(1000 * as_int(seed, "seed", 0, 2**20), 1000 * seed + 100))

    def options(activation=scaled_tanh):
        return {"activation": activation, "kernel_initializer": keras.initializers.GlorotUniform(seed=next(seeds))}

    return keras.Sequential(
        [
            keras.Input((32, 32, 1), name="image"),
            layers.Conv2D(6, 5, name="C1", **options()),
            Subsampling2D(name="S2"),
            layers.Activation(scaled_tanh, name="S2_tanh"),
            PartialConv2D(LENET_TABLE, 5, name="C3", **options()),
            Subsampling2D(name="S4"),
            layers.Activation(scaled_tanh, name="S4_tanh"),
            layers.Conv2D(120, 5, name="C5", **options()),
            layers.Flatten(name="flatten"),
            layers.Dense(84, name="F6", **options()),
            layers.Dense(n_classes, name="output", **options("softmax")),
        ],
        name="lenet5",
    )
