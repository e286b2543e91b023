"""What a student's function mentions, read off the text alone: nothing that the student's process says is believed."""

import ast
from collections import defaultdict

from workshop.exercise_names import bound_by, read_by


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
    for tree in filter(None, map(_parsed, sources)):
        for statement in tree.body:
            for bound in bound_by(ast.unparse(statement)):
                uses[bound] |= _words(statement)
    found, waiting = set(), {name}
    while waiting:
        found |= waiting
        waiting = set().union(*(uses[one] for one in waiting if one in uses)) - found
    return {origin.get(word, (word, frozenset())) for word in found}


def _parsed(source):
    try:
        return ast.parse(source)
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


def _words(statement):
    """What a statement mentions that is not its own: names, attributes, imports, and dotted names in texts."""
    words = set(read_by(ast.unparse(statement)))
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
            words |= {part for part in node.value.split(".") if part.isidentifier()}
        elif isinstance(node, ast.Import | ast.ImportFrom):
            words |= {one.asname or one.name.partition(".")[0] for one in node.names}
    return words
