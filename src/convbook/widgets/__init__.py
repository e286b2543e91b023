"""Widgets: things to move on a page, live in Jupyter and Colab and, without a kernel or a network, in the built book.

A widget is one class here and one JavaScript module of the same name beside it: ``PoolingStepper`` is
``pooling_stepper.py`` with ``pooling_stepper.js``. There is no list to add it to: see CONTRIBUTING. They share `_base`
and `_scripts`; and, in the browser, ``core.js`` (arithmetic, printed numbers), ``ui.js`` (controls), ``steps.js``
(steps, what an edit changed, what is predicted first), ``widgets.css``.
"""

import re
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
SHARED = ("core", "ui", "steps", "mount")  # JavaScript that is no widget


def widget_modules():
    """The widgets there are: {class name: module name}, read from the files."""
    stems = sorted(file.stem for file in HERE.glob("*.js") if file.stem not in SHARED)
    return {re.sub(r"(?:^|_)(\w)", lambda start: start[1].upper(), stem): stem for stem in stems}


def __getattr__(name):
    modules = widget_modules()
    if name not in modules:
        raise AttributeError(f"convbook.widgets has no {name!r}; its widgets are {', '.join(modules)}")
    return getattr(import_module(f"{__name__}.{modules[name]}"), name)


def __dir__():
    return [*globals(), *widget_modules()]
