"""`make update`: upstream's changes and a copy's own are both there; a conflict is one line that both changed."""

import os
import random
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from workshop.address import replace_address, repository
from workshop.updates.lines import merge_lines
from workshop.updates.notebooks import merge_notebooks, read, stale, write

ROOT = Path(__file__).parents[2]
COMMITS = 30
WHO = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
       for key, value in {"NAME": "Ada", "EMAIL": "ada@example.org"}.items()}  # fmt: skip
ENV = {**os.environ, **WHO, "PYTHONPATH": str(ROOT / "src")}


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, env=ENV, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.strip()


def update(folder, *arguments):
    """What the command says, and whether it went well."""
    command = [sys.executable, "-m", "workshop.updates", *arguments]
    done = subprocess.run(command, cwd=folder, env=ENV, capture_output=True, encoding="utf-8")
    return done.stdout + done.stderr, done.returncode == 0


# ---- lines ----


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("aXcd", "abcY", "aXcY"),
        ("aXcd", "abYd", "aXYd"),  # neighbors: git itself would stop here
        ("abcdX", "abcY", "abcYX"),  # an addition below a changed line
        ("Xabcd", "Ybcd", "XYbcd"),
        ("acd", "abcY", "acY"),
        ("aXcd", "aXcd", "aXcd"),
        ("abXcd", "abXcd", "abXcd"),
    ],
)
def test_changes_of_different_lines_are_merged(ours, theirs, merged):
    assert merge_lines(list("abcd"), list(ours), list(theirs)) == (list(merged), False)


@pytest.mark.parametrize(("ours", "theirs"), [("aXcd", "aYcd"), ("abXcd", "abYcd"), ("acd", "aYcd")])
def test_a_line_changed_twice_is_a_conflict_and_both_versions_stand_there(ours, theirs):
    merged, conflict = merge_lines(list("abcd"), list(ours), list(theirs))
    assert conflict
    start, middle, end = (merged.index(mark) for mark in ("<<<<<<< this copy", "=======", ">>>>>>> upstream"))
    assert "".join(merged[:start] + merged[start + 1 : middle] + merged[end + 1 :]) == ours
    assert "".join(merged[:start] + merged[middle + 1 : end] + merged[end + 1 :]) == theirs


def changed(lines, rng, mark):
    """Some lines changed, deleted and inserted."""
    made = []
    for line in lines:
        roll = rng.random()
        made += [f"{mark} before {line}"] * (roll < 0.02)
        made += [] if 0.02 < roll < 0.04 else [f"{mark} {line}" if 0.04 < roll < 0.08 else line]
    return made


