"""Labeled Faces in the Wild (LFW) as arrays, read as scikit-learn reads it, after a check that it is complete."""

import io
import os

import numpy as np
from PIL import Image

from convbook.arguments import in_short
from convbook.faces.cache import cached
from convbook.faces.crop import crop_face
from convbook.faces.download import FacesUnavailable, fetch_lfw
from convbook.faces.people import PEOPLE

# by `funneled`
FOLDERS = {True: "lfw_funneled", False: "lfw", "deep": "lfw-deepfunneled", "deep-150": "lfw-deepfunneled"}


def load_lfw(home, funneled, crop, size, minimum, retry):
    """Images (N, size, size, 3) as uint8, labels (N,) and names, from the cache or from the images below `home`."""
    folder = home / "lfw_home" / FOLDERS[funneled]

    def check(unpacked):
        _check_complete(unpacked, "what was downloaded or unpacked is not LFW")

    def read():
        if not folder.is_dir() and not isinstance(funneled, bool):
            raise FacesUnavailable(
                f"there is no {folder}, and scikit-learn does not download it: unpack lfw-deepfunneled.tgz of the"
                " dataset's own site there, or do with funneled=True"
            )
        if not folder.is_dir():
            fetch_lfw(folder, funneled, retry, check)
        return _read(_check_complete(folder), crop, size, minimum, scaled=funneled == "deep-150")

    def stamp():
        return str(folder.stat().st_mtime_ns) if folder.is_dir() else None

    kind = ", through 150x150" if funneled == "deep-150" else ""
    return cached(f"LFW of {folder.resolve()}, {crop}, {size}, {minimum}, rows first{kind}", stamp, read)


def _check_complete(folder, advice="delete this folder, and the next load unpacks or downloads it again"):
    """Paths of everybody's images by name; scikit-learn takes any folder as complete, this looks at who is in it."""
    people = {}
    for person in sorted(folder.iterdir(), key=lambda path: path.name):
        if person.is_dir():
            names = sorted(name for name in os.listdir(person) if name.endswith(".jpg") and not name.startswith("."))
            people[person.name] = [person / name for name in names]
    for name, count in PEOPLE.items():
        n = len(people.get(name, ()))
        if n != count:
            raise FacesUnavailable(f"{folder} is not whole, {name} has {n} images there and {count} in LFW: {advice}")
    return people


def _read(people, crop, size, minimum, scaled):
    """Images, labels and names as scikit-learn's ``fetch_lfw_people`` gives them, resized.

    That function also writes all it read, compressed, into a cache of its own, which takes far longer than the reading.
    """
    people = {name.replace("_", " "): paths for name, paths in people.items() if len(paths) >= minimum}
    names = np.unique(list(people))
    labels = np.repeat(np.searchsorted(names, list(people)), [len(paths) for paths in people.values()])
    images = np.stack([_read_image(path, crop, size, scaled) for paths in people.values() for path in paths])
    order = np.arange(len(labels))
    np.random.RandomState(42).shuffle(order)  # scikit-learn's
    return images[order], labels[order], names


def _read_image(path, crop, size, scaled):
    try:
        with Image.open(path) as image:
            if image.size != (250, 250) or image.mode != "RGB":
                raise OSError(f"{image.mode}, {image.width}x{image.height}, where LFW has RGB, 250x250")
            return crop_face(_scale_down_and_up(image) if scaled else image, crop, size)
    except OSError as error:
        advice = f"delete {path.parents[1]}, and the next load unpacks or downloads it again"
        raise FacesUnavailable(f"{path} is damaged ({in_short(error)}): {advice}") from error


def _scale_down_and_up(image):
    """What happened to some copies of LFW: scaled to 150x150, saved as JPEG, scaled back, saved again."""
    for side in (150, image.width):
        file = io.BytesIO()
        image.resize((side, side), Image.Resampling.BICUBIC).save(file, "JPEG", quality=88)
        image = Image.open(file)
    return image
