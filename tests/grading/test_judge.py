"""Answers in one process, checks in another: right is right, wrong is wrong, and what is between them is values."""

import subprocess
import sys

import pytest
from grading.sandboxed import needs_sandbox

from grading import small
from workshop.exercise_cells import is_check
from workshop.grading import bubblewrap
from workshop.grading.bubblewrap import NoSandbox
from workshop.grading.judge import judge
from workshop.grading.judged import judged
from workshop.grading.limits import Limits

pytestmark = needs_sandbox
QUICK = Limits(call_seconds=1, cell_seconds=2, idle_seconds=2)
ALL = {"twice-shown", "twice-hidden", "half-right", "half-why"}
CHECKS = {cell.id: cell.metadata.nbgrader.grade_id for cell in small.master().cells if is_check(cell)}


def graded(limits=QUICK, **answers):
    return judge(small.master(), small.answered(**answers), limits)


def passed(verdict):
    return {name for cell, name in CHECKS.items() if verdict.outputs[cell] == []}


def said(verdict, check):
    (error,) = verdict.outputs[{name: cell for cell, name in CHECKS.items()}[check]]
    return error.evalue


RIGHT = {
    "as the page has it": "def twice(x):\n    return 2 * x",
    "in single precision": "def twice(x):\n    return np.float32(2) * np.asarray(x, dtype=np.float32)",
    "with a loop": "def twice(x):\n    return np.array([2 * n for n in np.ravel(x)]).reshape(np.shape(x))",
    "a lambda": "twice = lambda x: 2 * x",
    "a partial function": "from functools import partial\ntwice = partial(np.multiply, 2)",
    "an object that can be called": "class Twice:\n    def __call__(self, x):\n        return 2 * x\ntwice = Twice()",
    "an array with units": "class Own(np.ndarray):\n    pass\ndef twice(x):\n    return (2 * np.asarray(x)).view(Own)",
    "a list": "def twice(x):\n    return [2 * n for n in x] if np.ndim(x) else 2 * x",
    "with a helper": "def helper(x):\n    return x + x\ndef twice(x):\n    return helper(x)",
    "after an error in the same cell": "def twice(x):\n    return 2 * x\n1 / 0",
    "printing much": "def twice(x):\n    print('x' * 200_000)\n    return 2 * x",
    "drawing": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\ndef twice(x):\n    return 2 * x",
}


@pytest.mark.parametrize("way", [way for way in RIGHT if way != "printing much"])
def test_a_right_answer_is_right_however_it_is_written(way):
    verdict = graded(twice=RIGHT[way])
    assert passed(verdict) == ALL and verdict.events == []


