"""Questions about the text of cells: what a student changed in it, which names it gives values, what it resembles."""

import ast
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from workshop.exercise_names import bound_by, read_by

LONGEST, MOST_STATEMENTS = 20_000, 200  # what is read as Python; nobody types more into a cell
MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
# What a line gives a value, where the code around it is no Python.
BINDING = re.compile(r"^(?:(?:async +)?def +(\w+)|class +(\w+)|((?:\w+ *, *)*\w+) *(?::[^=\n]+)?=(?!=))", re.MULTILINE)
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class Statement:
    """A statement at top level with the lines above it that belong to none, and the names that it gives values."""

    text: str
    names: frozenset
    only_shows: bool = False  # an expression, such as `print(x)`


def clean(source):
    """The source without what no editor shows: blanks at the ends of lines, blank lines at the ends."""
    return "\n".join(line.rstrip() for line in source.split("\n")).strip("\n")


def lines(source):
    return [line.strip() for line in source.split("\n") if line.strip()]


def added_lines(source, before):
    """The lines of `source` that `before` does not have, as they stand, in their order."""
    left, added = Counter(lines(before)), []
    for line in source.split("\n"):
        if line.strip() and not left[line.strip()]:
            added.append(line)
        left[line.strip()] -= 1
    return added


@lru_cache(maxsize=4096)
def _counted(text):
    return Counter(re.findall(r"\w+", text[:LONGEST]))


def similarity(one, other):
    """The fraction of the words that two texts share, from 0 to 1."""
    a, b = _counted(one), _counted(other)
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _body(source):
    """The statements of code, with Jupyter's own commands read as `pass`, or None if it is no Python."""
    body = _first_that_works(lambda code: ast.parse(code).body, source) if len(source) <= LONGEST else None
    return body if body is not None and len(body) <= MOST_STATEMENTS else None


def _first_that_works(function, source):
    for code in (source, MAGIC.sub(r"\1pass", source)):  # a line may begin with the operator %
        with suppress(*NOT_PYTHON):
            return function(code)
    return None


def is_python(source):
    return _body(source) is not None


def completes(above, source):
    """Whether a text is no Python by itself, and is with what stands above it."""
    return not is_python(source) and is_python(f"{above}\n{source}")


def does_nothing(source):
    """Whether code is only comments, imports and Jupyter's own commands."""
    body = _body(source)
    return body is not None and all(isinstance(one, ast.Import | ast.ImportFrom | ast.Pass) for one in body)


@lru_cache(maxsize=4096)
def statements(source):
    """The statements of code, one after another; all of it is one if it is no Python."""
    body = _body(source)
    if body is None:
        names = [re.findall(r"\w+", "".join(groups)) if groups[2] else groups for groups in BINDING.findall(source)]
        return (Statement(source, frozenset(name for found in names for name in found if name)),)
    text, found, end = source.split("\n"), [], 0
    for node in body:
        if node.end_lineno > end:  # else it stands in the same line as the one before
            found.append(_statement("\n".join(text[end : node.end_lineno]), node))
            end = node.end_lineno
    if found and lines("\n".join(text[end:])):
        last = found.pop()
        found.append(Statement("\n".join([last.text, *text[end:]]), last.names, last.only_shows))
    return tuple(found)


def _statement(text, node):
    return Statement(text, frozenset(_first_that_works(bound_by, text) or ()), isinstance(node, ast.Expr))


def names(source):
    """The names that code gives values at top level."""
    return {name for one in statements(source) for name in one.names}


@lru_cache(maxsize=4096)
def reads(source):
    """The names that code needs from elsewhere; every word, where it is no Python."""
    found = _first_that_works(lambda code: [*read_by(code), *_added_to(code)], source) if is_python(source) else None
    return frozenset(re.findall(r"[^\W\d]\w*", source) if found is None else found)


def _added_to(code):
    """The names that statements such as `x += 1`, in a loop too, find rather than make."""
    bound = set()
    for statement in ast.parse(code).body:
        targets = [node.target for node in ast.walk(statement) if isinstance(node, ast.AugAssign)]
        yield from {target.id for target in targets if isinstance(target, ast.Name)} - bound
        bound |= {*bound_by(ast.unparse(statement))}


def is_unchanged(source, stub):
    """Whether a cell for an answer holds nothing but lines that were handed out, or comments."""
    added = added_lines("\n".join(dict.fromkeys(lines(source))), stub)
    return all(line.startswith("#") for line in added)


def filled_in(source, stub, names):
    """Those of some names that a student gave values in code: in statements that are not just as handed out."""
    given = ((one, one.names & names) for one in statements(source))
    return {name for one, found in given if found and not is_unchanged(one.text, stub) for name in found}


@lru_cache(maxsize=2048)
def as_code(text):
    """The code in a text, without the fence around it; None if it is no Python."""
    if len(text) > LONGEST:
        return None
    code = FENCE.sub("", text).strip("\n")
    return code if code.strip() and is_python(code) and not does_nothing(code) else None
