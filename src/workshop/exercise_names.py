"""Which names the cells of an exercise notebook bind and read, and so what a check wants from which answer."""

import ast
import symtable

from workshop.exercise_cells import is_answer, is_check, is_solution, students_copy

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}  # what symtable calls their scopes


def answer_names(master):
    """The names that each answer's cell binds at top level, in the master or in the students' copy.

    Returns
    -------
    dict
        `{grade_id: (name, ...)}` for the answers in code.
    """
    stubs = {cell.metadata.nbgrader.grade_id: cell.source for cell in filter(_in_code, students_copy(master).cells)}
    return {
        grade_id: tuple(dict.fromkeys([*bound_by(stubs[grade_id]), *bound_by(cell.source)]))
        for cell in filter(_in_code, master.cells)
        for grade_id in [cell.metadata.nbgrader.grade_id]
    }


def wanted(master):
    """The names that each check takes from the answers, as the students' copy shows them.

    Returns
    -------
    dict
        `{grade_id: (name, ...)}` for all checks; a name that a given cell binds is no answer's.
    """
    shown = [name for cell in filter(_in_code, students_copy(master).cells) for name in bound_by(cell.source)]
    offered = set(shown).difference(*(bound_by(cell.source) for cell in given_cells(master)))
    checks = filter(is_check, master.cells)
    return {
        cell.metadata.nbgrader.grade_id: tuple(name for name in read_by(cell.source) if name in offered)
        for cell in checks
    }


def given_cells(master):
    """The cells of code that are no answer, no check and no solution, but for the one that installs the package."""
    return [
        cell
        for cell in master.cells
        if cell.cell_type == "code"
        and not (is_answer(cell) or is_check(cell) or is_solution(cell))
        and "remove-cell" not in cell.metadata.get("tags", [])
    ]


def bound_by(source):
    """The names that code binds at top level, in their order."""
    return list(dict.fromkeys(name for statement in ast.parse(source).body for name in _bound(_table(statement))))


def read_by(source):
    """The names that code reads before it binds them, in their order; builtins are among them.

    What stands in a function runs later, so there a name may be bound anywhere in the code.
    """
    everywhere, bound, read = set(bound_by(source)), set(), []
    for statement in ast.parse(source).body:
        table = _table(statement)
        now, later = _read(table)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            now.append(statement.target.id)
        if hasattr(statement, "body"):  # what a loop's first line binds is there in the lines below it
            bound |= set(_bound(table))
        read += [name for name in now if name not in bound] + [name for name in later if name not in everywhere]
        bound |= set(_bound(table))
    return list(dict.fromkeys(read))


def _in_code(cell):
    return is_answer(cell) and cell.cell_type == "code"


def _table(statement):
    return symtable.symtable(ast.unparse(statement), "a cell", "exec")


def _bound(table):
    return [s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()]


def _read(table):
    """The global names that a scope reads: `(at once, later)`; functions and what is in them run later."""
    now = [s.get_name() for s in table.get_symbols() if s.is_referenced() and s.is_global()]
    later = []
    for child in table.get_children():
        at_once, after = _read(child)
        runs_now = child.get_type() == "class" or child.get_name() in COMPREHENSIONS
        later += after if runs_now else at_once + after
        now += at_once if runs_now else []
    return now, later
