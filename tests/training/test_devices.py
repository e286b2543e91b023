"""One model on two devices: the steps of one device, where nothing is drawn or averaged on each for itself."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

# Devices are made before TensorFlow starts, so all this happens in a process of its own.
PROGRAM = """
import json, sys
import keras, numpy as np, tensorflow as tf
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)
from convbook import Split, train

X = np.random.default_rng(0).random((82, 12, 12, 1), np.float32)
y = np.arange(82) % 3
X += 0.3 * y[:, None, None, None]

def split(n_train=76, n_test=6):
    parts = X[:n_train], y[:n_train], X[-n_test:], y[-n_test:]
    return Split(*parts, np.arange(n_train), np.arange(n_test), ("a", "b", "c"), "synthetic")

def network():
    def options(seed):  # named, so that a checkpoint knows it again
        return {"kernel_initializer": keras.initializers.GlorotUniform(seed), "name": f"layer{seed}"}

    return keras.Sequential([
        keras.Input((12, 12, 1), name="image"), keras.layers.Conv2D(4, 3, activation="relu", **options(1)),
        keras.layers.Flatten(name="flatten"), keras.layers.Dense(3, activation="softmax", **options(2)),
    ], name="network")

def trained(strategy=None, data=None, epochs=2, progress=False, **options):
    model = network()
    history = train(model, data or split(), epochs, batch_size=16, progress=progress, strategy=strategy, **options)
    return history, model.get_weights()

def refused(strategy, **data):
    try:
        trained(strategy, split(**data))
    except (TypeError, ValueError) as error:
        return str(error)

class Killed(Exception):
    pass

def kill(history, epochs):
    if len(history) == 1:
        raise Killed

def difference(one, two):
    return {
        "losses": np.abs(np.subtract(one[0].loss, two[0].loss)).max(),
        "test losses": np.abs(np.subtract(one[0].test_loss, two[0].test_loss)).max(),
        "accuracies": np.abs(np.subtract(one[0].accuracy, two[0].accuracy)).max(),
        "weights": max(np.abs(a - b).max() for a, b in zip(one[1], two[1])),
    }

both = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
found = {"devices": both.num_replicas_in_sync, "plain": difference(trained(), trained(both))}
smoothed = {"label_smoothing": 0.1, "data": split(75)}  # 75: the last minibatch has 11, six here and five there
found["smoothed, last minibatch uneven"] = difference(trained(**smoothed), trained(both, **smoothed))
try:
    trained(both, checkpoint=sys.argv[1], progress=kill)
except Killed:
    found["resumed"] = difference(trained(), trained(both, checkpoint=sys.argv[1]))
found["refused"] = {
    "several machines": refused(tf.distribute.MultiWorkerMirroredStrategy()),
    "a name": refused("mirrored"),
    "first": refused(both, n_train=7),
    "last": refused(both, n_train=65),
}
print(json.dumps(found, default=float))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    checkpoint = tmp_path_factory.mktemp("devices") / "state.npz"
    out = subprocess.run([sys.executable, "-c", PROGRAM, checkpoint], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    return json.loads(out.stdout)


@pytest.mark.parametrize("training", ["plain", "smoothed, last minibatch uneven", "resumed"])
def test_ten_steps_on_two_devices_are_those_of_one(found, training):
    assert found["devices"] == 2
    assert max(found[training].values()) < 1e-4, found[training]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("several machines", "MultiWorkerMirroredStrategy, which is not supported by Keras 3's fit"),
        ("a name", "strategy is a str; expected one of tf.distribute"),
        ("first", "first minibatch has 7: not the same number for each of 2 devices"),
        ("last", "last minibatch has 1: not enough for each of 2 devices"),
    ],
)
def test_what_fit_cannot_do_is_refused_with_a_cure(found, what, words):
    assert words in found["refused"][what]
