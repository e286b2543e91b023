"""Bring a copy of the book up to date: ``make update [FROM=address or remote] [TO=tag]``."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import yaml

from workshop.address import replaced, repository
from workshop.updates.driver import ADDRESSES
from workshop.updates.notebooks import read, stale

REMOTE = "upstream"
DRIVER = f'"{sys.executable}" -m workshop.updates.driver %O %A %B %P'
ATTRIBUTES = Path(__file__).parents[1] / "data" / "update.gitattributes"


def update(source="", to=""):
    """Merge upstream's state into the branch that is checked out in the working folder.

    Parameters
    ----------
    source : str
        A remote or an address; empty for the remote ``upstream``.
    to : str
        A tag or branch; empty for the tip of upstream's main branch.

    Returns
    -------
    str
        What there is to do next.

    Raises
    ------
    ValueError
        If nothing was merged; the message says why, and what to do.
    """
    if changed := git("status", "--porcelain", "--untracked-files=no"):
        raise ValueError(f"These changes are not committed yet; commit them, then update:\n{changed}")
    if not source and REMOTE not in git("remote").split():
        raise ValueError("Say where updates come from, once: git remote add upstream https://github.com/OWNER/NAME")
    git("fetch", "--quiet", "--no-tags", source or REMOTE, to or "HEAD")
    theirs = git("rev-parse", "FETCH_HEAD^{commit}")
    before, base = git("rev-parse", "HEAD"), git("merge-base", "HEAD", theirs)
    if base == theirs:
        return f"Nothing is newer: this copy has all that {to or 'upstream'} has."
    settings = ["-c", f"merge.book.driver={DRIVER}", "-c", f"core.attributesFile={ATTRIBUTES}"]
    env = {**os.environ, ADDRESSES: " ".join({address(base), address(theirs)})}
    if subprocess.run(
        ["git", *settings, "merge", "--quiet", "--no-edit", theirs], env=env, stdout=subprocess.DEVNULL
    ).returncode:
        raise ValueError(_conflicts())
    pages = _pages_to_run(before, base, theirs)
    again = f' Both sides changed code in some pages; run these again: make execute PAGES="{" ".join(pages)}"'
    return f"Merged {theirs[:10]}.{again if pages else ''}"


def git(*arguments):
    """What git says on stdout; its own words on stderr stay."""
    done = subprocess.run(["git", *arguments], stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return done.stdout.strip()


def address(commit):
    """The repository's address as the configuration of a commit has it."""
    return yaml.safe_load(git("show", f"{commit}:_config.yml"))["repository"]["url"]


def _conflicts():
    files = git("diff", "--name-only", "--diff-filter=U").splitlines()
    return "\n".join(
        [
            "Both sides changed the same lines in these files:",
            *(f"  {file}" for file in files),
            "In each, choose between what stands below <<<<<<< and above >>>>>>>; then git add FILE and git commit.",
            "git merge --abort goes back to where you were.",
        ]
    )


def _pages_to_run(before, base, theirs):
    """The pages that both sides changed and whose code is now neither this copy's nor upstream's."""
    changed = [
        git("diff", "--name-only", "--diff-filter=M", base, side, "--", "book/*.ipynb") for side in (before, theirs)
    ]
    both = sorted(set.intersection(*(set(names.splitlines()) for names in changed)))
    return [path for path in both if stale(*(_read(commit, path) for commit in ("HEAD", before, theirs)))]


def _read(commit, path):
    """A notebook of a commit, with this copy's address."""
    text = git("show", f"{commit}:{path}").encode()
    return read(replaced(text, address(commit), repository(".")[0]))


def main():
    parser = argparse.ArgumentParser(prog="python -m workshop.updates", description=__doc__)
    parser.add_argument("--from", dest="source", default="", help="a remote or an address; upstream, if not given")
    parser.add_argument("--to", default="", help="a tag or branch; the tip of the main branch, if not given")
    options = parser.parse_args()
    try:
        print(update(options.source, options.to))
    except ValueError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(f"git {error.cmd[1]} failed: see above.")


if __name__ == "__main__":
    main()
