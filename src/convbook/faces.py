"""The faces: Labeled Faces in the Wild (LFW), the drawn stand-in for where it cannot be had, and the split.

From the outside in: `load_faces` and `split_faces`; which images make a whole LFW; where they come from when they are
not there; and the cache of scaled arrays, which is why only the first load reads 2,370 JPEGs.
"""

import os
import shutil
import socket
import tarfile
import tempfile
import threading
import time
import warnings
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from math import ceil
from numbers import Real
from pathlib import Path

import numpy as np
from PIL import Image

from ._checks import as_int
from .standin import LFW_COUNTS, draw_faces, drawing_version

SOURCES = ("auto", "lfw", "synthetic")
# Left, top, right, bottom, as scikit-learn's slices. The square is the one of Sanderson's LFWcrop.
CROPS = {"face": (78, 70, 172, 195), "whole": (0, 0, 250, 250), "square": (83, 92, 167, 176)}
FOLDERS = {True: "lfw_funneled", False: "lfw", "deep": "lfw-deepfunneled"}  # by `funneled`
# Everyone with at least 30 images in LFW, and how many: what a whole LFW is known by.
# fmt: off
PEOPLE = dict(zip((
    "Alejandro_Toledo", "Alvaro_Uribe", "Andre_Agassi", "Ariel_Sharon", "Arnold_Schwarzenegger", "Colin_Powell",
    "David_Beckham", "Donald_Rumsfeld", "George_W_Bush", "Gerhard_Schroeder", "Gloria_Macapagal_Arroyo",
    "Guillermo_Coria", "Hans_Blix", "Hugo_Chavez", "Jacques_Chirac", "Jean_Chretien", "Jennifer_Capriati",
    "John_Ashcroft", "John_Negroponte", "Junichiro_Koizumi", "Kofi_Annan", "Laura_Bush", "Lleyton_Hewitt",
    "Luiz_Inacio_Lula_da_Silva", "Megawati_Sukarnoputri", "Nestor_Kirchner", "Recep_Tayyip_Erdogan", "Roh_Moo-hyun",
    "Serena_Williams", "Silvio_Berlusconi", "Tom_Ridge", "Tony_Blair", "Vicente_Fox", "Vladimir_Putin",
), LFW_COUNTS, strict=True))
# fmt: on

TIMEOUT = 15.0  # seconds that a server may keep silent
SLOWEST = 1000  # bytes a second; a download that brings fewer over 3 * TIMEOUT is given up
# By `funneled`: scikit-learn's name for the archive, its address for it, the length.
ARCHIVES = {
    True: ("lfw-funneled.tgz", "https://ndownloader.figshare.com/files/5976015", 243_346_528),
    False: ("lfw.tgz", "https://ndownloader.figshare.com/files/5976018", None),
}
_told = {}  # what need not be said, or tried, again in this process


class FacesUnavailable(OSError):
    """LFW is not there, or not whole; the message says what to do."""


