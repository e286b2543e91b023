"""What every widget shares: its values, its JavaScript, and the form it has where nothing moves."""

import base64
import inspect
import json
from decimal import ROUND_HALF_UP, Context, Decimal
from html import escape
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from convbook import palette
from convbook.arguments import as_numbers
from convbook.widgets import _scripts

_FOUR_FIGURES = Context(prec=4, rounding=ROUND_HALF_UP)


LARGEST = 1e9  # what a grid of numbers takes: its products and sums are then exact, and legible


class Numbers(traitlets.TraitType):
    """An array of real numbers up to `LARGEST`, `ndim` axes of at most `max_length`; kept as nested lists."""

    def __init__(self, default, *, ndim=2, max_length=12, **kwargs):
        self.ndim, self.max_length = ndim, max_length
        super().__init__(_nested(np.asarray(default)), **kwargs)
        self.tag(sync=True)

    def validate(self, obj, value):
        wanted = f"{self.name} must be numbers with {self.ndim} axes, none longer than {self.max_length}"
        try:
            array = as_numbers(value, self.name).astype(float)
        except (TypeError, ValueError, OverflowError) as error:
            raise traitlets.TraitError(f"{wanted}: {error}") from None
        if array.ndim != self.ndim or not array.size or max(array.shape) > self.max_length:
            raise traitlets.TraitError(f"{wanted}; its shape is {array.shape}")
        if np.abs(array).max() > LARGEST:
            raise traitlets.TraitError(f"{wanted}, all of them from {-LARGEST:.0f} to {LARGEST:.0f}")
        return _nested(array)


class Widget(anywidget.AnyWidget):
    """One class and one JavaScript module of the same name beside it.

    A subclass has a `title`, traits tagged ``sync=True`` as its values, and a method `static_html`: HTML that shows the
    present state without any script, on GitHub, in print, and until the script has run. `arguments` names the values
    that may be given without their names. Traits named in `on_demand` are sent to the browser when it asks for them
    (``model.send({need: name})``); the static method `load(name)` gives their bytes. What the browser adds to the state
    (what an edit changed, what is predicted first) stays there; its *Reset* brings back the values that came first.
    """

    title = ""
    arguments = ()
    on_demand = ()
    _ipython_display_ = None  # of ipywidgets 7 (Colab), which would leave out the static form
    _css = palette.css(".cb-widget, .cbw", _scripts.DARK) + _scripts.read("widgets.css")

    def __init_subclass__(cls, **kwargs):
        if "_esm" not in vars(cls):  # anywidget makes a subclass of its own for each instance
            cls._esm = _scripts.module(Path(inspect.getfile(cls)).with_suffix(".js"))
        super().__init_subclass__(**kwargs)

    def __init__(self, *arguments, **values):
        values = self._by_name(arguments, values)
        super().__init__(**values)
        if values.get("step", 0) != getattr(self, "step", 0):
            check_step(values["step"], self.step + 1)
        self.add_class("cb-widget")
        self.on_msg(self._on_message)

    def _by_name(self, arguments, values):
        """All values by their names; TypeError for what no widget of this kind has, as a function would raise."""
        kind, known = type(self).__name__, self.trait_names()
        if len(arguments) > len(self.arguments):
            named = ", ".join(self.arguments) or "nothing"
            raise TypeError(f"{kind} takes {named} without their names; {len(arguments)} values came")
        for name in values:
            if name not in known:
                own = [name for name in known if name not in anywidget.AnyWidget.class_trait_names()]
                raise TypeError(f"{kind} has no {name!r}; it has {', '.join(sorted(own))}")
            trait = self.traits()[name]
            if isinstance(values[name], np.ndarray) and not isinstance(trait, Numbers):
                raise traitlets.TraitError(f"{name} is an array; expected {trait.info()}")
            if isinstance(values[name], bool) and isinstance(trait, traitlets.Int):
                raise traitlets.TraitError(f"{name} is {values[name]}; expected {trait.info()}")
        given = dict(zip(self.arguments, arguments, strict=False))
        if twice := given.keys() & values.keys():
            raise TypeError(f"{kind} got {' and '.join(sorted(twice))} twice, with and without its name")
        return given | values

    def _on_message(self, _, content, buffers):
        if isinstance(content, dict) and content.get("need") in self.on_demand:
            setattr(self, content["need"], self.load(content["need"]))

    def proposed(self, proposal, *names):
        """The values of some traits as they would be with a validator's proposal: {name: value}."""
        return {name: getattr(self, name) for name in names} | {proposal.trait.name: proposal.value}

    def state(self):
        """The widget's own values, as the page's copy of it starts with: {name: value}."""
        inherited = anywidget.AnyWidget.class_trait_names(sync=True)
        names = sorted(set(self.trait_names(sync=True)) - set(inherited))
        return {n: getattr(self, n) for n in names if not n.startswith("_") and n not in self.on_demand}

    def html(self):
        """The static form, and the state from which the built page brings it to life."""
        state = escape(json.dumps(self.state(), default=_as_json, separators=(",", ":")))
        return (
            f'<div class="cb-widget" data-widget="{type(self).__name__}" data-state="{state}">'
            f'<div class="cbw-static"><p><strong>{escape(self.title)}</strong></p>\n{self.static_html()}</div></div>'
        )

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data |= {"text/plain": f"{type(self).__name__}: {self.title}", "text/html": self.html()}
        return bundle


