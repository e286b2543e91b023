"""Loading the faces: the real ones, their cache, what a damaged or missing LFW makes of it, the download.

Most tests run on a small LFW made here, of three people; none leaves this machine, none writes to the user's folders.
"""

import errno
import io
import os
import re
import shutil
import tarfile
import threading
import time
import warnings
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from joblib import Memory
from numpy.testing import assert_array_equal
from PIL import Image
from sklearn.datasets import _lfw as sklearn_lfw
from sklearn.datasets import fetch_lfw_people, get_data_home

from convbook.faces import dataset as module
from convbook.faces import download as download_module
from convbook.faces import lfw
from convbook.faces.crop import resize_square
from convbook.faces.dataset import load_faces
from convbook.faces.download import FacesUnavailable
from convbook.faces.split import split_faces

# Folders sort "Ann-Marie_Bo" before "Ann_Lee", names sort "Ann Lee" before "Ann-Marie Bo".
SMALL = {"Ann_Lee": 6, "Ann-Marie_Bo": 4, "Zoe": 5}
SMALL_NAMES = ("Ann Lee", "Ann-Marie Bo", "Zoe")
FUNNELED = Path("lfw_home", "lfw_funneled")
lfw_home = Path(get_data_home()) / "lfw_home"
needs_lfw = pytest.mark.skipif(
    not (lfw_home / "lfw_funneled").is_dir(),
    reason="LFW is not at hand: SCIKIT_LEARN_DATA names no folder that holds it",
)


@pytest.fixture(autouse=True)
def at_home(tmp_path, monkeypatch):
    """Own cache, a fresh process's memory, and nobody to ask: port 9 of this machine answers no one."""
    monkeypatch.setenv("CONVBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.delenv("CONVBOOK_FACES", raising=False)
    monkeypatch.setattr(module, "_printed", set())
    monkeypatch.setattr(download_module, "_failures", {})
    point_at(monkeypatch, "http://127.0.0.1:9", {})


def point_at(monkeypatch, address, files):
    """Let scikit-learn look for LFW at `address`, and expect what `files` holds."""

    def there(remote):
        checksum = sha256(files.get(remote.filename, b"")).hexdigest()
        return remote._replace(url=f"{address}/{remote.filename}", checksum=checksum)

    monkeypatch.setattr(sklearn_lfw, "TARGETS", tuple(map(there, sklearn_lfw.TARGETS)))
    monkeypatch.setattr(sklearn_lfw, "FUNNELED_ARCHIVE", there(sklearn_lfw.FUNNELED_ARCHIVE))
    monkeypatch.setattr(sklearn_lfw, "ARCHIVE", there(sklearn_lfw.ARCHIVE))


@pytest.fixture
def small(monkeypatch):
    """Three people are the whole of LFW."""
    monkeypatch.setattr(lfw, "PEOPLE", SMALL)
    for here in (module, download_module):
        monkeypatch.setattr(here, "LFW_COUNTS", tuple(SMALL.values()))


def make_lfw(home, folder="lfw_funneled", seed=0):
    """A small LFW below `home`: the three people, and one with a single picture."""
    rng = np.random.default_rng(seed)
    for name, count in {**SMALL, "Rare_One": 1}.items():
        person = home / "lfw_home" / folder / name
        person.mkdir(parents=True)
        for i in range(count):
            pixels = rng.integers(0, 256, (10, 10, 3), dtype=np.uint8)
            picture = Image.fromarray(pixels).resize((250, 250), Image.Resampling.BICUBIC)
            picture.save(person / f"{name}_{i + 1:04d}.jpg", quality=90)
    for target in sklearn_lfw.TARGETS:
        (home / "lfw_home" / target.filename).touch()
    return home


@pytest.fixture
def home(tmp_path, small):
    return make_lfw(tmp_path / "home")


def archived(home):
    """The images of `home` as a .tgz, in bytes."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        tar.add(home / FUNNELED, "lfw_funneled")
    return file.getvalue()


def load(home, source="lfw", **more):
    return load_faces(source, size=16, min_faces_per_person=3, data_home=home, **more)


def by_scikit_learn(home, least, size, slice_, funneled=True):
    """Images, labels and names the long way: scikit-learn's arrays, each scaled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sklearn_lfw, "Memory", lambda **_: Memory(location=None)
        )  # its own cache takes it a minute to write
        bunch = _fetched(home, least, slice_, funneled)
    images = np.rint(bunch.images * 255).astype(np.uint8)
    scaled = [np.asarray(resize_square(Image.fromarray(image), size)) for image in images]
    return np.stack(scaled).astype(np.float32) / 255.0, bunch.target, tuple(bunch.target_names)


