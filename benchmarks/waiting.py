"""How long a reader waits: for the package, the faces, a page, a widget's step, the network in the browser.

    .venv/bin/python benchmarks/waiting.py

Prints for each the best of several times, the time that it should take at most, and the ratio of the two: above 1 is
too slow. Needs the built pages and Chromium. Run it while nothing else runs; no test asks for any of these times.
"""

import contextlib
import functools
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.conftest import HTML, NAMES, PAGES, found_on_page, launched, opened, serving, settle
from browser.test_feature_map_explorer import pictures, run_forward
from browser.test_questions import questions
from browser.test_widgets import PLACES
from sklearn.datasets import get_data_home

from convbook import load_faces

ROUNDS = 4
IMPORT = "import time; start = time.perf_counter(); import convbook; print(time.perf_counter() - start)"
# When the page has loaded and the formulas in sight are set; the others follow while one reads.
USABLE = """Math.max(performance.getEntriesByType('navigation')[0].loadEventEnd,
                     ...performance.getEntriesByName('usable').map(mark => mark.startTime))"""
STEPS = """async (control) => {
    const times = [], widget = control.closest('.cbw');
    for (let i = 0; i < 10; i++) {
        const start = performance.now();
        if (control.selectedIndex !== undefined) {
            control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
            control.dispatchEvent(new Event('change', { bubbles: true }));
        } else {
            control.stepUp();
            control.dispatchEvent(new Event('input', { bubbles: true }));
        }
        await null; await null;
        void widget.offsetHeight; // laid out anew
        times.push(performance.now() - start);
    }
    return Math.min(...times);
}"""


def line(what, took, most):
    """Print one result; both times in milliseconds."""
    print(f"{what:60}{took:8.0f}{most:8.0f}{took / most:8.2f}", flush=True)


def import_time():
    out = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout
    return 1000 * float(out)


def load_time():
    start = time.perf_counter()
    load_faces("lfw")
    return 1000 * (time.perf_counter() - start)


def page_time(open_page, address):
    page = open_page(address, wait=False)
    settle(page)
    return page.evaluate(USABLE)


def step_time(open_page, chapter, name):
    widget = found_on_page(open_page, chapter, name, reduced_motion="reduce")
    sliders = widget.locator("input[type=range]")
    return (sliders if sliders.count() else widget.locator("select")).first.evaluate(STEPS)


REPLY = """root => {
    const start = performance.now();
    root.querySelector('button').click();
    void root.offsetHeight; // laid out anew
    return performance.now() - start;
}"""


def reply_time(open_page, chapter):
    """The slowest reply of a page's questions to nothing, to a first answer and to showing what was folded."""
    page = open_page(f"{HTML.as_uri()}/{chapter}.html", formulas=False)
    return max(
        page.locator('[data-widget="Question"] .cbw-question').evaluate_all(f"all => all.map({REPLY})"), default=0
    )


def best(measure, *arguments):
    return min(measure(*arguments) for _ in range(ROUNDS))


def main():
    print(f"{'':60}{'ms':>8}{'at most':>8}{'ratio':>8}")
    line("import convbook", best(import_time), 500)
    if (Path(get_data_home()) / "lfw_home").is_dir():
        load_time()  # the first one reads the photographs
        line("load_faces, the second time", best(load_time), 1000)
    with launched(*NAMES) as browser, serving(HTML) as server:
        for page in PAGES:
            with contextlib.ExitStack() as contexts:
                open_page = functools.partial(opened, browser, contexts)
                line(f"page {page}", best(page_time, open_page, f"{server}/{page}.html"), 1500)
        for chapter, name in PLACES:
            with contextlib.ExitStack() as contexts:
                open_page = functools.partial(opened, browser, contexts)
                line(f"step of {name} in {chapter}", step_time(open_page, chapter, name), 50)
        for chapter in sorted({page for page, _ in questions()}):
            with contextlib.ExitStack() as contexts:
                open_page = functools.partial(opened, browser, contexts)
                line(f"reply of a question in {chapter}", reply_time(open_page, chapter), 50)
        with contextlib.ExitStack() as contexts:
            page = opened(browser, contexts, "about:blank")
            line("forward pass in the browser", run_forward(page, pictures()[0], ROUNDS)["time"], 300)


if __name__ == "__main__":
    main()
