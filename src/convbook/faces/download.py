"""Fetching LFW where it is missing: from an archive put beside its folder, or from the network."""

import os
import shutil
import tarfile
import tempfile
import time
import zlib
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from tqdm import tqdm

from convbook.arguments import in_short

TIMEOUT = 15.0  # seconds that a server may keep silent
MIN_BYTES_PER_SECOND = 1000  # a download that brings fewer over 3 * TIMEOUT is given up
SERVER = "https://ndownloader.figshare.com/files/"
FILES = {  # name -> its number on the server and its SHA-256, both as scikit-learn has them
    "lfw-funneled.tgz": (5976015, "b47c8422c8cded889dc5a13418c4bc2abbda121092b3533a83306f90d900100a"),
    "lfw.tgz": (5976018, "055f7d9c632d7370e6fb4afc7468d40f970c34a80d4c6f50ffec63f5a8d536c0"),
    "pairsDevTrain.txt": (5976012, "1d454dada7dfeca0e7eab6f65dc4e97a6312d44cf142207be28d688be92aabfa"),
    "pairsDevTest.txt": (5976009, "7cb06600ea8b2814ac26e946201cdb304296262aad67d046a16a7ec85d0ff87c"),
    "pairs.txt": (5976006, "ea42330c62c92989f9d7c03237ed5d591365e89b3e649747777b70e692dc1592"),
}
ARCHIVES = {True: "lfw-funneled.tgz", False: "lfw.tgz"}  # by `funneled`
PAIRS = ("pairsDevTrain.txt", "pairsDevTest.txt", "pairs.txt")  # without them scikit-learn would download again
_failures = {}  # archive -> message, for downloads that failed in this process


class FacesUnavailable(OSError):
    """LFW is not there, or not whole; the message says what to do."""


def fetch_lfw(folder, funneled, retry, check):
    """Unpack the archive beside `folder`, or download it: all of it arrives or nothing.

    `check` is called with the unpacked folder before it is moved to its place, and raises OSError if it is not all of
    LFW. What failed once is tried again only if `retry`.
    """
    lfw_home = folder.parent
    name = ARCHIVES[funneled]
    archive = lfw_home / name
    if archive in _failures and not retry and not archive.is_file():
        raise FacesUnavailable(_failures[archive])
    with _staging_folder(lfw_home) as staging:
        try:
            if archive.is_file():
                _unpack(archive, staging)
            else:
                for file in (*PAIRS, name):
                    _download(file, staging)
                _unpack(staging / name, staging)
            check(staging / folder.name)
            lfw_home.mkdir(exist_ok=True)
            for path in (staging / folder.name, *staging.glob("pairs*.txt")):
                if not (lfw_home / path.name).exists():
                    os.replace(path, lfw_home / path.name)
        except (OSError, tarfile.TarError, EOFError, ValueError, HTTPException, zlib.error) as error:
            if archive.is_file():
                problem = f"{archive} cannot be unpacked ({in_short(error)})"
                raise FacesUnavailable(f"{problem}: if it is damaged, delete it and load again") from error
            advice = f"download {name} by hand from {SERVER}{FILES[name][0]}, put it into {lfw_home} and load again"
            _failures[archive] = f"the download failed ({in_short(error)}); {advice}"
            choice = ", or choose source='synthetic'" if retry else ""
            raise FacesUnavailable(_failures[archive] + choice) from error


@contextmanager
def _staging_folder(lfw_home):
    """A folder on the disk where the images will lie, gone afterwards; so is what a killed process left a day ago."""
    base = lfw_home if lfw_home.is_dir() else lfw_home.parent
    try:
        base.mkdir(parents=True, exist_ok=True)
        for old in base.glob(".convbook-*"):
            if time.time() - old.stat().st_mtime > 86_400:
                shutil.rmtree(old, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=".convbook-", dir=base))
    except OSError as error:
        problem = f"LFW is not in {base}, which cannot be written to ({in_short(error)})"
        raise FacesUnavailable(f"{problem}: set SCIKIT_LEARN_DATA, or data_home, to a folder that can") from error
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unpack(archive, folder):
    with tarfile.open(archive, "r:gz") as file:
        file.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))


def _download(name, folder):
    """Download one file into a folder; OSError if next to nothing comes, or something else than the file."""
    number, checksum = FILES[name]
    digest = sha256()
    size, last_size, last_time = 0, 0, time.monotonic()
    with (
        urlopen(f"{SERVER}{number}", timeout=TIMEOUT) as response,
        open(folder / name, "wb") as file,
        tqdm(total=response.length, desc=name, unit="B", unit_scale=True, leave=False, delay=1) as bar,
    ):
        while chunk := response.read1(1 << 20):  # read() would wait until all of it has come
            file.write(chunk)
            digest.update(chunk)
            bar.update(len(chunk))
            size += len(chunk)
            seconds = time.monotonic() - last_time
            if seconds > 3 * TIMEOUT:
                if size - last_size < MIN_BYTES_PER_SECOND * seconds:
                    raise TimeoutError(f"next to nothing came in {seconds:.0f} s")
                last_size, last_time = size, time.monotonic()
    if digest.hexdigest() != checksum:
        raise OSError("the server sent something else, or only a part")
