"""Whether the pages have solutions: as SOLUTIONS says, else as in the build folder's last build.

A folder that was built with SOLUTIONS=0 keeps a small file that says so. It stands in the folder itself because it is
the pages in there that may be public: whatever builds them again, and in whichever way, finds it.
"""

import shutil
from pathlib import Path

MARKER = ".without-solutions"
PAGES = ("html", ".doctrees", "chapters")  # what may hold solutions of an earlier build


def with_solutions(build, said):
    """Whether the pages get solutions, remembered in the folder for the builds to come.

    Parameters
    ----------
    build : path
        The folder ``_build``.
    said : str
        "0", "1", or empty for what the last build did; the first one has solutions.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If `said` is anything else.
    """
    marker = Path(build) / MARKER
    if said not in ("", "0", "1"):
        raise ValueError(f"SOLUTIONS={said} is not known: 0 builds pages without solutions, 1 with them")
    if said == "1":
        marker.unlink(missing_ok=True)
    elif said == "0" and not marker.exists():
        _clear(Path(build))
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text("Built with SOLUTIONS=0. SOLUTIONS=1 brings the solutions back.\n", encoding="utf-8")
    return not marker.exists()


def _clear(build):
    """Take the pages of earlier builds away, with their pictures; a build that has begun needs the folders."""
    for path in [path for name in PAGES for path in (build / name).glob("*")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
