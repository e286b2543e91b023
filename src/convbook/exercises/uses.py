"""What a student's function uses: read off its code, and seen while it runs."""

import builtins
import dis
import functools
import re
import sys
import threading
import types
from contextlib import contextmanager, suppress

LOADS = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF"}
ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD"}
DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
MOST = 10_000  # values that are looked at


def uses(function):
    """What a function uses that comes from a library, so far as its code tells; nothing of it is run.

    Followed are all functions, classes and values of the same notebook that it refers to: helpers, aliases, closures,
    default arguments, partial functions, methods, imports inside it, and names in texts.

    Parameters
    ----------
    function : object
        As the student wrote it; what is no function is looked at, too.

    Yields
    ------
    (str, frozenset of str)
        A name, and the package it comes from: empty where that cannot be told.
    """
    waiting, seen = [function], {}
    while waiting and len(seen) < MOST:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen[id(value)] = value  # kept, so that no other value gets its id
        if _is_code(value):
            found, values = _looked_up(*value)
            waiting += values
            yield from found
        elif not _is_students(value):
            yield _name(value), packages(value)
        waiting += _parts(value)


@contextmanager
def watching():
    """Collect what students' code calls while it runs, under whatever name it does: a set as `uses` yields it."""
    found, before = set(), sys.getprofile()

    def note(frame, event, called):
        if event == "call" and frame.f_back and _calls_for_students(frame.f_back.f_globals):
            if _is_library(frame.f_globals) and frame.f_globals["__name__"] != __name__:
                found.add((frame.f_code.co_name, _root(frame.f_globals["__name__"])))
        elif event == "c_call" and not _is_library(frame.f_globals):
            found.add((called.__name__, packages(called)))

    sys.setprofile(note)
    threading.setprofile(note)
    try:
        yield found
    finally:
        threading.setprofile(None)
        sys.setprofile(before)


def _calls_for_students(names):
    """Whether what a module calls is called by a notebook, or by Python's own library, through which that can go."""
    return not _is_library(names) or names["__name__"].partition(".")[0] in sys.stdlib_module_names


def packages(value):
    """The package that a value comes from, as a set: empty where there is none."""
    if isinstance(value, types.ModuleType):
        return _root(value.__name__)
    own = None if _is_students(type(value)) else getattr(value, "__module__", None)
    return _root(own or type(value).__module__)


def _name(value):
    """The name of a function, a module or a class, else that of the value's class; no code of a student's is run."""
    known = value if isinstance(value, types.ModuleType | type) or not _is_students(type(value)) else type(value)
    name = getattr(known, "__name__", type(value).__name__)
    return name if isinstance(name, str) else type(value).__name__


def _root(module):
    return frozenset({module.partition(".")[0]} if isinstance(module, str) else ())


def _is_library(names):
    """Whether a module's names are those of an installed package or of Python's own, and not a notebook's."""
    name = names.get("__name__")
    module = sys.modules.get(name) if isinstance(name, str) else None
    root = name.partition(".")[0] if module else ""
    packaged = root in sys.stdlib_module_names or hasattr(sys.modules.get(root), "__path__")
    return root != "__main__" and packaged and vars(module) is names


def _is_students(value):
    """Whether a value was made in the notebook, so that it counts for what is in it."""
    if isinstance(value, types.FunctionType):
        return not _is_library(value.__globals__)
    if isinstance(value, type):
        return not _is_library(vars(sys.modules.get(value.__module__, types.SimpleNamespace())))
    return isinstance(value, functools.partial | types.MethodType | dict | list | tuple | set | frozenset)


def _is_code(value):
    return isinstance(value, tuple) and len(value) == 3 and isinstance(value[0], types.CodeType)


def _parts(value):
    """The values that a value is made of, where it is a notebook's own."""
    if isinstance(value, types.FunctionType) and _is_students(value):
        cells = dict(zip(value.__code__.co_freevars, map(_content, value.__closure__ or ()), strict=True))
        own = [(value.__code__, value.__globals__, cells), value.__defaults__, value.__kwdefaults__]
        return [*own, *cells.values(), vars(value)]
    if isinstance(value, types.FunctionType | types.ModuleType | str | bytes):
        return []
    if isinstance(value, functools.partial):
        return [value.func, value.args, value.keywords]
    if isinstance(value, types.MethodType | staticmethod | classmethod):
        return [value.__func__, getattr(value, "__self__", None)]
    if isinstance(value, property):
        return [value.fget]
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return [] if _is_code(value) else list(value)
    if isinstance(value, type):
        return [*vars(value).values(), *value.__bases__] if _is_students(value) else []
    own = [type(value)] if _is_students(type(value)) else []
    return [*own, *(getattr(value, "__dict__", {}).values() if own or callable(value) else ())]


def _content(cell):
    with suppress(ValueError):  # an empty one
        return cell.cell_contents


def _looked_up(code, names, cells):
    """What code looks up: `(pairs of a name and its packages, values)`."""
    found, values = list(_imports(code)), [(c, names, cells) for c in code.co_consts if isinstance(c, types.CodeType)]
    for first, *rest in _chains(code):
        known = [space[first] for space in (cells, names, vars(builtins)) if first in space][:1]
        while rest and known and isinstance(known[0], types.ModuleType) and rest[0] in vars(known[0]):
            known = [vars(known[0])[rest.pop(0)]]
        if known and not (rest and isinstance(known[0], types.ModuleType)):
            values += known
        origin = packages(known[0]) if known and isinstance(known[0], types.ModuleType) else _root(None)
        found += [(attribute, origin) for attribute in rest]
    for text in (constant for constant in code.co_consts if isinstance(constant, str)):
        if DOTTED.fullmatch(text):
            found.append((text.rpartition(".")[2], _root(text)))
        if {"eval", "exec", "compile"} & set(code.co_names):
            with suppress(SyntaxError, ValueError):
                values.append((compile(text, "a text", "exec"), names, cells))
    return found, values


def _chains(code):
    """The dotted names that code looks up, each as a list of its parts; the first is empty where it is a local's."""
    chain = []
    for step in dis.get_instructions(code):
        if step.opname in ATTRIBUTES:
            chain = [*(chain or [""]), step.argval]
            continue
        if chain:
            yield chain
        chain = [step.argval] if step.opname in LOADS else []


def _imports(code):
    """What code imports: `(name, packages)` of each module, and of what is taken out of it."""
    module = ""
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            module = step.argval
            yield module.rpartition(".")[2], _root(module)
        elif step.opname == "IMPORT_FROM":
            yield step.argval, _root(module)
