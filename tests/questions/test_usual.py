"""A mistake that is made in several places has one sentence, written once, in `usual`."""

import ast
import re
from pathlib import Path

import nbformat

from convbook.questions import usual

ROOT = Path(__file__).parents[2]
USUAL = {name: says for name, says in vars(usual).items() if isinstance(says, str) and name.isupper()}


def written(path):
    """The sentences that stand in a page or a module as texts, and the names that it takes from `usual`."""
    if path.suffix == ".py":
        sources = [path.read_text(encoding="utf-8")]
    else:
        sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    nodes = [node for source in sources for node in ast.walk(ast.parse(re.sub(r"(?m)^(\s*)%.*$", r"\1pass", source)))]
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    texts = {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "usual"}
    return {text for text in texts if re.fullmatch(r"\S+ .*[.?]", text)}, names


def test_no_sentence_for_a_mistake_is_written_twice():
    pages = [*ROOT.glob("book/**/*.ipynb"), *ROOT.glob("src/convbook/practice/*.py")]
    found = {path.relative_to(ROOT).as_posix(): written(path) for path in pages}
    assert {"book/06-filter-gradient.ipynb", "src/convbook/practice/terms.py"} <= {*found}
    homes = {}
    for home, (texts, _) in found.items():
        for text in texts:
            homes.setdefault(text, []).append(home)
    again = {text: where for text, where in homes.items() if len(where) > 1 or text in USUAL.values()}
    assert again == {}, "give it a name in questions/usual.py"
    used = [name for _, names in found.values() for name in names]
    assert {*used} <= {*USUAL, "STEP"}
    used += [name for name, says in USUAL.items() if says in usual.STEP] * used.count("STEP")
    assert len({*USUAL.values()}) == len(USUAL)
    assert [name for name in USUAL if used.count(name) < 2] == [], "made on one page only: let it stand there"
