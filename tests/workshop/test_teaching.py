"""What makes a page teach: questions, its length, its letters, numbers in place of True, names that lead somewhere."""

import ast
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import nbformat
import pytest

from convbook import Question
from workshop import reading, sources, toc
from workshop.exercise_cells import FOLD

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted(filter(toc.is_chapter, BOOK.glob("*.ipynb")), key=toc.sort_key)
EXERCISES = sorted((BOOK / "exercises").glob("*.ipynb"))
INNER = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FOLDED = ("hide-cell", "hide-output", "remove-cell", "remove-output")
each_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
each_page = pytest.mark.parametrize("path", CHAPTERS + EXERCISES, ids=lambda path: f"{path.parent.name}/{path.stem}")


def cells_of(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def prose_of(path):
    return "\n\n".join(cell.source for cell in cells_of(path, "markdown"))


# ---- questions ----

PROMPT = re.compile(r"\*\*(?:Predict|By hand)\.\*\*")


def is_question(cell):
    return cell.cell_type == "code" and sources.asks(sources._parse(cell.source))


@each_chapter
def test_what_a_page_asks_can_be_answered_in_it(path):
    """A prompt stands alone in its cell, and the place to answer below it, or below what it asks about."""
    cells = nbformat.read(path, as_version=4).cells
    assert any(map(is_question, cells))
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and (prompts := PROMPT.findall(cell.source)):
            assert len(prompts) == 1, cell.source
            assert any(map(is_question, cells[i + 1 : i + 3])), cell.source


@each_chapter
def test_the_code_of_a_question_is_folded_and_no_other(path):
    """In Jupyter and Colab, where it would tell the answer."""
    for cell in cells_of(path, "code"):
        folded = {name: value for name, value in cell.metadata.items() if name in FOLD}
        assert folded == (FOLD if is_question(cell) else {}), cell.source


STORED = re.compile(r'data-widget="Question" data-state="([^"]*)"')


def needs_a_hint(asked):
    """Whether a question lacks one; of a choice each wrong text has its sentence, and a guess needs none."""
    return asked["kind"] not in ("choice", "words") and not asked.get("guess") and not asked.get("hint", "").strip()


@each_chapter
def test_a_reader_who_was_wrong_twice_gets_a_hint(path):
    cells = [cell for cell in cells_of(path, "code") if is_question(cell)]
    stored = [STORED.search("".join(out.get("data", {}).get("text/html", "") for out in c.outputs)) for c in cells]
    asked = [json.loads(unescape(state[1]))["question"] for state in stored]
    assert [cell.source for cell, one in zip(cells, asked, strict=True) if needs_a_hint(one)] == []


@pytest.mark.parametrize(
    ("question", "needs"),
    [
        (Question(11), True),
        (Question(11, hint=" "), True),
        (Question({"a"}, {"No.": "b"}, choices=["a", "b"]), True),
        (Question(11, hint="Count them."), False),
        (Question(11, guess=True), False),
        (Question("a", {"No.": "b"}), False),
        (Question(), False),
    ],
)
def test_a_question_that_lacks_a_hint_is_found(question, needs):
    assert needs_a_hint(question.question) == needs


# ---- length ----


@each_chapter
def test_a_page_says_how_long_it_takes_and_is_not_too_long(path):
    time = reading.time_of(nbformat.read(path, as_version=4))
    assert time.sentence() in cells_of(path, "markdown")[0].source
    assert time.reading + time.pencil <= reading.LONGEST


def test_what_is_in_view_is_counted():
    prose = nbformat.v4.new_markdown_cell(
        "Two words.\n\n$$a + b$$\n\n**Predict.** Which?\n\n**By hand.** [Work](x.md) it out."
    )
    code = nbformat.v4.new_code_cell("a = 1\n\nb = 2")
    hidden = nbformat.v4.new_code_cell("c = 3", metadata={"tags": ["hide-cell"]})
    time = reading.time_of(nbformat.v4.new_notebook(cells=[prose, code, hidden]))
    assert time == reading.Time(words=9, formulas=1, lines=2, predictions=1, by_hand=1)
    assert time.reading == pytest.approx(9 / 150 + 1 / 4 + 2 / 15) and time.pencil == 4


# ---- numbers in place of True ----


@each_chapter
def test_few_outputs_in_view_are_a_bare_truth_value(path):
    """One in twenty at most; True beside a word or another value is not bare."""
    shown = [
        cell for cell in cells_of(path, "code") if cell.outputs and not set(FOLDED) & set(cell.metadata.get("tags", ()))
    ]
    texts = ["".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs) for cell in shown]
    rest = [re.sub(r"\b(array|np\.)|[\s,()\[\]]", "", text) for text in texts]
    bare = [text for text in rest if re.fullmatch(r"((True|False)_?)+", text)]
    assert len(bare) <= 0.05 * len(shown), bare


# ---- links to equations, in the raw notebook as well ----

TAGGED = re.compile(r"(.*)\n+\$\$(?:(?!\$\$).)*?\\tag\{(\d+)\}", re.DOTALL)


