"""A reader's own faces: a folder with one subfolder for each person, read into memory or left in its files."""

from pathlib import Path
from unicodedata import normalize

import numpy as np
from tqdm import tqdm

from convbook.arguments import as_flag, as_int
from convbook.faces.dataset import Faces
from convbook.faces.image_files import ImageFiles, read_square
from convbook.faces.images import ImageError

# What Windows, zip files of a Mac and network drives leave in folders; elsewhere such names begin with a dot.
SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx", "@eadir"}


def load_folder(path, size=64, *, min_faces_per_person=None, skip_broken=False):
    """Load faces from a folder that has one subfolder of pictures for each person, named after that person.

    Of each picture the largest square in its middle is taken and resized with Pillow's bicubic filter; what a file
    may be, `read_image` says. People come in the order of their names, pictures in the order of their files'
    names, by Unicode. A name is kept as it is, but composed: an "ğ" written as "g" and a breve becomes one letter
    (NFC), and two folders that are then called the same are one person. Hidden files and folders are left out (with
    what a Mac's zip files and network drives add, __MACOSX and @eaDir), and so is what lies beside the subfolders.

    Parameters
    ----------
    path : path
    size : int, at least 8
        Height and width of the images returned.
    min_faces_per_person : int, at least 1, optional
        Leave out who has fewer pictures. Without it nobody is left out, and somebody with fewer than two is an
        error: one picture cannot be in the training set and in the test set.
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
    ImageError (a ValueError)
        If a file is no picture or is damaged; the message names it.
    ValueError, TypeError
        If there are no subfolders, a subfolder holds another, there are fewer than two people or too few pictures
        of somebody, or an argument is none of the above.
    """
    size = as_int(size, "size", 8)
    images, labels, names = _read_people(path, min_faces_per_person, skip_broken, lambda file: read_square(file, size))
    return Faces(np.divide(np.stack(images), np.float32(255)), labels, names, "folder")


def stream_folder(path, size=64, *, min_faces_per_person=None, skip_broken=False):
    """The faces of `load_folder`, left in their files: for more of them than fit into memory.

    `split_faces`, `validation_split` and `train` take them as they take any faces. Training reads every picture
    anew in each epoch, a few minibatches ahead of the network; its numbers are those of training in memory.

    Parameters
    ----------
    path, size, min_faces_per_person
        As for `load_folder`.
    skip_broken : bool
        Read every picture once before, leave out files that are no pictures, or damaged ones, and print their names
        in one line. Without it, a broken one is an error when its turn comes.

    Returns
    -------
    Faces
        Its images are `ImageFiles`: ``np.asarray(faces.images[:9])`` gives nine as an array, for instance to predict.

    Raises
    ------
    OSError, ValueError, TypeError
        As for `load_folder`.
    """
    size = as_int(size, "size", 8)

    def check(file):
        if skip_broken is True:
            read_square(file, size)
        return file

    files, labels, names = _read_people(path, min_faces_per_person, skip_broken, check)
    return Faces(ImageFiles(files, size), labels, names, "folder")


def _read_people(path, minimum, skip_broken, read):
    """What `read` makes of each file, in a list; labels (N,); and the names of the people with enough images."""
    minimum = None if minimum is None else as_int(minimum, "min_faces_per_person", 1)
    skip_broken = as_flag(skip_broken, "skip_broken")
    files = _files_by_person(_check_folder(path))
    people = {name: [] for name in files}
    broken = []
    pairs = [(name, file) for name in files for file in files[name]]
    for name, file in tqdm(pairs, desc="pictures", unit="", leave=False, delay=1):
        try:
            people[name].append(read(file))
        except ImageError:
            if not skip_broken:
                raise
            broken.append(f"{_composed(file.parent)}/{_composed(file)}")
    if broken:
        print(f"{len(broken)} file{'s' * (len(broken) > 1)} left out: {'; '.join(broken)}", flush=True)
    people = _check_counts(people, minimum, path)
    labels = np.repeat(np.arange(len(people)), [len(images) for images in people.values()])
    return [image for images in people.values() for image in images], labels, tuple(people)


def _check_folder(path):
    try:
        folder = Path(path).expanduser()
    except TypeError:
        raise TypeError(f"path is a {type(path).__name__}; expected the path of a folder") from None
    if not folder.exists():
        raise FileNotFoundError(f"there is no folder {folder}; expected one with a subfolder for each person")
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; expected a folder with a subfolder for each person")
    return folder


def _files_by_person(folder):
    """The files of each person by name, both sorted."""
    people = {}
    for person in filter(Path.is_dir, _visible(folder)):
        files = _visible(person)
        for file in files:
            if file.is_dir():
                raise ValueError(f"{file} is a folder in a person's folder; expected pictures only: move them up")
        people[_composed(person)] = people.get(_composed(person), []) + files
    if not people:
        raise ValueError(f"{folder} has no subfolders; expected one for each person, named after that person")
    return people


def _visible(folder):
    """What is in a folder and not hidden, in the order of the names."""
    paths = [path for path in folder.iterdir() if path.name[0] != "." and path.name.lower() not in SYSTEM_FILES]
    return sorted(paths, key=lambda path: (_composed(path), path.name))


def _composed(path):
    return normalize("NFC", path.name)


def _check_counts(people, minimum, path):
    """People with enough images; all of them have to have enough, unless `minimum` says from how many on."""
    few = [f"{name!r} ({len(images)})" for name, images in people.items() if len(images) < (minimum or 2)]
    if few and minimum is None:
        raise ValueError(
            f"{path} has fewer than two pictures of {', '.join(few)}, too few for a training set and a test set:"
            " add some, or leave such people out with min_faces_per_person=2"
        )
    people = {name: images for name, images in people.items() if len(images) >= (minimum or 2)}
    if len(people) < 2:
        named = ", ".join(map(repr, people)) or "nobody"
        raise ValueError(f"{path} shows fewer than two people ({named}); a classifier needs two: add a subfolder")
    return people
