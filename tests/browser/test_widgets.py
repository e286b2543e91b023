"""What must hold for every widget on every page it stands on, whatever it shows."""

import contextlib
import functools
import json
import re
from base64 import b64encode

import nbformat
import pytest
from indices import from_zero
from moves import a_move
from PIL import Image

import convbook
from convbook import widgets
from convbook.widgets import _scripts, widget_modules

from .conftest import HTML, ROOT, chapters, found_on_page, opened
from .driving import cell, matrix
from .test_pages import check_with_axe

PICTURES = ROOT / "_build" / "pictures"
CONTROLS = "button, input, select, canvas[tabindex], [tabindex='0']"
VIEWS = {  # test_pages.py looks at the pages as they come in more of them
    "desk, light": {},
    "phone, dark": {"width": 360, "height": 740, "has_touch": True, "dark": True},
}


def places():
    """Where which widget stands: [(page, class name)], as the chapters store it; questions have their own tests."""
    found = []
    for page in chapters():
        path = ROOT / f"{page}.ipynb"
        for code in nbformat.read(path, 4).cells if path.exists() else ():
            for out in code.get("outputs", []):
                html = "".join(out.get("data", {}).get("text/html", ""))
                found += [(page, name) for name in re.findall(r'data-widget="((?!Question)\w+)"', html)]
    return found


PLACES = places()
each_place = pytest.mark.parametrize(("chapter", "name"), PLACES, ids=[f"{page[5:7]}-{name}" for page, name in PLACES])
each_widget = pytest.mark.parametrize("name", sorted(widget_modules()))


def test_every_widget_stands_in_a_chapter():
    assert {name for _, name in PLACES} == set(widget_modules())


@pytest.fixture(scope="module")
def on_its_page(browser):
    """`on_its_page(chapter, name, view)` -> a widget in its built page, opened once for all tests here."""
    with contextlib.ExitStack() as contexts:
        open_page = functools.partial(opened, browser, contexts)

        @functools.cache
        def place(chapter, name, view="desk, light"):
            return found_on_page(open_page, chapter, name, reduced_motion="reduce", **VIEWS[view])

        yield place


@each_place
def test_it_comes_to_life_and_speaks(on_its_page, chapter, name):
    widget = on_its_page(chapter, name)
    assert widget.is_visible()
    assert not widget.locator("xpath=../*[contains(@class, 'cbw-static')]").is_visible()
    assert widget.locator(".cbw-title").inner_text() == getattr(convbook, name).title
    words = widget.locator(".cbw-say")
    assert words.get_attribute("aria-live") == "polite"
    assert len(words.inner_text()) > 20
    assert widget.page.complaints == []
    assert widget.page.strangers == []


SAID = """widget => [widget, ...widget.querySelectorAll('*')].flatMap(node =>
    [...[...node.attributes].map(a => a.value), ...(node.childElementCount ? [] : [node.textContent])]).join('. ')"""


@each_place
def test_it_counts_from_one(on_its_page, chapter, name):
    widget = on_its_page(chapter, name)
    assert from_zero(widget.evaluate(SAID) + widget.locator(".cbw-say").inner_text()) == []


@each_place
def test_on_paper_it_shows_its_static_form(on_its_page, chapter, name):
    widget = on_its_page(chapter, name)
    widget.page.emulate_media(media="print")
    seen = [widget.is_visible(), widget.page.locator(f'[data-widget="{name}"] .cbw-static').first.is_visible()]
    widget.page.emulate_media(media="screen")
    assert seen == [False, True]


@pytest.mark.parametrize("chapter", sorted({chapter for chapter, _ in PLACES}))
def test_without_scripts_its_static_form_is_there(open_page, chapter):
    page = open_page(f"{HTML.as_uri()}/{chapter}.html", java_script_enabled=False, wait=False)
    forms = page.locator('[data-widget]:not([data-widget="Question"]) .cbw-static')
    assert forms.count() == [place for place, _ in PLACES].count(chapter)
    for form in forms.all():
        assert form.is_visible()
        assert len(form.inner_text()) > 40
    assert page.locator(".cbw-live").count() == 0