@dataclass(frozen=True, eq=False)
class Faces:
    """Images (N, size, size, 3) as float32 from 0 to 1, labels (N,) into names, and "lfw" or "synthetic"."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    source: str

    def __repr__(self):
        n, height, width, _ = self.images.shape
        return f"Faces({n:,} images of {len(self.names)} people, {height}x{width}, source={self.source!r})"


@dataclass(frozen=True, eq=False)
class Split:
    """Faces in two parts; `train_index` and `test_index` are the rows of `Faces.images` that went into each."""

    X_train: np.ndarray
    y_train: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    train_index: np.ndarray
    test_index: np.ndarray
    names: tuple[str, ...]
    source: str

    def __repr__(self):
        n_train, n_test = len(self.y_train), len(self.y_test)
        return f"Split({n_train:,} to train, {n_test:,} to test, {len(self.names)} people, source={self.source!r})"


def load_faces(source="auto", crop="face", size=64, min_faces_per_person=30, *, funneled=True, data_home=None):
    """Faces of people with many pictures: LFW, or faces drawn by this package.

    The images, their order and their names are those of scikit-learn's
    ``fetch_lfw_people(color=True, resize=None)``, scaled to `size` with
    Pillow's bicubic filter. Arrays are kept in $CONVBOOK_CACHE (or else in
    $XDG_CACHE_HOME/convbook or ~/.cache/convbook), apart for each data home;
    they are still served when the images they were made from are gone.

    Parameters
    ----------
    source : {"auto", "lfw", "synthetic"}
        "lfw" and "synthetic" ask for one and never give the other. "auto" is
        LFW if it is here or can be downloaded, and else the drawn faces, and
        says so; the environment variable CONVBOOK_FACES, if set, decides.
    crop : {"face", "whole", "square"}
        scikit-learn's cut around the face (rows 70-195, columns 78-172), all 250x250 pixels, or a
        tight square (rows 92-176, columns 83-167).
    size : int, at least 8
        Height and width of the images returned.
    min_faces_per_person : int, at least 1
        Leave out who has fewer pictures; 30 leaves 34 people and 2,370 images.
    funneled : True, False or "deep"
        The aligned images, the original ones, or the deep-funneled ones. scikit-learn does not download
        the last; they are read where someone has put their folder, lfw-deepfunneled, beside the others.
    data_home : path, optional
        scikit-learn's data folder; by default $SCIKIT_LEARN_DATA or ~/scikit_learn_data.

    Returns
    -------
    Faces

    Raises
    ------
    ValueError, TypeError
        If an argument is none of the above, or nobody has that many pictures.
    FacesUnavailable (an OSError)
        If "lfw" is asked for and is not there, not whole, or not to be downloaded.
    """
    source = _check_arguments(source, crop, funneled)
    size, least = as_int(size, "size", 8), as_int(min_faces_per_person, "min_faces_per_person", 1)
    if least > max(LFW_COUNTS):
        raise ValueError(f"min_faces_per_person is {least}; nobody in LFW has more than {max(LFW_COUNTS)} pictures")
    if source != "synthetic":
        home = Path(data_home or os.environ.get("SCIKIT_LEARN_DATA") or "~/scikit_learn_data").expanduser()
        try:
            return _load_lfw(home, funneled, crop, size, least, patient=source == "lfw")
        except OSError as why:
            if source == "lfw":
                raise
            _tell_once(f"LFW is not at hand, so these faces are drawn by convbook: {why}")
    return _load_drawn(crop, size, least)


def split_faces(faces, test_fraction=0.25, seed=0, *, stratify=False):
    """Part the faces for training and testing with scikit-learn's ``train_test_split``.

    Parameters
    ----------
    faces : Faces
    test_fraction : float between 0 and 1
        Rounded up to whole images: 0.25 of 2,370 gives 593 to test and the paper's 1,777 to train.
    seed : int
        Of the shuffle.
    stratify : bool
        Give each person the same share in both parts.

    Returns
    -------
    Split

    Raises
    ------
    ValueError, TypeError
        If the fraction leaves a part empty, or there are fewer than two people.
    """
    from sklearn.model_selection import train_test_split

    if not isinstance(faces, Faces):
        raise TypeError(f"faces is a {type(faces).__name__}; expected the Faces that load_faces returns")
    if isinstance(test_fraction, bool) or not isinstance(test_fraction, Real):
        raise TypeError(f"test_fraction is {test_fraction!r}; expected a number between 0 and 1")
    n, seed = len(faces.labels), as_int(seed, "seed", 0)
    if not 0 < test_fraction < 1 or ceil(test_fraction * n) >= n:
        raise ValueError(
            f"test_fraction is {test_fraction!r} of {n} images; expected one that leaves some for each part"
        )
    if len(np.unique(faces.labels)) < 2:
        raise ValueError("faces shows fewer than two people; a classifier needs two: lower min_faces_per_person")
    classes = faces.labels if stratify else None
    try:
        train, test = train_test_split(np.arange(n), test_size=test_fraction, random_state=seed, stratify=classes)
    except ValueError as error:
        raise ValueError(f"stratify cannot share {n} images at test_fraction {test_fraction!r}: {error}") from error
    X, y = faces.images, faces.labels
    return Split(X[train], y[train], X[test], y[test], train, test, faces.names, faces.source)


def _check_arguments(source, crop, funneled):
    """The source that is meant, once "auto" has asked the environment."""
    if source not in SOURCES:
        raise ValueError(f"source is {source!r}; expected one of {', '.join(map(repr, SOURCES))}")
    if crop not in tuple(CROPS):
        raise ValueError(f"crop is {crop!r}; expected one of {', '.join(map(repr, CROPS))}")
    if funneled != "deep" and not isinstance(funneled, bool):
        raise TypeError(f"funneled is {funneled!r}; expected True, False or 'deep'")
    wish = os.environ.get("CONVBOOK_FACES") or "auto"
    if source == "auto" and wish not in SOURCES:
        raise ValueError(f"the environment variable CONVBOOK_FACES is {wish!r}; expected auto, lfw or synthetic")
    return wish if source == "auto" else source


def _tell_once(line):
    """Printed, not warned: a notebook shows it as one line, in its place, and no filter hides it."""
    if "stand-in" not in _told:
        _told["stand-in"] = line
        print(line, flush=True)


def _load_drawn(crop, size, least):
    def draw():
        counts = [count if count >= least else 0 for count in LFW_COUNTS]
        images, labels, names = draw_faces(size, counts=counts, zoom={"face": 1.0, "whole": 0.5, "square": 1.2}[crop])
        shown, labels = np.unique(labels, return_inverse=True)
        return images, labels, np.array(names)[shown]

    return _cached(f"drawn, version {drawing_version()}, {crop}, {size}, {least}", lambda: None, "synthetic", draw)


def _load_lfw(home, funneled, crop, size, least, patient):
    folder = home / "lfw_home" / FOLDERS[funneled]

    def read():
        if not folder.is_dir() and funneled == "deep":
            raise FacesUnavailable(
                f"there is no {folder}, and scikit-learn does not download it: unpack lfw-deepfunneled.tgz of the"
                " dataset's own site there, or do with funneled=True"
            )
        if not folder.is_dir():
            _bring(folder, funneled, patient)
        _check_pictures((path for paths in _whole(folder).values() for path in paths), folder)
        return _fetch(folder, crop, size, least)

    def stamp():
        return str(folder.stat().st_mtime_ns) if folder.is_dir() else None

    return _cached(f"LFW of {folder.resolve()}, {crop}, {size}, {least}", stamp, "lfw", read)


# Which images make a whole LFW


def _whole(folder, remedy="delete this folder, and the next load unpacks or downloads it again"):
    """Paths of everybody's pictures by name; scikit-learn takes any folder for whole, this looks at who is in it."""
    people = {}
    for person in sorted(folder.iterdir(), key=lambda path: path.name):
        if person.is_dir():
            names = sorted(name for name in os.listdir(person) if name.endswith(".jpg") and not name.startswith("."))
            people[person.name] = [person / name for name in names]
    for name, count in PEOPLE.items():
        found = len(people.get(name, ()))
        if found != count:
            lack = f"{name} has {found} images there and {count} in LFW"
            raise FacesUnavailable(f"{folder} is not whole, {lack}: {remedy}")
    return people


