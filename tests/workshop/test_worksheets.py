"""Sheets of practice problems: different, right, the same everywhere; each key beside its sheet; each page on paper."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from practice.answers import ANSWERS, NUMBER, Told
from practice.test_practice import equal

from convbook.practice import drawing
from convbook.practice.wording import plain
from convbook.widgets._base import number
from workshop import wanted, worksheets
from workshop.worksheets import __main__ as command
from workshop.worksheets import keys, pages, pdf

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted({kind.chapter for kind in drawing.kinds()})


def drawn(chapter, *, level=2, seed=1, count=5, problems=None):
    _, kinds = wanted.kinds(chapter or "")
    return worksheets.draw(chapter, kinds, level=level, seed=seed, count=count, problems=problems or len(kinds))


def as_text(given):
    """All that a class is asked, as one text for each sheet."""
    return [
        "\n".join(f"{plain(problem.asks)} {drawing.given(problem)} {asked.get('of')}" for problem, asked in sheet)
        for sheet in given.sheets
    ]


# ---- what is drawn ----


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_two_sheets_of_a_class_share_a_problem_and_all_ask_the_chapters_kinds(chapter):
    given = drawn(chapter, count=30)
    assert {kind.chapter for kind in given.kinds} == {chapter}
    assert len({kind.name for kind in given.kinds}) == len(given.kinds)
    problems = [line for text in as_text(given) for line in enumerate(text.split("\n"))]
    assert not given.notes and max(Counter(problems).values()) == 1


@pytest.mark.parametrize("kind", drawing.kinds(), ids=lambda kind: kind.name)
def test_the_answers_are_right_by_another_way(kind):
    given = worksheets.draw(None, [kind], level=3, seed=5, count=4, problems=1)
    for ((problem, asked),) in given.sheets:
        right = ANSWERS[kind.name](Told(problem, asked))
        if asked["kind"] == "choice":
            assert asked["right"].startswith(right)
        elif asked["kind"] == "places":
            assert set(map(tuple, asked["right"])) == right
        else:
            assert equal(asked["right"], right), plain(problem.asks)


def test_another_seed_or_level_gives_other_sheets():
    texts = [text for options in ({}, {"seed": 2}, {"level": 3}) for text in as_text(drawn(7, **options))]
    assert len(set(texts)) == len(texts)


def test_a_sheet_stays_the_same_in_a_larger_class():
    assert as_text(drawn(7, count=40, problems=4))[:5] == as_text(drawn(7, count=5, problems=4))


def test_the_problems_are_not_those_of_the_practice_page():
    shown = {plain(problem.asks) + str(drawing.given(problem)) for problem, _ in drawing.drawn("input-gradient")[2]}
    kinds = [kind for kind in drawing.kinds() if kind.name == "input-gradient"]
    given = worksheets.draw(7, kinds, level=2, seed=1, count=30, problems=1)
    assert not shown & {plain(problem.asks) + str(drawing.given(problem)) for ((problem, _),) in given.sheets}


@pytest.mark.parametrize("hashes", ["0", "1"])
def test_another_process_draws_the_same(hashes):
    code = (
        "from workshop import wanted, worksheets; from convbook.practice.wording import plain\n"
        "given = worksheets.draw(None, wanted.kinds('')[1], level=2, seed=3, count=3, problems=6)\n"
        "print([[plain(problem.asks) for problem, _ in sheet] for sheet in given.sheets])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": hashes}, capture_output=True, check=True
    )
    given = drawn(None, seed=3, count=3, problems=6)
    here = [[plain(problem.asks) for problem, _ in sheet] for sheet in given.sheets]
    assert said.stdout.decode().strip() == str(here)


def few(*names):
    return [kind for kind in drawing.kinds() if kind.name in names]


def test_a_class_larger_than_a_kind_says_so_and_still_gets_different_sheets():
    kinds = few("receptive-field", "output-size")
    given = worksheets.draw(None, kinds, level=1, seed=1, count=100, problems=2)
    assert ["The receptive field of a stack" in note for note in given.notes] == [True]
    assert len(set(as_text(given))) == 100


def test_a_class_larger_than_its_sheets_is_refused():
    with pytest.raises(ValueError, match="only 64 different sheets"):
        worksheets.draw(None, few("receptive-field"), level=1, seed=1, count=65, problems=1)


# ---- what is written ----


@pytest.fixture(scope="module", params=[*CHAPTERS, None])
def written(request):
    given = drawn(request.param, level=3, count=3, problems=None if request.param else 12)
    return given, *(BeautifulSoup(page.html(given), "html.parser") for page in (pages, keys))


def numbers(text):
    return NUMBER.findall(text)


def test_a_sheet_asks_what_was_drawn_and_shows_its_number_and_its_seed(written):
    given, sheets, _ = written
    found = iter(sheets.select("article"))
    for sheet in given.sheets:
        for k, (kind, (problem, asked)) in enumerate(zip(given.kinds, sheet, strict=True), 1):
            article = next(found)
            assert article.h2.text == f"{k} {kind.title}"
            assert article.p.text == plain(problem.asks)
            cells = [cell.text for cell in article.select(".cbw-grid:not(.mark) td")]
            assert cells == [number(value) for _, matrix in drawing.given(problem) for row in matrix for value in row]
            marked = [[cell.text for cell in row.select("td")] for row in article.select(".mark tr")]
            assert bool(marked) == (asked["kind"] == "places")
            for i, row in enumerate(marked, 1):
                assert row == [asked["letter"] + "₀₁₂₃₄₅₆₇₈₉"[i] + "₀₁₂₃₄₅₆₇₈₉"[j] for j in range(1, len(row) + 1)]
            blank = [len(row.select("td")) for row in article.select(".blank tr")]
            assert blank == ([asked["shape"][1]] * asked["shape"][0] if asked["kind"] == "matrix" else [])
    assert next(found, None) is None
    for page in sheets.select(".page"):
        assert re.search(rf"Sheet \d+.*level {given.level}, seed {given.seed}$", page.footer.text)
    assert [page["id"] for page in sheets.select(".page[id]")] == ["sheet-1", "sheet-2", "sheet-3"]


def test_a_key_has_the_answer_the_steps_and_the_mistakes_of_its_sheet(written):
    given, _, found = written
    for k, sheet in enumerate(given.sheets, 1):
        glance = [cell.get_text("; ") for cell in found.select(".glance tbody tr")[k - 1].select("td")]
        for article, one, (problem, asked) in zip(found.select(f"#sheet-{k} article"), glance, sheet, strict=True):
            right = article.select_one(".right").get_text("; ")
            assert right == one == said(asked, asked["right"])
            steps = [step.text for step in article.select("ol li")]
            assert steps == list(map(plain, drawing.solution(problem, asked)))
            rows = [row.select("td") for row in article.select("tbody tr")]
            wrong = [(said(asked, mistake["answer"]), plain(mistake["says"])) for mistake in asked["mistakes"]]
            assert [(answer.get_text("; "), says.text) for answer, says in rows] == wrong


def said(asked, value):
    """An answer as the key should have it."""
    kind = asked["kind"]
    if kind == "matrix":
        return "; ".join(", ".join(map(number, row)) for row in value)
    if kind == "size":
        return "×".join(str(int(length)) for length in value)
    if kind == "places":
        return ", ".join(f"{asked['letter']}{sub(row + 1)}{sub(column + 1)}" for row, column in value)
    if kind == "formula":
        return re.sub(r"\d", lambda digit: sub(int(digit[0])), value).replace("*", "·") if value != "0" else "0"
    return value if isinstance(value, str) else f"{number(value)} {asked.get('unit', '')}".strip()


def sub(digit):
    return "₀₁₂₃₄₅₆₇₈₉"[digit]


def test_the_pages_ask_for_nothing_and_have_no_color(written):
    _, *documents = written
    for document in documents:
        assert not document.select("script, link, img, iframe, object")
        style = document.style.text
        assert re.findall(r"url\((?![\"']?data:)|@import", style) == []
        colors = re.findall(r"(?:#|%23)([\da-f]{3}|[\da-f]{6})\b", re.sub(r"base64,[^)]*", "", style))
        assert colors and all(len(set(re.findall("." * (len(color) // 3), color))) == 1 for color in colors)


# ---- on paper ----


def browser():
    found = pdf.chromium()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium here: the sheets were not printed")
        pytest.skip("no Chromium here: apt-get install chromium")
    return found


@cache
def every_kind():
    """Sheets of all chapters and levels, with all their kinds, as one page."""
    made = [pages.html(drawn(chapter, level=level, count=2)) for chapter in CHAPTERS for level in (1, 2, 3)]
    parts = [part for html in made for part in re.findall(r'<section class="page".*?</section>', html, re.DOTALL)]
    return pages.document("All", "sheets", parts)


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_each_page_of_the_html_is_one_of_the_pdf(paper, tmp_path):
    program, html = browser(), every_kind()
    page = tmp_path / "sheets.html"
    page.write_text(html, encoding="utf-8")
    printed = pdf.printed(page, program, paper).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == html.count('<section class="page"')
    size = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert tuple(round(float(side)) for side in size.groups()) == {"a4": (595, 842), "letter": (612, 792)}[paper]


def test_a_browser_that_fails_is_said_in_a_line(tmp_path):
    page = tmp_path / "sheets.html"
    page.write_text("<head></head>")
    with pytest.raises(OSError, match="did not print sheets.html") as told:
        pdf.printed(page, shutil.which("false") or sys.executable, "a4")
    assert "\n" not in str(told.value)


# ---- the command ----


@pytest.mark.parametrize(
    "option",
    ["--N=seven", "--N=1", "--N=10", "--N=-7", "--COUNT=0", "--COUNT=many", "--COUNT=1001", "--SEED=-1", "--SEED=1.5",
     "--SEED=" + "9" * 5000, "--LEVEL=4", "--PROBLEMS=0", "--PROBLEMS=50", "--PAPER=a3"],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(option, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as told:
        command.main([option])
    name = option[2:].split("=")[0]
    assert re.fullmatch(rf"{name} is .{{1,20}}; expected [^\n]+", told.value.code)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("there", [True, False])
def test_the_command_writes_sheets_and_keys_and_says_where(there, monkeypatch, tmp_path, capsys):
    for name in ("_config.yml", "_toc.yml", "book"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    program = browser() if there else None
    monkeypatch.setattr(pdf, "chromium", lambda: program)
    command.main(["--N=2", "--COUNT=2", "--SEED="])
    folder = tmp_path / "_build" / "worksheets" / "02-level2-seed1-problems3"
    names = ["keys.html", "sheets.html"] + ["keys.pdf", "sheets.pdf"] * there
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    said = capsys.readouterr().out
    assert all(f"{folder.relative_to(tmp_path) / name}" in said for name in names)
    assert ("Save as PDF" in said) == (not there)
