"""A class's files, however they are called and wherever they lie: each is graded, or named with what to do."""

import copy
import io
import json
import os
import stat
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

import nbformat
import pytest

from workshop.exercise_cells import is_answer, students_copy
from workshop.submissions import choosing
from workshop.submissions.collect import find
from workshop.submissions.listing import apart, name_of, safe
from workshop.submissions.matching import resemblance
from workshop.submissions.notebook_file import Unreadable

ROOT = Path(__file__).parents[2]
EXERCISES = ROOT / "book" / "exercises"
CALLED = "07-input-gradient.ipynb"
MASTER = EXERCISES / CALLED


@cache
def handed_out(called=CALLED):
    return students_copy(nbformat.read(EXERCISES / called, as_version=4))


def text(answer="dX_by_hand = [[1]]", called=CALLED, without=0):
    """A student's notebook: this answer in its first cell for one, and the last cells cut off."""
    notebook = copy.deepcopy(handed_out(called))
    next(filter(is_answer, notebook.cells)).source = answer
    notebook.cells = notebook.cells[: len(notebook.cells) - without]
    return json.dumps(notebook)


EMPTY = json.dumps(handed_out())


def put(folder, files):
    """Write files, each a minute after the one before; a text for a name that ends in / makes a folder."""
    for minute, (name, content) in enumerate(files.items()):
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (1_700_000_000 + 60 * minute,) * 2)
    return folder


def graded(submissions, folder):
    return {one.student: one.path and one.path.relative_to(folder).as_posix() for one in submissions}


def kinds(notes):
    return [note.kind for note in notes]


def only(submissions):
    (one,) = submissions
    return one


# ---- names and places ----


def test_every_layout_is_found(tmp_path):
    files = ["ada.ipynb", f"ben/{CALLED}", "cleo/homework 7.ipynb", f"dan/part1/{CALLED}", f"eve/{CALLED.upper()}",
             f"fay_{CALLED}", "07-input-gradient gus.ipynb", f"hal/{CALLED}.txt", f"ida/{CALLED}.json"]  # fmt: skip
    put(tmp_path, dict.fromkeys(files, text()))
    found, notes = find(tmp_path, MASTER)
    assert graded(found, tmp_path) == dict(
        zip(["ada", "ben", "cleo", "dan", "eve", "fay", "gus", "hal", "ida"], files, strict=True)
    )
    renamed = {"cleo", "eve", "hal", "ida"}
    assert {one.student: kinds(one.notes) for one in found} == {
        one.student: ["renamed"] if one.student in renamed else [] for one in found
    }
    assert notes == []


@pytest.mark.parametrize(
    "name",
    [
        "07-input-gradient (1).ipynb",
        "Copy of 07-input-gradient.ipynb",
        "Copy of Copy of 07-input-gradient (2).ipynb",
        "Kopie von 07-input-gradient.ipynb",
        "Copie de 07-input-gradient.ipynb",
        "07-input-gradient - Copy.ipynb",
        "07-input-gradient-Copy1.ipynb",
        "07-input-gradient copy 2.ipynb",
        "Untitled.ipynb",
        "ответ.ipynb",
    ],
)
def test_the_only_notebook_of_a_student_is_taken_whatever_its_name(name, tmp_path):
    put(tmp_path, {f"ada/{name}": text()})
    one = only(find(tmp_path, MASTER)[0])
    assert (one.student, one.path.name, kinds(one.notes)) == ("ada", name, ["renamed"])
    assert name in one.notes[0].says and not one.notes[0].needs_you


def test_canvas(tmp_path):
    files = {
        "doejane_12345_67890_07-input-gradient-1.ipynb": text(),
        "leeann_LATE_222_333_07-input-gradient.ipynb": text(),
        "leeann_444_555_07-input-gradient.ipynb": text(),
        "poejo_666_777_essay.pdf": "%PDF",
    }
    found, notes = find(put(tmp_path, files), MASTER)
    names = dict(zip(["doejane", "leeann_222", "leeann_444"], files, strict=False))
    assert graded(found, tmp_path) == names | {"poejo": None}
    assert [kinds(one.notes) for one in found] == [[], ["late"], [], ["no notebook"]]
    assert notes == []


