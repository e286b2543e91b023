"""A reader's own faces: a folder with one subfolder for each person."""

from pathlib import Path
from unicodedata import normalize

import numpy as np
from PIL import Image
from tqdm import tqdm

from convbook.arguments import as_int, in_short
from convbook.faces.dataset import Faces
from convbook.faces.pictures import BadPicture, upright

OF_THE_SYSTEM = {"thumbs.db", "desktop.ini"}  # what Windows leaves in folders; elsewhere such files begin with a dot


def load_folder(path, size=64, *, min_faces_per_person=None, skip_broken=False):
    """Faces from a folder that has one subfolder of pictures for each person, named after that person.

    Of each picture the largest square in its middle is taken and scaled with Pillow's bicubic filter; what a file
    may be, `read_picture` says. People come in the order of their names, pictures in the order of their files'
    names, by Unicode. A name is kept as it is, but composed: an "ğ" written as "g" and a breve becomes one letter
    (NFC), and two folders that are then called the same are one person. Hidden files and folders are left out, and
    so is what lies beside the subfolders.

    Parameters
    ----------
    path : path
    size : int, at least 8
        Height and width of the images returned.
    min_faces_per_person : int, at least 1, optional
        Leave out who has fewer pictures. Without it nobody is left out, and somebody with fewer than two is an
        error: one picture cannot be in the training part and in the test part.
    skip_broken : bool
        Leave out files that are no pictures, or damaged ones, and print their names in one line.

    Returns
    -------
    Faces
        Its source is "folder".

    Raises
    ------
    FileNotFoundError, NotADirectoryError (both OSErrors)
        If there is nothing at `path`, or something else than a folder.
    BadPicture (a ValueError)
        If a file is no picture or is damaged; the message names it.
    ValueError, TypeError
        If there are no subfolders, a subfolder holds another, there are fewer than two people or too few pictures
        of somebody, or an argument is none of the above.
    """
    size = as_int(size, "size", 8)
    least = None if min_faces_per_person is None else as_int(min_faces_per_person, "min_faces_per_person", 1)
    files = _files_of_people(_folder(path))
    people, broken = {person: [] for person in files}, []
    everything = [(person, file) for person, of_person in files.items() for file in of_person]
    for person, file in tqdm(everything, desc="pictures", unit="", leave=False, delay=1):
        image = _square(file, size, broken if skip_broken else None)
        if image is not None:
            people[person].append(image)
    if broken:
        print(f"{len(broken)} file{'s' * (len(broken) > 1)} left out: {'; '.join(broken)}", flush=True)
    people = _enough(people, least, path)
    images = np.stack([image for images in people.values() for image in images])
    labels = np.repeat(np.arange(len(people)), [len(images) for images in people.values()])
    return Faces(np.divide(images, np.float32(255)), labels, tuple(people), "folder")


def _folder(path):
    try:
        folder = Path(path).expanduser()
    except TypeError:
        raise TypeError(f"path is a {type(path).__name__}; expected the path of a folder") from None
    if not folder.exists():
        raise FileNotFoundError(f"there is no folder {folder}; expected one with a subfolder for each person")
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; expected a folder with a subfolder for each person")
    return folder


def _files_of_people(folder):
    """The files of each person by name, both sorted."""
    people = {}
    for person in sorted(filter(Path.is_dir, _shown(folder)), key=_order):
        for inside in _shown(person):
            if inside.is_dir():
                raise ValueError(f"{inside} is a folder in a person's folder; expected pictures only: move them up")
        people[_name(person)] = people.get(_name(person), []) + sorted(_shown(person), key=_order)
    if not people:
        raise ValueError(f"{folder} has no subfolders; expected one for each person, named after that person")
    return people


def _shown(folder):
    return [path for path in folder.iterdir() if path.name[0] != "." and path.name.lower() not in OF_THE_SYSTEM]


def _name(path):
    return normalize("NFC", path.name)


def _order(path):
    return _name(path), path.name


def _square(file, size, broken):
    """The middle of a picture as (size, size, 3) bytes; None where it is broken and there is a list to say so in."""
    try:
        image = upright(file)
    except (BadPicture, OSError) as error:
        if broken is None:
            said = str(error) if isinstance(error, BadPicture) else f"{file} cannot be read ({in_short(error)})"
            raise BadPicture(f"{said}; skip_broken=True leaves it out") from error
        broken.append(f"{_name(file.parent)}/{_name(file)}")
        return None
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    square = image.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((size, size), Image.Resampling.BICUBIC))


def _enough(people, least, path):
    """People with enough pictures; all of them have to, unless `least` says from how many on."""
    few = [f"{name!r} ({len(images)})" for name, images in people.items() if len(images) < (least or 2)]
    if few and least is None:
        raise ValueError(
            f"{path} has fewer than two pictures of {', '.join(few)}, too few for a part to train and a part to test:"
            " add some, or leave such people out with min_faces_per_person=2"
        )
    people = {name: images for name, images in people.items() if len(images) >= (least or 2)}
    if len(people) < 2:
        found = ", ".join(map(repr, people)) or "nobody"
        raise ValueError(f"{path} shows fewer than two people ({found}); a classifier needs two: add a subfolder")
    return people
