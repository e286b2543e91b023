"""The branches `students` and `readers`: the exercises without solutions. ``make students [PUSH=1]``.

`students` has the graded notebooks, for a hub to pull; `readers` has those whose checks all speak, for Colab and
Binder. Both are made from the masters in ``book/exercises``; nbgrader is not needed. The branches are made with git
alone; the working tree and the index stay as they are. Each update follows the one before it, so what students pulled
can be brought up to date, and the same notebooks make no new commit.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from workshop.address import repository
from workshop.exercise_cells import readers_copy, students_copy

STUDENTS, READERS = "students", "readers"
COPY = {STUDENTS: students_copy, READERS: readers_copy}
README = """# {title}

The exercises of the book, a folder for each chapter, without solutions. {checks}

They come from {url}: change them there. `make students` made this branch and will write over it.

`requirements.txt` is what the notebooks need, on the Python of `runtime.txt`; install it where they run.{more}
"""
WORDS = {
    STUDENTS: {
        "title": "Notebooks for students", "checks": "Some checks run only when the work is graded.",
        "more": " `make links HUB=...` prints the links that\nopen them on a JupyterHub.",
    },
    READERS: {
        "title": "Notebooks for readers", "checks": "Every check is there, and says in a sentence what is wrong.",
        "more": "",
    },
}  # fmt: skip


def update(root, branch=STUDENTS, push=False):
    """Bring a branch up to date with the exercises below `root`; with `push` also the branch on `origin`.

    With `push` the new commit follows the remote's, since that is what students have.

    Returns
    -------
    str
        The commit at the branch's tip.

    Raises
    ------
    FileNotFoundError
        If there is no master.
    subprocess.CalledProcessError
        If git refuses, as it does while the branch is checked out; git's own words are on stderr.
    """
    tree = write_tree(root, branch)
    base = (remote_tip(root, branch) if push else "") or tip(root, branch)
    same = base and git(root, "rev-parse", f"{base}^{{tree}}") == tree
    commit = base if same else write_commit(root, branch, tree, base)
    git(root, "branch", "--quiet", "--no-track", "--force", branch, commit)
    if push:
        git(root, "push", "--quiet", "origin", f"refs/heads/{branch}")
    return commit


def write_tree(root, branch):
    """Give git the notebooks with a README and the requirements; return the name of that tree."""
    url, _ = repository(root)
    files = {
        **copies(root, COPY[branch]),
        "README.md": README.format(url=url, **WORDS[branch]).encode(),
        "requirements.txt": requirements(root, url).encode(),
        "runtime.txt": (Path(root) / "binder" / "runtime.txt").read_bytes(),
    }
    with tempfile.TemporaryDirectory() as made:
        staged = Path(made, "files")
        for name, content in files.items():
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).write_bytes(content)
        env = {"GIT_WORK_TREE": str(staged), "GIT_INDEX_FILE": str(Path(made, "index"))}
        git(root, "-c", "core.autocrlf=false", "add", "--force", "--all", ".", env=env, cwd=staged)
        return git(root, "write-tree", env=env)


def copies(root, copy):
    """What `copy`, such as `students_copy`, makes of each master: `{NN/name: content}`."""
    masters = sorted((Path(root) / "book" / "exercises").glob("[0-9][0-9]-*.ipynb"))
    if not masters:
        raise FileNotFoundError("book/exercises has no notebooks, such as 07-input-gradient.ipynb")
    made = {f"{file.name[:2]}/{file.name}": copy(nbformat.read(file, as_version=4)) for file in masters}
    return {name: f"{nbformat.writes(notebook)}\n".encode() for name, notebook in made.items()}


def requirements(root, url):
    """What a run of the notebooks needs, as Binder has it, and the package from its repository."""
    pins = (Path(root) / "binder" / "packages.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join([*(pin for pin in pins if re.match(r"\w", pin)), f"convbook @ git+{url}", ""])


def write_commit(root, branch, tree, base):
    """A commit of `tree` after `base`, or the first one if that is empty; its author and time are those of HEAD."""
    said = git(root, "-c", "log.showSignature=false", "log", "-1", "--format=%an%n%ae%n%aI%n%h")
    name, email, date, short = said.splitlines()
    signed = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
              for key, value in {"NAME": name, "EMAIL": email, "DATE": date}.items()}  # fmt: skip
    parent = ["-p", base] if base else []
    return git(root, "commit-tree", tree, *parent, "-m", f"{WORDS[branch]['title']}, as of {short}", env=signed)


def tip(root, branch):
    """The commit of the local branch, or an empty text."""
    return git(root, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")


def remote_tip(root, branch):
    """The commit of the branch on the remote `origin`, fetched, or an empty text."""
    listed = git(root, "ls-remote", "origin", f"refs/heads/{branch}")
    if listed:
        git(root, "fetch", "--quiet", "origin", f"refs/heads/{branch}")
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
    push = "--push" in arguments
    try:
        tips = {branch: update(".", branch, push) for branch in (STUDENTS, READERS)}
    except FileNotFoundError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"git {error.cmd[1]} failed: see above.")
    for branch, commit in tips.items():
        print(f"The branch {branch} is at {commit[:10]}{', here and on origin' if push else ''}.")


if __name__ == "__main__":
    main(sys.argv[1:])