def test_moodle(tmp_path):
    files = {
        f"Jane Doe_12345_assignsubmission_file/{CALLED}": text(),
        "Jane Doe_12345_assignsubmission_onlinetext/onlinetext.html": "<p>Hello",
        f"Jörg Öz_77_assignsubmission_file_/{CALLED}": text(),
        f"Ann O'Neil_88_assignsubmission_file_{CALLED}": text(),
        f"Jo Poe_1_assignsubmission_file_/{CALLED}": text(),
        f"Jo Poe_2_assignsubmission_file_/{CALLED}": text(),
    }
    found, _ = find(put(tmp_path, files), MASTER)
    assert [one.student for one in found] == ["Ann O'Neil", "Jane Doe", "Jo Poe_1", "Jo Poe_2", "Jörg Öz"]
    assert all(one.path for one in found)


GRADESCOPE = """\
submission_101:
  :submitters:
  - :name: Jane Doe
    :sid: '0042'
    :email: jane@example.org
  :created_at: 2026-10-01 10:00:00.000000000 Z
  :score: 0.0
submission_102:
  :submitters:
  - :name: Ann Lee
    :sid: '7'
    :email: ann@example.org
  - :name: Ben Lee
    :sid:
    :email: ben@example.org
"""


@pytest.mark.parametrize("export", ["", "assignment_5_export/"])
def test_gradescope(export, tmp_path):
    files = {f"{export}submission_metadata.yml": GRADESCOPE}
    files |= {f"{export}submission_{n}/{CALLED}": text() for n in (101, 102, 103)}
    found, notes = find(put(tmp_path, files), MASTER)
    places = {"Jane Doe": 101, "Ann Lee": 102, "Ben Lee": 102, "submission_103": 103}
    assert graded(found, tmp_path) == {name: f"{export}submission_{n}/{CALLED}" for name, n in places.items()}
    assert notes == []


def test_an_id_of_gradescopes_keeps_its_zeros_for_the_roster(tmp_path):
    put(tmp_path, {"submission_metadata.yml": GRADESCOPE.replace("'0042'", "0042"), f"submission_101/{CALLED}": text()})
    (tmp_path / "class.csv").write_text("id\n0042\n0043")
    found, _ = find(tmp_path, MASTER, tmp_path / "class.csv")
    assert [(one.student, kinds(one.notes)) for one in found] == [("0042", []), ("0043", ["missing"])]


@pytest.mark.parametrize("broken", ["[", "a: 1", "- 1", "submission_101:\n  :submitters: 3", "!!python/object:os.x {}"])
def test_metadata_that_is_broken_names_nobody(broken, tmp_path):
    put(tmp_path, {"submission_metadata.yml": broken, f"submission_101/{CALLED}": text()})
    found, notes = find(tmp_path, MASTER)
    assert only(found).student == "submission_101"
    assert "submission_metadata.yml" in notes[0].says


def test_names_are_kept(tmp_path):
    names = ["O'Neil, Ann", "Jörg Müßig", "李雷", "Ana María", "x.y", "a+b", "Smith (Jo)"]
    found, _ = find(put(tmp_path, {f"{name}/{CALLED}": text() for name in names}), MASTER)
    assert sorted(one.student for one in found) == sorted(names)


def test_both_ways_to_write_an_umlaut_are_one_student(tmp_path):
    name = "Jörg"
    files = {
        f"{unicodedata.normalize(form, name)}{end}": text() for form, end in (("NFD", ".ipynb"), ("NFC", "/a.ipynb"))
    }
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert (one.student, one.path.name) == (name, "a.ipynb")


@pytest.mark.parametrize(
    "name",
    ["a*b", "[ab]", "50%", "a:b", "..", ".a", "-rf", "con", "NUL.x", "a\nb", "x ", "a\\b", "\x1b[2J", "\udcfc", "{0}"],
)
def test_a_name_that_is_no_folders_is_written_otherwise_and_can_be_read_back(name):
    student = safe(name)
    assert name_of(student) == name
    assert set(student).isdisjoint('/\\:*?"<>|[]{}\n\x1b') and student.isprintable()
    assert student.casefold() != "con" and student[0] not in ".- " and student[-1] not in ". "
    assert safe(name_of(student)) == student


