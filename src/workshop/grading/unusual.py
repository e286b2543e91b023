"""What no exercise needs, in a student's code: it harms nobody in a sandbox, but somebody should look at it."""

import ast
import warnings

# Ways to other processes, to files, to Python's own insides, and to what the checks are made of.
MODULES = {
    "atexit", "builtins", "code", "codeop", "concurrent", "ctypes", "faulthandler", "gc", "http", "importlib",
    "inspect", "IPython", "ipykernel", "marshal", "mmap", "multiprocessing", "os", "pathlib", "pickle", "pty",
    "resource",
    "requests", "sched", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading",
    "tokenize", "traceback", "types", "urllib", "wire", "worker", "workshop", "nbgrader", "jupyter_client", "zmq",
}  # fmt: skip
CALLS = {"eval", "exec", "compile", "__import__", "open", "globals", "vars", "get_ipython", "breakpoint", "input"}
BOOKS = ("marking", "convbook", "np", "numpy", "scipy", "plots")  # nothing of these may be replaced


def unusual(source):
    """Name what a cell uses that no exercise needs.

    Parameters
    ----------
    source : str
        A cell of a student's.

    Returns
    -------
    list of str
        Such as "imports os" or "sets marking.expect", each once, in the order of the lines.
    """
    code = "\n".join("pass" if line.lstrip()[:1] in "%!" and line.strip() else line for line in source.splitlines())
    commands = [line.strip().split()[0] for line in source.splitlines() if line.lstrip()[:1] in ("%", "!")]
    found = [f"runs {command}" for command in commands if not command.startswith(("%time", "%matplotlib", "%prun"))]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        found += [said for node in ast.walk(tree) for said in _said(node)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    return list(dict.fromkeys(found))


def _said(node):
    if isinstance(node, ast.Import):
        yield from (f"imports {name.name}" for name in node.names if name.name.partition(".")[0] in MODULES)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
        yield f"imports {node.module}"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield f"calls {node.func.id}"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        yield "calls setattr"
    elif isinstance(node, ast.Attribute):
        if node.attr.startswith("__") and node.attr not in ("__init__", "__name__", "__doc__", "__call__", "__class__"):
            yield f"uses {node.attr}"
        if isinstance(node.ctx, ast.Store | ast.Del) and _root(node) in BOOKS:
            yield f"sets {ast.unparse(node)}"
    elif isinstance(node, ast.Name):
        if node.id in ("__builtins__", "__loader__", "__spec__", "In", "Out"):
            yield f"uses {node.id}"
        if isinstance(node.ctx, ast.Store | ast.Del) and node.id in BOOKS:
            yield f"sets {node.id}"


def _root(node):
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
