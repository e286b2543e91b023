"""What git calls for each file that both sides changed: ``python -m workshop.updates.driver BASE OURS THEIRS PATH``.

The result takes the place of OURS. Exit status 0 says that there is no conflict. `ADDRESSES` in the environment has
upstream's addresses; before the merge this copy's take their place, since `make address` changed them everywhere.
"""

import os
import subprocess
import sys
from pathlib import Path

from workshop.address import replaced, repository
from workshop.updates.notebooks import merge_notebooks, read, write

ADDRESSES = "CONVBOOK_UPSTREAM_ADDRESSES"


def merge_files(base, ours, theirs, path, addresses=()):
    """Merge two changed copies of a file; `ours` gets the result.

    Parameters
    ----------
    base, ours, theirs : Path
        The three files; git gives them names of its own.
    path : str
        The file's path in the repository.
    addresses : iterable of str
        The repository's addresses in `base` and `theirs`.

    Returns
    -------
    list of str
        What a reader must look at, a line each.
    bool
        Whether there is a conflict.
    """
    for file in (base, theirs):
        for address in addresses:
            file.write_bytes(replaced(file.read_bytes(), address, repository(".")[0]))
    if not path.endswith(".ipynb"):
        return [], _merge_text(base, ours, theirs)
    try:
        notebooks = [read(file.read_text(encoding="utf-8")) for file in (base, ours, theirs)]
    except (ValueError, KeyError):  # also when both sides added the file: then there is no base
        return [], _merge_text(base, ours, theirs)
    merged, notes, conflict = merge_notebooks(*notebooks)
    ours.write_text(write(merged), encoding="utf-8", newline="\n")
    return notes, conflict


def _merge_text(base, ours, theirs):
    names = [part for name in ("this copy", "before", "upstream") for part in ("-L", name)]
    return subprocess.run(["git", "merge-file", "--quiet", *names, ours, base, theirs]).returncode != 0


def main(arguments):
    *files, path = arguments
    notes, conflict = merge_files(*map(Path, files), path, os.environ.get(ADDRESSES, "").split())
    for note in notes:
        print(f"{path}, {note}", file=sys.stderr)
    return int(conflict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
