"""The report after grading: its counts are the class's, its links lead somewhere, and a student's text stays text."""

import json
import random
import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from fake_class import (
    NAMES,
    OWN_STYLE,
    full_record,
    master_of,
    some_class,
    told,
    with_mistake,
    write_class,
    write_feedback,
    wrong_answers,
)

from workshop.exercise_cells import exercises, is_answer, is_check
from workshop.reports import enter_marks, report, similar, write_report
from workshop.reports.answers import PLACE, answer, answers, sections, sentence
from workshop.reports.attention import cases
from workshop.reports.charts import histogram
from workshop.reports.explanations import rubrics
from workshop.reports.marks import COLUMNS
from workshop.reports.numbers import mean_and_spread, outcomes
from workshop.reports.records import Assignment
from workshop.reports.sentences import known_sentences, misconceptions
from workshop.reports.similarity import SMALLEST_CLASS, identical

ROOT = Path(__file__).parents[2]
MASTERS = sorted((ROOT / "book" / "exercises").glob("*.ipynb"))
PAGES = [master.stem[:2] for master in MASTERS]
each_page = pytest.mark.parametrize("page", PAGES)


def read(page):
    return nbformat.read(master_of(page), as_version=4)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return some_class(tmp_path_factory.mktemp("class"))


def page_of(course, **options):
    return BeautifulSoup(report(course, "07", **options), "html.parser")


TURN, STAMP = "filter not turned", "one sign lost and the last stamp kept"


def number_of(mistake):
    return [wrong["mistake"] for wrong in wrong_answers("07")].index(mistake)


def small(course, *mistakes, words="", **others):
    """A class in which each student made one of the mistakes of chapter 7, or none."""
    records = []
    for number, mistake in enumerate(mistakes):
        record = full_record("07", f"s{number}") | others
        if mistake is not None:
            with_mistake(record, told("07")[number_of(mistake)])
        if words:
            record["words"]["unharmed-words"] = words
        records.append(record)
    return write_class(course, "07", records)


# ---- misconceptions ----


def of_check(said, check="nine-rates-right", page="07"):
    return misconceptions(said, known_sentences(read(page))[check])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("That is the filter not turned.", ["That is the filter not turned."]),
        ("At [0, 1], [1, 0] and 2 more: That is the filter not turned.", ["That is the filter not turned."]),
        ("You lost the sign of a number of ∂L/∂O. Where stamps overlap, you kept one.",
         ["You lost the sign of a number of ∂L/∂O.", "Where stamps overlap, you kept one."]),
        ("The answer has the shape (2, 3); an array of shape (3, 3) was expected. Three rows of three numbers.",
         ["The answer has another shape."]),
        ("`paint` stopped with a ValueError: shapes (2,3) and (4,) differ.", ["It stopped with a ValueError."]),
        ("All are right but the number at [1, 1], which is too small.", ["One number is wrong."]),
        ("Something new about `x`, 3 times at [0, 2].", ["Something new about …, … times at …."]),
    ],
)  # fmt: skip
def test_a_sentence_names_its_misconceptions_whatever_names_and_places_are_in_it(said, found):
    assert of_check(said) == found


def test_the_name_of_an_answer_before_a_sentence_makes_no_difference():
    assert of_check("`fell`: You counted those that rose.", "fell-right") == ["You counted those that rose."]


def test_each_statement_that_was_judged_wrongly_counts_by_itself():
    said = "B is not true: mirror `[[1, 2, 1], [0, 0, 0], [-1, -2, -1]]`, then turn it. "
    said += "D is true: which of the lines of `backward` does the mistake touch?"
    assert [one[:13] for one in of_check(said, "unharmed-why")] == ["B is not true", "D is true: wh"]


def test_a_sentence_with_a_name_filled_in_is_known():
    assert of_check("dx: that is what arrives at o.", "shared-others", "05") == ["dx: that is what arrives at o."]


@pytest.mark.parametrize("number", range(len(wrong_answers("07"))))
def test_what_real_mistakes_of_chapter_7_are_told_has_no_place_or_number_of_its_own(number):
    for check, said in told("07")[number].items():
        for found in of_check(said, check):
            assert not re.search(r"\[\d+, \d+\]|^At ", found.replace("[[1, 2, 1]", "")), found