def _fetched(home, least, slice_, funneled):
    return fetch_lfw_people(
        data_home=home,
        min_faces_per_person=least,
        color=True,
        resize=None,
        slice_=slice_,
        funneled=funneled,
        download_if_missing=False,
    )


def tree(folder):
    """Every file and folder below, with its size and time."""
    return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*"))


def assert_same_faces(found, expected):
    assert_array_equal(found.images, expected.images)
    assert_array_equal(found.labels, expected.labels)
    assert (found.names, found.source) == (expected.names, expected.source)


# ---- the real LFW ----


@needs_lfw
def test_lfw_has_34_people_with_at_least_30_images_and_2370_images_of_them():
    faces = load_faces("lfw")
    assert faces.images.shape == (2370, 64, 64, 3) and faces.images.dtype == np.float32
    assert faces.images.min() >= 0 and 0.9 < faces.images.max() <= 1
    assert faces.labels.shape == (2370,) and faces.labels.dtype == np.int64
    assert len(faces.names) == 34 and faces.source == "lfw"
    assert np.bincount(faces.labels)[faces.names.index("George W Bush")] == 530
    assert repr(faces) == "Faces(2,370 images of 34 people, 64x64, source='lfw')"
    split = split_faces(faces)
    assert (len(split.y_train), len(split.y_test)) == (1777, 593)  # the paper's 1777 training images
    assert repr(split) == "Split(1,777 to train, 593 to test, 34 people, source='lfw')"


@needs_lfw
def test_the_second_load_reads_no_picture(monkeypatch):
    first = load_faces("lfw")
    monkeypatch.setattr(lfw, "_read", None)
    assert_same_faces(load_faces("lfw"), first)


@needs_lfw
def test_the_images_are_scikit_learns_in_its_order(tmp_path):
    for path in lfw_home.iterdir():
        (tmp_path / "linked" / "lfw_home").mkdir(parents=True, exist_ok=True)
        (tmp_path / "linked" / "lfw_home" / path.name).symlink_to(path)
    faces = load_faces("lfw", min_faces_per_person=130)
    images, labels, names = by_scikit_learn(tmp_path / "linked", 130, 64, (slice(70, 195), slice(78, 172)))
    assert faces.names == names == ("Colin Powell", "George W Bush", "Tony Blair")
    assert_array_equal(faces.labels, labels)
    assert_array_equal(faces.images, images)


@needs_lfw
def test_the_table_of_people_is_the_real_one():
    folder = lfw_home / "lfw_funneled"
    counts = {person.name: len(list(person.glob("*.jpg"))) for person in folder.iterdir() if person.is_dir()}
    assert {name: count for name, count in counts.items() if count >= 30} == lfw.PEOPLE


# ---- loading and caching ----


@pytest.mark.parametrize("funneled", [True, False])
@pytest.mark.parametrize(
    ("crop", "slice_"),
    [("face", (slice(70, 195), slice(78, 172))), ("whole", None), ("square", (slice(92, 176), slice(83, 167)))],
)
def test_every_crop_and_alignment_is_scikit_learns(home, crop, slice_, funneled):
    make_lfw(home, "lfw", seed=1)
    faces = load(home, crop=crop, funneled=funneled)
    images, labels, names = by_scikit_learn(home, 3, 16, slice_, funneled)
    assert faces.names == names == SMALL_NAMES
    assert_array_equal(faces.labels, labels)
    assert_array_equal(faces.images, images)