def test_names_that_a_file_system_takes_for_the_same_stay_apart():
    taken = []
    for name in ("ada", "ADA", "Ada", "aDA"):
        taken.append(apart(safe(name), taken))
        assert name_of(taken[-1]) == name
    assert len({name.casefold() for name in taken}) == 4


def test_a_name_that_no_folder_can_have_is_said_and_not_lost(tmp_path):
    found, notes = find(put(tmp_path, {f"{'ä' * 100}/{CALLED}": text()}), MASTER)
    assert found == [] and kinds(notes) == ["name"] and notes[0].needs_you


# ---- two notebooks ----


def test_of_two_notebooks_that_match_alike_the_newest_is_taken_and_both_are_named(tmp_path):
    files = {"ada/old.ipynb": text("dX_by_hand = 1"), "ada/new.ipynb": text("dX_by_hand = 2", without=2)}
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert one.path.name == "new.ipynb"
    note = next(note for note in one.notes if note.kind == "two files")
    assert "old.ipynb" in note.says and "new.ipynb" in note.says and note.needs_you


def test_a_file_and_a_folder_of_one_name_are_one_student(tmp_path):
    files = {f"ada/{CALLED}": text("dX_by_hand = 1"), "ada.ipynb": text("dX_by_hand = 2"), "ada (1).ipynb": text()}
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert one.path.name == "ada (1).ipynb"
    assert kinds(one.notes) == ["two files", "renamed"]


def test_the_one_with_answers_is_taken_though_the_other_is_newer_and_whole(tmp_path):
    files = {"ada/mine.ipynb": text(without=9), f"ada/{CALLED}": EMPTY}
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert one.path.name == "mine.ipynb"
    assert not any(note.needs_you for note in one.notes)


def test_the_one_with_most_of_the_page_is_taken_though_the_other_is_newer(tmp_path):
    files = {"ada/whole.ipynb": text("dX_by_hand = 1"), "ada/scratch.ipynb": text("dX_by_hand = 2", without=20)}
    assert only(find(put(tmp_path, files), MASTER)[0]).path.name == "whole.ipynb"


def test_the_same_notebook_twice_needs_nobody(tmp_path):
    one = only(find(put(tmp_path, {"ada/a.ipynb": text(), "ada/b.ipynb": text()}), MASTER)[0])
    assert kinds(one.notes) == ["two files", "renamed"] and not any(note.needs_you for note in one.notes)


# ---- no notebook ----


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"ada/essay.pdf": "%PDF"}, "essay.pdf"),
        ({"ada/answer.py": "x = 1", "ada/answer.html": "<p>"}, "answer.py"),
        ({"ada/work.zip": "PK"}, "unpack"),
        ({"ada/": ""}, "empty folder"),
        ({"ada/a/b/": ""}, "empty folder"),
        ({"ada/.DS_Store": "x"}, "empty folder"),
        ({f"ada/.ipynb_checkpoints/{CALLED}": text()}, ".ipynb_checkpoints"),
        ({"ada.docx": "PK"}, "ada.docx"),
    ],
)
def test_who_handed_in_no_notebook_is_named_with_what_to_do(files, said, tmp_path):
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert (one.student, one.path, kinds(one.notes)) == ("ada", None, ["no notebook"])
    assert said in one.notes[0].says and one.notes[0].needs_you


def test_other_files_beside_a_notebook_are_named(tmp_path):
    files = {f"ada/{CALLED}": text(), "ada/photo.jpg": "x", f"ada/.ipynb_checkpoints/{CALLED}": EMPTY}
    one = only(find(put(tmp_path, files), MASTER)[0])
    assert kinds(one.notes) == ["other files"] and "photo.jpg" in one.notes[0].says
    assert not one.notes[0].needs_you


@pytest.mark.parametrize("chapter", ["06-filter-gradient.ipynb", "08-update.ipynb", "02-convolution.ipynb"])
def test_a_notebook_of_another_chapter_is_not_graded(chapter, tmp_path):
    filled = nbformat.read(EXERCISES / chapter, as_version=4)  # with all its answers
    one = only(find(put(tmp_path, {f"ada/{CALLED}": json.dumps(filled)}), MASTER)[0])
    assert (one.path, kinds(one.notes)) == (None, ["another page"])
    assert one.notes[0].needs_you and CALLED in one.notes[0].says


