"""A real Chromium, a local server, and `open_page`, which notes whatever a page asks for and complains about."""

import contextlib
import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from convbook import palette
from convbook.widgets import _scripts

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
SHELL = "chromium-headless-shell"  # Chromium without its window: what it shows is the same, in half the time
NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)  # fmt: skip
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PATIENCE = 120_000  # milliseconds; a busy machine is no error
# What a page must not print: warnings may come from the browser itself, errors come from the page.
COMPLAINTS = ("error", "assert")


def chapters():
    """The pages in _toc.yml, as paths below _build/html without their ending."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [toc["root"]]

    def walk(node):
        for entry in node.get("parts", []) + node.get("chapters", []) + node.get("sections", []):
            found.extend([entry["file"]] if "file" in entry else [])
            walk(entry)

    walk(toc)
    return found


PAGES = [*chapters(), "search"]


def pytest_generate_tests(metafunc):
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", PAGES, scope="module")  # so the tests of one page come together


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def browser():
    with launched(SHELL, *NAMES) as chromium:
        yield chromium


@contextlib.contextmanager
def launched(*names):
    """The first of these programs that is here, as a browser."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing = "no Chromium here (looked for " + ", ".join(names) + ")"
        if os.environ.get("CI") == "true" or os.environ.get("CONVBOOK_REQUIRE_BROWSER") == "1":
            pytest.fail(missing + ": the built pages were not checked")
        pytest.skip(missing + ": apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serving(folder):
    """The address of a local server of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def server():
    with serving(HTML) as address:
        yield address


@pytest.fixture(params=["disk", "server"])
def home(request):
    """Where a page's address begins: opened from disk, and from a server."""
    return HTML.as_uri() if request.param == "disk" else request.getfixturevalue("server")


@pytest.fixture
def open_page(browser):
    """`open_page(address, ...)` -> a Playwright page with lists `asked`, `strangers` and `complaints`."""
    with contextlib.ExitStack() as contexts:
        yield functools.partial(opened, browser, contexts)


# The sidebars come and go a moment after the window has another width: until the article keeps its own for ten frames.
STILL = """() => new Promise((done) => {
    const article = document.querySelector('.bd-article-container');
    let width, frames = 0;
    const look = () => {
        frames = article.clientWidth === width ? frames + 1 : 0;
        width = article.clientWidth;
        if (frames < 10) requestAnimationFrame(look); else done();
    };
    look();
})"""
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def shown(browser, page_name):
    """`shown("phone", "dark")` -> the page from disk, opened once for all tests that only look, in that view."""
    with contextlib.ExitStack() as contexts:
        address = f"{HTML.as_uri()}/{page_name}.html"
        page = opened(browser, contexts, address, dark=True, reduced_motion="reduce", **SCREENS["phone"])

        def show(screen, scheme):
            if page.viewport_size != SCREENS[screen]:
                page.set_viewport_size(SCREENS[screen])
                page.evaluate(STILL)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.locator(f'html[data-theme="{scheme}"]').wait_for(state="attached")
            return page

        yield show


@pytest.fixture
def placed(open_page):
    """`placed("book/02-convolution", "ConvolutionStepper", ...)` -> that widget in its built page, opened from disk.

    Without the rest of the page, which takes longer to be laid out than a widget to be moved.
    """

    def place(page_name, widget_name, **options):
        html = without_the_rest(page_name, widget_name)
        return found_on_page(open_page, page_name, widget_name, html=html, **options)

    return place


@functools.cache
def without_the_rest(page_name, widget_name):
    """The HTML of a built page that has in its article one widget and nothing else."""
    page = BeautifulSoup((HTML / f"{page_name}.html").read_text(encoding="utf-8"), "html.parser")
    article, widget = page.article, page.select_one(f'[data-widget="{widget_name}"]').extract()
    article.clear()
    article.append(widget)
    return str(page)


def found_on_page(open_page, page_name, widget_name, **options):
    page = open_page(f"{HTML.as_uri()}/{page_name}.html", formulas=False, **options)
    return page.locator(f'[data-widget="{widget_name}"] .cbw-live').first


@pytest.fixture
def alone(open_page, tmp_path):
    """`alone(widget, ...)` -> a widget in its present state on a page of its own, as the built pages show it."""

    def place(widget, *, dark=False, **options):
        (tmp_path / "widgets.js").write_text(_scripts.page_script(), encoding="utf-8")
        styles = palette.css("html", 'html[data-theme="dark"]') + _scripts.read("widgets.css")
        (tmp_path / "page.html").write_text(
            f'<!DOCTYPE html><html lang="en" data-theme="{"dark" if dark else "light"}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>A widget</title><style>{styles}</style>'
            f'<body style="background: var(--cb-paper)"><main>{widget.html()}</main>'
            '<script defer src="widgets.js"></script></body></html>',
            encoding="utf-8",
        )
        for name, text in _scripts.page_data().items() if widget.on_demand else ():
            (tmp_path / "widget-data").mkdir(exist_ok=True)
            (tmp_path / "widget-data" / name).write_text(text, encoding="utf-8")
        page = open_page(f"{tmp_path.as_uri()}/page.html", home=tmp_path.as_uri(), dark=dark, **options)
        return page.locator(".cbw-live")

    return place


def opened(
    browser, contexts, address, *, home=None, width=1280, height=900, dark=False, wait=True, formulas=True, html=None,
    **options,
):  # fmt: skip
    """A new page at `address`; without `formulas` nothing is set, which takes most of the time of a chapter.

    With `html`, that is what the page holds.
    """
    options.setdefault("color_scheme", "dark" if dark else "light")
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(PATIENCE)
    contexts.callback(context.close)
    page = context.new_page()
    watch(page, home or (HTML.as_uri() if address.startswith("file:") else "/".join(address.split("/")[:3])))
    if not formulas:
        page.route("**/mathjax/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
    if html:
        page.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(address)
    if wait:
        settle(page)
    return page


def watch(page, home):
    """Note all that `page` asks for, what of it does not lie below `home`, and what it complains of."""
    page.asked, page.strangers, page.complaints = [], [], []

    def on_request(request):
        page.asked.append(request.url)
        if not request.url.startswith((home + "/", "data:", "blob:")):
            page.strangers.append(request.url)

    page.on("request", on_request)
    page.on("console", lambda message: message.type in COMPLAINTS and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(f"failed: {request.url}"))
    page.on(
        "response", lambda answer: answer.status >= 400 and page.complaints.append(f"{answer.status}: {answer.url}")
    )


def settle(page):
    """Wait until the formulas stand, in their own letters."""
    page.wait_for_load_state("load")
    page.evaluate("() => window.MathJax?.startup?.promise")
    page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def size_on_disk(url):
    """Bytes of the file that an address of a built page names."""
    path = url.split("#")[0].split("?")[0]
    path = path.removeprefix(HTML.as_uri()) if path.startswith("file:") else "/" + "/".join(path.split("/")[3:])
    return (HTML / path.lstrip("/")).stat().st_size
