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
    ("arguments", "palette"),
    ("prediction", "nn", "faces", "plots", "exercises"),
    ("models",),
    ("equations", "training", "features", "interpretability"),
    ("architectures", "widgets"),
    ("questions", "study"),
    ("practice",),
    ("workshop",),
)
SIGNS = {  # what the map says on each door
    "arguments": "what functions ask of<br/>their arguments",
    "palette": "the colors", "prediction": "outputs, batch by batch",
    "nn": "layers and their gradients, in NumPy<br/>chapters 2–10",
    "faces": "LFW, drawn faces, your own<br/>chapter 11",
    "plots": "every figure", "exercises": "what a check says<br/>to a student",
    "models": "a Keras model, read in one place",
    "equations": "the 22 and their checks<br/>chapters 2, 6–8",
    "training": "the paper's network, trained<br/>chapter 12",
    "features": "feature maps, measured<br/>chapter 13",
    "interpretability": "heat maps and searches<br/>chapter 14",
    "architectures": "LeNet to DenseNet<br/>chapter 15",
    "widgets": "what moves on a page", "questions": "what a page asks",
    "practice": "problems to work out by hand",
    "study": "many trainings, their records<br/>chapters 12, 15",
    "workshop": "makes, checks and publishes the book",
}  # fmt: skip
USES_TENSORFLOW = (
    "architectures.keras_layers", "architectures.lenet", "architectures.pretrained", "architectures.small_nets",
    "equations.autodiff",
    "interpretability.from_keras", "interpretability.gradient_ascent", "interpretability.inversion",
    "interpretability.keras_gradients", "interpretability.local_filters", "interpretability.maximization",
    "models.calls", "models.pictures", "models.scores", "models.steps",
    "study.runs",
    "training.batches", "training.checkpoints", "training.checks", "training.devices", "training.models",
    "training.progress", "training.recipes", "training.train",
    "workshop.benchmark", "workshop.counts", "workshop.networks",
)  # fmt: skip
MAP = re.compile(r"(?<=<!-- map of the rooms -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def modules():
    """Path -> name, as in ``nn.conv`` or ``workshop.site.fonts``; `convbook` itself is not among them."""
    paths = [*SRC.glob("convbook/**/*.py"), *SRC.glob("workshop/**/*.py")]
    names = {path: ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__") for path in paths}
    return {path: name.removeprefix("convbook.") for path, name in names.items() if name != "convbook"}


def imports(path):
    """The modules that a file imports anywhere in it, by their full names."""
    return imports_of(path.read_text(encoding="utf-8"), path)


def imports_of(code, path="this code"):
    """The same for code; also what ``import_module("...")`` gets, and the package that ``import a.b`` gives a name."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
            found |= {alias.name.split(".")[0] for alias in node.names if not alias.asname}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; the rooms are easier to see by their full names"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and re.search(r"\b(?:import_module|__import__)$", ast.unparse(node.func)):
            found |= {name.value for name in node.args[:1] if isinstance(name, ast.Constant)}
    return found


def top_level_names(targets):
    """Those of some imports that ask `convbook` itself, which hides from what room a name comes and what it loads."""
    rooms = {room for floor in FLOORS for room in floor}
    parts = {target: target.split(".") for target in targets}
    return {target for target, (head, *rest) in parts.items() if head == "convbook" and not rooms & {*rest[:1]}}


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


def map_arrows():
    """The arrows between the upper rooms of `convbook`, less those that go the way of two others."""
    drawn = {(room, target) for room, target in arrows() if target not in FLOORS[0] and room != "workshop"}
    implied = {(room, far) for room, near in drawn for start, far in drawn if near == start}
    return sorted(drawn - implied)


def mermaid():
    """The map as GitHub draws it: upper floors above, an arrow from each room down to those it imports from.

    All rooms may use the ground floor, and the workshop all rooms: one arrow each says so.
    """

    def door(room):
        return f'    {room}["<b>{room}</b><br/>{SIGNS[room]}"]'

    ground, *upper, (workshop,) = FLOORS
    rooms = [room for floor in reversed(upper) for room in floor]
    lines = ["```mermaid", "flowchart TD", door(workshop), "  subgraph convbook", "    direction TB", *map(door, rooms)]
    lines += [f"    {room} --> {target}" for room, target in map_arrows()]
    lines += ["  end", '  subgraph ground["for every room"]', *map(door, ground), "  end"]
    return "\n".join([*lines, "  workshop --> convbook", "  convbook --> ground", "```"])


def fill(page):
    """The page's text with the map in its place."""
    return MAP.sub(lambda _: mermaid(), page)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        contributing = SRC.parent / "CONTRIBUTING.md"
        contributing.write_text(fill(contributing.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(mermaid())
