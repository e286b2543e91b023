"""What a student's function mentions, read off the text alone: nothing that the student's process says is believed."""

import ast
import re
from collections import defaultdict
from contextlib import suppress

from workshop.exercise_names import bound_by, read_by

LOOKUPS = {"getattr", "__import__", "import_module", "attrgetter", "methodcaller", "eval", "exec", "vars", "globals"}


def mentioned(name, sources, given=""):
    """The names that a function uses, and the packages these come from, as far as the text tells.

    Parameters
    ----------
    name : str
        Of the function.
    sources : list of str
        The student's cells.
    given : str
        The cells of the book's own, which say where a name comes from.

    Returns
    -------
    set of (str, frozenset of str)
        As `convbook.exercises.uses.uses` yields them.
    """
    origin, uses = {}, defaultdict(set)
    for tree in filter(None, map(_parsed, [given, *sources])):
        origin |= _origins(tree)
    for statement in [statement for tree in filter(None, map(_parsed, sources)) for statement in tree.body]:
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):  # of a cell that never ran
            words = _words(statement, origin)
            for bound in bound_by(ast.unparse(statement)):
                uses[bound] |= words
    found, waiting = set(), {name}
    while waiting:
        found |= waiting
        waiting = set().union(*(uses[one] for one in waiting if one in uses)) - found
    own = {word for word in uses if word not in origin and word != name}  # a helper may be called as the book's is
    return {origin.get(word, (word, frozenset())) for word in found - own}


def _parsed(source):
    """The code without magics, or None if it is none."""
    lines = ["pass" if line.lstrip()[:1] in ("%", "!") and line.strip() else line for line in source.splitlines()]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _origins(tree):
    """What is imported: `{name here: (name there, its package)}`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                found[one.asname or one.name.partition(".")[0]] = one.name, frozenset({one.name.partition(".")[0]})
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                found[one.asname or one.name] = one.name, frozenset({node.module.partition(".")[0]})
    return found


def _words(statement, origin):
    """What a statement mentions that is not its own: names, what it takes of modules, and texts that may be such."""
    nodes = list(ast.walk(statement))
    words = set(read_by(ast.unparse(statement)))
    for node in nodes:
        if isinstance(node, ast.Attribute) and _root(node) in origin:
            words.add(node.attr)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            words |= {one.asname or one.name.partition(".")[0] for one in node.names}
    if words & LOOKUPS:
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        words |= {part for text in texts if len(text) < 200 for part in re.findall(r"\w+", text)}
    return words


def _root(node):
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
