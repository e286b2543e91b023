"""The question bank, read back by code of its own: what is asked, and what a platform replies to every answer."""

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup
from platforms import Moodle, Qti

from convbook.practice import drawing
from convbook.practice.wording import plain
from convbook.widgets._base import number
from workshop.question_bank import __main__ as command
from workshop.question_bank import items, moodle, qti

ROOT = Path(__file__).parents[2]
KINDS = drawing.kinds()
COUNT = 6
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉·", "0123456789*")
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@cache
def bank():
    return items.drawn(KINDS, 1, COUNT)


@cache
def package():
    return zipfile.ZipFile(io.BytesIO(qti.package(bank())))


@cache
def quiz():
    return ElementTree.fromstring(moodle.xml(bank(), "Book"))


def questions(kind):
    """(the problem, what is asked, its item of QTI, its question of Moodle), for all problems of a kind."""
    found = {one.findtext("idnumber"): Moodle(one) for one in quiz().iter("question")}
    drawn = [one for level in (1, 2, 3) for one in drawing.fresh(kind.name, level, 1, COUNT // 3)]
    for i, (problem, asked) in enumerate(drawn, 1):
        name = f"{kind.name}-{i:02}"
        yield problem, asked, Qti(package().read(f"items/{name}.xml")), found[name]


def typed(asked, answer):
    """The numbers that one types for an answer, or None if it is chosen."""
    if asked["kind"] in ("number", "matrix", "size"):
        return [f"{value:.10g}" for value in np.ravel(answer)]
    return None


def chosen(asked, answer, texts):
    """Of some texts the one that says an answer."""

    def means(text):
        if asked["kind"] == "places":
            places = [re.fullmatch(r"[XO](\d)(\d)", name).groups() for name in text.translate(DIGITS).split(", ")]
            return sorted([int(row) - 1, int(column) - 1] for row, column in places) == answer
        return (text if asked["kind"] == "choice" else text.translate(DIGITS)) == answer

    (found,) = filter(means, texts)
    return found


def responses(asked, answer, item):
    values = typed(asked, answer)
    if values:
        return dict(zip(item.fields(), values, strict=True))
    names = {text: name for name, text in item.choices().items()}
    return {"R1": names[chosen(asked, answer, names)]}


def choice_or_numbers(asked, answer, question):
    return typed(asked, answer) or chosen(asked, answer, [text for _, text, _, _ in question.answers()])


def shown(html):
    """(the words, {caption: the numbers of its matrix}) of what a student sees; blanks are left out."""
    soup = BeautifulSoup(re.sub(r"\{1:.*?\}", "", html), "html.parser")
    rows = {table.caption.text: table.select("tr") for table in soup.select("table:has(> caption)")}
    return soup.p.text, {
        caption: [[cell.text for cell in row.select("td")] for row in lines] for caption, lines in rows.items()
    }


@each_kind
def test_both_ask_what_the_problem_asks_with_its_numbers(kind):
    for problem, asked, item, question in questions(kind):
        given = dict(drawing.given(problem)) | ({asked["letter"]: asked["of"]} if asked["kind"] == "places" else {})
        matrices = {
            f"{name}{',' if ' ' in name else ''} {len(matrix)}×{len(matrix[0])}": [
                [number(x) for x in row] for row in matrix
            ]
            for name, matrix in given.items()
        }
        for html in (item.html(), question.html("questiontext")):
            words, tables = shown(html)
            asks = re.split("Write|Mark", plain(problem.asks))[0] if item.choices else plain(problem.asks)
            assert words.startswith(asks)
            assert not item.choices or not re.search("Write|Mark", words), "there is nothing to write or to mark here"
            assert tables == matrices


@each_kind
def test_the_right_answer_gets_all_points_and_then_the_solution(kind):
    for problem, asked, item, question in questions(kind):
        score, told = item.submit(responses(asked, asked["right"], item))
        solution = [plain(step) for step in drawing.solution(problem, asked)]
        assert (score, told) == (1, {"FEEDBACK": "Right.", "SOLUTION": "".join(solution)})
        assert item.submit(item.correct())[0] == 1
        fraction, says = question.grade(choice_or_numbers(asked, asked["right"], question))
        assert fraction == 1 and set(says) == {"Right."}
        steps = BeautifulSoup(question.html("generalfeedback"), "html.parser").select("li")
        assert [step.text for step in steps] == solution


@each_kind
def test_each_mistake_gets_its_sentence_and_no_full_points(kind):
    for _, asked, item, question in questions(kind):
        for mistake in asked["mistakes"]:
            answer, says = mistake["answer"], plain(mistake["says"])
            score, told = item.submit(responses(asked, answer, item))
            assert (score, told["FEEDBACK"]) == (0, says)
            given = choice_or_numbers(asked, answer, question)
            fraction, replies = question.grade(given)
            if question.kind == "cloze":  # there each blank is judged by itself
                wrong = ~np.isclose(np.ravel(answer), np.ravel(asked["right"]), rtol=1e-6)
                assert fraction == pytest.approx(1 - wrong.mean()) and fraction < 1
                replies = [reply for reply, differs in zip(replies, wrong, strict=True) if differs]
            else:
                assert fraction == 0
            for reply in replies:
                assert says in BeautifulSoup(reply, "html.parser").text.split(" Or: ")


@each_kind
def test_another_answer_gets_neither_points_nor_a_mistakes_sentence(kind):
    for _, asked, item, question in questions(kind):
        values = typed(asked, asked["right"])
        if values:
            values = ["987654.5"] * len(values)
            score, told = item.submit(dict(zip(item.fields(), values, strict=True)))
            assert (score, told["FEEDBACK"]) == (0, qti.OTHER)
            assert question.grade(values) == (0, [""] * len(values))


@each_kind
def test_three_figures_are_enough_and_a_slip_is_not(kind):
    for _, asked, item, question in questions(kind):
        if not typed(asked, asked["right"]):
            continue
        right = np.ravel(asked["right"])
        rounded = [f"{value:.3g}" if value % 1 else f"{value:.0f}" for value in right]
        slip = [f"{value * 1.02 if value % 1 else value + 1:.6g}" for value in right]
        for values, fraction in ((rounded, 1), (slip, 0)):
            assert item.submit(dict(zip(item.fields(), values, strict=True)))[0] == fraction
            assert question.grade(values)[0] == fraction
        told = items.ROUNDED in item.text()
        assert told or not any(value % 1 for value in right)


def test_a_number_has_one_field_and_a_matrix_as_many_as_numbers():
    shapes = {kind.name: question.kind for kind in KINDS for *_, question in questions(kind)}
    assert {shapes[name] for name in ("one-output", "softmax", "momentum")} == {"numerical"}
    assert {shapes[name] for name in ("whole-output", "output-size", "update")} == {"cloze"}
    assert {shapes[name] for name in ("turned", "filter-gradient-terms", "pixels-of-a-weight")} == {"multichoice"}


# ---- the files ----


def test_the_package_lists_what_it_holds():
    manifest = ElementTree.fromstring(package().read("imsmanifest.xml"))
    cp = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
    assert [child.tag.removeprefix(cp) for child in manifest] == ["metadata", "organizations", "resources"]
    resources = manifest.findall(f"{cp}resources/{cp}resource")
    assert {one.get("type") for one in resources} == {"imsqti_item_xmlv2p1"}
    assert [one.get("href") for one in resources] == [one.find(f"{cp}file").get("href") for one in resources]
    assert sorted(["imsmanifest.xml", *(one.get("href") for one in resources)]) == sorted(package().namelist())
    for one in resources:
        item = ElementTree.fromstring(package().read(one.get("href")))
        assert item.get("identifier") == one.get("identifier")
    assert len({one.get("identifier") for one in resources}) == len(KINDS) * COUNT


ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
NAMES = re.compile(r"[A-Za-z_][\w.-]*")
# What may stand in what, of the elements used here, and their attributes: a part of the content model of QTI 2.1.
INLINE = {"i", "em", "textEntryInteraction"}
INSIDE = {
    "itemBody": {"p", "div", "table", "choiceInteraction"}, "p": INLINE, "div": {"table"}, "td": INLINE, "li": INLINE,
    "table": {"caption", "tbody"}, "tbody": {"tr"}, "tr": {"td"}, "caption": INLINE, "ol": {"li"}, "i": set(),
    "em": set(), "choiceInteraction": {"simpleChoice"}, "simpleChoice": set(), "textEntryInteraction": set(),
    "modalFeedback": {"ol", *INLINE},
}  # fmt: skip
ATTRIBUTES = {
    "table": {"class"}, "choiceInteraction": {"responseIdentifier", "shuffle", "maxChoices"},
    "simpleChoice": {"identifier"}, "textEntryInteraction": {"responseIdentifier", "expectedLength"},
    "modalFeedback": {"outcomeIdentifier", "identifier", "showHide"},
}  # fmt: skip


@each_kind
def test_an_item_has_the_elements_of_the_standard_in_their_order(kind):
    for _, _, item, _ in questions(kind):
        names = [child.tag.rpartition("}")[2] for child in item.root]
        assert names == sorted(names, key=ORDER.index) and set(names) == set(ORDER)
        assert item.root.get("adaptive") == item.root.get("timeDependent") == "false" and item.root.get("title")
        identifiers = [node.get("identifier") for node in item.root.iter() if node.get("identifier")]
        assert all(map(NAMES.fullmatch, identifiers))
        for part in (item.root.find("{*}itemBody"), *item.root.findall("{*}modalFeedback")):
            for node in part.iter():
                name = node.tag.rpartition("}")[2]
                assert {child.tag.rpartition("}")[2] for child in node} <= INSIDE[name], name
                assert set(node.attrib) <= ATTRIBUTES.get(name, set()), name
        assert set(item.fields()) | set("R1" for _ in item.choices()) == set(item.responses)


def test_the_questions_lie_in_a_category_for_each_kind():
    paths = [one.findtext("category/text") for one in quiz().iter("question") if one.get("type") == "category"]
    assert paths == [f"$course$/top/Book/Chapter {kind.chapter}/{kind.title}" for kind in KINDS]
    names = [one.findtext("name/text") for one in quiz().iter("question") if one.get("type") != "category"]
    assert len(names) == len(set(names)) == len(KINDS) * COUNT


def test_the_same_seed_makes_the_same_files_and_another_does_not():
    kinds = [kind for kind in KINDS if kind.chapter == 8]
    made = [items.drawn(kinds, seed, 3) for seed in (1, 1, 2)]
    for first, again, other in (map(qti.package, made), (moodle.xml(one, "Book") for one in made)):
        assert first == again != other


@pytest.mark.parametrize("option", ["--N=seven", "--N=1", "--COUNT=0", "--COUNT=201", "--SEED=x"])
def test_what_cannot_be_is_refused_in_a_sentence(option, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as told:
        command.main([option])
    assert re.fullmatch(rf"{option[2:].split('=')[0]} is .{{1,20}}; expected [^\n]+", told.value.code)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_both_files_and_says_where(monkeypatch, tmp_path, capsys):
    (tmp_path / "_config.yml").symlink_to(ROOT / "_config.yml")
    monkeypatch.chdir(tmp_path)
    command.main(["--N=8", "--COUNT=2", "--SEED="])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "4 questions of 2 kinds:"
    assert all((tmp_path / path).is_file() for path in said[1:]) and len(said) == 3
