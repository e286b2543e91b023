"""Submissions that are nearly alike: in their code, whatever its names, comments, blanks and order of statements.

Each function and each other statement of an answer is read as Python's own tokens, with names, numbers and texts taken
out; what is compared are runs of seven of them. Runs that the page or the master has, too, do not count, and the others
count more the fewer students have them: ``log((n + 1) / d)`` for one that d of n students have. A pair is named if they
share 80% of the shorter one's weight, and forty runs that at most three students have. So answers that are short, or
that many found, name nobody; and nobody is named in a class of fewer than twenty, where too little is common.

The numbers were chosen on classes made by a program, in which each student writes the same functions in a style of
their own, with or without experiments beside them: in 290 classes of 20 to 40 no two independent students were named,
the nearest to it sharing 31 rare runs. Of copies with other names and comments about a third were, those with enough in
them that is their own. This measures likeness; it knows nothing of how that came about.

Apart from that, in a class of any size, those are named whose answers are the same in every character.
"""

import ast
import io
import itertools
import keyword
import math
import tokenize
from collections import Counter, defaultdict
from dataclasses import dataclass

from workshop.exercise_cells import exercises, is_answer, students_copy

RUN = 7  # tokens
ALIKE = 0.8  # of the weight of the shorter one
RARE, RARE_RUNS = 3, 40  # students who have a run that is rare, and how many of them two must share
SMALLEST_CLASS = 20
MORE_THAN_CHANCE = 400  # characters that are the same
SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
BOOKS = {"np", "conv2d", "conv2d_input_grad", "conv2d_filter_grad", "range", "len", "sum", "zip", "enumerate"}


@dataclass(frozen=True)
class Pair:
    """Two students whose code is nearly alike: how much of it, from 0 to 1, and in which exercises."""

    students: tuple
    alike: float
    exercises: tuple = ()

    def says(self):
        where = f" in {_listed(self.exercises)}" if self.exercises else ""
        return f"{self.alike:.0%} of what is not common in the class is alike{where}."


def similar(records, master=None):
    """Pairs of submissions that are nearly alike, those that are most so first.

    Parameters
    ----------
    records : list of dict
        Each with "student" and "answers", `{name of a cell: source}`.
    master : notebook, optional
        What it hands out and what solves it do not count.

    Returns
    -------
    list of Pair
    """
    common = _of_master(master) if master else set()
    runs = {r["student"]: {cell: _runs(text) - common for cell, text in r.get("answers", {}).items()} for r in records}
    whole = {student: set().union(*cells.values()) for student, cells in runs.items()}
    spread = Counter(run for own in whole.values() for run in own)
    weight = {run: math.log((len(whole) + 1) / count) for run, count in spread.items()}
    found = []
    for one, other in itertools.combinations(sorted(whole), 2):
        both = whole[one] & whole[other]
        if len(whole) < SMALLEST_CLASS or sum(spread[run] <= RARE for run in both) < RARE_RUNS:
            continue
        alike = _sum(both, weight) / min(_sum(whole[one], weight), _sum(whole[other], weight))
        if alike >= ALIKE:
            found.append(Pair((one, other), round(alike, 2), _where(runs[one], runs[other], spread, master)))
    return sorted(found, key=lambda pair: -pair.alike)


def identical(records, master):
    """Groups of students whose answers in code are the same in every character, if it is more than a few lines.

    Returns
    -------
    list of (tuple of str, bool)
        The students, and whether these answers are the master's own.
    """
    stubs, own = (_answers(notebook) for notebook in (students_copy(master), master))
    groups = defaultdict(list)
    for record in records:
        filled = {
            cell: text.strip() for cell, text in record.get("answers", {}).items() if text.strip() != stubs.get(cell)
        }
        if sum(map(len, filled.values())) >= MORE_THAN_CHANCE:
            groups[tuple(sorted(filled.items()))].append(record["student"])
    alike = [(tuple(students), dict(answers)) for answers, students in groups.items() if len(students) > 1]
    return [
        (students, all(_is_own(text, own.get(cell, "")) for cell, text in said.items())) for students, said in alike
    ]


def _answers(notebook):
    cells = [cell for cell in notebook.cells if is_answer(cell) and cell.cell_type == "code"]
    return {cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in cells}


def _is_own(text, masters):
    """Whether all lines are the master's."""
    return set(map(str.strip, text.splitlines())) <= set(map(str.strip, masters.splitlines()))


def _sum(runs, weight):
    return sum(weight[run] for run in runs)


def _of_master(master):
    code = [cell.source for cell in [*master.cells, *students_copy(master).cells] if cell.cell_type == "code"]
    return set().union(*map(_runs, code))


def _where(one, other, spread, master):
    """The exercises in which the two share what is rare."""
    if master is None:
        return ()
    number = {
        cell.metadata.nbgrader.grade_id: int(heading["number"])
        for heading, cells in exercises(master)[1]
        for cell in cells
        if is_answer(cell)
    }
    alike = {cell for cell in one.keys() & other.keys() if any(spread[r] <= RARE for r in one[cell] & other[cell])}
    return tuple(sorted({number[cell] for cell in alike if cell in number}))


def _listed(numbers):
    return f"exercise{'s' if len(numbers) > 1 else ''} {' and '.join(map(str, numbers))}"


def _runs(source):
    """The runs of tokens in code, statement by statement."""
    found = set()
    for statement in _statements(source):
        tokens = _tokens(statement)
        found |= {tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}
    return found


def _statements(source):
    """Each simple statement and each head of a compound one by itself, so that their order makes no difference."""
    try:
        tree = ast.parse("\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines()))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source.splitlines()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if isinstance(node, ast.stmt):
            body = {name: [ast.Pass()] for name in ("body", "orelse", "finalbody") if getattr(node, name, None)}
            head = type(node)(**{**dict(ast.iter_fields(node)), **body})
            found.append(ast.unparse(ast.copy_location(head, node)))
    return found


def _tokens(code):
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError):
        return code.split()
    return [_plain(token) for token in tokens if token.type not in SKIPPED]


def _plain(token):
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) or token.string in BOOKS else "name"
    return {tokenize.NUMBER: "number", tokenize.STRING: "text"}.get(token.type, token.string)
