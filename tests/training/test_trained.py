"""The shipped weights: they are the recorded run's, and what is not ours is refused."""

import numpy as np
import pytest

from convbook import correct_count, load_faces, load_trained, paper_cnn, save_weights, split_faces, trained_record
from convbook.training import trained
from convbook.training.trained import WEIGHTS


def test_weights_are_small_and_hold_no_pickle():
    assert WEIGHTS.stat().st_size <= 5_000_000
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert all(file[name].dtype == np.float32 for name in file.files)


def test_record_says_where_the_weights_come_from():
    record = trained_record()
    assert record["source"] == "lfw"
    assert record["epochs"] == len(record["history"]["loss"]) == 100
    assert record["train_images"] == 1777
    assert record["test_images"] == 593
    assert record["test_accuracy"] == record["test_right"] / 593
    assert {"seed", "choices", "settings", "seconds", "machine"} <= record.keys()
    assert {"tensorflow", "keras", "numpy", "python"} <= record["versions"].keys()


def test_it_names_as_many_test_faces_right_as_the_record_says(lfw_home):
    record = trained_record()
    choices = record["choices"]
    faces = load_faces("lfw", crop=choices["crop"], funneled=choices["funneled"])
    split = split_faces(faces, seed=record["seed"], stratify=choices["stratify"])
    assert faces.names == tuple(record["names"])
    assert correct_count(load_trained(), split) == record["test_right"]


def test_saved_weights_come_back(tmp_path):
    model = load_trained()
    bias = model.get_layer("output").bias
    bias.assign(np.arange(34, dtype=np.float32))
    save_weights(model, tmp_path / "mine.npz")
    np.testing.assert_array_equal(load_trained(tmp_path / "mine.npz").get_layer("output").bias, np.arange(34))


@pytest.mark.parametrize("kept", [0, 10, 1000, 1_000_000])
def test_a_file_cut_short_is_refused(tmp_path, kept):
    path = tmp_path / "cut.npz"
    path.write_bytes(WEIGHTS.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"cut\.npz cannot be read as weights"):
        load_trained(path)


def test_a_flipped_byte_is_noticed(tmp_path):
    content = bytearray(WEIGHTS.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path = tmp_path / "flipped.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"flipped\.npz cannot be read as weights"):
        load_trained(path)


def test_a_file_that_is_not_ours_is_refused(tmp_path):
    path = tmp_path / "other.npz"
    np.savez(path, some=np.zeros(3))
    with pytest.raises(ValueError, match="not a weights file of this network"):
        load_trained(path)
    np.save(tmp_path / "plain.npy", np.zeros(3))
    with pytest.raises(ValueError, match="cannot be read as weights"):
        load_trained(tmp_path / "plain.npy")
    np.savez(path, object=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match="cannot be read as weights"):
        load_trained(path)


def test_weights_of_another_network_are_refused(tmp_path):
    other = "valid" if trained_record()["choices"]["padding"] == "same" else "same"
    save_weights(paper_cnn(padding=other), tmp_path / "other.npz")
    with pytest.raises(ValueError, match="dense1/kernel has shape"):
        load_trained(tmp_path / "other.npz")


def test_weights_that_are_not_finite_are_refused(tmp_path):
    model = load_trained()
    model.get_layer("conv1").bias.assign(np.full(32, np.nan))
    save_weights(model, tmp_path / "nan.npz")
    with pytest.raises(ValueError, match="conv1/bias holds nan"):
        load_trained(tmp_path / "nan.npz")


def of_texts(arrays):
    arrays["conv1/bias"] = arrays["conv1/bias"].astype(str)


def of_complex_numbers(arrays):
    arrays["conv1/bias"] = arrays["conv1/bias"] * 1j


def of_numbers_too_large(arrays):
    arrays["conv1/bias"] = np.full(32, 1e300)


def with_swapped_axes(arrays):
    arrays["conv1/kernel"] = arrays["conv1/kernel"].swapaxes(0, 1)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (of_texts, "conv1/bias has dtype <U"),
        (of_complex_numbers, "conv1/bias has dtype complex"),
        (of_numbers_too_large, r"conv1/bias holds 1e\+300, too large"),
        (with_swapped_axes, "other weights than were saved"),
    ],
)
def test_saved_weights_that_were_changed_are_refused_with_a_cure(tmp_path, spoil, why):
    path = tmp_path / "spoiled.npz"
    save_weights(load_trained(), path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    spoil(arrays)
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=f"{why}.*Install convbook again"):
        load_trained(path)


def test_the_packages_own_weights_are_those_of_the_record(tmp_path, monkeypatch):
    record = trained_record()
    with np.load(WEIGHTS) as file:
        assert trained.digest(dict(file)) == record["weights_sha256"]
    monkeypatch.setattr(trained, "trained_record", lambda: record | {"weights_sha256": "another"})
    with pytest.raises(ValueError, match="other weights than were saved: its SHA-256 differs"):
        load_trained()


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="Install convbook again"):
        load_trained(tmp_path / "nowhere.npz")


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_weights(paper_cnn(), tmp_path / "mine.npz")
    assert list(tmp_path.iterdir()) == []
