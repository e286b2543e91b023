"""The branch `students`: the notebooks for students, without solutions, for a hub to pull. ``make students [PUSH=1]``.

The branch is made from ``_build/assignments/release`` with git alone; the working tree and the index stay as they are.
Each update follows the one before it, so what students pulled can be brought up to date, and the same notebooks make no
new commit.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from workshop.address import repository

BRANCH = "students"
RELEASE = Path("_build", "assignments", "release")
README = """# Notebooks for students

The exercises of the book, a folder for each chapter, without solutions.

They come from {url}: change them there. `make {branch}` made this branch and will write over it.

`requirements.txt` is what the notebooks need; install it where they run. `make links HUB=...` prints the links that
open them on a JupyterHub.
"""


def update(root, push=False):
    """Bring the branch up to date with the release folder below `root`; with `push` also the branch on `origin`.

    With `push` the new commit follows the remote's, since that is what students have.

    Returns
    -------
    str
        The commit at the branch's tip.

    Raises
    ------
    FileNotFoundError
        If there is no notebook to release.
    subprocess.CalledProcessError
        If git refuses, as it does while the branch is checked out; git's own words are on stderr.
    """
    tree = write_tree(root)
    base = (remote_tip(root) if push else "") or tip(root)
    same = base and git(root, "rev-parse", f"{base}^{{tree}}") == tree
    commit = base if same else write_commit(root, tree, base)
    git(root, "branch", "--quiet", "--no-track", "--force", BRANCH, commit)
    if push:
        git(root, "push", "--quiet", "origin", f"refs/heads/{BRANCH}")
    return commit


def write_tree(root):
    """Give git the release folder with a README and the requirements; return the name of that tree."""
    release = Path(root) / RELEASE
    folders = [folder for folder in sorted(release.glob("[0-9][0-9]")) if any(folder.glob("*.ipynb"))]
    if not folders:
        raise FileNotFoundError(f"{RELEASE.as_posix()} has no notebooks: `make assignments` makes them")
    with tempfile.TemporaryDirectory() as made:
        staged = Path(made, "files")
        for folder in folders:
            shutil.copytree(folder, staged / folder.name, ignore=shutil.ignore_patterns(".*"))
        url, _ = repository(root)
        (staged / "README.md").write_text(README.format(url=url, branch=BRANCH), encoding="utf-8", newline="\n")
        (staged / "requirements.txt").write_text(requirements(root, url), encoding="utf-8", newline="\n")
        env = {"GIT_WORK_TREE": str(staged), "GIT_INDEX_FILE": str(Path(made, "index"))}
        git(root, "-c", "core.autocrlf=false", "add", "--force", "--all", ".", env=env, cwd=staged)
        return git(root, "write-tree", env=env)


def requirements(root, url):
    """What a run of the notebooks needs, as Binder has it, and the package from its repository."""
    pins = (Path(root) / "binder" / "packages.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join([*(pin for pin in pins if re.match(r"\w", pin)), f"convbook @ git+{url}", ""])


def write_commit(root, tree, base):
    """A commit of `tree` after `base`, or the first one if that is empty; its author and time are those of HEAD."""
    said = git(root, "-c", "log.showSignature=false", "log", "-1", "--format=%an%n%ae%n%aI%n%h")
    name, email, date, short = said.splitlines()
    signed = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
              for key, value in {"NAME": name, "EMAIL": email, "DATE": date}.items()}  # fmt: skip
    parent = ["-p", base] if base else []
    return git(root, "commit-tree", tree, *parent, "-m", f"Notebooks for students, as of {short}", env=signed)


def tip(root):
    """The commit of the local branch, or an empty text."""
    return git(root, "for-each-ref", "--format=%(objectname)", f"refs/heads/{BRANCH}")


def remote_tip(root):
    """The commit of the branch on the remote `origin`, fetched, or an empty text."""
    listed = git(root, "ls-remote", "origin", f"refs/heads/{BRANCH}")
    if listed:
        git(root, "fetch", "--quiet", "origin", f"refs/heads/{BRANCH}")
    return listed.split("\t")[0]


def git(root, *arguments, env=None, cwd=None):
    """What git says on stdout, below `root`, or in the folder `cwd` with the repository of `root`."""
    environment = {**os.environ, **(env or {})}
    if cwd:
        environment["GIT_DIR"] = git(root, "rev-parse", "--absolute-git-dir")
    done = subprocess.run(
        ["git", *arguments], cwd=cwd or root, env=environment, stdout=subprocess.PIPE, check=True, text=True
    )
    return done.stdout.strip()


def main(arguments):
    try:
        commit = update(".", push="--push" in arguments)
    except FileNotFoundError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"git {error.cmd[1]} failed: see above.")
    print(f"The branch {BRANCH} is at {commit[:10]}{', here and on origin' if '--push' in arguments else ''}.")


if __name__ == "__main__":
    main(sys.argv[1:])