def _fetch(folder, crop, size, least):
    """Pictures, labels and names from scikit-learn, scaled.

    It reads from a stage that holds nothing but a link, as it keeps a large cache of its own beside what it reads.
    """
    from sklearn.datasets import fetch_lfw_people

    left, top, right, bottom = CROPS[crop]
    is_square = right - left == bottom - top  # then it can scale by itself, which takes less memory
    ratio = (size + 0.5) / (right - left) if is_square else None
    with tempfile.TemporaryDirectory(prefix="convbook-") as stage:
        stage = _link(folder, Path(stage))
        try:
            found = fetch_lfw_people(
                data_home=stage, color=True, slice_=(slice(top, bottom), slice(left, right)), resize=ratio,
                min_faces_per_person=least, download_if_missing=False,
            )  # fmt: skip
        except OSError as error:
            _check_pictures(sorted(folder.glob("*/*")), folder, whole=True)
            raise FacesUnavailable(f"{folder} cannot be read ({_short(error)})") from error
    images = np.rint(found.images * 255).astype(np.uint8)
    if not is_square:
        images = np.stack([np.asarray(Image.fromarray(i).resize((size, size), Image.BICUBIC)) for i in images])
    return images, found.target, found.target_names


def _link(folder, stage):
    """Make `stage` a data home whose funneled images are those in `folder`."""
    lfw_home = stage / "lfw_home"
    lfw_home.mkdir()
    try:
        (lfw_home / FOLDERS[True]).symlink_to(folder.resolve(), target_is_directory=True)
    except OSError:  # Windows lets not everybody link
        shutil.copytree(folder, lfw_home / FOLDERS[True])
    for name in ("pairs.txt", "pairsDevTrain.txt", "pairsDevTest.txt"):
        (lfw_home / name).touch()  # scikit-learn wants them to be there; for people it reads none
    return stage