@pytest.mark.parametrize("path", sorted(EXERCISES.glob("*.ipynb")), ids=lambda path: path.stem[:2])
def test_no_page_is_taken_for_another(path):
    master = nbformat.read(path, as_version=4)
    have, _ = resemblance(master, handed_out(path.name))
    assert have == 1
    for other in sorted(EXERCISES.glob("*.ipynb")):
        have, filled = resemblance(master, nbformat.read(other, as_version=4))
        assert other == path or (have < choosing.OF_THE_PAGE / 2 and filled < choosing.BY_NAMES)


@pytest.mark.parametrize("content", ["", "hello", "[1]", text()[:-50], b"\xff\xfe\x00"])
def test_a_damaged_notebook_is_named(content, tmp_path):
    one = only(find(put(tmp_path, {"ada.ipynb": content}), MASTER)[0])
    assert (one.path, kinds(one.notes)) == (None, ["unreadable"]) and one.notes[0].needs_you


def test_a_damaged_notebook_does_not_hide_a_good_one(tmp_path):
    one = only(find(put(tmp_path, {f"ada/{CALLED}": text(), "ada/x.ipynb": "{"}), MASTER)[0])
    assert one.path.name == CALLED and kinds(one.notes) == ["unreadable"]


def test_what_names_no_student_is_said(tmp_path):
    files = {
        CALLED: text(),
        "07-input-gradient (1).ipynb": text(),
        "README.md": "x",
        "Thumbs.db": "x",
        "__MACOSX/a": "x",
    }
    found, notes = find(put(tmp_path, files), MASTER)
    assert found == []
    assert sorted(kinds(notes)) == ["no student", "no student", "other files", "system files"]
    assert [note.needs_you for note in notes if note.kind == "no student"] == [True, True]


def test_every_file_is_accounted_for(tmp_path):
    files = {
        f"ada/{CALLED}": text(), "ada/old/draft.ipynb": text("dX_by_hand = 3"), "ada/notes.txt": "x",
        "ben/x.ipynb": "{", "ben/y.pdf": "x", "cleo.pdf": "x", "weird.xyz": "x",
        "dan/06.ipynb": text(called="06-filter-gradient.ipynb"),
    }  # fmt: skip
    found, notes = find(put(tmp_path, files), MASTER)
    said = " ".join(note.says for note in [*notes, *(note for one in found for note in one.notes)])
    silent = {one.path.relative_to(tmp_path).as_posix() for one in found if one.path}
    assert [name for name in files if name not in silent and Path(name).name not in said] == []


# ---- links, and files that are none ----


def test_links_are_not_followed(tmp_path):
    secret = tmp_path / "secret" / CALLED
    folder = tmp_path / "class"
    put(tmp_path, {f"secret/{CALLED}": text()})
    put(folder, {"ada/": "", "ben/": "", f"cleo/{CALLED}": text()})
    (folder / "ada" / CALLED).symlink_to(secret)
    (folder / "ben" / "work").symlink_to(secret.parent)
    (folder / "dan").symlink_to(secret.parent)
    (folder / "eve.ipynb").symlink_to(secret)
    (folder / "cleo" / "loop").symlink_to(folder)
    found, notes = find(folder, MASTER)
    assert graded(found, folder) == {"ada": None, "ben": None, "cleo": f"cleo/{CALLED}", "eve": None}
    assert all("is a link" in one.notes[0].says and one.notes[0].kind == "refused" for one in found)
    assert kinds(notes) == ["refused"] and "dan" in notes[0].says


def test_a_pipe_is_not_waited_for(tmp_path):
    (tmp_path / "ada").mkdir()
    os.mkfifo(tmp_path / "ada" / CALLED)
    assert kinds(only(find(tmp_path, MASTER)[0]).notes) == ["refused"]