def test_the_deep_funneled_images_are_read_from_their_own_folder(home):
    make_lfw(home, "lfw-deepfunneled", seed=2)
    deep, plain = load(home, funneled="deep"), load(home)
    assert deep.names == plain.names
    assert (deep.images != plain.images).any()


def test_the_scaled_copies_lose_detail_and_keep_everything_else(home):
    make_lfw(home, "lfw-deepfunneled", seed=2)
    deep, scaled = load(home, funneled="deep"), load(home, funneled="deep-150")
    assert (deep.labels == scaled.labels).all()
    assert 0 < np.abs(deep.images - scaled.images).mean() < 0.1
    assert np.abs(np.diff(scaled.images, axis=2)).mean() < np.abs(np.diff(deep.images, axis=2)).mean()


def test_deep_funneled_images_that_are_not_there_are_not_downloaded(home):
    with pytest.raises(FacesUnavailable, match="scikit-learn does not download it: unpack lfw-deepfunneled.tgz"):
        load(home, funneled="deep")


def test_people_with_fewer_images_are_left_out(home):
    faces = load_faces("lfw", size=16, min_faces_per_person=5, data_home=home)
    assert faces.names == ("Ann Lee", "Zoe")
    assert_array_equal(np.bincount(faces.labels), [6, 5])
    assert "Rare One" in load_faces("lfw", size=16, min_faces_per_person=1, data_home=home).names


def test_nothing_is_written_below_the_data_home(home):
    before = tree(home)
    load(home)
    assert tree(home) == before


def test_scikit_learns_data_folder_is_the_default_data_home(home, monkeypatch):
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(home))
    assert_same_faces(load(None), load(home))


def test_cached_arrays_are_served_when_the_images_are_gone(home):
    first = load(home)
    shutil.rmtree(home)
    assert_same_faces(load(home), first)


def test_arrays_of_one_data_home_are_not_served_for_another(home, tmp_path):
    other = make_lfw(tmp_path / "other", seed=7)
    assert (load(home).images != load(other).images).any()
    with pytest.raises(FacesUnavailable):
        load(tmp_path / "third")


def test_images_that_were_exchanged_are_read_again(home, tmp_path):
    old = load(home)
    shutil.rmtree(home)
    make_lfw(home, seed=7)
    assert (load(home).images != old.images).any()


def test_each_choice_has_arrays_of_its_own(home):
    make_lfw(home, "lfw", seed=1)
    first = [load(home, crop=crop, funneled=funneled) for crop in ("face", "whole") for funneled in (True, False)]
    again = [load(home, crop=crop, funneled=funneled) for crop in ("face", "whole") for funneled in (True, False)]
    for one, two in zip(first, again, strict=True):
        assert_same_faces(one, two)
    assert len({faces.images.tobytes() for faces in first}) == 4


def half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def of_another_kind(path):
    path.write_text("not an array")


def of_something_else(path):
    np.savez(path, images=np.zeros((15, 16, 16, 3), np.uint8), labels=np.zeros(15), names="?", origin="?", stamp="?")


