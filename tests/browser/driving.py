"""What the tests of widgets read from a page, and how they move on it."""

import numpy as np

READ = """(widget, letter) => {
    const table = [...widget.querySelectorAll('table')].find((t) => t.caption.firstChild.textContent === letter);
    return [...table.rows].map((row) => [...row.cells].filter((cell) => !cell.classList.contains('cbw-zero'))
        .map((cell) => cell.querySelector('input')?.value ?? cell.firstChild.textContent)).filter((row) => row.length);
}"""


def texts(widget, letter):
    """What the cells of the matrix named `letter` show, padding left out: a list of rows of text."""
    return widget.evaluate(READ, letter)


def matrix(widget, letter):
    """The matrix named `letter` as the widget shows it; what is left empty is nan."""
    return np.array([[number(text) for text in row] for row in texts(widget, letter)])


def number(text):
    """The number that a page prints, with its true minus sign."""
    return float(text.replace("−", "-")) if text.strip() else np.nan


def said(widget):
    """The sentence in the live region."""
    return widget.locator(".cbw-say").inner_text()


def cell(widget, letter, i, j):
    """The input or button at row `i`, column `j`, from 0, of the matrix named `letter`."""
    return widget.get_by_label(f"{letter} row {i + 1}, column {j + 1}")


def tab_to(page, locator, limit=200):
    """Press Tab until the focus is on `locator`."""
    for _ in range(limit):
        if locator.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} presses of Tab did not lead to {locator}")


def check_playing(widget, second, last):
    """Play, and see by their first words the second step, the last one after a minute, and that it ended there."""
    clock = widget.page.clock
    clock.install()
    widget.get_by_role("button", name="Play").click()
    clock.run_for(1300)
    assert said(widget).startswith(second)
    clock.run_for(60_000)
    assert said(widget).startswith(last)
    assert widget.get_by_role("button", name="Play").is_visible()


CHANGED = """(widget, letter) => {
    const table = [...widget.querySelectorAll('table')].find((t) => t.caption.firstChild.textContent === letter);
    return [...table.rows].flatMap((row, i) => [...row.cells].filter((cell) => cell.classList.contains('cbw-changed'))
        .map((cell) => [i, cell.cellIndex, cell.querySelector('small').textContent]));
}"""


def changed(widget, letter):
    """By how much the cells of the matrix named `letter` say that an edit changed them: {(row, column): number}."""
    return {(i, j): number(by) for i, j, by in widget.evaluate(CHANGED, letter)}


def differences(after, before):
    """What `changed` must be for these matrices."""
    return {place: by for place, by in np.ndenumerate(np.subtract(after, before)) if by}


def noted(widget):
    """The sentence that tells what an edit changed; empty without an edit."""
    found = widget.get_by_role("status").filter(has_text="Your edit")
    return found.inner_text() if found.count() else ""
