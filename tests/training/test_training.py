"""Training: what `fit` would do, in an order that the seed fixes, and able to go on after a kill."""

import signal
import subprocess
import sys
import time
import warnings

import keras
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from convbook import Split, paper_cnn, paper_epochs, train


@pytest.fixture(scope="module")
def split():
    """Thirty tiny pictures of three 'people': each a brightness, with noise."""
    rng = np.random.default_rng(0)
    y = np.arange(30) % 3
    X = (0.2 + 0.3 * y[:, None, None, None] + 0.05 * rng.random((30, 22, 22, 1))).astype(np.float32)
    return Split(X[:24], y[:24], X[24:], y[24:], np.arange(24), np.arange(24, 30), ("a", "b", "c"), "synthetic")


def small(seed=0):
    return paper_cnn(3, (22, 22, 1), seed=seed)


@pytest.mark.slow
def test_it_learns_what_can_be_learned(split):
    model = small()
    history = train(model, split, epochs=25, batch_size=8, progress=False)
    assert len(history) == 25
    assert history.loss[-1] < 0.5 * history.loss[0]
    assert history.test_accuracy[-1] == 1.0


def test_the_first_step_is_adams(split):
    model = small()
    before = np.asarray(model.get_layer("output").bias)
    train(model, split, epochs=1, batch_size=24, progress=False)
    step = np.asarray(model.get_layer("output").bias) - before
    # every parameter moves by the learning rate, less what Adam's epsilon takes off where the gradient is tiny
    np.testing.assert_allclose(np.abs(step), 0.001, rtol=0.01)


def test_recipe_is_the_papers(split):
    model = small()
    train(model, split, epochs=1, progress=False)
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.001)
    assert model.loss == "sparse_categorical_crossentropy"


def test_same_seed_same_run_other_seed_another(split):
    def weights(seed):
        model = small()
        train(model, split, epochs=2, batch_size=8, seed=seed, progress=False)
        return model.get_weights()

    first, again, other = weights(0), weights(0), weights(1)
    for a, b in zip(first, again, strict=True):
        assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


@pytest.mark.slow
def test_a_run_in_two_parts_is_the_run_in_one(split, tmp_path):
    whole = small()
    expected = train(whole, split, epochs=4, batch_size=8, progress=False)

    class Killed(Exception):
        pass

    class Killer(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise Killed

    path, half = tmp_path / "state.npz", small()
    fit = half.fit
    half.fit = lambda *a, callbacks, **k: fit(*a, callbacks=[*callbacks, Killer()], **k)
    with pytest.raises(Killed):
        train(half, split, epochs=4, batch_size=8, progress=False, checkpoint=path)
    assert path.exists()

    resumed = small()
    history = train(resumed, split, epochs=4, batch_size=8, progress=False, checkpoint=path)
    assert history.loss == expected.loss
    assert history.test_loss == expected.test_loss
    for a, b in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        assert_array_equal(a, b)
    assert not path.exists()


PROGRAM = """
import sys, numpy as np
from convbook import Split, paper_cnn, train
X = np.random.default_rng(0).random((64, 22, 22, 1), np.float32)
y = np.arange(64) % 2
split = Split(X, y, X, y, np.arange(64), np.arange(64), ("a", "b"), "synthetic")
model, checkpoint, epochs = paper_cnn(2, (22, 22, 1)), sys.argv[1], int(sys.argv[2])
history = train(model, split, epochs, batch_size=8, checkpoint=checkpoint, progress=False)
print(len(history), len(history.seconds))
"""


@pytest.mark.slow
def test_a_killed_process_goes_on_from_its_last_epoch(tmp_path):
    path = tmp_path / "state.npz"
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(path), "100000"], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 600
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with np.load(path) as file:
        done = str(file["history"]).count(",") // 5 + 1
    assert done >= 1
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path), str(done + 2)], capture_output=True, text=True, check=True
    )
    assert out.stdout.split() == [str(done + 2)] * 2
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_checkpoint_is_named_and_kept(split, tmp_path):
    path = tmp_path / "state.npz"
    path.write_bytes(b"PK\x03\x04 not much of a file")
    with pytest.raises(ValueError, match=r"state\.npz cannot be read .* delete it"):
        train(small(), split, epochs=1, checkpoint=path, progress=False)
    assert path.exists()