# ---- zip files ----


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def test_a_zip_file_is_read_as_a_folder_is(tmp_path):
    early, late = (zipfile.ZipInfo(f"ada/{name}.ipynb", (2026, 10, day, 1, 0, 0)) for name, day in (("a", 2), ("b", 1)))
    files = {
        early: text("dX_by_hand = 1"),
        late: text("dX_by_hand = 2"),
        "ben.ipynb": text(),
        "Jörg/x.ipynb": text(),
        "cleo/x.pdf": "x",
    }
    found, notes = find(zipped(tmp_path / "class.zip", files), MASTER, into=tmp_path / "out")
    places = {"ada": "ada/a.ipynb", "ben": "ben.ipynb", "Jörg": "Jörg/x.ipynb", "cleo": None}
    assert graded(found, tmp_path / "out") == places
    assert notes == []
    assert only(one for one in find(tmp_path / "class.zip", MASTER)[0] if one.student == "ben").path.exists()


def test_the_folder_in_which_a_zip_file_has_all_students_is_no_student(tmp_path):
    files = {"class/ada.ipynb": text(), "class/ben/x.ipynb": text(), "__MACOSX/class/._ada.ipynb": "x"}
    found, notes = find(zipped(tmp_path / "c.zip", files), MASTER)
    assert [one.student for one in found] == ["ada", "ben"]
    assert sorted(kinds(notes)) == ["folder"]
    one, _ = find(zipped(tmp_path / "d.zip", {f"ada/{CALLED}": text(), "ada/x.pdf": "x"}), MASTER)
    assert [only(one).student] == ["ada"]


