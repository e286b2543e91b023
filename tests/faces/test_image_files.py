"""Faces left in their files: the numbers of faces in memory, in little memory."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from PIL import Image

from convbook import Augmentation, load_folder, paper_cnn, split_faces, stream_folder, train, validation_split
from convbook.faces.images import ImageError


@pytest.fixture
def folder(tmp_path):
    """Sixty pictures of three people, 30x26 pixels of noise."""
    rng = np.random.default_rng(0)
    for person in ("Ada", "Çiğdem", "no one"):
        (tmp_path / person).mkdir()
        for i in range(20):
            Image.fromarray(rng.integers(0, 256, (30, 26, 3), np.uint8)).save(tmp_path / person / f"{i}.png")
    return tmp_path


def test_the_images_are_those_of_load_folder(folder):
    loaded, streamed = load_folder(folder, 24), stream_folder(folder, 24)
    assert repr(streamed) == repr(loaded)
    assert_array_equal(np.asarray(streamed.images), loaded.images)
    assert_array_equal(streamed.images[7], loaded.images[7])
    assert_array_equal(np.asarray(streamed.images[[5, 40]]), loaded.images[[5, 40]])
    assert_array_equal(streamed.labels, loaded.labels)
    assert np.asarray(streamed.images[:3]).dtype == loaded.images.dtype


def test_choosing_rows_reads_no_file(folder):
    split = split_faces(stream_folder(folder, 24))
    for file in folder.rglob("*.png"):
        file.unlink()
    held = validation_split(split)
    assert held.X_train.shape == (33, 24, 24, 3)
    assert "33 files" in repr(held.X_train)
    with pytest.raises(ImageError, match=r"\.png cannot be read"):
        np.asarray(held.X_train[:1])


@pytest.mark.parametrize(
    "options",
    [{}, {"augment": Augmentation(mirror=True, shift=2), "label_smoothing": 0.1, "seed": 3}],
    ids=["plain", "changed and smoothed"],
)
def test_training_gives_the_same_numbers(folder, options):
    def trained(load):
        split, model = split_faces(load(folder, 24)), paper_cnn(3, (24, 24, 3))
        history = train(model, split, 2, batch_size=16, progress=False, **options)
        return history, model.get_weights()

    (loaded, expected), (streamed, weights) = trained(load_folder), trained(stream_folder)
    np.testing.assert_allclose(streamed.loss, loaded.loss, rtol=1e-6)
    np.testing.assert_allclose(streamed.test_loss, loaded.test_loss, rtol=1e-6)
    for a, b in zip(weights, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


@pytest.mark.slow
def test_a_killed_training_goes_on(folder, tmp_path_factory):
    split, path = split_faces(stream_folder(folder, 24)), tmp_path_factory.mktemp("state") / "state.npz"

    def stop(history, epochs):
        if len(history) == 1:
            raise KeyboardInterrupt

    expected = train(paper_cnn(3, (24, 24, 3)), split, 2, batch_size=16, progress=False)
    with pytest.raises(KeyboardInterrupt):
        train(paper_cnn(3, (24, 24, 3)), split, 2, batch_size=16, checkpoint=path, progress=stop)
    history = train(paper_cnn(3, (24, 24, 3)), split, 2, batch_size=16, checkpoint=path, progress=False)
    np.testing.assert_allclose(history.loss, expected.loss, rtol=1e-6)


def test_a_broken_picture_is_named_when_its_turn_comes_or_left_out_before(folder, capsys):
    split = split_faces(stream_folder(folder, 24))
    (folder / "Ada" / "3.png").write_text("not a picture")
    with pytest.raises(ImageError, match=r"3\.png is no picture .*skip_broken=True"):
        train(paper_cnn(3, (24, 24, 3)), split, 1, progress=False)
    assert len(stream_folder(folder, 24, skip_broken=True).images) == 59
    assert capsys.readouterr().out == "1 file left out: Ada/3.png\n"


def test_what_is_no_folder_of_people_is_refused_as_by_load_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="a subfolder for each person"):
        stream_folder(tmp_path / "nowhere")
    for person in "ab":
        (tmp_path / person).mkdir()
        (tmp_path / person / "1.png").touch()
    with pytest.raises(ValueError, match="fewer than two pictures of 'a'"):
        stream_folder(tmp_path)


# Arrays of all images would take 3,000 x 96 x 96 x 3 x 4 bytes.
MEMORY = """
import os, sys, threading, time
import keras, numpy as np, psutil
from PIL import Image
from convbook import load_folder, split_faces, stream_folder, train

def growth(work):
    \"\"\"By how many megabytes the process is larger than before, at most, while it works.\"\"\"
    memory = psutil.Process().memory_info
    before = most = memory().rss
    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        most = max(most, memory().rss)
        time.sleep(0.005)
    return (most - before) / 1e6

folder, rng = sys.argv[1], np.random.default_rng(0)
for person in "ab":
    os.mkdir(f"{folder}/{person}")
    Image.fromarray(rng.integers(0, 256, (16, 16, 3), np.uint8)).save(f"{folder}/{person}/0.png")
    for i in range(1, 1500):
        os.link(f"{folder}/{person}/0.png", f"{folder}/{person}/{i}.png")
layers = [keras.Input((96, 96, 3)), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax")]
model = keras.Sequential(layers)

def epoch(test_fraction):
    train(model, split_faces(stream_folder(folder, 96), test_fraction), 1, batch_size=32, progress=False)

epoch(0.9)  # TensorFlow gets ready
kept = []
print(growth(lambda: epoch(0.1)), growth(lambda: kept.append(load_folder(folder, 96))), kept[0].images.nbytes / 1e6)
"""


@pytest.mark.slow
def test_an_epoch_over_many_files_takes_a_fraction_of_their_memory(tmp_path):
    out = subprocess.run([sys.executable, "-c", MEMORY, tmp_path], capture_output=True, text=True)
    assert out.returncode == 0, out.stderr
    streamed, loaded, arrays = map(float, out.stdout.split())
    assert arrays == pytest.approx(3000 * 96 * 96 * 3 * 4 / 1e6)
    assert streamed < arrays / 4
    assert loaded > arrays
