"""The package as a wheel that is the same file on every machine, so that its hash can be pinned.

Only `convbook` is in it: what makes the book and grades exercises stays where it is. Nothing is compressed, since
machines differ in how; most of the data is compressed anyway.
"""

import hashlib
import tomllib
import zipfile
from base64 import urlsafe_b64encode

EXTRAS = ("tf", "study")
STARTED = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can name
WHEEL = "Wheel-Version: 1.0\nGenerator: make course\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def make_wheel(root, folder):
    """Write the wheel of the package in the checkout `root` into a folder of `folder` that has a part of its hash.

    Returns
    -------
    path : str
        Where it is below `folder`.
    sha256 : str
        Its hash.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    stem = f"{project['name']}-{project['version']}"
    files = {path.relative_to(root / "src").as_posix(): path.read_bytes() for path in _sources(root)}
    files |= {f"{stem}.dist-info/METADATA": _metadata(project).encode(), f"{stem}.dist-info/WHEEL": WHEEL.encode()}
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join([*(f"{name},{_digest(held)}\n" for name, held in files.items()), f"{record},,\n"]).encode()
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, held in files.items():
            entry = zipfile.ZipInfo(name, STARTED)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            archive.writestr(entry, held)
    sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
    place = folder / sha256[:12] / made.name
    place.parent.mkdir(exist_ok=True)
    return made.replace(place).relative_to(folder).as_posix(), sha256


def _sources(root):
    paths = sorted((root / "src" / "convbook").rglob("*"))
    return [path for path in paths if path.is_file() and "__pycache__" not in path.parts]


def _metadata(project):
    extras = {name: project["optional-dependencies"][name] for name in EXTRAS}
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {project['version']}"]
    lines += [f"Summary: {project['description']}", f"License: {project['license']['text']}"]
    lines += [f"Requires-Python: {project['requires-python']}"]
    lines += [f"Requires-Dist: {needed}" for needed in project["dependencies"]]
    for name, needs in extras.items():
        lines += [f"Provides-Extra: {name}", *(f'Requires-Dist: {needed} ; extra == "{name}"' for needed in needs)]
    return "\n".join(lines) + "\n"


def _digest(held):
    return f"sha256={urlsafe_b64encode(hashlib.sha256(held).digest()).rstrip(b'=').decode()},{len(held)}"
