"""The widgets' JavaScript in its two forms: a module for Jupyter and Colab, one plain script for the built pages.

The sources are modules that import `core.js`, `ui.js` and `steps.js` from beside themselves. Where they run, nothing
lies beside them: a notebook gets a module as one text, and a page opened from disk may not load modules at all. So the
texts are put together here, with their imports and exports taken out; there is nothing else to build.
"""

import re

from convbook.widgets import HERE, widget_modules

DARK = '[data-jp-theme-light="false"] :is(.cb-widget, .cbw), html[theme="dark"] :is(.cb-widget, .cbw)'  # Jupyter, Colab


def read(name):
    return (HERE / name).read_text(encoding="utf-8")


def module(path):
    """A widget's JavaScript as one module that stands alone, with what it shares with the others inside."""
    return f"{_shared()}\nexport default {_wrapped(path.read_text(encoding='utf-8'))};\n"


def page_script(paths=None):
    """Widgets, `{class name: path of its JavaScript}`, or all, as one classic script that brings them to life."""
    paths = paths or {name: HERE / f"{stem}.js" for name, stem in widget_modules().items()}
    widgets = "\n".join(f"const {name} = {_wrapped(path.read_text(encoding='utf-8'))};" for name, path in paths.items())
    return f"(() => {{\n{_shared()}\n{widgets}\nconst widgets = {{ {', '.join(paths)} }};\n{read('mount.js')}}})();\n"


def page_data():
    """What pages load only when a reader asks for it: {file name: script}."""
    import base64
    from importlib import import_module

    files = {}
    for name, stem in widget_modules().items():
        widget = getattr(import_module(f"convbook.widgets.{stem}"), name)
        for need in widget.on_demand:
            text = base64.b64encode(widget.load(need)).decode()
            files[f"{name}.{need}.js"] = f'convbook.arrived["{name}.{need}"]("{text}");\n'
    return files


def _shared():
    return "\n".join(_inside(read(f"{name}.js")) for name in ("core", "ui", "steps"))


def _wrapped(text):
    """A widget's module as an expression: its names stay its own, its default export is the value."""
    inside = re.sub(r"^export default ", "return ", _inside(text), flags=re.MULTILINE)
    return f"(() => {{\n{inside}}})()"


def _inside(text):
    """A module's text without imports and comments, and without the word export before what it declares."""
    text = re.sub(r"^\s*(?://.*|/\*\*.*\*/)\n", "", text, flags=re.MULTILINE)  # those that fill a line
    text = re.sub(r'^import [^;]*? from "\.[^"]*/(?:core|ui|steps|question)\.js";\n', "", text, flags=re.MULTILINE)
    return re.sub(r"^export (?=const|function|class)", "", text, flags=re.MULTILINE)
