"""What hostile submissions get: no more than their answers earn, no harm done, and a line for the instructor."""

import hashlib
import json
import tomllib
from pathlib import Path

import psutil
import pytest
from grading.sandboxed import needs_sandbox

from grading import small
from workshop.exercise_cells import is_check
from workshop.grading.judged import judged
from workshop.grading.unusual import unusual

ROOT = Path(__file__).parents[2]
ATTACKS = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text(encoding="utf-8"))["attack"]
LIMITS = {"call_seconds": 2, "cell_seconds": 3, "seconds": 40, "idle_seconds": 3, "memory": 1500}
pytestmark = [pytest.mark.slow, needs_sandbox]


def pytest_generate_tests(metafunc):
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", ATTACKS, ids=[attack["name"].replace(" ", "-") for attack in ATTACKS])


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    (folder / "canary").write_text("as it was")
    (folder / "course").mkdir()
    (folder / "course" / "gradebook.db").write_bytes(b"grades")
    return {"$CANARY": f"{folder / 'canary'}", "$COURSE": f"{folder / 'course'}", "$REPOSITORY": f"{ROOT}"}


def fingerprint(folder):
    files = [file for file in sorted(Path(folder).rglob("*")) if file.is_file() and "__pycache__" not in file.parts]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def placed(code, places):
    for word, path in places.items():
        code = code.replace(word, path)
    return code


@pytest.fixture(scope="module")
def graded(places, tmp_path_factory):
    """What came of all attacks, and of a right submission after them, graded in one run; and what changed outside."""
    folder = tmp_path_factory.mktemp("submissions")
    master, submissions = small.write(small.master(), folder / "master.ipynb"), {}
    for number, attack in enumerate(ATTACKS):
        notebook = small.answered(**{cell: placed(code, places) for cell, code in attack["cells"].items()})
        submissions[attack["name"]] = small.write(notebook, folder / f"{number}.ipynb")
    submissions["right"] = small.write(small.answered(), folder / "last.ipynb")
    watched = [ROOT / "src" / "convbook" / "nn", Path(places["$CANARY"]).parent, folder]
    before = [fingerprint(place) for place in watched]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVBOOK_SECRET", "hush")
        verdicts = dict(judged(master, submissions, 2, LIMITS))
    changed = [place for place, was in zip(watched, before, strict=True) if fingerprint(place) != was]
    return verdicts, changed


def passed(verdict):
    """The checks that a submission passed."""
    checks = {cell.id: cell.metadata.nbgrader.grade_id for cell in small.master().cells if is_check(cell)}
    return {name for cell, name in checks.items() if verdict["outputs"].get(cell) == []}


def test_an_attack_gets_what_its_answers_earn(graded, attack):
    assert passed(graded[0][attack["name"]]) == set(attack["passes"])


def test_the_instructor_is_told_of_it(graded, attack):
    kinds = {kind for kind, _, _ in graded[0][attack["name"]]["events"]}
    said = {said for code in attack["cells"].values() for said in unusual(code)}
    if "told" in attack:
        assert (said | kinds) & {attack["told"], *attack["told"].split()}
    else:  # an ordinary answer, right or wrong
        assert not kinds & {"tampered", "gone", "crashed", "check"}


def test_no_attack_shows_a_hidden_check_or_what_it_calls(graded, attack):
    shown = json.dumps(graded[0][attack["name"]]["outputs"])
    assert "hush" not in shown and "the kernel is written to" not in shown and "attached" not in shown
    assert "secret line" not in shown.replace("'secret line' in o", "")
    assert "hidden" not in shown.lower() and "seen [" not in shown.replace("seen []", "")
    assert len(shown) < 2_000_000 and "\\u001b" not in shown


def test_the_next_one_is_graded_as_ever(graded):
    assert passed(graded[0]["right"]) == {"twice-shown", "twice-hidden", "half-right", "half-why"}
    assert graded[0]["right"]["events"] == []


def test_nothing_outside_is_changed_and_no_process_is_left(graded):
    assert graded[1] == []
    left = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"]]
    assert [
        command for command in left if "/inside/worker.py" in " ".join(command) or "sleep 1000" in " ".join(command)
    ] == []
