"""One chapter as a folder of its own: ``python -m workshop.standalone 7`` makes ``_build/chapters/07``.

It holds the chapter's notebooks, the students' copy of its exercises, what a run of them must have installed
(requirements.txt), and each built page as one file. Links to what is not in the folder lead to the published book,
those to the package's code to its repository.
"""

import json
import re
import shutil
import sys
import tomllib
from pathlib import Path
from urllib.parse import urljoin

import nbformat

from convbook import _MODULE_OF
from workshop import address, rooms, toc
from workshop.exercise_cells import students_copy
from workshop.onefile import one_file

LINK = re.compile(r"\]\((?![a-z]+:|#)(?P<path>[^()#\s]+)(?P<fragment>#[^()\s]*)?\)")
TENSORFLOW = {"tensorflow", "tensorflow-cpu", "keras"}
# What a notebook needs besides the package's own dependencies and TensorFlow.
RUNS_NOTEBOOKS = {"scipy", "ipykernel", "ipywidgets"}


def chapter_folder(number, root="."):
    """Make the folder of one chapter.

    Parameters
    ----------
    number : int
    root : path
        The checkout, in which the book is built.

    Returns
    -------
    Path
        The folder: the notebooks, ``exercises/``, ``requirements.txt`` and the pages.

    Raises
    ------
    ValueError
        If there is no such chapter.
    FileNotFoundError
        If the book is not built.
    """
    root = Path(root)
    names, (url, branch) = toc.chapter(root, number), address.repository(root)
    made, built = root / "_build/chapters" / f"{number:02}", [root / f"_build/html/{name}.html" for name in names]
    for page in built:
        if not page.is_file():
            raise FileNotFoundError(f"{page} is not there: `make book` builds it")
    published = published_at(url, names[0])
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, page in zip(names, built, strict=True):
        (made / page.name).write_text(one_file(page, published_at(url, name)), encoding="utf-8")
        shutil.copy(root / f"{name}.ipynb", made)
    for master in (root / "book/exercises").glob(f"{number:02}-*.ipynb"):
        (made / "exercises").mkdir(exist_ok=True)
        nbformat.write(students_copy(nbformat.read(master, as_version=4)), made / "exercises" / master.name)
    notebooks = sorted(made.rglob("*.ipynb"))
    for file in notebooks:
        rewrite_links(
            file, urljoin(published, f"{file.parent.relative_to(made).as_posix()}/"), f"{url}/blob/{branch}/src/"
        )
    needed = requirements(root, f"{url}@{branch}", any(map(needs_tensorflow, notebooks)))
    (made / "requirements.txt").write_text(needed, encoding="utf-8")
    return made


def published_at(url, name):
    """Where GitHub Pages shows a page of the repository at `url`."""
    owner, repository = url.split("/")[-2:]
    return f"https://{owner}.github.io/{repository}/{name}.html"


def rewrite_links(file, published, code):
    """Change a notebook's links to what does not lie beside it.

    `published` is its folder in the published book, `code` where the package's code is in the repository.
    """
    notebook = json.loads(file.read_text(encoding="utf-8"))

    def rewrite(link):
        if (file.parent / link["path"]).exists():
            return link[0]
        if link["path"].endswith(".py"):
            return f"]({code}{link['path'].rpartition('../src/')[2]})"
        page = urljoin(published, re.sub(r"\.(?:ipynb|md|bib)$", ".html", link["path"]))
        fragment = "" if link["path"].endswith(".bib") else link["fragment"] or ""
        return f"]({page}{re.sub('^#(?=eq-)', '#equation-', fragment)})"

    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = LINK.sub(rewrite, "".join(cell["source"])).splitlines(keepends=True)
    file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def needs_tensorflow(notebook):
    """Whether the code of a notebook's file names TensorFlow or Keras, or what of the package needs them."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    words = {
        word for cell in cells if cell["cell_type"] == "code" for word in re.findall(r"\w+", "".join(cell["source"]))
    }
    called = {_MODULE_OF[word] for word in words & set(_MODULE_OF)}
    loaded = called.union(*map(rooms.reachable, called)) - {"equations.autodiff"}  # an equation loads it to be verified
    return bool(loaded & set(rooms.USES_TENSORFLOW) or words & {"tensorflow", "keras", "verify"})


def requirements(root, package, tensorflow):
    """The lines of requirements.txt that a run needs, with their pins, and `package`: its repository and branch."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]} | RUNS_NOTEBOOKS
    names |= TENSORFLOW if tensorflow else set()
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line.split("==")[0] in names]
    first = "# With Python 3.11, 3.12 or 3.13: pip install -r requirements.txt, then jupyter lab"
    return "\n".join([first, *pinned, "jupyterlab>=4", f"convbook @ git+{package}"]) + "\n"


def main(arguments):
    if not re.fullmatch(r"\d+", "".join(arguments)):
        sys.exit("Say which chapter: make chapter N=7")
    try:
        made = chapter_folder(int(arguments[0]))
    except (ValueError, FileNotFoundError) as error:
        sys.exit(str(error))
    for file in sorted(path for path in made.rglob("*") if path.is_file()):
        print(f"{file.stat().st_size / 1e6:6.2f} MB  {file}")


if __name__ == "__main__":
    main(sys.argv[1:])