# ---- what answers them ----


@each_page
def test_each_exercise_has_a_section_that_answers_it(page):
    numbers = {int(heading["number"]) for heading, _ in exercises(read(page))[1]}
    assert {entry["exercise"] for entry in answers()[page] if "exercise" in entry} == numbers


@each_page
def test_each_section_and_widget_is_where_the_table_says(page):
    for entry in answers()[page]:
        where, heading = PLACE.fullmatch(entry["section"]).groups()
        assert sections(where)[0].count(heading) == 1, entry["section"]
        if "widget" in entry:
            where, shown = PLACE.fullmatch(entry["widget"]).groups()
            name, setting = shown.split(": ", 1)
            assert f"{name}(" in sections(where)[1] and setting, entry["widget"]


@each_page
def test_each_sentence_and_check_in_the_table_is_one_of_the_pages(page):
    known = known_sentences(read(page))
    texts = [one.text for of in known.values() for one in of]
    for entry in answers()[page]:
        for text in entry.get("says", ()):
            assert any(sentence(text) in known for known in texts), f"no check of page {page} says {text!r}"
        assert set(entry.get("checks", ())) <= set(known)


@each_page
def test_whatever_a_check_of_a_page_can_say_is_answered(page):
    known = known_sentences(read(page))
    for heading, cells in exercises(read(page))[1]:
        for check in [cell.metadata.nbgrader.grade_id for cell in cells if is_check(cell)]:
            for said in [*(one.text for one in known[check]), "Some of the numbers are wrong."]:
                found = answer(page, int(heading["number"]), check, said)
                assert found and found.heading and found.say


def test_the_filter_not_turned_is_answered_by_the_drawing_and_the_stepper():
    found = answer("07", 1, "nine-rates-right", "That is the filter not turned.")
    assert (found.page, found.heading) == ("7", "Why turned: one drawing")
    assert "Two ways to a pixel" in found.widget and found.address.endswith("#why-turned-one-drawing")