WRONG = {
    "not written": ("def twice(x):\n    pass", "returned nothing"),
    "not defined": ("pass", "name 'twice' is not defined"),
    "no function": ("twice = 8", "A function was expected, but this is an int."),
    "stops with an error": ("def twice(x):\n    return x.nothing", "`twice` stopped with an AttributeError: 'int' "),
    "stops with an error of its own": ("class Odd(Exception):\n    pass\ndef twice(x):\n    raise Odd('so')",
                                       "`twice` stopped with an Odd: so."),
    "says what it is not": ("def twice(x):\n    raise NotImplementedError", "`twice` is not written yet."),
    "a syntax error": ("def twice(x)\n    return 2 * x", "name 'twice' is not defined"),
    "another value": ("def twice(x):\n    return 3 * x", "Not twice."),
    "text": ("def twice(x):\n    return 'twice'", "Numbers were expected; a str came."),
    "something else": ("class Thing:\n    pass\ndef twice(x):\n    return Thing()", "expected; a Thing came."),
    "complex": ("def twice(x):\n    return 2j * x", "Numbers were expected; complex ones came."),
    "not a number": ("def twice(x):\n    return 0 * x / np.float64(0)", "This number is not finite."),
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_answer_is_told_what_is_wrong_with_it(way):
    code, sentence = WRONG[way]
    verdict = graded(twice=code)
    assert passed(verdict) == ALL - {"twice-shown", "twice-hidden"}
    assert sentence in said(verdict, "twice-shown") and verdict.events == []


def test_a_function_that_changes_what_it_was_given_is_seen_to():
    code = "def twice(x):\n    if np.ndim(x):\n        x *= 2\n        return x\n    return 2 * x"
    assert said(graded(twice=code), "twice-hidden") == "You changed the array you were given."


@pytest.mark.parametrize(
    "code",
    [
        "from scipy.ndimage import correlate1d\ndef twice(x):\n    return correlate1d(x, [2]) if np.ndim(x) else 2 * x",
        "def twice(x):\n    import scipy\n    return 2 * x",
        "def twice(x):\n    conv2d(np.ones((2, 2)), np.ones((1, 1)))\n    return 2 * x",
        "other = conv2d\ndef twice(x):\n    other(np.ones((2, 2)), np.ones((1, 1)))\n    return 2 * x",
    ],
)
def test_what_an_exercise_does_without_is_noticed(code):
    assert said(graded(twice=code), "twice-hidden").startswith("This exercise does without ")


def test_a_later_cell_does_not_count_against_an_earlier_exercise():
    later = "half, true = 0.5, 'AB'\nother = twice\nx = conv2d(np.ones((2, 2)), np.ones((1, 1)))\ntwice = None"
    assert passed(graded(half=later)) == ALL


def test_one_that_never_ends_costs_only_what_asks_it():
    verdict = graded(twice="def twice(x):\n    while True:\n        pass")
    assert passed(verdict) == {"half-right", "half-why"}
    assert said(verdict, "twice-shown") == (
        "`twice` computed for more than 1 seconds and was stopped. Is there a loop that never ends?"
    )
    assert verdict.timed_out() and verdict.seconds < 2  # the second check does not call it again


def test_a_cell_that_never_ends_keeps_what_it_made_before():
    verdict = graded(twice="def twice(x):\n    return 2 * x\nwhile True:\n    pass")
    assert passed(verdict) == ALL and verdict.timed_out()


def test_a_cell_that_will_not_be_stopped_is_as_if_it_had_not_run():
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"
    assert passed(graded(twice=code)) == {"half-right", "half-why"}


def test_output_is_cut_and_plain():
    verdict = graded(twice="def twice(x):\n    return 2 * x\nimport os\nos.write(1, b'\\x1b[2Jx' * 10**6)\nprint('é')")
    (stream,) = verdict.outputs["cell-3"]
    assert len(stream.text) <= 100_000 and "\x1b" not in stream.text and passed(verdict) == ALL


def test_only_texts_and_pictures_are_shown():
    code = "from IPython.display import HTML, display\ndisplay(HTML('<script>1</script>'))\n" + RIGHT["drawing"]
    shown = [form for output in graded(twice=code).outputs["cell-3"] for form in output.get("data", {})]
    assert set(shown) == {"text/plain", "image/png"}


def test_what_checks_are_given_is_the_masters_whatever_a_student_made_of_it():
    assert passed(graded(twice="factor, weights = 3, np.zeros(3)\ndef twice(x):\n    return 3 * x")) == {
        "half-right",
        "half-why",
    }
    assert passed(graded(twice="factor, weights = 3, np.zeros(3)\ndef twice(x):\n    return 2 * x")) == ALL


def test_a_function_may_use_what_the_student_changed():
    assert (
        passed(graded(twice="factor = 2.0\ndef twice(x):\n    return factor * x", half="half, true = 0.5, 'ab'")) == ALL
    )


def test_without_bubblewrap_nothing_runs(monkeypatch, tmp_path):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match="apt-get install bubblewrap"):
        graded()
    submitted = small.write(small.answered(), tmp_path / "a.ipynb")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSandbox, match="UNSAFE=1"):
        list(judged(small.write(small.master(), tmp_path / "m.ipynb"), {"a": submitted}))


def test_only_on_demand_it_runs_without_a_sandbox(tmp_path):
    submitted = small.write(small.answered(), tmp_path / "a.ipynb")
    [(_, verdict)] = judged(small.write(small.master(), tmp_path / "m.ipynb"), {"a": submitted}, unsafe=True)
    assert [verdict["outputs"][cell] for cell in CHECKS] == [[]] * 4


def test_a_page_that_does_not_run_in_the_sandbox_stops_the_grading_at_once(tmp_path):
    broken = small.master()
    broken.cells[0].source = "import a_package_that_nobody_has"
    submitted = small.write(small.answered(), tmp_path / "a.ipynb")
    with pytest.raises(NoSandbox, match="nothing was graded.*a_package_that_nobody_has"):
        list(judged(small.write(broken, tmp_path / "m.ipynb"), {"a": submitted}))


def test_what_ran_out_of_time_runs_once_more_alone(tmp_path):
    endless = small.answered(twice="def twice(x):\n    while True:\n        pass")
    submissions = {
        "slow": small.write(endless, tmp_path / "slow.ipynb"),
        "ada": small.write(small.answered(), tmp_path / "a.ipynb"),
    }
    found = dict(judged(small.write(small.master(), tmp_path / "m.ipynb"), submissions, 2, {"call_seconds": 1}))
    assert list(found) == ["ada", "slow"] and found["slow"]["alone"] and not found["ada"]["alone"]


@pytest.mark.slow
def test_a_busy_machine_changes_no_grade(tmp_path):
    from pathlib import Path

    import nbformat

    from workshop.exercise_cells import is_solution

    master = next((Path(__file__).parents[2] / "book" / "exercises").glob("10-*.ipynb"))
    notebook = nbformat.read(master, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not is_solution(cell)]
    submissions = {"ada": small.write(notebook, tmp_path / "ada.ipynb")}
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
    try:
        [(_, beside)] = judged(master, submissions)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    [(_, alone)] = judged(master, submissions)
    checks = [cell.id for cell in notebook.cells if is_check(cell)]
    assert (
        [beside["outputs"][cell] for cell in checks]
        == [alone["outputs"][cell] for cell in checks]
        == [[]] * len(checks)
    )
    assert beside["events"] == alone["events"] == []
