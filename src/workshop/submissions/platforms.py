"""Whose a file is, from the names that learning platforms, browsers and people give.

- **Canvas** puts all files into one folder: `doejane_12345_67890_07-input-gradient-1.ipynb`, with the numbers of the
  student and of the submission; `doejane_LATE_12345_…` came late, and `-1` is a second version.
- **Moodle** makes a folder `Jane Doe_12345_assignsubmission_file` for each student, with or without a `_` at its end,
  or puts that before the name of each file.
- **Gradescope** makes a folder `submission_123456789` for each submission, and beside them a file
  `submission_metadata.yml` with the names, ids and addresses of its students.
- Elsewhere the folder, or the file, is called after the student.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

import yaml

from workshop.submissions.listing import NOTEBOOK

CANVAS = re.compile(r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<number>\d+)_\d+_(?P<file>.+)", re.DOTALL)
MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.DOTALL
)
AGAIN = re.compile(r"-\d+(?=\.ipynb$)")  # Canvas counts the versions
COPY = re.compile(  # what browsers, systems and Colab put around the name of a copy
    r"^(?:copy of|copie de|kopie von|kopie van|copia de|copia di|cópia de|kopia|kopi af|kopi av)\s+"
    r"|\s*\(\d+\)$|[\s_-]+(?:copy|kopie|copie|copia|cópia)[\s_-]*\d*$|-checkpoint$",
    re.IGNORECASE,
)
DOCUMENTS = {".pdf", ".py", ".doc", ".docx", ".odt", ".htm", ".html", ".zip", ".7z", ".rar", ".gz", ".jpg", ".png"}
LARGEST_METADATA = 5_000_000  # bytes


@dataclass(frozen=True)
class Owner:
    """A student as a platform names one: the number tells those of the same name apart, the ids are for the roster."""

    name: str
    number: str = ""
    ids: tuple = ()


def owner_of_file(name, page):
    """Who handed in a file that lies in no folder.

    Returns
    -------
    owner : Owner or None
    file : str
        What the student called it: `page`, the name of the assignment's file, where it is called after the student.
    late : bool
    """
    if found := MOODLE.fullmatch(name):
        return _owner(found), found["file"] or "", False
    if found := CANVAS.fullmatch(name):
        return _owner(found, ids=(found["number"],)), AGAIN.sub("", found["file"]), bool(found["late"])
    is_notebook, path = NOTEBOOK.search(name), PurePath(name)
    stem = NOTEBOOK.sub("", name) if is_notebook else path.stem
    own = rf"[\s_-]*{re.escape(PurePath(page).stem)}[\s_-]*"
    person = re.sub(own, "", original(stem), flags=re.IGNORECASE)
    if not person or not (is_notebook or path.suffix.lower() in DOCUMENTS):
        return None, name, False
    return Owner(_composed(person)), page if path.suffix == ".ipynb" and original(stem) == stem else name, False


def owners_of_folder(name, gradescope):
    """Who handed in a folder; several, if a group did."""
    if name in gradescope:
        return gradescope[name]
    found = MOODLE.fullmatch(name)
    return [_owner(found) if found else Owner(_composed(name))]


def original(stem):
    """A file's name before it was copied or downloaded again."""
    while (shorter := COPY.sub("", stem).strip()) != stem and shorter:
        stem = shorter
    return stem


def read_gradescope(path):
    """Folder -> its students, from Gradescope's metadata; nothing if the file is not as it should be."""
    if not path.is_file() or path.is_symlink() or path.stat().st_size > LARGEST_METADATA:
        return {}
    try:
        entries = yaml.load(
            path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader
        )  # text only: ids may begin with 0
        return {str(folder): [_submitter(one) for one in entry[":submitters"]] for folder, entry in entries.items()}
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def _submitter(one):
    name, number, address = (_text(one.get(key)) for key in (":name", ":sid", ":email"))
    return Owner(_composed(name or number or address), number or address, tuple(filter(None, (number, address))))


def _text(value):
    return value if isinstance(value, str) and value not in ("null", "~") else ""


def _owner(found, ids=()):
    return Owner(_composed(found["name"]), found["number"] or "", ids)


def _composed(name):
    return unicodedata.normalize("NFC", name).strip()