FOCUS_RING = """() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return outlineStyle + " " + outlineWidth;
}"""


@each_place
def test_the_tab_key_reaches_every_control_and_shows_where_it_is(on_its_page, chapter, name):
    widget = on_its_page(chapter, name)
    page, controls = widget.page, widget.locator(CONTROLS)
    widget.scroll_into_view_if_needed()
    widget.get_by_text("network is loading").wait_for(state="hidden")
    stops = [c for c in controls.all() if c.evaluate("c => c.tabIndex >= 0 && !c.disabled && c.checkVisibility()")]
    stops[0].focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # now the focus is there because of a key
    reached = 0
    while widget.evaluate("w => w.contains(document.activeElement)"):
        reached += 1
        assert re.fullmatch(r"(solid|auto) [1-9][\d.]*px", page.evaluate(FOCUS_RING)), page.evaluate(
            "document.activeElement.outerHTML"
        )
        page.keyboard.press("Tab")
    assert reached == len(stops) > 0


@each_place
def test_on_a_phone_it_fits_and_a_finger_hits_its_controls(on_its_page, chapter, name):
    widget = on_its_page(chapter, name, "phone, dark")
    assert widget.evaluate("w => w.querySelector('.cbw').scrollWidth <= w.querySelector('.cbw').clientWidth")
    assert widget.bounding_box()["width"] <= 360
    small = widget.evaluate(
        """w => [...w.querySelectorAll('button, select, input:not([type=range])')].filter((c) => {
            const box = c.getBoundingClientRect();
            return c.checkVisibility() && (box.width < 24 || box.height < 24);
        }).map((c) => c.outerHTML)"""
    )
    assert small == []


ALONE = """(widget) => {
    for (let box = widget; box !== document.body; box = box.parentElement)
        for (const other of [...box.parentElement.children])
            if (other !== box) other.remove();
}"""


@pytest.mark.slow
@each_place
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_after_it_was_moved_and_nothing_moves_by_itself(on_its_page, chapter, name, view):
    """And a picture of it is kept for the eye."""
    widget = on_its_page(chapter, name, view)
    move_everything(widget)
    moving = widget.evaluate("w => w.getAnimations({ subtree: true }).length")
    assert moving == 0, "the reader asked for less motion"
    for field in widget.locator("input[type=text]:visible").all()[:2]:
        field.fill("nonsense")  # so that the messages are looked at, too
    widget.evaluate(ALONE)
    check_with_axe(widget.page)
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{chapter[5:7]} {name}, {view}.png"
    widget.screenshot(path=file)
    assert len(Image.open(file).convert("RGB").getcolors(1 << 24)) > 20


MOVE_EVERYTHING = """(widget) => {
    const seen = (selector) => [...widget.querySelectorAll(selector)].filter((c) => c.checkVisibility() && !c.disabled);
    const tell = (control, event) => control.dispatchEvent(new Event(event, { bubbles: true }));
    const choose = () => {
        for (const select of seen("select"))
            for (let i = 0; i < select.options.length; i++) tell(Object.assign(select, { selectedIndex: i }), "change");
    };
    choose();
    const [reset, ...buttons] = seen("button");
    reset.click();
    choose();
    buttons.forEach((button) => button.isConnected && button.click());
    for (const slider of seen("input[type=range]"))
        for (const share of [1, 0, 0.5]) {
            slider.value = Number(slider.min) + share * (slider.max - slider.min);
            tell(slider, "input");
        }
}"""


def move_everything(widget):
    """Choose every option, before and after Reset, press every other button and push every slider."""
    widget.scroll_into_view_if_needed()
    widget.get_by_text("network is loading").wait_for(state="hidden")
    widget.evaluate(MOVE_EVERYTHING)


