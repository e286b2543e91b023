"""What lies in a folder or a zip file of submissions: links are not followed, nothing is written outside."""

import os
import re
import stat
import time
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from urllib.parse import unquote_to_bytes

from workshop.submissions.notebook_file import LARGEST_FILE, Note, Unreadable

MOST_FILES, LARGEST_ARCHIVE, DEEPEST = 20_000, 2**31, 20  # entries, bytes of notebooks, folders in folders
METADATA = "submission_metadata.yml"  # Gradescope's
CHECKPOINTS = ".ipynb_checkpoints"
SYSTEM = re.compile(r"\.(?!ipynb_checkpoints$).*|__MACOSX|__pycache__|~\$.*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
NOTEBOOK = re.compile(r"\.ipynb(?:\.txt|\.json)?$", re.IGNORECASE)  # browsers add an ending
# What a file system or nbgrader, which looks for files by pattern, does not take; and % for it stands for the others.
UNSAFE = re.compile(r"""[/\\:*?"<>|\[\]{}%\0-\x1f\x7f\ud800-\udfff]|^[ .~-]|[ .]$""")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
LONGEST_NAME = 150  # bytes
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def walk(folder):
    """Everything in a folder, in the order of the names: `(path from the folder, what it is)`.

    It is a "file", "folder", "link", a "system" file, "special" (no file), "locked" or "deep" (too far down).
    """
    todo = [Path()]
    while todo:
        here = todo.pop()
        try:
            entries = sorted(os.scandir(folder / here), key=lambda entry: entry.name)
        except OSError:
            yield here, "locked"
            continue
        for entry in entries:
            kind = _kind(entry, here)
            if kind == "folder":
                todo.append(here / entry.name)
            yield here / entry.name, kind


def _kind(entry, here):
    if SYSTEM.fullmatch(entry.name):
        return "system"
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder" if len(here.parts) < DEEPEST else "deep"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def shown(name):
    """A name as it can be printed: one line, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in str(name))


def safe(name):
    """A student's name as the name of a folder; `name_of` gives it back, and None is for one that is too long."""
    name = unicodedata.normalize("NFC", name)
    if RESERVED.match(name):
        name = _escaped(name[0]) + UNSAFE.sub(lambda found: _escaped(found[0]), name[1:])
    else:
        name = UNSAFE.sub(lambda found: _escaped(found[0]), name)
    return name if len(name.encode()) <= LONGEST_NAME else None


def apart(name, taken):
    """A safe name, or if a file system could take it for one of `taken`, the same name with a letter written as %XX."""
    used, names = {other.casefold() for other in taken}, [name]
    names += [name[:i] + _escaped(name[i]) + name[i + 1 :] for i in range(len(name)) if name[i] != "%"]
    return next(other for other in names if other.casefold() not in used)


def name_of(student):
    """The name from which `safe` or `apart` made this."""
    return os.fsdecode(unquote_to_bytes(student))


def _escaped(letter):
    return "".join(f"%{byte:02X}" for byte in os.fsencode(letter))


def unpack(archive, into):
    """Unpack the notebooks of a zip file; other files are only named: they become empty files.

    Returns
    -------
    list of Note
        On what was refused: links, names that lead elsewhere, what is encrypted, damaged or too large.
    """
    notes, left = [], LARGEST_ARCHIVE
    try:
        file = zipfile.ZipFile(archive)
    except BROKEN as error:
        raise Unreadable(f"{archive.name} could not be opened as a zip file ({error}): download it again.") from None
    with file:
        if len(file.infolist()) > MOST_FILES:
            raise Unreadable(f"{archive.name} holds more than {MOST_FILES:,} files: unpack it and look at it.")
        for info in file.infolist():
            name = _name(info)
            target = Path(into, *PurePosixPath(name).parts)
            problem = _refused(info, name, target)
            try:
                left -= 0 if problem else _extract(file, info, target, left)
            except BROKEN as error:
                problem = str(error) or type(error).__name__
            if problem:
                said = f"{archive.name}: {shown(name)} was not unpacked ({problem}): look at it."
                notes.append(Note("unreadable", said, needs_you=True))
    return notes


def _name(info):
    name = info.filename.replace("\\", "/")
    try:  # macOS writes UTF-8 and does not say so
        return name if info.flag_bits & 0x800 else name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _refused(info, name, target):
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return "its name leads out of the folder"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.flag_bits & 1:
        return "it is encrypted"
    if len(parts) > DEEPEST:
        return "it lies too many folders down"
    return "another file has the same name" if target.exists() and not info.is_dir() else ""


def _extract(file, info, target, left):
    """Write one entry; return its size. A notebook that is too large is left empty, so that its student is seen."""
    if info.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch()
    size = 0
    if NOTEBOOK.search(target.name) or target.name == METADATA:
        with file.open(info) as source:
            data = source.read(min(LARGEST_FILE, left) + 1)
        if len(data) > min(LARGEST_FILE, left):
            raise ValueError("it is too large")
        size = target.write_bytes(data)
    when = time.mktime((*info.date_time, 0, 0, -1))
    os.utime(target, (when, when))
    return size