def test_without_an_address_in_the_configuration_a_section_is_named_by_its_file(tmp_path):
    (tmp_path / "book").mkdir()
    for name in ("_toc.yml", "book/07-input-gradient.ipynb"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    config = (ROOT / "_config.yml").read_text(encoding="utf-8")
    (tmp_path / "_config.yml").write_text(re.sub(r"url: \S+", "url: https://book.invalid", config), encoding="utf-8")
    found = answer("07", 1, "nine-rates-right", "That is the filter not turned.", root=tmp_path)
    assert found.address == "book/07-input-gradient.ipynb"


# ---- the numbers ----


def test_right_partly_wrong_and_empty_are_counted_by_the_points_of_the_exercise(tmp_path):
    small(tmp_path, None, None, None, TURN)
    file = tmp_path / "records" / "07" / "s0.json"
    record = json.loads(file.read_text())
    record["points"]["paint-falls"] = 0.0
    file.write_text(json.dumps(record))
    first, _, third, _ = outcomes(Assignment(tmp_path, "07"))
    assert (first.right, first.partly, first.wrong, first.empty) == (3, 0, 1, 0)
    assert (third.right, third.partly, third.wrong, third.empty) == (3, 1, 0, 0)


def test_who_filled_nothing_in_is_empty_and_has_no_misconception(tmp_path):
    record = full_record("07", "ada")
    record["points"]["nine-rates-right"], record["said"] = 0.0, {"nine-rates-right": "Nothing is filled in here yet."}
    first = outcomes(Assignment(write_class(tmp_path, "07", [record]), "07"))[0]
    assert (first.wrong, first.empty, first.misconceptions) == (0, 1, ())


def test_a_function_that_is_as_it_was_handed_out_counts_as_empty(tmp_path):
    record = full_record("07", "ada")
    for check in ("paint-falls", "paint-right"):
        record["points"][check], record["said"][check] = 0.0, "`paint` returned nothing: is it written?"
    record["notes"] = [{"kind": "empty", "says": "Exercise 3: nothing was filled in.", "needs_you": False}]
    third = outcomes(Assignment(write_class(tmp_path, "07", [record]), "07"))[2]
    assert (third.wrong, third.empty, third.misconceptions) == (0, 1, ())


def test_a_misconception_is_counted_once_for_each_student_and_the_most_frequent_comes_first(tmp_path):
    found = outcomes(Assignment(small(tmp_path, TURN, TURN, STAMP, None), "07"))[0].misconceptions
    assert [(len(one.students), one.says) for one in found] == [
        (2, "That is the filter not turned."),
        (1, "Where stamps overlap, you kept one."),
        (1, "You lost the sign of a number of ∂L/∂O."),
    ]


def test_the_counts_on_the_page_are_those_of_the_records(course):
    records = [json.loads(file.read_text()) for file in (course / "records" / "07").glob("[!.]*.json")]
    lost = sum(record["points"]["nine-rates-right"] == 0 for record in records)
    page = page_of(course)
    assert f"{40 - lost} right, {lost} wrong" in page.get_text()
    turned = sum("filter not turned" in record["said"].get("nine-rates-right", "") for record in records)
    assert f"{turned} of 40: That is the filter not turned." in re.sub(r"\s+", " ", page.get_text())


@pytest.mark.parametrize(("numbers", "mean", "spread"), [([2, 4, 4, 4, 5, 5, 7, 9], 5, 2.138), ([3], 3, None)])
def test_mean_and_standard_deviation(numbers, mean, spread):
    found = mean_and_spread(numbers)
    assert found[0] == mean and found[1] == (spread and pytest.approx(spread, abs=1e-3))


def test_the_histogram_tells_its_numbers_in_words():
    words = BeautifulSoup(histogram([0, 9.5, 10, 10], 10), "html.parser").svg["aria-label"]
    assert words == "Students by points, of 10: 1 with 0, 1 with 9, 2 with 10."


# ---- who needs eyes ----


def test_who_needs_eyes_is_listed_by_urgency_with_what_to_do(course):
    urgent, known = cases(Assignment(course, "07"))
    assert [(case.students, case.kind) for case in urgent] == [
        (("zoe",), "tampered"), (("kai",), "check"), (("otto",), "missing"), (("sam",), "no notebook"),
        (("jon",), "two files"), (("tom",), "timeout"), (("mia",), "unusual"), (("max", "nina"), "identical"),
    ]  # fmt: skip
    assert all(case.do for case in urgent)
    assert {case.kind for case in known} == {"check restored", "renamed", "other files", "identical"}


def test_a_note_of_an_unknown_kind_that_asks_for_eyes_gets_them(tmp_path):
    note = {"kind": "brand new", "says": "Something new.", "needs_you": True}
    urgent, _ = cases(Assignment(small(tmp_path, None, notes=[note]), "07"))
    assert [(case.says, case.do) for case in urgent] == [("Something new.", "Look at it.")]


def test_an_event_says_in_which_exercise_and_that_it_happened_again_alone(tmp_path):
    cell = next(c for c in read("07").cells if is_answer(c) and c.metadata.nbgrader.grade_id == "paint")
    events = [["timeout", cell.id, "This was stopped after 20 seconds of computing."]]
    urgent, _ = cases(Assignment(small(tmp_path, None, events=events, alone=True), "07"))
    assert urgent[0].says.startswith("Exercise 3: This was stopped") and "once more alone" in urgent[0].says


def test_nobody_is_called_a_cheat(course):
    assert not re.search(r"cheat|copied|plagia|fraud|suspect", page_of(course).get_text(), re.IGNORECASE)


# ---- alike ----


def own_paint(rng):
    """`paint` in a style of one's own: a random one of many ways to write it, with experiments beside it."""
    pick = rng.choice
    size = pick(["T.size", "np.size(T)", "T.shape[0] * T.shape[1]"])
    difference = pick(["conv2d(X, F) - T", "np.subtract(conv2d(X, F), T)", "-(T - conv2d(X, F))"])
    code = pick(
        [
            f"    return X - learning_rate * conv2d_input_grad(2 * ({difference}) / {size}, F, X.shape)",
            f"    G = ({difference}) * 2 / {size}\n    return X - learning_rate * conv2d_input_grad(G, F, X.shape)",
            f"    dX = conv2d_input_grad({difference}, F, X.shape) * 2 / {size}\n    return X - learning_rate * dX",
        ]
    )
    tried = "\n".join(f"print({_expression(rng)})" for _ in range(rng.randrange(8)))
    return f"def paint(X, F, T, learning_rate):\n{code}\n{tried}"


def _expression(rng, depth=0):
    inner = [_expression(rng, depth + 1) for _ in range(2)] if depth < 2 else ["X", "F"]
    forms = [
        "{0}.shape",
        "{0} * {1}",
        "np.sum({0})",
        "conv2d({0}, {1})",
        "{0}[0, ::-1]",
        "np.abs({0} - {1}).max()",
        "T",
    ]
    return rng.choice(forms).format(*inner)


def class_of(codes):
    return [{"student": f"s{i:02}", "answers": {"paint": code}} for i, code in enumerate(codes)]


def disguised(code):
    """The same code with other names, comments, blanks and numbers, and with two functions exchanged."""
    for before, after in {"errors": "mistakes", "weights": "table", "picture": "canvas", "line": "own"}.items():
        code = re.sub(rf"\b{before}\b", after, code)
    return "# all my own work\n\n" + code.replace("\n    ", "\n        ").replace("12)", "9)").replace("def", "def ")


@pytest.mark.parametrize("seed", range(5))
def test_students_who_write_for_themselves_are_not_named(seed):
    rng = random.Random(seed)
    assert similar(class_of([own_paint(rng) for _ in range(30)]), read("07")) == []


@pytest.mark.parametrize("seed", range(5))
def test_code_of_somebodys_own_is_recognized_under_other_names_and_comments(seed):
    rng = random.Random(seed)
    codes = [own_paint(rng) for _ in range(28)]
    found = similar(class_of([*codes, OWN_STYLE, disguised(OWN_STYLE)]), read("07"))
    assert [pair.students for pair in found] == [("s28", "s29")]
    assert found[0].alike == pytest.approx(1) and "exercise 3" in found[0].says()


def test_the_masters_solution_and_the_page_name_nobody():
    whole = {cell.metadata.nbgrader.grade_id: cell.source for cell in read("07").cells if is_answer(cell)}
    assert similar([{"student": f"s{i}", "answers": whole} for i in range(30)], read("07")) == []
    assert similar([{"student": f"s{i}", "answers": {"paint": OWN_STYLE}} for i in range(30)], read("07")) == []


def test_in_a_small_class_nobody_is_named():
    few = class_of([OWN_STYLE, OWN_STYLE, *["x = 1"] * (SMALLEST_CLASS - 3)])
    assert similar(few) == [] and similar([*few, {"student": "z", "answers": {}}]) != []


def test_code_that_is_no_python_is_compared_too_and_stops_nothing():
    assert similar(class_of(["def (", "%%bash\nls", "\0", "x = '''", *["x = 1"] * 20])) == []


# ---- explanations and marks ----


@each_page
def test_each_explanation_has_a_rubric_of_two_or_three_lines(page):
    asked = [c for c in read(page).cells if is_answer(c) and c.cell_type == "markdown"]
    names = {cell.metadata.nbgrader.grade_id for cell in asked}
    assert set(rubrics()[page]) == names and names
    assert all(2 <= len(lines) <= 3 for lines in rubrics()[page].values())


def test_an_explanation_stands_beside_the_model_answer_with_what_to_look_for(tmp_path):
    page = page_of(small(tmp_path, None, words="The top filter is trained as it should be, whatever lies below it."))
    mark = page.select_one(".rp-mark")
    assert [text.get_text()[:14] for text in mark.select(".rp-text")] == ["The top filter", "The second. Th"]
    assert [legend.get_text() for legend in mark("legend")] == rubrics()["07"]["unharmed-words"]
    assert len(mark.select('input[type="radio"]')) == 9 and mark.textarea is not None


def test_texts_that_are_the_same_or_very_short_are_pointed_out_and_empty_ones_are_named(tmp_path):
    records = [full_record("07", student) for student in ("ada", "ben", "cleo", "dan")]
    for record, text in zip(
        records, ("The  second reason, *surely*.", "the second reason surely", "Yes.", ""), strict=True
    ):
        record["words"]["unharmed-words"] = text or record["words"]["unharmed-words"]
    text = re.sub(r"\s+", " ", page_of(write_class(tmp_path, "07", records)).get_text())
    assert "Word for word as ben wrote." in text and "Very short." in text and "nothing came from dan." in text


def write_marks(folder, *rows):
    file = folder / "marks-07.csv"
    file.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    return file


def graded_with_nbgrader(folder, master, students):
    """A course in which the students' copies of a master were entered into the gradebook, without being run."""
    pytest.importorskip("nbgrader", reason="marks go into nbgrader's gradebook: make test-slow installs it")
    from nbgrader.api import Gradebook

    name = master.stem[:2]
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "convbook") as book:
        book.add_assignment(name)
        book.add_notebook(master.stem, name)
        for cell in read(name).cells:
            meta = cell.metadata.get("nbgrader", {})
            if meta.get("grade"):
                book.add_grade_cell(meta.grade_id, master.stem, name, max_score=2, cell_type=cell.cell_type)
            if meta.get("solution"):
                book.add_solution_cell(meta.grade_id, master.stem, name)
        for student in students:
            book.add_student(student)
            book.add_submission(name, student)
    return folder