def test_two_files_make_a_widget_as_contributing_says(alone, monkeypatch, tmp_path):
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Make a widget")[1].split("\n## ")[0]
    blocks = re.findall(r"```(python|js)\n(.*?)```", section, re.DOTALL)
    folder = tmp_path / "widgets"
    folder.mkdir()
    for shared in ("core.js", "ui.js", "steps.js", "mount.js", "widgets.css"):
        (folder / shared).write_text(_scripts.read(shared), encoding="utf-8")
    for kind, text in blocks:
        (folder / f"relu_table.{kind.replace('python', 'py')}").write_text(text, encoding="utf-8")
    for module in (widgets, _scripts):
        monkeypatch.setattr(module, "HERE", folder)
    monkeypatch.setattr(widgets, "__path__", [*widgets.__path__, str(folder)])

    shown = alone(widgets.ReluTable())
    assert shown.locator(".cbw-say").inner_text() == "2 of 4 numbers pass."
    cell(shown, "Z", 0, 1).fill("5")
    assert shown.locator(".cbw-say").inner_text() == "3 of 4 numbers pass."
    assert matrix(shown, "O").tolist() == [[1, 5], [0, 4]]


# What anywidget gives to a module in Jupyter: a Backbone model.
IN_JUPYTER = """async ([source, state]) => {
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
    const values = JSON.parse(state, (_, value) => (typeof value?.bytes === "string" ? bytes(value.bytes) : value));
    const listeners = new Map(), changed = {};
    const of = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event);
    window.sent = [];
    window.listening = () => [...listeners.values()].reduce((total, set) => total + set.size, 0);
    window.model = {
        get: (name) => values[name],
        set(name, value) {
            if (JSON.stringify(values[name]) === JSON.stringify(value)) return;
            values[name] = changed[name] = value;
            of(`change:${name}`).forEach((listener) => listener());
        },
        on: (event, listener) => of(event).add(listener),
        off: (event, listener) => of(event).delete(listener),
        save_changes() {
            sent.push(JSON.parse(JSON.stringify(changed)));
            Object.keys(changed).forEach((name) => delete changed[name]);
        },
        send() {},
    };
    const el = document.createElement("div");
    el.className = "in-jupyter";
    document.querySelector("main").prepend(el);
    window.cleanup = await module.default.render({ model, el });
}"""


@pytest.fixture
def in_jupyter(open_page, name):
    """A widget of this name in Python, and the same drawn by its module alone, with all that it gets on demand."""
    python = getattr(convbook, name)()
    page = open_page(f"{HTML.as_uri()}/book/notation.html", formulas=False)
    everything = python.state() | {name: python.load(name) for name in python.on_demand}
    state = json.dumps(everything, default=lambda value: {"bytes": b64encode(value).decode()})
    page.evaluate(IN_JUPYTER, [str(python._esm), state])
    return python, page.locator(".in-jupyter")


@each_widget
def test_in_jupyter_its_module_runs_alone_and_python_accepts_all_it_sends(in_jupyter):
    python, widget = in_jupyter
    page = widget.page
    taken = widget.locator(f":is({CONTROLS}):not([data-lm-suppress-shortcuts])")
    assert taken.count() == 0, "JupyterLab would take the keys pressed there: x cuts the cell"
    before = widget.inner_text()
    move_everything(widget)
    sent = [values for values in page.evaluate("sent") if values]
    assert sent, "nothing that was done in the browser was sent to Python"
    for values in sent:
        python.set_state(values)
        assert {key: python.state()[key] for key in values} == values
    assert widget.inner_text() != before
    assert page.complaints == []


@each_widget
def test_in_jupyter_a_value_set_by_python_is_drawn_and_an_ended_view_listens_no_more(in_jupyter):
    python, widget = in_jupyter
    page = widget.page
    before = widget.locator(".cbw-say").inner_text()
    page.evaluate("([name, value]) => model.set(name, value)", list(a_move(python)))
    page.wait_for_function(
        "([before]) => document.querySelector('.in-jupyter .cbw-say').innerText !== before", arg=[before]
    )
    assert page.evaluate("listening()") > 0
    page.evaluate("cleanup()")
    assert page.evaluate("listening()") == 0