def check_step(step, stops):
    """`step`, which counts from 0; TraitError unless it is one of so many stops."""
    if step >= stops:
        raise traitlets.TraitError(f"step must be less than {stops}, the number of stops; it is {step}")
    return step


def table(values, letter, role, what=""):
    """A matrix as a plain HTML table with its name and size as caption."""
    size = "×".join(map(str, np.shape(values)))
    caption = f"<caption><em>{escape(letter)}</em> {escape(what)}{', ' if what else ''}{size}</caption>"
    return f'<table class="cbw-grid cbw-{role}">{caption}{table_body([map(number, row) for row in values])}</table>'


def table_head(names):
    return "<thead><tr>" + "".join(f'<th scope="col">{name}</th>' for name in names) + "</tr></thead>"


def table_body(rows):
    """Rows of texts as the body of an HTML table."""
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return "<tbody>\n" + "\n".join(lines) + "\n</tbody>"


def side_by_side(*tables):
    return '<div class="cbw-stage">' + "\n".join(tables) + "</div>"


def picture(pixels, alt):
    """An image of whole numbers from 0 to 255, (H, W) or (H, W, 3), inside the HTML itself."""
    import io

    from PIL import Image

    file = io.BytesIO()
    # A format that packs nothing: the same bytes come out with every version of every library.
    Image.fromarray(np.asarray(pixels, np.uint8)).save(file, "BMP")
    bmp = bytearray(file.getvalue())
    if np.ndim(pixels) == 2:  # four bytes for each of 256 grays; Pillow up to 11.0 put something into the spare ones
        bmp[57 : 54 + 4 * 256 : 4] = bytes(256)
    return f'<img alt="{escape(alt)}" src="data:image/bmp;base64,{base64.b64encode(bmp).decode()}">'


def number(value):
    """A number as the pages print it: at most four figures, halves away from zero, and a true minus sign."""
    value = float(value)
    figures = Decimal(value) if value.is_integer() else _FOUR_FIGURES.create_decimal(value)
    text = format(figures.normalize(), "f")
    return "0" if text == "-0" else text.replace("-", "−")


def _nested(array):
    """Nested lists in which whole numbers are ints."""
    if array.ndim:
        return [_nested(part) for part in array]
    value = float(array)
    return int(value) if value.is_integer() else value


def _as_json(value):
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(f"a widget's state holds {type(value).__name__}, which a page cannot keep")
