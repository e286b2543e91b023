"""Labeled Faces in the Wild (LFW) as arrays: which images make a whole one, and reading them through scikit-learn."""

import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from ._cache import cached
from ._checks import in_short
from ._download import FacesUnavailable, bring
from .standin import LFW_COUNTS

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


def load_lfw(home, funneled, crop, size, least, patient):
    """Images (N, size, size, 3) as uint8, labels (N,) and names, from the cache or from the pictures below `home`."""
    folder = home / "lfw_home" / FOLDERS[funneled]

    def check(unpacked):
        _whole(unpacked, "what was downloaded or unpacked is not LFW")

    def read():
        if not folder.is_dir() and funneled == "deep":
            raise FacesUnavailable(
                f"there is no {folder}, and scikit-learn does not download it: unpack lfw-deepfunneled.tgz of the"
                " dataset's own site there, or do with funneled=True"
            )
        if not folder.is_dir():
            bring(folder, funneled, patient, check)
        _check_pictures((path for paths in _whole(folder).values() for path in paths), folder)
        return _fetch(folder, crop, size, least)

    def stamp():
        return str(folder.stat().st_mtime_ns) if folder.is_dir() else None

    return cached(f"LFW of {folder.resolve()}, {crop}, {size}, {least}", stamp, read)


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
            raise FacesUnavailable(f"{folder} cannot be read ({in_short(error)})") from error
    # one by one: all at once, 2,370 rectangles of floats need 300 MB for each step
    images = (np.rint(image * 255).astype(np.uint8) for image in found.images)
    if not is_square:
        images = (np.asarray(Image.fromarray(i).resize((size, size), Image.Resampling.BICUBIC)) for i in images)
    images = np.stack(list(images))
    return images, found.target, found.target_names


def _link(folder, stage):
    """Make `stage` a data home whose funneled images are those in `folder`."""
    lfw_home = stage / "lfw_home"
    lfw_home.mkdir()
    try:
        (lfw_home / FOLDERS[True]).symlink_to(folder.resolve(), target_is_directory=True)
    except (OSError, NotImplementedError):  # Windows lets not everybody link
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
            raise FacesUnavailable(f"{path} is damaged ({in_short(error)}): {remedy}") from error