def test_what_git_can_merge_is_merged_as_git_does(tmp_path):
    clean = 0
    for seed in range(60):
        rng = random.Random(seed)
        base = [f"line {number}" for number in range(30)]
        sides = [changed(base, rng, mark) for mark in ("ours", "theirs")]
        for name, lines in zip(("ours", "base", "theirs"), (sides[0], base, sides[1]), strict=True):
            (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        done = subprocess.run(["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=tmp_path, capture_output=True)
        if done.returncode == 0:
            clean += 1
            assert merge_lines(base, *sides) == (done.stdout.decode().splitlines(), False)
    assert clean > 20


# ---- notebooks ----


def notebook(*cells):
    """A notebook of cells `(id, prose)` or `(id, code, output)`."""
    made = []
    for name, source, *printed in cells:
        if printed:
            outputs = [nbformat.v4.new_output("stream", text=text) for text in printed]
            made.append(new_code_cell(source, id=name, outputs=outputs, execution_count=1))
        else:
            made.append(new_markdown_cell(source, id=name))
    return read(nbformat.writes(new_notebook(cells=made)))


def shown(made):
    """The ids and sources of a notebook's cells, and what code printed."""
    return [
        (cell["id"], cell["source"], *("".join(out["text"]) for out in cell.get("outputs", ())))
        for cell in made["cells"]
    ]


BASE = [("a", "one"), ("b", "1 + 1", "2"), ("c", "three\nfour")]


def with_code(source, printed):
    return [BASE[0], ("b", source, printed), BASE[2]]


def merged(ours, theirs):
    made, notes, conflict = merge_notebooks(*(notebook(*cells) for cells in (BASE, ours, theirs)))
    return shown(made), notes, conflict


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([*BASE, ("x", "own")], [BASE[0], ("n", "new"), *BASE[1:]], [BASE[0], ("n", "new"), *BASE[1:], ("x", "own")]),
        ([*BASE, ("x", "own")], [*BASE, ("n", "new")], [*BASE, ("n", "new"), ("x", "own")]),
        ([("x", "own"), *BASE], BASE[1:], [("x", "own"), *BASE[1:]]),
        (BASE[:2], [("a", "ONE"), *BASE[1:]], [("a", "ONE"), BASE[1]]),
        ([BASE[2], *BASE[:2]], [*BASE, ("n", "new")], [BASE[2], ("n", "new"), *BASE[:2]]),
        (with_code("1 + 1", "2.0"), with_code("2 + 2", "4"), with_code("2 + 2", "4")),
        (with_code("1 + 3", "4"), with_code("1 + 1", "two"), with_code("1 + 3", "4")),
        (BASE, with_code("1 + 1", "two"), with_code("1 + 1", "two")),
        ([*BASE[:2], ("c", "three\nFOUR")], [*BASE[:2], ("c", "THREE\nfour")], [*BASE[:2], ("c", "THREE\nFOUR")]),
    ],
    ids=["cells at two places", "cells at one place", "one deleted", "a change below a cell deleted here", "moved here",
         "run by both", "changed here", "run upstream", "two lines of one cell"],
)  # fmt: skip
def test_both_sides_changes_are_there(ours, theirs, expected):
    assert merged(ours, theirs) == (expected, [], False)


def test_what_one_side_deleted_and_the_other_changed_is_as_this_copy_has_it_and_is_said():
    assert merged(BASE[1:], [("a", "ONE"), *BASE[1:]]) == (
        BASE[1:],
        ["cell a: deleted here, changed upstream: left out"],
        False,
    )
    own = [("a", "ONE"), *BASE[1:]]
    assert merged(own, BASE[1:]) == (own, ["cell a: changed here, deleted upstream: kept"], False)


def test_a_conflict_is_in_its_cell_and_the_notebook_can_be_opened():
    sides = [notebook(*BASE[:2], ("c", source)) for source in ("three\nfour", "three\n4", "three\nIV")]
    made, notes, conflict = merge_notebooks(*sides)
    assert conflict and notes == ["cell c: both sides changed the same line"]
    assert shown(made)[:2] == BASE[:2]
    assert shown(made)[2][1] == "three\n<<<<<<< this copy\n4\n=======\nIV\n>>>>>>> upstream"
    nbformat.validate(nbformat.reads(write(made), as_version=4))


def test_cells_that_an_editor_gave_other_ids_are_found_by_their_text():
    renumbered = [(f"cell-{i}", *cell[1:]) for i, cell in enumerate(BASE)]
    assert merged([*renumbered, ("cell-3", "own")], [*BASE, ("n", "new")]) == (
        [*BASE, ("n", "new"), ("cell-3", "own")], [], False,
    )  # fmt: skip
    shifted = [("a", "own"), ("b", "one"), ("c", "1 + 1", "2"), ("d", "three\nfour")]
    assert merged(shifted, BASE)[0] == [("a-2", "own"), *BASE]


def test_two_new_cells_of_the_same_id_are_both_there():
    made, _, conflict = merged([*BASE, ("n", "own")], [*BASE, ("n", "new")])
    assert made == [*BASE, ("n", "new"), ("n-2", "own")] and not conflict


def test_of_the_metadata_each_sides_change_is_there():
    sides = [notebook(*BASE) for _ in range(3)]
    sides[1]["cells"][0]["metadata"] = {"tags": ["own"]}
    sides[2]["cells"][0]["metadata"] = {"nbgrader": {"points": 2}}
    assert merge_notebooks(*sides)[0]["cells"][0]["metadata"] == {"tags": ["own"], "nbgrader": {"points": 2}}


def test_a_page_is_to_be_run_again_if_both_sides_changed_its_code():
    code = {name: notebook(("b", source, "")) for name, source in zip("abc", ("1", "2", "3"), strict=True)}
    assert stale(code["a"], code["b"], code["c"])
    assert not stale(code["a"], code["a"], code["c"]) and not stale(code["a"], code["b"], code["a"])


NOTEBOOKS = sorted((ROOT / "book").rglob("[0-9][0-9]*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_that_only_one_side_changed_is_as_that_side_has_it(path):
    text = path.read_text(encoding="utf-8")
    page, older = read(text), read(text)
    older["cells"] = [cell for number, cell in enumerate(older["cells"]) if number % 7]
    for cell in older["cells"][::5]:
        cell["source"] = f"Before.\n{cell['source']}"
    assert write(merge_notebooks(older, older, page)[0]) == text
    assert write(merge_notebooks(older, page, older)[0]) == text


# ---- the command ----


@pytest.fixture
def pair(tmp_path):
    """Upstream with a page, and a copy of it."""
    upstream, copy = tmp_path / "upstream", tmp_path / "copy"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(upstream))
    (upstream / "_config.yml").write_text("repository:\n  url: https://github.com/OWNER/NAME\n  branch: main\n")
    (upstream / "book").mkdir()
    save(upstream, BASE, "first")
    git(tmp_path, "clone", "--quiet", "--origin=upstream", str(upstream), str(copy))
    return upstream, copy


def save(folder, cells, message):
    (folder / "book" / "01-page.ipynb").write_text(write(notebook(*cells)), encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", message)


def page(folder):
    return shown(read((folder / "book" / "01-page.ipynb").read_text(encoding="utf-8")))


def test_uncommitted_changes_are_left_alone(pair):
    upstream, copy = pair
    save(upstream, [*BASE, ("n", "new")], "more")
    (copy / "_config.yml").open("a").write("# mine\n")
    said, well = update(copy)
    assert not well and "not committed yet" in said and "_config.yml" in said
    assert page(copy) == BASE


def test_where_updates_come_from_must_be_known(pair):
    upstream, copy = pair
    git(copy, "remote", "rename", "upstream", "elsewhere")
    said, well = update(copy)
    assert not well and "git remote add upstream" in said
    assert update(copy, "--from", str(upstream))[1]


def test_nothing_new_is_said(pair):
    said, well = update(pair[1])
    assert well and "Nothing is newer" in said


def test_a_tag_can_be_asked_for(pair):
    upstream, copy = pair
    save(upstream, [*BASE, ("n", "new")], "more")
    git(upstream, "tag", "v1")
    save(upstream, [*BASE, ("n", "new"), ("m", "newest")], "more")
    assert update(copy, "--to", "v1")[1]
    assert page(copy) == [*BASE, ("n", "new")]


def test_a_line_changed_twice_stops_the_merge_and_what_to_do_is_said(pair):
    upstream, copy = pair
    save(upstream, [("a", "ONE"), *BASE[1:]], "upstream")
    save(copy, [("a", "1"), *BASE[1:]], "own")
    said, well = update(copy)
    assert not well
    for words in ("book/01-page.ipynb, cell a: both sides changed the same line", "git add FILE", "git merge --abort"):
        assert words in said
    git(copy, "merge", "--abort")
    assert page(copy)[0] == ("a", "1")


def test_no_configuration_of_git_is_changed(pair):
    upstream, copy = pair
    before = git(copy, "config", "--list")
    save(upstream, [*BASE, ("n", "new")], "upstream")
    save(copy, [("x", "own"), *BASE], "own")
    assert update(copy)[1]
    assert git(copy, "config", "--list") == before and not (copy / ".git" / "info" / "attributes").exists()


def test_another_address_is_no_conflict_and_stays(pair):
    upstream, copy = pair
    save(upstream, [("f", "%pip install git+https://github.com/OWNER/NAME", "")], "fetch")
    assert update(copy)[1]
    (copy / "_config.yml").write_text("repository:\n  url: https://github.com/ada/cnn\n  branch: main\n")
    save(copy, [("f", "%pip install git+https://github.com/ada/cnn", "")], "address")
    save(upstream, [("f", "%pip install -q git+https://github.com/OWNER/NAME", ""), ("n", "new")], "quiet")
    said, well = update(copy)
    assert well and "run these again" not in said, said
    assert page(copy) == [("f", "%pip install -q git+https://github.com/ada/cnn", ""), ("n", "new")]


# ---- the book's own history ----


def own_history():
    """The commit before the last 30 that changed a page, or None where the history is not that long."""
    if not (ROOT / ".git").exists():
        return None
    pages = ["book/*.ipynb", "book/exercises/*.ipynb"]
    found = git(ROOT, "log", "--no-merges", f"-{COMMITS}", "--format=%H", "--", *pages).split()
    parents = git(ROOT, "log", "-1", "--format=%P", found[-1]).split() if len(found) == COMMITS else []
    known = (
        parents and subprocess.run(["git", "cat-file", "-e", parents[0]], cwd=ROOT, capture_output=True).returncode == 0
    )
    return parents[0] if known else None


PARAGRAPH, EXERCISE, LINE = "A paragraph of our own.", "## 9. An exercise of our own", "A line of our own."


@pytest.fixture(scope="module")
def fork(tmp_path_factory):
    """A copy of the book as it was 30 commits ago, with changes on each page, brought up to date."""
    base = own_history()
    if base is None:
        pytest.skip(f"the last {COMMITS} commits that changed a page are not in this clone")
    folder = tmp_path_factory.mktemp("fork") / "book"
    git(ROOT, "clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(folder))
    git(folder, "checkout", "--quiet", "-b", "ours", base)
    replace_address(folder, "https://github.com/ada/cnn")
    changed = {path: change(folder, path) for path in pages(folder) if upstream(path)}
    git(folder, "commit", "--quiet", "--all", "-m", "Our own")
    said, well = update(folder, "--from", str(ROOT), "--to", "HEAD")
    return folder, changed, said, well


def pages(folder):
    return [path.relative_to(folder).as_posix() for path in sorted((folder / "book").rglob("[0-9][0-9]*.ipynb"))]


def upstream(path):
    """The page upstream, at the copy's address; None if it is gone."""
    there = subprocess.run(["git", "show", f"HEAD:{path}"], cwd=ROOT, capture_output=True, encoding="utf-8")
    return (
        read(there.stdout.replace(repository(ROOT)[0], "https://github.com/ada/cnn")) if there.returncode == 0 else None
    )


def change(folder, path):
    """Add a paragraph to the page; to exercises also an exercise, and a change in a line that upstream still has."""
    made, line = read((folder / path).read_text(encoding="utf-8")), None
    if "/exercises/" in path:
        kept = {line for cell in upstream(path)["cells"] for line in cell["source"].split("\n")}
        prose = [cell for cell in made["cells"] if cell["cell_type"] == "markdown"]
        lines = [
            (cell, line) for cell in prose for line in cell["source"].split("\n") if line in kept and len(line) > 60
        ]
        cell, line = lines[len(lines) // 2]
        cell["source"] = cell["source"].replace(line, LINE)
        made["cells"] += notebook(("ours-text", EXERCISE), ("ours-code", "four = ...", ""))["cells"]
    made["cells"][len(made["cells"]) // 2 : 0] = notebook(("ours-paragraph", PARAGRAPH))["cells"]
    (folder / path).write_text(write(made), encoding="utf-8")
    return line


def test_thirty_commits_of_this_book_are_merged_without_a_conflict(fork):
    folder, _, said, well = fork
    assert well, said
    assert git(folder, "status", "--porcelain") == ""
    assert len(git(folder, "rev-list", "--parents", "-1", "HEAD").split()) == 3, "this is no merge"
    assert subprocess.run(["git", "grep", "-I", "-E", "<<<<<<<|>>>>>>>", "--", "book"], cwd=folder).returncode == 1


def test_afterwards_each_page_is_upstreams_with_the_changes_of_the_copy(fork):
    folder, changed, _, _ = fork
    for path, line in changed.items():
        made, theirs = read((folder / path).read_text(encoding="utf-8")), upstream(path)
        own = [cell for cell in made["cells"] if cell["id"].startswith("ours-")]
        assert [cell["source"] for cell in own] == [PARAGRAPH, *([EXERCISE, "four = ..."] if line else [])]
        others = [cell for cell in made["cells"] if cell not in own]
        assert sum(LINE in cell["source"] for cell in others) == bool(line)
        restored = [{**cell, "source": cell["source"].replace(LINE, line or "")} for cell in others]
        for cell in restored + theirs["cells"]:
            cell.pop("execution_count", None)
        assert restored == theirs["cells"], path


def test_afterwards_each_page_is_a_valid_notebook_and_no_id_is_there_twice(fork):
    for path in fork[1]:
        text = (fork[0] / path).read_text(encoding="utf-8")
        made = nbformat.reads(text, as_version=4)
        nbformat.validate(made)
        assert len({cell.id for cell in made.cells}) == len(made.cells)
        assert nbformat.writes(made) + "\n" == text, "nbformat would write it in another way"
        counts = [cell.execution_count for cell in made.cells if cell.cell_type == "code" and cell.execution_count]
        assert counts == list(range(1, len(counts) + 1))


def test_what_must_be_run_again_are_the_pages_with_code_of_the_copys_own(fork):
    folder, _, said, _ = fork
    before, after = git(folder, "rev-parse", "HEAD^1"), git(folder, "rev-parse", "HEAD^2")
    base = git(folder, "merge-base", before, after)
    newer = set(git(folder, "diff", "--name-only", base, after, "--", "book/exercises/*.ipynb").split())
    listed = said.partition('PAGES="')[2].partition('"')[0].split()
    assert set(listed) <= set(fork[1]) and {path for path in listed if "/exercises/" in path} == set(listed)
    assert set(listed) <= newer
