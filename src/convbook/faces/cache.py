"""Image arrays cached on disk, so that only the first load reads 2,370 JPEGs."""

import os
import tempfile
import warnings
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import numpy as np

from convbook.arguments import in_short


def cache_home():
    """$CONVBOOK_CACHE, or else $XDG_CACHE_HOME/convbook or ~/.cache/convbook; it need not exist."""
    home = os.environ.get("CONVBOOK_CACHE")
    home = Path(home) if home else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "convbook"
    return home.expanduser()


def cached(origin, stamp, make):
    """Images, labels and names of `origin` at time `stamp()` from the cache; else from `make`, and then cached."""
    path = cache_home() / f"faces-{sha256(origin.encode()).hexdigest()[:16]}.npz"
    arrays = _read(path, origin, stamp())
    if arrays is None:
        arrays = make()
        _write(path, *arrays, origin, stamp())
    return arrays


def _read(path, origin, stamp):
    if not path.exists():
        return None
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            images, labels, names = file["images"], file["labels"], file["names"]
            cached_origin, cached_stamp = str(file["origin"]), str(file["stamp"])
        if cached_origin != origin or images.dtype != np.uint8 or len(images) != len(labels):
            raise ValueError("it holds something else")
    except Exception as error:  # whatever a damaged file makes the reader say
        warnings.warn(f"the cached faces in {path} are damaged and are made anew ({in_short(error)})", stacklevel=5)
        return None
    return (images, labels, names) if stamp in (None, cached_stamp) else None


def _write(path, images, labels, names, origin, stamp):
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = file.name
            np.savez(file, images=images, labels=labels, names=names, origin=origin, stamp=str(stamp))
        os.replace(part, path)
    except OSError as error:
        advice = "set CONVBOOK_CACHE to a folder with room"
        warnings.warn(f"the faces cannot be kept in {path.parent} ({in_short(error)}): {advice}", stacklevel=5)
    finally:
        if part:
            with suppress(FileNotFoundError):
                os.unlink(part)