def test_a_checkpoint_of_another_training_is_refused(split, tmp_path):
    path, model = tmp_path / "state.npz", small()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _leave_checkpoint(model, split, path)
    with pytest.raises(ValueError, match="belongs to another training"):
        train(small(), split, epochs=2, batch_size=12, checkpoint=path, progress=False)


def _leave_checkpoint(model, split, path):
    fit = model.fit

    def fit_and_keep(*args, **kwargs):
        fit(*args, **kwargs)
        raise KeyboardInterrupt

    model.fit = fit_and_keep
    with pytest.raises(KeyboardInterrupt):
        train(model, split, epochs=1, batch_size=8, checkpoint=path, progress=False)


def test_a_full_disk_warns_and_training_goes_on(split, tmp_path, monkeypatch):
    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.warns(UserWarning, match=r"could not be written .*No space left"):
        history = train(small(), split, epochs=2, checkpoint=tmp_path / "state.npz", progress=False)
    assert len(history) == 2
    assert list(tmp_path.iterdir()) == []


def test_bar_shows_epochs_and_is_told_to_be_silent(split, capsys):
    train(small(), split, epochs=2, progress=True)
    shown = capsys.readouterr().err
    assert "2/2" in shown
    assert "loss=" in shown
    train(small(), split, epochs=1, progress=False)
    assert capsys.readouterr().err == ""


def test_a_function_hears_of_every_epoch_in_place_of_the_bar(split, tmp_path, capsys):
    told, path = [], tmp_path / "state.npz"

    def tell(history, epochs):
        told.append((len(history), epochs, history.loss[-1:]))
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small(), split, epochs=3, checkpoint=path, progress=tell)
    history = train(small(), split, epochs=3, checkpoint=path, progress=tell)
    assert [done for done, _, _ in told] == [0, 1, 1, 2, 3], "the second time it goes on after the first epoch"
    assert {epochs for _, epochs, _ in told} == {3}
    assert told[-1][2] == history.loss[-1:]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"epochs": 0}, "epochs is 0"),
        ({"epochs": True}, "epochs is True"),
        ({"batch_size": 2.5}, "batch_size is 2.5"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
    ],
)
def test_senseless_arguments_are_named(split, arguments, words):
    with pytest.raises((TypeError, ValueError), match=words):
        train(small(), split, **{"epochs": 1, "progress": False} | arguments)


def test_a_model_for_other_images_or_too_few_people_is_refused(split):
    with pytest.raises(ValueError, match="the model takes images of shape"):
        train(paper_cnn(3, (24, 22, 1)), split, epochs=1)
    with pytest.raises(ValueError, match="2 outputs but the split has 3 people"):
        train(paper_cnn(2, (22, 22, 1)), split, epochs=1)


def headless(*last):
    return keras.Sequential([keras.Input((22, 22, 1)), keras.layers.Flatten(), keras.layers.Dense(3), *last])


def test_a_model_that_gives_scores_is_refused_and_left_as_it_was_until_it_has_a_softmax(split):
    model = headless()
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"does not give probabilities.*keras.layers.Softmax\(\)"):
        train(model, split, epochs=1, progress=False)
    for now, then in zip(model.get_weights(), before, strict=True):
        assert_array_equal(now, then)
    model = headless(keras.layers.Softmax())
    chances = model.predict(split.X_train, verbose=0)[np.arange(len(split.y_train)), split.y_train]
    history = train(model, split, epochs=1, batch_size=len(chances), progress=False)
    assert history.loss[0] == pytest.approx(-np.log(chances).mean(), rel=1e-4)  # the cross-entropy before its one step


def test_epochs_come_from_the_environment_or_are_100(monkeypatch):
    monkeypatch.delenv("CONVBOOK_EPOCHS", raising=False)
    assert paper_epochs() == 100
    monkeypatch.setenv("CONVBOOK_EPOCHS", "7")
    assert paper_epochs() == 7


@pytest.mark.parametrize("text", ["abc", "0", "-3", "2.5", "1e2"])
def test_an_environment_that_makes_no_sense_is_told(monkeypatch, text):
    monkeypatch.setenv("CONVBOOK_EPOCHS", text)
    with pytest.raises(ValueError, match="CONVBOOK_EPOCHS is .* whole number of epochs"):
        paper_epochs()