def one_bit_off(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [half, emptied, of_another_kind, of_something_else, one_bit_off])
def test_a_damaged_cache_is_noticed_said_and_made_anew(home, tmp_path, damage):
    first = load(home)
    (cached,) = (tmp_path / "cache").iterdir()
    damage(cached)
    with pytest.warns(UserWarning, match="made anew") as said:
        assert_same_faces(load(home), first)
    assert len(said) == 1 and "\n" not in str(said[0].message) and str(cached) in str(said[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same_faces(load(home), first)


def test_a_full_disk_costs_the_cache_and_nothing_else(home, tmp_path, monkeypatch):
    def fill(file, **arrays):
        file.write(b"a few bytes")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", fill)
    with pytest.warns(UserWarning, match="No space left on device.*CONVBOOK_CACHE") as said:
        assert load(home).names == SMALL_NAMES
    assert len(said) == 1
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_cache_folder_that_cannot_be_made_costs_the_cache_and_nothing_else(home, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CONVBOOK_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.warns(UserWarning, match="cannot be kept"):
        assert load(home).names == SMALL_NAMES


def test_the_cache_lies_where_the_user_keeps_caches(home, tmp_path, monkeypatch):
    monkeypatch.delenv("CONVBOOK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    load(home)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    load(home)
    assert len(list((tmp_path / "xdg" / "convbook").iterdir())) == 1
    assert len(list((tmp_path / "me" / ".cache" / "convbook").iterdir())) == 1


# ---- which source ----


def test_auto_takes_lfw_where_it_is_and_says_nothing(home, capsys):
    assert load(home, "auto").source == "lfw"
    assert capsys.readouterr().out == ""


def test_auto_without_lfw_says_so_in_one_line_once_and_draws(tmp_path, small, capsys):
    faces = load(tmp_path / "nowhere", "auto")
    assert faces.source == "synthetic" and faces.images.shape == (15, 16, 16, 3)
    line = capsys.readouterr().out
    assert line.count("\n") == 1 and line.startswith("LFW is not at hand, so these faces are drawn")
    assert "lfw-funneled.tgz by hand" in line and str(tmp_path / "nowhere" / "lfw_home") in line
    assert load(tmp_path / "elsewhere", "auto").source == "synthetic"
    assert capsys.readouterr().out == ""


def test_lfw_never_gives_drawn_faces(tmp_path, small):
    with pytest.raises(FacesUnavailable, match="the download failed.*by hand.*source='synthetic'"):
        load(tmp_path / "nowhere", "lfw")


def test_synthetic_never_looks_for_lfw(home, capsys):
    faces = load(home, "synthetic")
    assert faces.source == "synthetic" and faces.names == ("Person 01", "Person 02", "Person 03")
    assert capsys.readouterr().out == ""


def test_each_crop_of_the_drawn_faces_shows_them_from_another_distance(small):
    near, middle, far = (load(None, "synthetic", crop=crop).images for crop in ("square", "face", "whole"))
    assert (near != middle).any() and (middle != far).any()


def test_drawn_faces_come_from_the_cache_the_second_time(small, monkeypatch):
    first = load(None, "synthetic")
    monkeypatch.setattr(module, "draw_faces", None)
    assert_same_faces(load(None, "synthetic"), first)


def test_drawn_people_with_fewer_images_are_left_out_and_the_others_stay_themselves(small):
    everybody, most = load(None, "synthetic"), load_faces("synthetic", size=16, min_faces_per_person=5)
    assert most.names == ("Person 01", "Person 03")
    assert_array_equal(np.bincount(most.labels), [6, 5])
    of_the_third = everybody.images[everybody.labels == 2]
    assert {image.tobytes() for image in most.images[most.labels == 1]} == {image.tobytes() for image in of_the_third}


@pytest.mark.parametrize(("wish", "source"), [("auto", "lfw"), ("", "lfw"), ("lfw", "lfw"), ("synthetic", "synthetic")])
def test_the_environment_says_what_auto_means(home, monkeypatch, wish, source):
    monkeypatch.setenv("CONVBOOK_FACES", wish)
    assert load(home, "auto").source == source
    assert load(home, "lfw").source == "lfw"
    assert load(home, "synthetic").source == "synthetic"


def test_auto_that_means_lfw_fails_without_it(tmp_path, small, monkeypatch):
    monkeypatch.setenv("CONVBOOK_FACES", "lfw")
    with pytest.raises(FacesUnavailable):
        load(tmp_path, "auto")


def test_an_unknown_wish_in_the_environment_is_refused(home, monkeypatch):
    monkeypatch.setenv("CONVBOOK_FACES", "real")
    with pytest.raises(ValueError, match="CONVBOOK_FACES is 'real'; expected auto, lfw or synthetic"):
        load(home, "auto")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"source": "LFW"}, ValueError, "source is 'LFW'; expected one of 'auto', 'lfw', 'synthetic'"),
        ({"crop": "head"}, ValueError, "crop is 'head'; expected one of 'face', 'whole', 'square'"),
        ({"size": 7}, ValueError, "size is 7; expected an int >= 8"),
        ({"size": 64.0}, TypeError, "size is 64.0; expected an int"),
        ({"size": True}, TypeError, "size is True; expected an int"),
        ({"min_faces_per_person": 0}, ValueError, "min_faces_per_person is 0; expected an int >= 1"),
        ({"min_faces_per_person": "30"}, TypeError, "min_faces_per_person is '30'; expected an int"),
        ({"min_faces_per_person": 531}, ValueError, "nobody in LFW has more than 530"),
        ({"funneled": "raw"}, TypeError, "funneled is 'raw'; expected True, False, 'deep' or 'deep-150'"),
    ],
)
@pytest.mark.parametrize("source", ["auto", "lfw", "synthetic"])
def test_bad_arguments_are_named(arguments, error, message, source):
    with pytest.raises(error, match=message):
        load_faces(**{"source": source, **arguments})


