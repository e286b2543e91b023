"""Which misconceptions the sentences of a check name; names, numbers and places in them make no difference."""

import ast
import re
from dataclasses import dataclass

from convbook.questions import usual
from workshop.exercise_cells import is_check

NAMED = re.compile(r"^`\w+`: ")  # "`fell`: ", where one check looks at several answers
PLACES = re.compile(r"^At \[.*?\](?: and \d+ more)?: ")
STATEMENT = r"(?:\b[A-Z] is (?:not )?true: )?"
# What every check may say, before it looks for a mistake; what follows on it in the sentence only explains.
GENERAL = {
    r"Nothing is filled in here yet|`\w+` is not written yet": "Nothing is filled in here yet.",
    r"One place, at least, is not filled in": "One place, at least, is not filled in yet.",
    r"The answer has the shape": "The answer has another shape.",
    r"(?:Numbers were|A set was|A text was|True or False was) expected": "The answer is of another kind.",
    r"The answer has a number in it that is not|This number is not finite": "A number is not finite.",
    r"A function was expected": "A function was expected.",
    r"`\w+` had not come to its end": "The function had not come to its end.",
    r"`\w+` returned nothing": "The function returned nothing.",
    r"(?:`\w+`|This cell) stopped with (?P<what>an? \w+)": "It stopped with {what}.",
    r"This exercise does without `(?P<what>[\w.]+)`": "This exercise does without `{what}`, and you used it.",
    r"There is no `\w+`": "A name that the check needs is not there.",
    r"Python could not read this cell": "Python could not read the cell.",
}
# What is said of numbers where no known mistake gives them.
DIFFERENT = {
    r"None of the \d+ numbers is right": "None of the numbers is right.",
    r"\d+ of the \d+ numbers (?:is|are) right": "Some of the numbers are wrong.",
    r"All are right but": "One number is wrong.",
    r"Only (?:row|column|axis) ": "One row or column is wrong.",
    r"Inside, all numbers are right": "The numbers at the edge are wrong.",
    r"It is (?:a little )?too (?:large|small)|It should (?:be|not be) ": "The number is another one.",
    r"(?:Each number|It) is .* what it should be": "The answer is right but for a factor.",
    r"Each number is too (?:large|small), by the same": "The answer is right but for a constant.",
    r"These are the right numbers": "The right numbers are in another order.",
}


@dataclass(frozen=True)
class Known:
    """A sentence of a check: as a pattern, for it may have names in it, and its text without these."""

    pattern: re.Pattern
    text: str


def known_sentences(master):
    """The sentences that a page's checks have for mistakes.

    Parameters
    ----------
    master : notebook

    Returns
    -------
    dict
        For each check, by its name, a list of `Known`, the longest first.
    """
    checks = [cell for cell in master.cells if is_check(cell)]
    return {cell.metadata.nbgrader.grade_id: _known(cell.source) for cell in checks}


def misconceptions(said, known):
    """What a sentence names, each in words that are the same for everybody who is told so.

    Parameters
    ----------
    said : str
        What a student is told of a check that failed.
    known : list of Known
        Those of that check.

    Returns
    -------
    list of str
        Sentences; two, where somebody made two mistakes at once.
    """
    plain = PLACES.sub("", NAMED.sub("", said.strip()))
    if general := _first(GENERAL, plain):
        return [general]
    found, left = [], said
    for one in known:
        for match in one.pattern.finditer(left):
            found.append((match.start(), match[0]))
            left = left[: match.start()] + "\0" * len(match[0]) + left[match.end() :]
    if found:
        return list(dict.fromkeys(text for _, text in sorted(found)))
    return [_first(DIFFERENT, plain, re.search) or without_numbers(plain)]


def without_numbers(said):
    """A sentence with dots in the place of its numbers and places, and of names in it."""
    return re.sub(r"\[[\d, ]*\]|\([\d, ]*\)|`[^`]*`|-?\d+(?:[.,]\d+)*", "…", said)


def _first(table, said, search=re.match):
    for pattern, label in table.items():
        if match := search(pattern, said):
            return label.format(**match.groupdict())
    return None


def _known(source):
    found = _Sentences()
    found.visit(ast.parse(source))
    unique = {text: Known(re.compile(STATEMENT + pattern), text) for text, pattern in found.patterns.items()}
    return sorted(unique.values(), key=lambda one: -len(one.text))


class _Sentences(ast.NodeVisitor):
    """The texts in code that are sentences: `patterns` has for each, without what is filled in, its pattern."""

    def __init__(self):
        self.patterns, self.names = {}, {}

    def visit_Assign(self, node):
        if isinstance(node.value, ast.Constant) and isinstance(node.targets[0], ast.Name):
            self.names[node.targets[0].id] = node.value
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str):
            self._add([node.value])

    def visit_JoinedStr(self, node):
        self._add([part.value if isinstance(part, ast.Constant) else None for part in node.values])

    def visit_BinOp(self, node):
        left, right = (self.names.get(getattr(side, "id", ""), side) for side in (node.left, node.right))
        if all(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (left, right)):
            self._add([left.value, right.value])
        else:
            self.generic_visit(node)

    def visit_Attribute(self, node):
        if getattr(node.value, "id", "") == "usual":
            value = getattr(usual, node.attr)
            for sentence in [value] if isinstance(value, str) else value:
                self._add([sentence])

    def _add(self, parts):
        text = "".join(part or "" for part in parts)
        if re.search(r"\s.*[.?!]$", text):
            self.patterns[text] = "".join(".+?" if part is None else re.escape(part) for part in parts)