def test_nothing_of_a_zip_file_gets_out_of_its_folder(tmp_path):
    link = zipfile.ZipInfo("ben/link.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    names = ["../out.ipynb", "/tmp/out-of-it.ipynb", "ada/../../up.ipynb", "C:\\out.ipynb", "..\\back.ipynb"]
    deep = "/".join("d" * 40) + "/x.ipynb"
    archive = zipped(
        tmp_path / "x.zip", dict.fromkeys([*names, deep], text()) | {link: "/etc/passwd", "ada.ipynb": text()}
    )
    before = {path for path in tmp_path.rglob("*")}
    found, notes = find(archive, MASTER, into=tmp_path / "in")
    assert [one.student for one in found if one.path] == ["ada"]
    assert kinds(notes) == ["unreadable"] * 7 and all(note.needs_you for note in notes)
    assert {p for p in tmp_path.rglob("*") if not p.is_relative_to(tmp_path / "in")} == before
    assert not Path("/tmp/out-of-it.ipynb").exists()


def test_a_bomb_is_not_unpacked_and_its_student_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("workshop.submissions.listing.LARGEST_FILE", 300_000)
    bomb = io.BytesIO()
    zipped(bomb, {"more.ipynb": b"0" * 10**6})
    files = {
        "ada/bomb.ipynb": b" " * 10**7,
        "ben.ipynb": text(),
        "ada/inner.zip": bomb.getvalue(),
        "cleo/big.pdf": b"0" * 10**7,
    }
    found, notes = find(zipped(tmp_path / "x.zip", files), MASTER, into=tmp_path / "in")
    assert graded(found, tmp_path / "in") == {"ada": None, "ben": "ben.ipynb", "cleo": None}
    assert kinds(notes) == ["unreadable"] and "too large" in notes[0].says
    assert sum(path.stat().st_size for path in (tmp_path / "in").rglob("*")) < 10**6


def test_names_in_utf_8_are_read_though_a_zip_file_does_not_say_that_they_are(tmp_path):
    """As macOS writes them."""
    path = zipped(tmp_path / "x.zip", {"J__rg.ipynb": text()})
    path.write_bytes(path.read_bytes().replace(b"J__rg", "Jörg".encode()))
    assert only(find(path, MASTER)[0]).student == "Jörg"


def test_a_zip_file_with_damage_is_still_read(tmp_path):
    path = zipped(tmp_path / "x.zip", {"ada.ipynb": text(), "ben.ipynb": text("dX_by_hand = 2")})
    data = path.read_bytes()
    at = data.index(b"ben.ipynb") + 60
    path.write_bytes(data[:at] + b"\0" * 20 + data[at + 20 :])
    found, notes = find(path, MASTER)
    assert [(one.student, bool(one.path)) for one in found] == [("ada", True), ("ben", False)]
    assert kinds(notes) == ["unreadable"]


@pytest.mark.parametrize("name", ["nowhere", "class.zip", "class.rar"])
def test_what_is_no_folder_and_no_zip_file_is_said(name, tmp_path):
    if name != "nowhere":
        (tmp_path / name).write_text("x")
    with pytest.raises(Unreadable, match=name):
        find(tmp_path / name, MASTER)


# ---- the roster ----

CANVAS_ROSTER = """\
Student\tID\tSIS Login ID\tSection
    Points Possible\t\t\t
Poe, Ada\t1\tap1\tA
Lee, Ben\t2\tbl2\tA
"""


def with_roster(folder, roster, names, encoding="utf-8"):
    """Student -> path or kinds of notes."""
    (folder / "class.csv").write_bytes(roster.encode(encoding))
    put(folder / "in", {f"{name}/{CALLED}": text() for name in names} | {"x/": ""})
    found, notes = find(folder / "in", MASTER, folder / "class.csv")
    found = [one for one in found if one.student != "x"]
    return {one.student: [note.kind for note in one.notes] for one in found}


@pytest.mark.parametrize(
    ("roster", "came", "student"),
    [
        ("ada\nben", "ada", "ada"),
        ("ada\nben", " ADA ", "ada"),
        ("student\nada\nben", "ada", "ada"),
        ("Name;E-Mail\nAda Poe;ap@x.org\nBen Lee;bl@x.org", "ap", "ap@x.org"),
        ("Name;E-Mail\nAda Poe;ap@x.org\nBen Lee;bl@x.org", "Poe, Ada", "ap@x.org"),
        ('id,name\n1,"Poe, Ada"\n2,"Lee, Ben"', "Ada Poe", "1"),
        ("First name,Last name,ID number,Email address\nAda,Poe,17,ap@x.org\nBen,Lee,18,b@x.org", "Ada Poe", "17"),
        (CANVAS_ROSTER, "ap1", "Poe, Ada"),
        ("id,first_name,last_name,email\nap1,Ada,Poe,\nbl2,Ben,Lee,", "poeada", "ap1"),
        ("Poe,Ada\nLee,Ben\nPoe,Jo", "Ada Poe", "Poe, Ada"),
        ("Jörg\nben", unicodedata.normalize("NFD", "Jörg"), "Jörg"),
        (unicodedata.normalize("NFD", "Jörg\nben"), "Jörg", "Jörg"),
        ("student\nada\n\nben\n", "ada", "ada"),
    ],
)  # fmt: skip
def test_a_student_is_found_on_the_roster_and_the_missing_are_named(roster, came, student, tmp_path):
    found = with_roster(tmp_path, roster, [came])
    assert found.pop(student) == []
    assert set(map(tuple, found.values())) == {("missing",)} and "Points Possible" not in found
    assert len(found) == (2 if "Poe,Jo" in roster else 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_a_roster_is_read_whatever_its_encoding(encoding, tmp_path):
    assert with_roster(tmp_path, "student\r\nJörg\r\nÄnne\r\n", ["Jörg"], encoding) == {"Jörg": [], "Änne": ["missing"]}


def test_who_is_not_on_the_roster_is_graded_and_said(tmp_path):
    assert with_roster(tmp_path, "student\nada", ["ada", "zoe"]) == {"ada": [], "zoe": ["not on the roster"]}


def test_a_name_that_several_on_the_roster_have_is_not_given_to_one_of_them(tmp_path):
    found = with_roster(tmp_path, "id,name\n1,Jo Poe\n2,Jo Poe", ["Jo Poe"])
    assert found == {"1": ["missing"], "2": ["missing"], "Jo Poe": ["not on the roster"]}


def test_two_of_a_platform_do_not_become_one_on_the_roster(tmp_path):
    came = ["Jo Poe_1_assignsubmission_file_", "Jo Poe_2_assignsubmission_file_"]
    assert with_roster(tmp_path, "student\nJo Poe", came) == {"Jo Poe": [], "Jo Poe_2": ["not on the roster"]}


def test_two_files_of_one_on_the_roster_are_compared(tmp_path):
    found = with_roster(tmp_path, 'id,name\nap1,"Poe, Ada"', ["ap1", "Ada Poe"])
    assert found == {"ap1": ["two files"]}


def test_a_roster_in_the_folder_is_no_students_file(tmp_path):
    put(tmp_path, {f"ada/{CALLED}": text(), "class.csv": "student\nada"})
    found, notes = find(tmp_path, MASTER, tmp_path / "class.csv")
    assert (only(found).notes, notes) == ((), [])
