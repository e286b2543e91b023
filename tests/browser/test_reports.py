"""The pages that grading makes, in a real Chromium: they ask for nothing, a phone suffices, marks can be saved."""

import csv
import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_class import full_record, some_class, write_class

from workshop.reports import report
from workshop.reports.marks import COLUMNS


def show(open_page, tmp_path, html, **options):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    return open_page(f"{tmp_path.as_uri()}/page.html", home=tmp_path.as_uri(), formulas=False, **options)


@pytest.mark.parametrize("names", [True, False], ids=["with names", "without"])
@pytest.mark.parametrize(("width", "dark"), [(1200, False), (390, True)], ids=["desk", "phone, dark"])
def test_the_report_asks_for_nothing_fits_the_screen_and_is_accessible(open_page, tmp_path, names, width, dark):
    page = show(open_page, tmp_path, report(some_class(tmp_path), "07", names=names), width=width, dark=dark)
    assert page.asked == [f"{tmp_path.as_uri()}/page.html"] and page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:2]) for one in found] == []


def test_marks_are_given_with_a_few_clicks_and_saved_as_a_table(open_page, tmp_path):
    records = [full_record("07", student) for student in ('ada "the first"', "=ben", "cleo")]
    for record in records:
        record["words"]["unharmed-words"] = "The second, as only the lower filters get a wrong gradient."
    page = show(open_page, tmp_path, report(write_class(tmp_path, "07", records), "07"))
    marks = page.locator(".rp-mark")
    marks.nth(1).locator("fieldset").nth(0).get_by_label("yes").check()
    marks.nth(1).locator("fieldset").nth(2).get_by_label("no").check()
    marks.nth(0).locator("textarea").fill('=1+1, "well" said\nand more')
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save the marks").click()
    assert downloading.value.suggested_filename == "marks-07.csv"
    head, *rows = csv.reader(io.StringIO(downloading.value.path().read_text(encoding="utf-8-sig"), newline=""))
    assert head == COLUMNS
    assert sorted(rows) == [
        ["'=ben", "unharmed-words", "", "", "", "", '\'=1+1, "well" said\nand more'],
        ['ada "the first"', "unharmed-words", "", "yes", "", "no", ""],
    ]
    assert page.locator("#saved").inner_text() == "2 explanations are in marks-07.csv."
    assert page.asked == [f"{tmp_path.as_uri()}/page.html"] and page.complaints == []


def test_whatever_a_student_wrote_the_feedback_asks_for_nothing_and_runs_nothing(open_page, tmp_path):
    pytest.importorskip("nbgrader", reason="feedback needs nbgrader: make test-slow installs it")
    from hostile_feedback import hostile_page

    page = show(open_page, tmp_path, hostile_page(), width=390)
    page.wait_for_timeout(500)
    assert page.asked == [f"{tmp_path.as_uri()}/page.html"] and page.complaints == []
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    fold = page.locator("details").first
    assert not fold.evaluate("fold => fold.open")
    fold.locator("summary").click()
    assert fold.evaluate("fold => fold.open") and "stamp" in fold.inner_text()
