"""The package's code where a chapter uses it: what a name is, in which file and lines, and which cell uses it first.

The pages show each below that cell (``workshop.site.sources``). In a notebook a folded list below the imports leads to
the files, by links that JupyterLab and GitHub open; ``python -m workshop.sources --write`` brings the lists up to date.
"""

import ast
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

import convbook
from workshop.toc import is_chapter

SRC = Path(convbook.__file__).parents[1]
TIMED = re.compile(r"^(\s*)%time(?:it)? +(?!-)", re.MULTILINE)
MAGIC = re.compile(r"^(\s*)[%!].*", re.MULTILINE)
LIST = "<details>\n<summary>The source of what this chapter calls</summary>"


@dataclass(frozen=True)
class Source:
    """A function, a class or a constant of the package as its file has it, decorators and docstring included."""

    path: str  # from the repository's root
    first: int
    last: int
    text: str


def file_of(module):
    """The file of a module, given as in ``convbook.nn.conv``; None if there is none of that name."""
    bare = SRC.joinpath(*module.split("."))
    return next((file for file in (bare.with_suffix(".py"), bare / "__init__.py") if file.is_file()), None)


def find(module, name):
    """What `name` is in a module: a `Source`, or a module's full name. Nothing is imported to find it.

    Raises
    ------
    LookupError
        If the module has no such name.
    """
    if module == "convbook" and name in convbook._MODULE_OF:
        module = f"convbook.{convbook._MODULE_OF[name]}"
    what = _names_in(file).get(name) if (file := file_of(module)) else None
    if isinstance(what, tuple) and what != (module, name):  # a room may import a module of its own
        return find(*what)
    if isinstance(what, Source):
        return what
    if not file_of(f"{module}.{name}"):
        raise LookupError(f"{module} has no {name}")
    return f"{module}.{name}"


@cache
def _names_in(file):
    """Name -> its `Source`, or the (module, name) of the package that a file imports under it."""
    text, found = file.read_text(encoding="utf-8"), {}
    path, lines = file.relative_to(SRC.parent).as_posix(), text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if _asks_the_package(node):
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        for name in _defined(node):
            first = min(part.lineno for part in (node, *getattr(node, "decorator_list", ())))
            found[name] = Source(path, first, node.end_lineno, "".join(lines[first - 1 : node.end_lineno]))
    return found


def helpers(source):
    """What of the package a function or class itself calls: name -> `Source`."""
    module = source.path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    nodes = list(ast.walk(ast.parse(source.text)))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}.union(*map(_defined, nodes))
    found = {}
    for name in {node.id for node in nodes if isinstance(node, ast.Name)} - own:
        with suppress(LookupError):
            found[name] = find(module, name)
    return {name: what for name, what in found.items() if isinstance(what, Source)}


def _defined(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    names = [part for target in targets if target for part in ast.walk(target)]
    return {part.id for part in names if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def imported(tree):
    """The names that code imports from the package, as the code calls them -> what `find` says of each."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [(alias.name, alias.asname) for alias in node.names if alias.name.split(".")[0] == "convbook"]
            found |= {name or "convbook": module if name else "convbook" for module, name in modules}
        elif _asks_the_package(node):
            found |= {a.asname or a.name: find(node.module, a.name) for a in node.names if a.name != "*"}
    return found


def _asks_the_package(node):
    return isinstance(node, ast.ImportFrom) and node.level == 0 and node.module.split(".")[0] == "convbook"


def asks(tree):
    """Whether a cell's code is that of a question."""
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) == "Question" for node in ast.walk(tree))


def first_uses(cells):
    """Where a notebook's code first uses each thing of the package.

    Parameters
    ----------
    cells : list of str
        The code cells.

    Returns
    -------
    dict of str to (int, Source)
        As the code calls it, ``conv2d`` or ``plots.matrices``: the index of the cell, and what it is.
    """
    trees = [_parse(cell) for cell in cells]
    names = {name: what for tree in trees for name, what in imported(tree).items()}
    found = {}
    for i, tree in enumerate(trees):
        if asks(tree):  # a page shows the place to answer, and not its code
            continue
        for node in sorted(filter(_is_name, ast.walk(tree)), key=lambda node: (node.lineno, node.col_offset)):
            label = ast.unparse(node)
            room, _, name = label.rpartition(".")
            what = names.get(room or label)
            if room:
                with suppress(LookupError):  # ``plots.__name__``
                    what = find(what, name) if isinstance(what, str) else None
            if label not in found and isinstance(what, Source):
                found[label] = i, what
    return found


def _parse(cell):
    """A cell's code: its magics left out, but for what ``%time`` times. One that is not Python has nothing to show."""
    with suppress(SyntaxError):
        return ast.parse(MAGIC.sub(r"\1pass", TIMED.sub(r"\1", cell)))
    return ast.parse("")


def _is_name(node):
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


# ---- the list in a notebook ----


def listing(notebook):
    """The Markdown of the list for a chapter in `book/`."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    found = {label: source for label, (_, source) in first_uses(code).items()}
    labels = sorted(found, key=lambda label: ("." in label, not label.islower(), label))  # functions first
    links = ",\n".join(f"[`{label}`](../{found[label].path})" for label in labels)
    return f"{LIST}\n\n{links}. In any notebook, `{labels[0]}??` shows it too.\n\n</details>"


def fill(notebook):
    """Put the list below the first cell that imports from the package, in place of an older one."""
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith(LIST)]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    importing = [cell for cell in code if re.search(r"^(?:from|import) convbook\b", cell.source, re.MULTILINE)]
    if importing and first_uses([cell.source for cell in code]):
        at = notebook.cells.index(importing[0]) + 1
        notebook.cells.insert(at, nbformat.v4.new_markdown_cell(listing(notebook), id="sources"))


def main(arguments):
    """Say which lists are not up to date, and with ``--write`` bring them up to date."""
    write = arguments[:1] == ["--write"]
    paths = [Path(name) for name in arguments[write:]]
    if not all(path.is_file() for path in paths):
        sys.exit("usage: python -m workshop.sources [--write] [NOTEBOOK ...]")
    for path in paths or sorted(filter(is_chapter, Path("book").glob("*.ipynb"))):
        before = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(before, as_version=4)
        fill(notebook)
        if nbformat.writes(notebook) != before.rstrip("\n"):
            print(path)
            if write:
                nbformat.write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1:])
