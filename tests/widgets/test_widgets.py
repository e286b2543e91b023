"""What every widget must do on the Python side: its values, its two forms, and the way to a browser and back."""

import json
import re
from html import unescape
from pathlib import Path

import ipywidgets
import pytest
import traitlets
from bs4 import BeautifulSoup
from IPython.core.formatters import DisplayFormatter
from jupyter_client.manager import start_new_kernel
from moves import a_move

import convbook
from convbook import palette
from convbook.widgets import HERE, _scripts, widget_modules
from workshop import site

ASSETS = Path(site.__file__).with_name("assets")
WIDGETS = sorted(widget_modules())
KB = 1000


@pytest.fixture(params=WIDGETS)
def widget(request):
    return getattr(convbook, request.param)()


def test_every_widget_is_found_by_its_files_alone():
    assert {"ConvolutionStepper", "FeatureMapExplorer"} <= set(WIDGETS)
    for name, stem in widget_modules().items():
        assert getattr(convbook, name).__name__ == name
        assert (HERE / f"{stem}.py").exists()


def test_all_scripts_and_styles_together_are_small():
    files = [file for folder in (HERE, ASSETS) for file in folder.iterdir() if file.suffix in (".js", ".css")]
    weights = {file.name: file.stat().st_size for file in files} | {"palette": len(palette.css("html", ".dark"))}
    assert sum(weights.values()) <= 120 * KB, weights


def test_the_html_form_is_the_same_every_time_and_says_something(widget):
    again = type(widget)()
    assert widget.html() == again.html()
    soup = BeautifulSoup(widget.html(), "html.parser")
    assert len(soup.get_text(" ", strip=True)) > 60
    assert soup.find("table") or soup.find("img")
    assert all(len(img["alt"]) > 20 for img in soup.find_all("img"))
    assert not soup.find("script"), "where scripts are taken out, their text must not remain"


def test_the_html_form_carries_the_state(widget):
    stored = json.loads(unescape(re.search(r'data-state="([^"]*)"', widget.html())[1]))
    assert stored.keys() == widget.state().keys()
    simple = {name: value for name, value in widget.state().items() if not isinstance(value, bytes)}
    assert {name: stored[name] for name in simple} == json.loads(json.dumps(simple))


def test_the_output_has_both_forms_and_no_address_in_memory(widget):
    bundle = widget._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"] == widget.html()
    assert "model_id" in data["application/vnd.jupyter.widget-view+json"]
    assert data["text/plain"] == f"{type(widget).__name__}: {widget.title}"


def test_what_the_browser_sends_back_arrives(widget):
    name, value = a_move(widget)
    before = widget.html()
    widget.set_state({name: value})
    assert getattr(widget, name) == value
    assert widget.html() != before


def test_a_bad_value_is_refused_and_the_last_good_one_stays(widget):
    for name, value in widget.state().items():
        with pytest.raises(traitlets.TraitError):
            setattr(widget, name, object())
        assert widget.state()[name] == value


def test_what_is_sent_on_demand_is_sent_when_asked_for_and_not_before(widget):
    for name in widget.on_demand:
        assert not getattr(widget, name)
        widget._on_message(widget, {"need": name}, [])
        assert len(getattr(widget, name)) > KB
    widget._on_message(widget, {"need": "no such thing"}, [])
    widget._on_message(widget, "no dictionary", [])


def test_the_scripts_have_no_imports_or_exports_left_but_one():
    page = _scripts.page_script()
    assert not re.search(r"^(import|export)\b", page, re.MULTILINE)
    for name, stem in widget_modules().items():
        module = str(getattr(convbook, name)._esm)
        assert len(re.findall(r"^export\b", module, re.MULTILINE)) == 1
        assert not re.search(r"^import\b", module, re.MULTILINE), stem


def test_a_widget_lives_in_a_kernel_and_hears_from_its_page():
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        opened = execute(client, "from convbook import ConvolutionStepper\nw = ConvolutionStepper()\nw")
        comms = [m["content"] for m in opened if m["msg_type"] == "comm_open"]
        shown = next(m["content"]["data"] for m in opened if m["msg_type"] in ("execute_result", "display_data"))
        model = shown["application/vnd.jupyter.widget-view+json"]["model_id"]
        state = next(c["data"]["state"] for c in comms if c["comm_id"] == model)
        assert state["X"] == convbook.ConvolutionStepper().X
        assert "export default" in state["_esm"]

        update = {"method": "update", "state": {"X": [[5, 0], [0, 5]], "F": [[1]], "step": 3}, "buffer_paths": []}
        client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": model, "data": update}))
        answer = execute(client, "print(w.O.tolist(), w.step)\nw.stride = 2")
        printed = "".join(m["content"]["text"] for m in answer if m["msg_type"] == "stream")
        assert printed == "[[5.0, 0.0], [0.0, 5.0]] 3\n"
        sent = [m["content"]["data"]["state"] for m in answer if m["msg_type"] == "comm_msg"]
        assert {"stride": 2} in sent
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def execute(client, code):
    """Run `code` in the kernel; -> all that it said on the way."""
    request, said = client.execute(code), []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == request:
            said.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return said


def test_the_way_in_which_ipywidgets_7_shows_a_widget_does_not_hide_the_static_html(monkeypatch):
    monkeypatch.setattr(ipywidgets.Widget, "_ipython_display_", lambda self, **kwargs: None, raising=False)
    forms, _ = DisplayFormatter().format(convbook.ConvolutionStepper())
    assert {"text/html", "application/vnd.jupyter.widget-view+json"} <= set(forms)


# ---- what no widget knows ----

EACH_WIDGET = [getattr(convbook, name) for name in WIDGETS]


@pytest.mark.parametrize("widget", EACH_WIDGET, ids=lambda widget: widget.__name__)
def test_a_value_that_a_widget_does_not_have_is_refused_as_by_a_function(widget):
    with pytest.raises(TypeError, match=f"{widget.__name__} has no 'strides'"):
        widget(strides=2)
    with pytest.raises(TypeError, match="without their names|positional"):
        widget(*[None] * (len(widget.arguments) + 2))


@pytest.mark.parametrize("widget", [w for w in EACH_WIDGET if hasattr(w, "step")], ids=lambda widget: widget.__name__)
def test_a_step_that_there_is_not_is_refused_at_the_start_and_later(widget):
    for refused in (99, -1):
        with pytest.raises(traitlets.TraitError, match="step"):
            widget(step=refused)
        made = widget(step=1)
        with pytest.raises(traitlets.TraitError, match="step"):
            made.step = refused
        assert made.step == 1


@pytest.mark.parametrize("X", [[[1j, 2], [3, 4]], [[1e308, 1], [1, 1]], [[10**30, 1], [1, 1]], [["a", "b"]], [[None]]])
def test_numbers_that_no_grid_can_show_are_refused(X):
    with pytest.raises(traitlets.TraitError, match="^X must be numbers"):
        convbook.ConvolutionStepper(X, [[1]])


def test_a_value_given_twice_is_refused():
    with pytest.raises(TypeError, match="X twice"):
        convbook.ConvolutionStepper([[1, 2], [3, 4]], X=[[1]])