# ---- an LFW that is not whole ----


def lacks_a_picture(home):
    (home / FUNNELED / "Zoe" / "Zoe_0003.jpg").unlink()
    return f"{home / FUNNELED} is not whole, Zoe has 4 images there and 5 in LFW: delete this folder"


def lacks_a_person(home):
    shutil.rmtree(home / FUNNELED / "Ann_Lee")
    return f"{home / FUNNELED} is not whole, Ann_Lee has 0 images there and 6 in LFW: delete this folder"


def is_empty(home):
    shutil.rmtree(home / FUNNELED)
    (home / FUNNELED).mkdir()
    return f"{home / FUNNELED} is not whole"


def has_an_empty_picture(home):
    path = home / FUNNELED / "Zoe" / "Zoe_0003.jpg"
    path.write_bytes(b"")
    return f"{path} is damaged (cannot identify image file"


def has_half_a_picture(home):
    path = home / FUNNELED / "Zoe" / "Zoe_0003.jpg"
    half(path)
    return f"{path} is damaged (image file is truncated"


def has_a_picture_of_another_size(home):
    path = home / FUNNELED / "Zoe" / "Zoe_0003.jpg"
    Image.new("RGB", (150, 150)).save(path)
    return f"{path} is damaged (RGB, 150x150, where LFW has RGB, 250x250)"


def has_half_an_archive(home):
    archive = home / "lfw_home" / "lfw-funneled.tgz"
    archive.write_bytes(archived(home))
    half(archive)
    shutil.rmtree(home / FUNNELED)
    return f"{archive} cannot be unpacked (Compressed file ended"


def has_an_archive_of_something_else(home):
    archive = home / "lfw_home" / "lfw-funneled.tgz"
    (home / FUNNELED / "Zoe" / "Zoe_0003.jpg").unlink()
    archive.write_bytes(archived(home))
    shutil.rmtree(home / FUNNELED)
    return f"{archive} cannot be unpacked"


@pytest.mark.parametrize(
    "damage",
    [
        lacks_a_picture,
        lacks_a_person,
        is_empty,
        has_an_empty_picture,
        has_half_a_picture,
        has_a_picture_of_another_size,
        has_half_an_archive,
        has_an_archive_of_something_else,
    ],
)
def test_an_lfw_that_is_not_whole_is_refused_and_left_as_it_is(home, tmp_path, capsys, damage):
    message = damage(home)
    before = [entry[:2] for entry in tree(home)]
    with pytest.raises(FacesUnavailable) as refused:
        load(home, "lfw")
    assert str(refused.value).startswith(message) and "delete" in str(refused.value)
    assert load(home, "auto").source == "synthetic"
    assert message in capsys.readouterr().out
    assert [entry[:2] for entry in tree(home)] == before
    assert len(list((tmp_path / "cache").iterdir())) == 1  # of the drawn faces


def test_an_archive_put_there_by_hand_is_unpacked_without_a_network(home, tmp_path):
    expected = load(home)
    by_hand = tmp_path / "by hand" / "lfw_home"
    by_hand.mkdir(parents=True)
    (by_hand / "lfw-funneled.tgz").write_bytes(archived(home))
    assert_same_faces(load(by_hand.parent), expected)
    assert sorted(path.name for path in by_hand.iterdir()) == ["lfw-funneled.tgz", "lfw_funneled"]


# ---- the download ----