def _check_pictures(paths, folder, whole=False):
    """Name the first picture that is none of LFW's, by its header, or by all of it if `whole`."""
    for path in paths:
        try:
            with Image.open(path) as image:
                if image.size != (250, 250) or image.mode != "RGB":
                    raise OSError(f"{image.mode}, {image.width}x{image.height}, where LFW has RGB, 250x250")
                if whole:
                    image.load()
        except OSError as error:
            remedy = f"delete {folder}, and the next load unpacks or downloads it again"
            raise FacesUnavailable(f"{path} is damaged ({_short(error)}): {remedy}") from error


# Where they come from


def _bring(folder, funneled, patient):
    """Unpack the archive beside `folder`, or download it: first into a stage, so that all of it arrives or nothing."""
    lfw_home, (name, url, _) = folder.parent, ARCHIVES[funneled]
    archive = lfw_home / name
    if str(archive) in _told and not patient and not archive.is_file():
        raise FacesUnavailable(_told[str(archive)])
    with _stage(lfw_home) as stage:
        try:
            _unpack(archive, stage) if archive.is_file() else _download(stage, funneled)
            _whole(stage / folder.name, "what was downloaded or unpacked is not LFW")
            lfw_home.mkdir(exist_ok=True)
            for path in (stage / folder.name, *stage.glob("pairs*.txt")):
                if not (lfw_home / path.name).exists():
                    os.replace(path, lfw_home / path.name)
        except (OSError, tarfile.TarError, EOFError, ValueError, HTTPException, zlib.error) as error:
            if archive.is_file():
                lament = f"{archive} cannot be unpacked ({_short(error)})"
                raise FacesUnavailable(f"{lament}: if it is damaged, delete it and load again") from error
            by_hand = f"download {name} by hand from {url}, put it into {lfw_home} and load again"
            _told[str(archive)] = f"the download failed ({_short(error)}); {by_hand}"
            choice = ", or choose source='synthetic'" if patient else ""
            raise FacesUnavailable(_told[str(archive)] + choice) from error


