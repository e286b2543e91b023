"""The rooms of the package, floor by floor, and the map of them in CONTRIBUTING: ``python -m workshop.rooms --write``.

A room is a folder of `convbook`, or one of the three files that all rooms may use. Imports only go down. A test holds
the imports to the table, and the map to the imports.
"""

import ast
import re
import sys
from pathlib import Path

SRC = Path(__file__).parents[1]
FLOORS = (  # from the ground up: a room imports from lower floors only
    ("arguments", "palette", "prediction"),
    ("nn", "faces", "plots", "exercises"),
    ("equations", "training", "features", "interpretability"),
    ("architectures", "widgets"),
    ("study",),
    ("workshop",),
)
CHAPTERS = {
    "nn": "2–10", "equations": "6–8", "faces": "11", "training": "12", "features": "13", "interpretability": "14",
    "architectures": "15", "study": "12, 15",
}  # fmt: skip
USES_TENSORFLOW = (
    "architectures.keras_layers", "architectures.lenet", "architectures.pretrained", "architectures.small_nets",
    "equations.autodiff",
    "features.maps",
    "interpretability.from_keras", "interpretability.gradient_ascent", "interpretability.inversion",
    "interpretability.local_filters", "interpretability.maximization",
    "study.race", "study.runs",
    "training.batches", "training.checkpoints", "training.devices", "training.models", "training.progress",
    "training.recipes", "training.train",
    "workshop.counts",
)  # fmt: skip
MAP = re.compile(r"(?<=<!-- map of the rooms -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def modules():
    """Path -> name, as in ``nn.conv`` or ``workshop.site.fonts``; `convbook` itself is not among them."""
    paths = [*SRC.glob("convbook/**/*.py"), *SRC.glob("workshop/**/*.py")]
    names = {path: ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__") for path in paths}
    return {path: name.removeprefix("convbook.") for path, name in names.items() if name != "convbook"}


def imports(path):
    """The modules that a file imports anywhere in it, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; the rooms are easier to see by their full names"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reachable(name):
    """The modules that a module imports, those that they import, and so on."""
    paths, found = {name: path for path, name in modules().items()}, set()
    todo = [name]
    while todo:
        targets = {target.removeprefix("convbook.") for target in imports(paths[todo.pop()])}
        targets = {target if target in paths else target.rpartition(".")[0] for target in targets} & set(paths)
        todo += targets - found
        found |= targets
    return found


def arrows():
    """Pairs of rooms: the first imports from the second."""
    rooms = {room for floor in FLOORS for room in floor}
    found = set()
    for path, name in modules().items():
        targets = {target.removeprefix("convbook.").split(".")[0] for target in imports(path)}
        found |= {(name.split(".")[0], target) for target in targets & rooms}
    return {(room, target) for room, target in found if room != target}


def mermaid():
    """The map as GitHub draws it: the upper floors above, an arrow from each room to those it imports from.

    The arrows to the ground floor, which every room may use, are left out.
    """
    lines = ["```mermaid", "flowchart TD"]
    for floor in reversed(FLOORS):
        for room in floor:
            lines.append(f'  {room}["<b>{room}</b>{f"<br/>chapter {CHAPTERS[room]}" if room in CHAPTERS else ""}"]')
    lines += [f"  {room} --> {target}" for room, target in sorted(arrows()) if target not in FLOORS[0]]
    return "\n".join([*lines, "```"])


def fill(page):
    """The page's text with the map in its place."""
    return MAP.sub(lambda _: mermaid(), page)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        contributing = SRC.parent / "CONTRIBUTING.md"
        contributing.write_text(fill(contributing.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(mermaid())