class Server:
    """A mirror of LFW on this machine, with whatever answers a test gives it."""

    def __init__(self):
        self.files, self.asked, self.answer, self.over = {}, [], self.whole, threading.Event()
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.strip("/")
                mirror.asked.append(name)
                mirror.answer(self, mirror.files[name])

            def log_message(self, *arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def close(self):
        self.over.set()
        self.http.shutdown()
        self.http.server_close()

    def head(self, request, status, length):
        request.send_response(status)
        request.send_header("Content-Length", str(length))
        request.end_headers()

    def whole(self, request, content):
        self.head(request, 200, len(content))
        request.wfile.write(content)

    def in_two_parts(self, request, content):
        self.head(request, 200, len(content))
        request.wfile.write(content[: len(content) // 2])
        time.sleep(0.5 if "tgz" in request.path else 0)
        request.wfile.write(content[len(content) // 2 :])

    def forbidden(self, request, content):
        self.head(request, 403, 0)

    def empty(self, request, content):
        self.head(request, 202, 0)

    def cut_off(self, request, content):
        self.head(request, 200, len(content))
        request.wfile.write(content[: len(content) // 2])

    def cut_off_unannounced(self, request, content):
        request.send_response(200)
        request.end_headers()
        request.wfile.write(content[: len(content) // 2])

    def silent(self, request, content):
        self.over.wait(20)

    def trickling(self, request, content):
        self.head(request, 200, 10**9)
        while not self.over.wait(0.05):
            request.wfile.write(b"x")

    def breaking_at_the_archive(self, request, content):
        (self.cut_off if "tgz" in request.path else self.whole)(request, content)


@pytest.fixture
def mirror(tmp_path, small, monkeypatch):
    server = Server()
    origin = make_lfw(tmp_path / "origin")
    server.files = {target.filename: os.urandom(50_000) for target in sklearn_lfw.TARGETS}
    server.files["lfw-funneled.tgz"] = archived(origin)
    point_at(monkeypatch, server.address, server.files)
    yield server
    server.close()


def test_lfw_is_downloaded_unpacked_and_loaded_and_nothing_else_stays(mirror, tmp_path):
    home = tmp_path / "new" / "home"
    faces = load(home)
    assert_same_faces(faces, load(tmp_path / "origin"))
    assert sorted(path.name for path in home.iterdir()) == ["lfw_home"]
    targets = sorted(target.filename for target in sklearn_lfw.TARGETS)
    assert sorted(path.name for path in (home / "lfw_home").iterdir()) == ["lfw_funneled", *targets]
    assert sorted(mirror.asked) == sorted(mirror.files)
    assert_array_equal(by_scikit_learn(home, 3, 16, None)[1], faces.labels)  # whole for scikit-learn too


def test_progress_is_shown_while_the_archive_comes(mirror, tmp_path, monkeypatch):
    bars = []

    class Bar:
        def __init__(self, **options):
            self.options, self.n, self.closed = options, 0, False
            bars.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.closed = True

        def update(self, step):
            self.n += step

    monkeypatch.setattr("tqdm.tqdm", Bar)
    mirror.answer = mirror.in_two_parts
    load(tmp_path / "home")
    load(tmp_path / "home")  # from the cache: no second bar
    (bar,) = bars
    assert bar.options["total"] == 243_346_528 and bar.options["leave"] is False and bar.closed
    assert len(mirror.files["lfw-funneled.tgz"]) // 4 <= bar.n <= len(mirror.files["lfw-funneled.tgz"])


BAD_ANSWERS = {
    "forbidden": "HTTP Error 403: Forbidden",
    "empty": "the server sent something else, or only a part",
    "cut_off": "retrieval incomplete",
    "cut_off_unannounced": "the server sent something else, or only a part",
    "breaking_at_the_archive": "retrieval incomplete",
    "silent": "timed out|next to nothing came",
    "trickling": "next to nothing came",
}


@pytest.mark.parametrize("answer", BAD_ANSWERS)
def test_a_download_that_fails_is_tried_twice_at_most_says_what_to_do_and_leaves_nothing(
    mirror, tmp_path, monkeypatch, capfd, answer
):
    mirror.answer = getattr(mirror, answer)
    if answer in ("silent", "trickling"):
        monkeypatch.setattr(download_module, "TIMEOUT", 0.5)
    before = tree(tmp_path / "origin")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(FacesUnavailable) as failed:
            load(tmp_path / "home")
    assert max(map(mirror.asked.count, mirror.asked)) <= 2, "it asks for a file again and again"
    message = str(failed.value)
    assert re.search(BAD_ANSWERS[answer], message) and "\n" not in message
    assert "download lfw-funneled.tgz by hand from https://" in message
    assert f"put it into {tmp_path / 'home' / 'lfw_home'}" in message
    assert list((tmp_path / "home").iterdir()) == [] and not (tmp_path / "cache").exists()
    assert tree(tmp_path / "origin") == before


def test_auto_tries_a_download_once_and_lfw_tries_again(mirror, tmp_path, capsys):
    mirror.answer = mirror.forbidden
    assert load(tmp_path / "home", "auto").source == "synthetic"
    assert "403" in capsys.readouterr().out
    asked = len(mirror.asked)
    assert load(tmp_path / "home", "auto").source == "synthetic"
    assert len(mirror.asked) == asked and capsys.readouterr().out == ""
    mirror.answer = mirror.whole
    assert load(tmp_path / "home", "lfw").source == "lfw"


def test_an_archive_that_lacks_pictures_is_not_taken_for_lfw(mirror, tmp_path, monkeypatch):
    (tmp_path / "origin" / FUNNELED / "Zoe" / "Zoe_0001.jpg").unlink()
    (tmp_path / "origin" / FUNNELED / "Ann_Lee" / "Ann_Lee_0007.jpg").touch()
    mirror.files["lfw-funneled.tgz"] = archived(tmp_path / "origin")
    point_at(monkeypatch, mirror.address, mirror.files)
    monkeypatch.setattr(download_module, "LFW_COUNTS", (4,))
    with pytest.raises(FacesUnavailable, match="the download failed"):
        load(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []


@pytest.fixture
def download(monkeypatch):
    """The thread that downloads, stopped by Ctrl-C after some seconds."""
    download = SimpleNamespace(seconds=0.2, thread=None)

    def interrupt(thread, folder, bar):
        download.thread = thread
        thread.join(download.seconds)
        raise KeyboardInterrupt

    monkeypatch.setattr(download_module, "_monitor", interrupt)
    return download


@pytest.mark.parametrize("seconds", [0, 0.05, 0.2, 0.7])
def test_ctrl_c_while_downloading_leaves_nothing(mirror, download, tmp_path, seconds):
    mirror.answer, download.seconds = mirror.in_two_parts, seconds
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path / "home")
    download.thread.join(30)
    assert not download.thread.is_alive() and list((tmp_path / "home").iterdir()) == []


def test_ctrl_c_leaves_nothing_also_when_scikit_learn_makes_its_folder_afterwards(
    mirror, download, tmp_path, monkeypatch
):
    emptied, home, made = threading.Event(), sklearn_lfw.get_data_home, []

    def late(data_home):
        assert emptied.wait(30)
        made.append(home(data_home))
        return made[0]

    monkeypatch.setattr(sklearn_lfw, "get_data_home", late)
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []
    emptied.set()
    download.thread.join(30)
    assert made and list((tmp_path / "home").iterdir()) == []


def test_what_a_killed_process_left_is_swept_a_day_later(mirror, tmp_path):
    for name in ("yesterday", "now"):
        (tmp_path / "home" / f".convbook-{name}").mkdir(parents=True)
    os.utime(tmp_path / "home" / ".convbook-yesterday", (time.time() - 90_000,) * 2)
    load(tmp_path / "home")
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == [".convbook-now", "lfw_home"]


def test_a_data_home_that_cannot_be_written_to_is_named(mirror, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FacesUnavailable, match="file.home, which cannot be written to .*set SCIKIT_LEARN_DATA"):
        load(tmp_path / "file" / "home")
    assert mirror.asked == []
