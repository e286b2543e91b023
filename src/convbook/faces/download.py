"""Getting LFW's images when they are not there: from an archive put beside them, or from the network."""

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
from convbook.faces.standin import LFW_COUNTS

TIMEOUT = 15.0  # seconds that a server may keep silent
SLOWEST = 1000  # bytes a second; a download that brings fewer over 3 * TIMEOUT is given up
# By `funneled`: scikit-learn's name for the archive, its address for it, the length.
ARCHIVES = {
    True: ("lfw-funneled.tgz", "https://ndownloader.figshare.com/files/5976015", 243_346_528),
    False: ("lfw.tgz", "https://ndownloader.figshare.com/files/5976018", None),
}
_told = {}  # downloads that failed in this process, and what was said


class FacesUnavailable(OSError):
    """LFW is not there, or not whole; the message says what to do."""


def bring(folder, funneled, patient, check):
    """Unpack the archive beside `folder`, or download it: first into a stage, so that all of it arrives or nothing.

    `check` is called with the folder in the stage, and raises OSError if it is not all of LFW. What failed once is
    tried again only if `patient`.
    """
    lfw_home, (name, url, _) = folder.parent, ARCHIVES[funneled]
    archive = lfw_home / name
    if str(archive) in _told and not patient and not archive.is_file():
        raise FacesUnavailable(_told[str(archive)])
    with _stage(lfw_home) as stage:
        try:
            _unpack(archive, stage) if archive.is_file() else _download(stage, funneled)
            check(stage / folder.name)
            lfw_home.mkdir(exist_ok=True)
            for path in (stage / folder.name, *stage.glob("pairs*.txt")):
                if not (lfw_home / path.name).exists():
                    os.replace(path, lfw_home / path.name)
        except (OSError, tarfile.TarError, EOFError, ValueError, HTTPException, zlib.error) as error:
            if archive.is_file():
                lament = f"{archive} cannot be unpacked ({_in_short(error)})"
                raise FacesUnavailable(f"{lament}: if it is damaged, delete it and load again") from error
            by_hand = f"download {name} by hand from {url}, put it into {lfw_home} and load again"
            _told[str(archive)] = f"the download failed ({_in_short(error)}); {by_hand}"
            choice = ", or choose source='synthetic'" if patient else ""
            raise FacesUnavailable(_told[str(archive)] + choice) from error


@contextmanager
def _stage(lfw_home):
    """A folder on the disk where the images will lie, gone afterwards; so is what a killed process left a day ago."""
    base = lfw_home if lfw_home.is_dir() else lfw_home.parent
    try:
        base.mkdir(parents=True, exist_ok=True)
        for old in base.glob(".convbook-*"):
            if time.time() - old.stat().st_mtime > 86_400:
                shutil.rmtree(old, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(prefix=".convbook-", dir=base))
    except OSError as error:
        lament = f"LFW is not in {base}, which cannot be written to ({_in_short(error)})"
        raise FacesUnavailable(f"{lament}: set SCIKIT_LEARN_DATA, or data_home, to a folder that can") from error
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

    failures, given_up = [], threading.Event()

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

    thread, before = threading.Thread(target=fetch, daemon=True), socket.getdefaulttimeout()
    bar = tqdm(total=ARCHIVES[funneled][2], desc="LFW", unit="B", unit_scale=True, leave=False, delay=1)
    try:
        with warnings.catch_warnings(), bar:
            warnings.simplefilter("ignore")  # scikit-learn announces each retry
            socket.setdefaulttimeout(TIMEOUT)
            thread.start()
            _watch(thread, lfw_home, bar)
    finally:
        given_up.set()
        socket.setdefaulttimeout(before)
        if _unpacking(lfw_home):
            thread.join()  # also after Ctrl-C: it would fill the folder again that is about to go
    if failures:
        raise failures[0]


def _watch(thread, lfw_home, bar):
    """Show how the archive grows; give up when it does not."""
    patience, mark, since = 3 * TIMEOUT, 0, time.monotonic()
    while thread.is_alive():
        thread.join(0.1)
        with suppress(OSError):  # a file that was renamed just now
            got = sum(path.stat().st_size for path in lfw_home.glob("lfw*") if path.is_file())
            bar.update(max(0, got - bar.n))
            if abs(got - mark) > SLOWEST * patience or _unpacking(lfw_home):
                mark, since = got, time.monotonic()
        if time.monotonic() - since > patience:
            raise TimeoutError(f"next to nothing came in {patience:.0f} s")


def _unpacking(lfw_home):
    return any(path.is_dir() for path in lfw_home.iterdir())


def _in_short(error):
    checksum_differs = "SHA256" in str(error).partition("\n")[0]
    return "the server sent something else, or only a part" if checksum_differs else in_short(error)
