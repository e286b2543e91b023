"""The public repository: each run adds one commit to it, or none where nothing is new."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

BRANCH = "main"
MARK = ".made-by-make-course"
SAID = "The files here are written by `make course`. What is changed by hand is lost at its next run.\n"


def git(folder, *arguments, env=None):
    """What git says on stdout, in a folder."""
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().strip()


def is_address(to):
    return "://" in to or (to.endswith(".git") and not Path(to).exists()) or to.startswith("git@")


def clone(to, folder):
    """Make `folder` a clone of the public repository `to`, or an empty repository where `to` is not there yet.

    Raises
    ------
    ValueError
        If `to` is something else than a public repository of a course: nothing in it is written over.
    """
    here = None if is_address(to) else Path(to).resolve()
    if here and (not here.exists() or not any(here.iterdir())):
        git(folder.parent, "init", "--quiet", f"--initial-branch={BRANCH}", str(folder))
        return
    if here and not (here / ".git").exists() and not (here / "HEAD").exists():
        raise ValueError(f"{to} is not empty and no repository; name a folder of its own for the course")
    if here and (here / ".git").exists() and git(here, "status", "--porcelain"):
        raise ValueError(f"{to} has changes that are not committed; `make course` would write over them")
    git(folder.parent, "clone", "--quiet", str(here or to), str(folder))
    if git(folder, "for-each-ref", "refs/remotes/origin") == "":
        git(folder, "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    elif not (folder / MARK).is_file():
        raise ValueError(f"{to} is a repository that `make course` did not make; name another one for the course")


def commit(folder, message, signed):
    """Commit everything in `folder`; the commit, or an empty text if nothing is new.

    `signed` is the environment with author, committer and time: of the commit that the course is made from.
    """
    git(folder, "add", "--all", "--force", ".")
    if not git(folder, "status", "--porcelain"):
        return ""
    git(folder, "-c", "commit.gpgSign=false", "commit", "--quiet", "--no-verify", "-m", message, env=signed)
    return git(folder, "rev-parse", "HEAD")


def deliver(folder, to, url, new, push):
    """Bring the clone's commits to `to`: a folder gets a `new` one at once, an address only with `push`.

    With `push` a folder's commits also go to `url`.
    """
    here = None if is_address(to) else Path(to).resolve()
    if here and new and (not here.exists() or not any(here.iterdir())):
        shutil.copytree(folder, here, dirs_exist_ok=True, symlinks=True)
    elif here and new:
        bare = not (here / ".git").exists()
        arguments = ["fetch", "--quiet"] if bare else ["pull", "--quiet", "--ff-only"]
        git(here, *arguments, str(folder), f"HEAD:refs/heads/{BRANCH}" if bare else BRANCH)
    if push:
        git(folder, "push", "--quiet", url if here else to, f"HEAD:refs/heads/{BRANCH}")


def signature(root, revision):
    """Author, committer and time of a commit, as git takes them from the environment."""
    said = git(root, "-c", "log.showSignature=false", "log", "-1", "--format=%an%n%ae%n%aI", revision).splitlines()
    keys = zip(("NAME", "EMAIL", "DATE"), said, strict=True)
    return {f"GIT_{role}_{key}": value for key, value in keys for role in ("AUTHOR", "COMMITTER")}


def export(root, revision, folder):
    """The files of a commit, in a folder: what is not committed is not published."""
    with tempfile.TemporaryFile() as archive:
        subprocess.run(["git", "archive", "--format=tar", revision], cwd=root, stdout=archive, check=True)
        archive.seek(0)
        with tarfile.open(fileobj=archive) as files:
            files.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
