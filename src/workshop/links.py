"""Links that open a chapter, or its notebook for students, on a JupyterHub: ``make links HUB=... [REPO=...] [N=7]``.

The hub needs nbgitpuller. A click clones the repository into the student's home or brings it up to date, keeps what the
student wrote, and opens the notebook.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urlencode

import yaml

from workshop.address import checked, repository
from workshop.students import BRANCH


def chapters(root):
    """The chapters in the ``_toc.yml`` below `root`: number -> path without its ending, such as "folder/07-name"."""
    return {int(Path(entry["file"]).name[:2]): entry["file"] for entry in _entries(root)}


def exercises(root):
    """The numbers of the chapters that have an exercise page below them in the ``_toc.yml`` below `root`."""
    return [int(Path(entry["file"]).name[:2]) for entry in _entries(root) if entry.get("sections")]


def _entries(root):
    toc = yaml.safe_load((Path(root) / "_toc.yml").read_text(encoding="utf-8"))
    found = [entry for part in toc["parts"] for entry in part["chapters"]]
    return [entry for entry in found if re.match(r"\d\d-", Path(entry["file"]).name)]


def chapter_link(hub, repo, branch, chapter):
    """Where the chapter ("folder/07-name") opens on the hub."""
    return git_pull(hub, repo, branch, repo.rsplit("/", 1)[1], f"{chapter}.ipynb")


def students_link(hub, repo, chapter):
    """Where the chapter's notebook for students opens on the hub.

    The branch is cloned into a folder of its own: nbgitpuller would merge it into the chapters, and git would refuse.
    """
    name = chapter.rsplit("/", 1)[1]
    folder = f"{repo.rsplit('/', 1)[1]}-{BRANCH}"
    return git_pull(hub, repo, BRANCH, folder, f"{name[:2]}/{name}.ipynb", targetPath=folder)


def git_pull(hub, repo, branch, folder, path, **options):
    """nbgitpuller's address, as its own link generator writes it; `folder` is where the clone lies."""
    query = {"repo": repo, "urlpath": f"lab/tree/{folder}/{path}", "branch": branch, **options}
    return f"{checked_hub(hub)}/hub/user-redirect/git-pull?{urlencode(query)}"


def checked_hub(hub):
    """`hub` without a slash at its end; raises ValueError if it is no address of a hub."""
    if not re.fullmatch(r"https?://[\w.-]+(?::\d+)?(?:/[\w.~-]+)*/*", hub.strip(), re.ASCII):
        raise ValueError(f"{hub!r} is not the address of a hub, such as https://hub.example.edu")
    return hub.strip().rstrip("/")


def table(root, hub, repo="", number=0):
    """Lines with the links of each chapter, or of the one with that `number`; `repo` may name a fork.

    A chapter without exercises has one link, the others have two.

    Raises
    ------
    ValueError
        If `hub` or `repo` is no such address, or there is no chapter of that `number`.
    """
    own, branch = repository(root)
    repo, found, practiced = checked(repo) if repo else own, chapters(root), exercises(root)
    if number and number not in found:
        raise ValueError(f"There is no chapter {number}; the chapters are {min(found)} to {max(found)}")
    for i in [number] if number else found:
        yield f"{i:2} chapter   {chapter_link(hub, repo, branch, found[i])}"
        if i in practiced:
            yield f"   students  {students_link(hub, repo, found[i])}"


def main(arguments):
    parser = argparse.ArgumentParser(prog="make links", description="Links for a JupyterHub with nbgitpuller.")
    parser.add_argument("--hub", required=True, help="such as https://hub.example.edu")
    parser.add_argument("--repo", default="", help="a fork; without it the address in _config.yml")
    parser.add_argument("--number", type=int, default=0, help="one chapter only")
    given = parser.parse_args(arguments)
    try:
        print(*table(".", given.hub, given.repo, given.number), sep="\n")
    except ValueError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
