"""Fetching LFW where it is missing: from an archive put beside its folder, or from the network."""

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
from http.client import HTTPException
from pathlib import Path

from convbook.arguments import in_short
from convbook.faces.people import LFW_COUNTS

TIMEOUT = 15.0  # seconds that a server may keep silent
MIN_BYTES_PER_SECOND = 1000  # a download that brings fewer over 3 * TIMEOUT is given up
# By `funneled`: scikit-learn's name for the archive, its address for it, the length.
ARCHIVES = {
    True: ("lfw-funneled.tgz", "https://ndownloader.figshare.com/files/5976015", 243_346_528),
    False: ("lfw.tgz", "https://ndownloader.figshare.com/files/5976018", None),
}
_failures = {}  # archive -> message, for downloads that failed in this process


class FacesUnavailable(OSError):
    """LFW is not there, or not whole; the message says what to do."""


def fetch_lfw(folder, funneled, retry, check):
    """Unpack the archive beside `folder`, or download it: all of it arrives or nothing.

    `check` is called with the unpacked folder before it is moved to its place, and raises OSError if it is not all of
    LFW. What failed once is tried again only if `retry`.
    """
    lfw_home = folder.parent
    name, url, _ = ARCHIVES[funneled]
    archive = lfw_home / name
    if archive in _failures and not retry and not archive.is_file():
        raise FacesUnavailable(_failures[archive])
    with _staging_folder(lfw_home) as stage:
        try:
            if archive.is_file():
                _unpack(archive, stage)
            else:
                _download(stage, funneled)
            check(stage / folder.name)
            lfw_home.mkdir(exist_ok=True)
            for path in (stage / folder.name, *stage.glob("pairs*.txt")):
                if not (lfw_home / path.name).exists():
                    os.replace(path, lfw_home / path.name)
        except (OSError, tarfile.TarError, EOFError, ValueError, HTTPException, zlib.error) as error:
            if archive.is_file():
                problem = f"{archive} cannot be unpacked ({_summary(error)})"
                raise FacesUnavailable(f"{problem}: if it is damaged, delete it and load again") from error
            advice = f"download {name} by hand from {url}, put it into {lfw_home} and load again"
            _failures[archive] = f"the download failed ({_summary(error)}); {advice}"
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
        stage = Path(tempfile.mkdtemp(prefix=".convbook-", dir=base))
    except OSError as error:
        problem = f"LFW is not in {base}, which cannot be written to ({_summary(error)})"
        raise FacesUnavailable(f"{problem}: set SCIKIT_LEARN_DATA, or data_home, to a folder that can") from error
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
    given_up = threading.Event()

    def fetch():
        most = max(LFW_COUNTS)  # one person's pictures, small: scikit-learn insists on reading some
        try:
            fetch_lfw_people(
                data_home=lfw_home.parent, funneled=funneled, min_faces_per_person=most, resize=0.1, n_retries=1
            )
        except Exception as error:
            failures.append(error)
        if given_up.is_set():
            shutil.rmtree(lfw_home.parent, ignore_errors=True)  # what was written after the stage had gone

    thread = threading.Thread(target=fetch, daemon=True)
    timeout_before = socket.getdefaulttimeout()
    bar = tqdm(total=ARCHIVES[funneled][2], desc="LFW", unit="B", unit_scale=True, leave=False, delay=1)
    try:
        with warnings.catch_warnings(), bar:
            warnings.simplefilter("ignore")  # scikit-learn announces each retry
            socket.setdefaulttimeout(TIMEOUT)
            thread.start()
            _monitor(thread, lfw_home, bar)
    finally:
        given_up.set()
        socket.setdefaulttimeout(timeout_before)
        if _unpacking(lfw_home):
            thread.join()  # also after Ctrl-C: it would fill the folder again that is about to go
    if failures:
        raise failures[0]


def _monitor(thread, lfw_home, bar):
    """Show how the archive grows; give up when it does not."""
    patience = 3 * TIMEOUT
    last_size, last_change = 0, time.monotonic()
    while thread.is_alive():
        thread.join(0.1)
        with suppress(OSError):  # a file that was renamed just now
            size = sum(path.stat().st_size for path in lfw_home.glob("lfw*") if path.is_file())
            bar.update(max(0, size - bar.n))
            if abs(size - last_size) > MIN_BYTES_PER_SECOND * patience or _unpacking(lfw_home):
                last_size, last_change = size, time.monotonic()
        if time.monotonic() - last_change > patience:
            raise TimeoutError(f"next to nothing came in {patience:.0f} s")


def _unpacking(lfw_home):
    return any(path.is_dir() for path in lfw_home.iterdir())


def _summary(error):
    checksum_differs = "SHA256" in str(error).partition("\n")[0]
    return "the server sent something else, or only a part" if checksum_differs else in_short(error)