@each_chapter
def test_above_each_numbered_equation_stands_its_anchor(path):
    text = prose_of(path)
    tags = re.findall(r"\\tag\{(\d+)\}", text)
    assert set(re.findall(r'<a id="eq-(\d+)"></a>', text)) == set(tags)
    for formula in re.finditer(r"\$\$.*?\$\$", text, re.DOTALL):
        for number in re.findall(r"\\tag\{(\d+)\}", formula[0]):
            assert f'<a id="eq-{number}"></a>' in text[: formula.start()].rstrip().rsplit("\n\n", 1)[-1]


@each_page
def test_a_link_to_an_equation_leads_to_its_anchor(path):
    for page, number in re.findall(r"\]\(([^)\s#]*)#eq-(\d+)\)", prose_of(path)):
        assert f'<a id="eq-{number}"></a>' in prose_of((path.parent / page).resolve() if page else path)


# ---- names ----


def stored_names(tree):
    """Names that a piece of code gives a value to, outside of its functions: those of loops, and all others."""
    loops, others = set(), set()

    def visit(node, target):
        if isinstance(node, INNER):
            others.update([node.name] if hasattr(node, "name") else [])
            return
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            target.add(node.id)
        for child in ast.iter_child_nodes(node):
            visit(child, loops if isinstance(node, ast.For) and child is node.target else target)

    visit(tree, others)
    return loops - others, others


def parsed(source):
    return ast.parse(re.sub(r"^( *)%.*", r"\1pass", source, flags=re.MULTILINE))


def names_in(tree, context):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}


def left_over(sources):
    """The names that a cell uses, and does not store, though they have their value only from an earlier cell's loop."""
    left, found = set(), set()
    for tree in map(parsed, sources):
        loops, others = stored_names(tree)
        own = names_in(tree, ast.Store) | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        found |= (left - own) & names_in(tree, ast.Load)
        left = left - others | loops
    return found


@each_page
def test_no_cell_uses_what_a_loop_of_an_earlier_one_has_left(path):
    assert not left_over(cell.source for cell in cells_of(path, "code"))


def test_what_a_loop_leaves_is_found():
    assert left_over(["for row, column in places:\n    print(row)", "%matplotlib inline\nprint(row)"]) == {"row"}
    assert not left_over(["for row in places:\n    print(row)", "row = 3\nprint(row)", "[row for row in places]"])
    assert not left_over(
        ["for row in places:\n    print(row)", "row = 3", "print(row)", "def f(column):\n    return column"]
    )


# ---- one letter, one meaning ----

GREEK = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau phi varphi
chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell
"""
LETTER = re.compile(rf"\\({'|'.join(GREEK.split())})(?![A-Za-z])")
WORDS = re.compile(
    r"\\begin\{array\}\{\w*\}"
    r"|\\(text|operatorname|mathrm|mathsf|texttt|tag|begin|end|color)\*?\{[^{}]*\}"  # \text{pairs}
    r"|_\{?(new|old|before|low|min|max|bin)\}?(?![a-z])"  # F_{new}
    r"|\bd(?=[A-Z]\b)"  # dO, the name in code
    r"|k_[hw]|\\[A-Za-z]+"
)


def letters(formula):
    """The letters of a LaTeX formula: ``\\alpha`` is "alpha", and words in it are none."""
    found = set(LETTER.findall(formula))
    rest = WORDS.sub(lambda word: "k" if word[0].startswith("k_") else " ", LETTER.sub(" ", formula))
    return found | set(re.findall("[A-Za-z]", rest))


def formulas(text):
    text = re.sub(r"```.*?```|`[^`\n]*`", " ", text, flags=re.DOTALL)
    return [a or b for a, b in re.findall(r"\$\$(.*?)\$\$|(?<![\\$])\$([^$\n]+)\$", text, re.DOTALL)]


def known_letters():
    """Letter -> in how many rows of the notation it stands, in formulas and in code."""
    rows = re.findall(r"^\| *([$`].*?) *\|(.*?)\|", (BOOK / "notation.md").read_text(encoding="utf-8"), re.MULTILINE)
    in_formulas, in_code = Counter(), set()
    for first, second in rows:
        if "partial" not in first and "k_h" not in first:  # these are made of letters that have rows of their own
            in_formulas.update(set().union(*map(letters, formulas(first))))
        in_code |= set(re.findall(r"`(\w)`", second))
    return in_formulas, in_code


def test_letters_are_told_from_words():
    assert letters(r"\alpha\,Z_{ij} \cdot \text{pairs} + k_h F_{new}") == {"alpha", "Z", "i", "j", "k", "F"}
    assert letters(r"dX = dO\,W^{\top}") == {"X", "O", "W"}


def test_a_letter_stands_in_one_row_of_the_notation():
    twice = {letter for letter, rows in known_letters()[0].items() if rows > 1}
    assert twice == {"W"}, "W is a width and a dense layer's weights, and the page says so"


@each_page
def test_each_letter_of_a_formula_stands_in_the_notation(path):
    used = set().union(*map(letters, formulas(prose_of(path))))
    assert used <= set(known_letters()[0])


@each_chapter
def test_a_name_of_one_letter_is_a_letter_of_the_notation(path):
    """If a cell gives it a value; those of loops, arguments and imports are free."""
    in_formulas, in_code = known_letters()
    names = set().union(*(stored_names(parsed(cell.source))[1] for cell in cells_of(path, "code")))
    assert {name for name in names if len(name) == 1 and name != "_"} <= set(in_formulas) | in_code