@contextmanager
def _stage(lfw_home):
    """A folder on the disk where the images will lie, gone afterwards; so is what a killed process left a day ago."""
    base = lfw_home if lfw_home.is_dir() else lfw_home.parent
    try:
        base.mkdir(parents=True, exist_ok=True)
        for old in base.glob(".convbook-*"):
            if time.time() - old.stat().st_mtime > 86_400:
                shutil.rmtree(old, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=".convbook-", dir=base))
    except OSError as error:
        lament = f"LFW is not in {base}, which cannot be written to ({_short(error)})"
        raise FacesUnavailable(f"{lament}: set SCIKIT_LEARN_DATA, or data_home, to a folder that can") from error
    try:
        (stage / "lfw_home").mkdir()
        yield stage / "lfw_home"
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _unpack(archive, folder):
    with tarfile.open(archive, "r:gz") as file:
        file.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def _download(lfw_home, funneled):
    """Let scikit-learn download and unpack, in a thread, so that it can be given up whatever it waits for."""
    from sklearn.datasets import fetch_lfw_people
    from tqdm import tqdm

    failures = []

    def fetch():
        most = max(LFW_COUNTS)  # one person's pictures, small: scikit-learn insists on reading some
        try:
            fetch_lfw_people(
                data_home=lfw_home.parent, funneled=funneled, min_faces_per_person=most, resize=0.1, n_retries=1
            )
        except Exception as error:
            failures.append(error)

    thread, before = threading.Thread(target=fetch, daemon=True), socket.getdefaulttimeout()
    bar = tqdm(total=ARCHIVES[funneled][2], desc="LFW", unit="B", unit_scale=True, leave=False, delay=1)
    try:
        with warnings.catch_warnings(), bar:
            warnings.simplefilter("ignore")  # scikit-learn announces each retry
            socket.setdefaulttimeout(TIMEOUT)
            thread.start()
            _watch(thread, lfw_home, bar)
    finally:
        socket.setdefaulttimeout(before)
        if _unpacking(lfw_home):
            thread.join()  # also after Ctrl-C: it would fill the folder again that is about to go
    if failures:
        raise failures[0]


def _watch(thread, lfw_home, bar):
    """Show how the archive grows; give up when it does not."""
    patience, mark, since = 3 * TIMEOUT, 0, time.monotonic()
    while thread.is_alive():
        thread.join(0.1)
        with suppress(OSError):  # a file that was renamed just now
            got = sum(path.stat().st_size for path in lfw_home.glob("lfw*") if path.is_file())
            bar.update(max(0, got - bar.n))
            if abs(got - mark) > SLOWEST * patience or _unpacking(lfw_home):
                mark, since = got, time.monotonic()
        if time.monotonic() - since > patience:
            raise TimeoutError(f"next to nothing came in {patience:.0f} s")


def _unpacking(lfw_home):
    return any(path.is_dir() for path in lfw_home.iterdir())


def _short(error):
    """An error in a few words."""
    text = str(getattr(error, "strerror", None) or error).splitlines()[:1]
    if text and "SHA256" in text[0]:
        return "the server sent something else, or only a part"
    return text[0] if text and text[0] else type(error).__name__


# The cache


def _cached(origin, stamp, source, make):
    """Faces from the cached arrays that say they come from `origin` at time `stamp`; else from `make`, then cached."""
    home = os.environ.get("CONVBOOK_CACHE")
    home = Path(home) if home else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "convbook"
    path = home.expanduser() / f"faces-{sha256(origin.encode()).hexdigest()[:16]}.npz"
    arrays = _read_cache(path, origin, stamp())
    if arrays is None:
        arrays = make()
        _write_cache(path, *arrays, origin, stamp())
    images, labels, names = arrays
    return Faces(np.divide(images, np.float32(255)), labels.astype(np.int64), tuple(map(str, names)), source)


def _read_cache(path, origin, stamp):
    if not path.exists():
        return None
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            images, labels, names = file["images"], file["labels"], file["names"]
            known = (str(file["origin"]), str(file["stamp"]))
        if known[0] != origin or images.dtype != np.uint8 or len(images) != len(labels):
            raise ValueError("it holds something else")
    except Exception as error:  # whatever a damaged file makes the reader say
        warnings.warn(f"the cached faces in {path} are damaged and are made anew ({_short(error)})", stacklevel=5)
        return None
    return (images, labels, names) if stamp in (None, known[1]) else None


def _write_cache(path, images, labels, names, origin, stamp):
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = file.name
            np.savez(file, images=images, labels=labels, names=names, origin=origin, stamp=str(stamp))
        os.replace(part, path)
    except OSError as error:
        remedy = "set CONVBOOK_CACHE to a folder with room"
        warnings.warn(f"the faces cannot be kept in {path.parent} ({_short(error)}): {remedy}", stacklevel=5)
    finally:
        if part:
            with suppress(FileNotFoundError):
                os.unlink(part)