@pytest.fixture
def to_mark(tmp_path):
    records = [full_record("07", student) for student in ("ada", "=ben")]
    for record in records:
        record["words"]["unharmed-words"] = "The second, as only the lower filters get a wrong gradient."
        record["of"]["unharmed-words"], record["points"]["unharmed-words"] = 2.0, None
    write_class(tmp_path, "07", records)
    source = tmp_path / "source" / "07" / master_of("07").name
    notebook = nbformat.read(source, as_version=4)
    next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "unharmed-words").metadata[
        "nbgrader"
    ]["points"] = 2
    nbformat.write(notebook, source)
    return graded_with_nbgrader(tmp_path, master_of("07"), ["ada", "=ben"])


def test_marks_go_into_the_gradebook_and_what_could_not_be_entered_is_said(to_mark):
    from nbgrader.api import Gradebook

    table = write_marks(
        to_mark,
        'ada,unharmed-words,"1,5",yes,partly,no,"Good, but say more."',
        "'=ben,unharmed-words,,yes,,,",
        "carl,unharmed-words,1,,,,", "ada,paint,1,,,,", "ada,unharmed-words,3,,,,", "ada,unharmed-words,x,,,,",
        "ada,unharmed-words,,maybe,,,", "zed,unharmed-words,,,,,",
    )  # fmt: skip
    entered, problems = enter_marks(to_mark, "07", table)
    assert entered == ["=ben", "ada"]
    assert problems == [
        "Line 4: nobody called 'carl' was graded.",
        "Line 5: 'paint' is not an explanation of this page.",
        "Line 6: 3 points; the cell can give 2.",
        "Line 7: 'x' is no number of points.",
        "Line 8: 'maybe' is none of yes, partly, no.",
    ]
    with Gradebook(f"sqlite:///{to_mark / 'gradebook.db'}", "convbook") as book:
        where = ("unharmed-words", master_of("07").stem, "07", "ada")
        assert book.find_grade(*where).manual_score == 1.5
        first, *rubric = book.find_comment(*where).manual_comment.splitlines()
        assert first == "Good, but say more." and [line.split(" ")[0] for line in rubric] == [
            "✓",
            "partly:",
            "missing:",
        ]


def test_marks_show_in_the_report_and_in_the_exports(to_mark):
    before = (to_mark / "exports", write_report(to_mark, "07"))
    assert "marked" not in page_of(to_mark).select_one(".rp-mark").get_text()
    enter_marks(to_mark, "07", write_marks(to_mark, "ada,unharmed-words,2,,,,"))
    write_report(to_mark, "07")
    assert "marked: 2" in page_of(to_mark).select('[data-student="ada"]')[0].get_text()
    lines = (before[0] / "canvas-07.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["Exercises 7", "12", "", "12"]  # ben's are still missing


def test_a_table_of_marks_that_was_filled_in_is_not_written_over(tmp_path):
    small(tmp_path, None, words="The second.")
    table = tmp_path / "marks-07.csv"
    assert table in write_report(tmp_path, "07") and "s0,unharmed-words,,,,,,The second." in table.read_text(
        "utf-8-sig"
    )
    filled = write_marks(tmp_path, "s0,unharmed-words,,yes,,,").read_text()
    write_report(tmp_path, "07")
    assert table.read_text() == filled


# ---- the page ----

HOSTILE = '<script>alert(x)</script><img src=x onerror=alert(x)>" onmouseover="alert(x)'


def test_what_students_wrote_and_are_called_is_text_and_nothing_else(tmp_path):
    record = full_record("07", HOSTILE.replace("/", "-"))
    record["words"]["unharmed-words"] = record["said"]["paint-right"] = HOSTILE
    record["points"]["paint-right"] = 0.0
    record["notes"] = [{"kind": "unusual", "says": HOSTILE, "needs_you": True}]
    page = page_of(write_class(tmp_path, "07", [record]))
    assert len(page("script")) == 1 and "alert" not in page.script.string
    assert page("img") == [] and not [tag for tag in page(True) if any(name.startswith("on") for name in tag.attrs)]
    assert page.get_text().count(HOSTILE) == 3


def test_the_page_needs_nothing_from_elsewhere(course):
    page = page_of(course)
    assert not [tag for tag in page(True) if tag.name in ("link", "img", "iframe") or tag.get("src")]
    assert "url(" not in page.style.string and "@import" not in page.style.string
    assert "fetch" not in page.script.string and "http" not in page.script.string


def test_names_lead_to_the_feedback_by_relative_links(tmp_path):
    record = full_record("07", "Zoë #1")
    write_class(tmp_path, "07", [with_mistake(record, told("07")[number_of(TURN)])])
    write_feedback(tmp_path, "07", "Zoë #1")
    link = page_of(tmp_path).select_one(".rp-said a")
    assert link["href"] == "feedback/Zo%C3%AB%20%231/07/07-input-gradient.html" and link.get_text() == "Zoë #1"


def test_without_names_nobody_is_named_and_what_few_did_is_not_told_apart(course):
    page = page_of(course, names=False)
    text = re.sub(r"\s+", " ", page.get_text())
    assert [name for name in (*NAMES, "sam", "otto") if re.search(rf"\b{name}\b", text)] == []
    assert not page.select(".rp-mark, script, button") and "eyes" not in text
    assert not [link["href"] for link in page("a") if not link["href"].startswith("https://")]
    counts = [int(said.get_text().split()[0]) for said in page.select(".count")]
    assert counts and min(counts) >= 3
    assert "under 3 missing" in text and "other mistakes of fewer than 3 students each" in text


def test_a_class_in_which_all_is_right_has_a_report_without_gaps(tmp_path):
    text = page_of(small(tmp_path, None, None, None)).get_text()
    assert "Nobody: all was read, run and checked as it should be." in text and "3 right" in text


def test_before_anything_is_graded_the_way_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="make grade N=7 FROM=folder"):
        report(tmp_path, "07")


@each_page
def test_every_page_has_a_report(page, tmp_path):
    record = full_record(page, "ada")
    record["said"] = {check: "It is too large." for check in record["of"]}
    assert "ada" in report(write_class(tmp_path, page, [record]), page)


def test_answers_that_are_the_same_in_every_character_are_named_in_a_class_of_any_size():
    master, right = nbformat.read(master_of("07"), 4), full_record("07", "ada")
    other = {**right["answers"], "paint": right["answers"]["paint"].replace("dO", "dO_of_mine")}
    few = {name: text for name, text in right["answers"].items() if name == "nine-rates"}
    records = [right | {"student": name} for name in ("ada", "ben")]
    records += [right | {"student": name, "answers": other} for name in ("cleo", "dan")]
    records += [right | {"student": name, "answers": few} for name in ("eva", "finn")]
    assert identical(records, master) == [(("ada", "ben"), True), (("cleo", "dan"), False)]
