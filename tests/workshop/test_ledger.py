"""The ledger: its page is made from the records, leaves nothing out, and the records hang together."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from mdit_py_plugins.anchors.index import slugify

from convbook import EQUATIONS, READINGS, STUDY_RUNS
from convbook.study.runs import RUNS
from workshop.facts import DATA, check_of_record, facts, name_of, summary
from workshop.facts import RECORDS as KEPT
from workshop.ledger import HEAD, MARK, SECTIONS, SETTINGS, equation_rows, fill, list_table, main, rows, tables

BOOK = Path(__file__).parents[2] / "book"
PAGE = BOOK / "ledger.md"
RECORDS = sorted(KEPT.glob("*.json"))

# Every number of the paper's text and captions, section by section, as words that must stand in the paper's column.
NUMBERS = {
    "data": ["13.233", "5749", "different sizes", "64×64", "at least 30", "1777", "34", "0.75", "0.25"],
    "operation": [
        "3×3 over 4×4 gives 2×2", "1×1 strides, four steps", "3 and 3", "2×2×3 over 3×3×3 gives 2×2", "2×2×5",
        "2×2 over 3×3 gives 2×2", "two: the local gradient", "180 degrees",
    ],
    "network": ["three", "32, 64 and 128", "3×3", "2×2", "128 and 256", "34 “hidden” units", "softmax", "ReLU", "0.50"],
    "training": ["Adam", "0.001", "100", "128", "categorical cross entropy"],
    "result": ["83.47&nbsp;%"],
    "dates": ["1980s", "2000s", "2012", "512"],
}  # fmt: skip


@cache
def found():
    return facts()


@cache
def tables_of(text):
    """The tables of the page by their title: rows of cells, the header's first."""
    titled = {}
    for title, body in re.findall(r"^:::\{list-table\} (.+?)\n(.*?)^:::$", text, re.MULTILINE | re.DOTALL):
        body = body.split("\n\n", 1)[1]
        titled[title] = [
            re.findall(r"^(?:\* -|  -) ?(.*)$", row, re.MULTILINE) for row in re.split(r"\n(?=\* -)", body)
        ]
    return titled


def page_tables():
    return tables_of(PAGE.read_text(encoding="utf-8"))


@pytest.fixture
def copy(tmp_path):
    """A copy of the records, to be changed."""
    shutil.copytree(DATA, tmp_path / "data")
    shutil.copytree(KEPT, tmp_path / "data" / "runs")
    return tmp_path / "data"


def change(path, **values):
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | values), encoding="utf-8")


# ---- the page and the records ----


def test_the_page_is_what_the_records_give():
    page = PAGE.read_text(encoding="utf-8")
    assert fill(page, found()) == page, "run: python -m workshop.ledger --write book/ledger.md"


def test_the_page_has_a_place_for_everything_that_is_made():
    marks = [mark["name"] for mark in MARK.finditer(PAGE.read_text(encoding="utf-8"))]
    assert sorted(marks) == sorted(tables(found()))


def test_a_mark_that_names_nothing_is_an_error():
    with pytest.raises(KeyError, match="nonsense"):
        fill("<!-- ledger: nonsense -->\n<!-- end -->\n", found())


def test_what_stands_between_marks_is_replaced_and_all_else_kept():
    page = "before\n<!-- ledger: count -->\nold\n\nolder\n<!-- end -->\n"
    page += "between\n<!-- ledger: likely -->\n<!-- end -->\nafter"
    filled = fill(page, found())
    assert "old" not in filled
    assert re.match(r"before\n.*There are \d+ rows.*\nbetween\n.*Under these readings.*\nafter", filled, re.DOTALL)
    assert fill(filled, found()) == filled


def test_every_record_is_a_run_of_the_study_and_carries_its_name():
    assert [path.stem for path in RECORDS if path.stem not in {run.name for run in RUNS}] == []
    for run in found()["runs"]:
        assert (KEPT / f"{name_of(run)}.json").exists()


@pytest.mark.parametrize("run", [run for run in STUDY_RUNS if run.evaluation_set == "test"], ids=lambda run: run.name)
def test_every_final_run_of_the_study_has_its_record_on_the_page(run):
    assert [f"`{run.name}`"] == [
        row[0] for row in page_tables()["All runs on the test set"] if row[0] == f"`{run.name}`"
    ]


def test_the_readings_table_has_every_reading():
    assert {row[0] for row in page_tables()["The chance of the paper's result"][1:]} == set(READINGS)


def test_the_recipes_table_has_every_recipe_that_was_tested():
    names = [row[0] for row in page_tables()["The recipes, all on the chosen reading"][1:]]
    assert names == list(dict.fromkeys(run.recipe for run in STUDY_RUNS if run.step is None))


# ---- nothing is missing ----


def test_no_cell_is_empty_and_each_table_has_its_headers():
    assert len(page_tables()) == len(SECTIONS) + 4
    for title, (head, *body) in page_tables().items():
        assert body, f"{title} has no row"
        for row in (head, *body):
            assert len(row) == len(head), (title, row)
            assert all(re.search(r"\w", cell) for cell in row), (title, row)
            assert not re.search(r"\b(?:nan|None|inf)\b|not recorded|[{]data|TODO", " ".join(row)), (title, row)


@pytest.mark.parametrize("section", NUMBERS)
def test_every_number_of_the_paper_has_a_row(section):
    said = [row[1] for row in page_tables()[SECTIONS[section]][1:]]
    for number in NUMBERS[section]:
        assert any(number in cell for cell in said), number


def test_figures_1_to_12_have_a_row_each_in_their_order():
    figures = [row[0] for row in page_tables()[SECTIONS["figures"]][1:]]
    assert [int(re.match(r"\[Fig\. (\d+),", figure)[1]) for figure in figures] == list(range(1, 13))


def test_equations_1_to_22_have_a_row_each_that_says_yes():
    body = page_tables()["The 22 equations"][1:]
    assert [int(re.match(r"\{eq\}`eq-(\d+)`", row[0])[1]) for row in body] == list(EQUATIONS)
    assert {row[-1] for row in body} == {"**yes**"}


def test_every_row_has_a_verdict_and_all_but_a_plain_yes_a_reason():
    verdicts = []
    for section in SECTIONS:
        for row in page_tables()[SECTIONS[section]][1:]:
            verdict, reason = re.fullmatch(r"\*\*(.+?)\*\*(?:\. (.+))?", row[-1]).groups()
            assert verdict == "yes" or len(reason) > 15, row
            verdicts.append(verdict)
    assert set(verdicts) <= {"yes", "within reach", "no", "in part", "cannot be compared", "not checked"}
    for verdict in set(verdicts) - {"not checked"}:
        assert f"**{verdict}**" in PAGE.read_text(encoding="utf-8").split("<!-- ledger: data -->")[0], (
            "said what it means"
        )
    (head, *_), count = page_tables()["The data"], tables(found())["count"]
    assert head == list(HEAD)
    assert f"There are {len(verdicts) + 22} rows" in count
    assert sum(map(int, re.findall(r"(\d+) with \*no\*", count))) == verdicts.count("no")


def test_what_was_taken_over_is_counted_apart_from_what_was_found():
    taken, could_differ = tables(found())["count"].split("The other ")
    settings = int(re.search(r"In (\d+) of them", taken)[1])
    marked = sum(row.get("kind") == "setting" for of in found()["rows"].values() for row in of)
    assert settings == marked + sum(len(found()["rows"][section]) for section in SETTINGS)
    assert sum(map(int, re.findall(r"(\d+) with \*", taken))) == settings
    others = int(re.match(r"\d+", could_differ)[0])
    assert sum(map(int, re.findall(r"(\d+) with \*", could_differ))) == others
    assert "22 equations among them" in could_differ


@pytest.mark.parametrize(
    "words",
    ["the pattern encoded by the filter is not found", "difficult to interpret", "by combining simpler definitions",
     "definitely not true for CNNs", "It can be seen clearly"],
)  # fmt: skip
def test_the_papers_boldest_claims_have_a_row(words):
    assert any(words in row[1] for row in page_tables()[SECTIONS["claims"]][1:])


def test_a_difference_without_a_reason_is_an_error(copy):
    counts = json.loads((copy / "counts.json").read_text(encoding="utf-8"))
    change(copy / "counts.json", data=counts["data"] | {"people": 35})
    with pytest.raises(ValueError, match="People with that many: '35' is not the paper's '34'"):
        rows("data", facts(copy, copy / "runs"))


# ---- links ----


def headings(path):
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#{1,3} (.+)$", text, re.MULTILINE)
    return [slugify(re.sub(r"[*`$]", "", title)) for title in titles]


def test_every_link_leads_to_a_heading_that_exists():
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#([^)]+))?\)", PAGE.read_text(encoding="utf-8"))
    assert len(links) > 60
    for page, anchor in links:
        assert (BOOK / page).exists(), page
        assert not anchor or anchor in headings(BOOK / page), f"{page} has no heading #{anchor}"


def test_every_row_leads_somewhere_in_the_book():
    for title in (*SECTIONS.values(), "The 22 equations"):
        for row in page_tables()[title][1:]:
            assert re.search(r"\]\([\w-]+\.(?:ipynb|md)(?:#[\w-]+)?\)$", row[0]), row[0]


@pytest.mark.parametrize("page", ["index.md", "errata.md"])
def test_other_pages_lead_to_the_ledger(page):
    anchors = re.findall(r"\(ledger\.md(?:#([\w-]+))?\)", (BOOK / page).read_text(encoding="utf-8"))
    assert anchors
    assert set(filter(None, anchors)) <= set(headings(PAGE))


def test_every_slip_among_the_rows_that_say_no_is_among_the_errata():
    no = [row[0] for section in SECTIONS for row in page_tables()[SECTIONS[section]][1:] if row[-1].startswith("**no")]
    others = [what for what in no if "errata.md#" not in what]
    assert all("Accuracy on the test set" in what for what in others), "the one deviation that is no slip"
    assert len(no) - len(others) >= 3


# ---- nothing is written by hand ----


def test_our_column_holds_no_number_of_its_own():
    for section, templates in found()["rows"].items():
        for row in templates:
            assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", row["ours"])), (section, row["ours"])


def leaves(value, path=()):
    """The places of all numbers and words in a nest of dicts and lists."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def test_a_changed_count_changes_the_page(copy):
    """Each number and word of counts.json in turn."""
    for run in (copy / "runs").glob("*.json"):
        if "paper-chosen" not in run.stem and "dropout-twice" not in run.stem:
            run.unlink()  # the fewer, the faster
    path, page = copy / "counts.json", fill(PAGE.read_text(encoding="utf-8"), facts(copy, copy / "runs"))
    counts, asked = json.loads(path.read_text(encoding="utf-8")), 0
    for place in leaves(counts):
        if place == ("maps", "right"):
            continue  # only another test wants it, to know the network again
        changed = json.loads(json.dumps(counts))
        inner = changed
        for key in place[:-1]:
            inner = inner[key]
        old = inner[place[-1]]
        inner[place[-1]] = old + (1 if isinstance(old, int) else 0.25) if isinstance(old, int | float) else old + "x"
        path.write_text(json.dumps(changed), encoding="utf-8")
        try:
            assert fill(page, facts(copy, copy / "runs")) != page, place
        except ValueError as error:  # no longer the paper's
            assert "ledger.toml says no why" in str(error)
        asked += 1
    assert asked > 100


@pytest.mark.parametrize("path", [path for path in RECORDS if "step" not in path.stem], ids=lambda path: path.stem)
def test_a_changed_run_changes_the_page(copy, path):
    page = PAGE.read_text(encoding="utf-8")
    record = json.loads(path.read_text(encoding="utf-8"))
    change(copy / "runs" / path.name, test_right=record["test_right"] - 7)
    changed = fill(page, facts(copy, copy / "runs"))
    assert f"{record['test_right'] - 7} of {record['test_images']}" in changed
    assert changed != page


def test_a_run_more_is_a_row_more(copy):
    record = json.loads((copy / "runs" / "paper-chosen-0.json").read_text(encoding="utf-8"))
    record |= {"reading": "brand new", "test_right": 495}
    (copy / "runs" / "paper-brand-new-0.json").write_text(json.dumps(record), encoding="utf-8")
    made = tables(facts(copy, copy / "runs"))
    assert "* - brand new\n  - 495\n" in made["readings"]
    assert "* - `paper-brand-new-0`\n  - 0\n  - 495 of 593\n" in made["runs"]
    assert "the largest likelihood under *brand new*" in made["result"]


@pytest.mark.parametrize(("right", "verdict"), [(495, "**within reach**. "), (400, "**no**. ")])
def test_the_papers_accuracy_is_within_reach_of_runs_that_came_near_it(copy, right, verdict):
    for path in (copy / "runs").glob("paper-chosen-*.json"):
        change(path, test_right=right)
    (row, *_) = rows("result", facts(copy, copy / "runs"))
    assert row[-1].startswith(verdict)


def test_an_equation_whose_check_fails_says_no(copy):
    counts = json.loads((copy / "counts.json").read_text(encoding="utf-8"))
    counts["equations"]["14"]["tensorflow"] = 0.5
    change(copy / "counts.json", equations=counts["equations"])
    assert [row[-1] == "**yes**" for row in equation_rows(facts(copy, copy / "runs"))].index(False) == 13


# ---- what the records say together ----


def test_a_summary_by_hand():
    history = {"loss": [1.0, 0.5], "accuracy": [0.5, 0.75]}
    settings = {"batch_size": 128, "learning_rate": 0.001}
    common = {"recipe": "paper", "reading": "chosen", "test_images": 100, "settings": settings, "history": history}
    common |= {"input_shape": [64, 64, 3]}
    of = summary([common | {"seed": s, "test_right": k, "seconds": 60 * k} for s, k in enumerate((70, 80, 90))])
    assert (of["runs"], of["seeds"], of["rights"], of["epochs"]) == (3, "0, 1, 2", "70, 80, 90", 2)
    assert of["mean"] == pytest.approx(0.8)
    assert of["spread"] == pytest.approx(0.1)  # (0.1**2 + 0 + 0.1**2) / 2, and its root
    assert of["coin spread"] == pytest.approx(0.04)  # of 0.8 * 0.2 / 100
    assert of["minutes"] == pytest.approx(80)
    assert of["names"] == "`paper-chosen-0` to `paper-chosen-2`"


def test_the_paper_can_have_meant_one_count_only():
    assert found()["paper"]["counts"] == "495"
    assert found()["paper"]["counts of a quarter"] == "none"


def test_readings_stand_from_the_best_to_the_worst_behind_the_chosen_one():
    names, of = list(found()["readings"]), found()["readings"]
    assert names[0] == "chosen"
    means = [of[name]["mean"] for name in names[1:]]
    assert means == sorted(means, reverse=True)


# ---- each record ----


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_what_ran_on_what_and_for_how_long(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    assert name_of(record) == path.stem or (record["step"] and path.stem.startswith(f"{record['recipe']}-step-"))
    assert record["source"] == "lfw"
    assert {"crop", "funneled", "padding", "dropout", "stratify"} == record["choices"].keys()
    assert {"epochs", "batch_size", "learning_rate"} <= record["settings"].keys()
    assert {"python", "tensorflow", "keras", "numpy", "scikit-learn", "pillow"} <= record["versions"].keys()
    assert record["machine"]
    assert record["seconds"] > 0


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_the_fields_of_a_record_hang_together(path):
    record = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(record["seed"], int)
    assert record["test_accuracy"] == record["test_right"] / record["test_images"]
    train, test = {"test": (1777, 593), "validation": (1332, 445)}[record["part"]]
    assert (record["train_images"], record["test_images"]) == (train, test)
    assert record["epochs"] == record["settings"]["epochs"]
    for key, values in record["history"].items():
        assert len(values) == record["epochs"], key
        assert np.isfinite(values).all(), key
    assert len(record["names"]) == 34
    if record["history"].get("test_accuracy"):
        assert record["history"]["test_accuracy"][-1] == pytest.approx(record["test_accuracy"], abs=1e-5)
    assert (record["part"] == "validation") == (record["step"] is not None)


def test_runs_of_one_reading_were_made_alike():
    groups = {}
    for run in found()["runs"]:
        groups.setdefault((run["recipe"], run["reading"]), []).append(run)
    for group in groups.values():
        assert len({run["seed"] for run in group}) == len(group)
        for key in ("choices", "settings", "train_images", "test_images", "source"):
            assert all(run[key] == group[0][key] for run in group), key


# ---- the counts ----


def kept():
    return json.loads((DATA / "counts.json").read_text(encoding="utf-8"))


def test_the_counts_know_their_versions_and_seconds():
    assert kept()["seconds"] > 0
    assert {"python", "tensorflow", "keras", "numpy", "scikit-learn", "pillow", "sympy"} <= kept()["versions"].keys()


def test_examples_and_network_are_what_they_were_counted_as():
    from workshop.counts import count_examples, describe_network

    assert count_examples() == kept()["examples"]
    assert list(describe_network()) == [kept()["network"], kept()["training"]]


def test_the_data_are_what_they_were_counted_as(lfw_home):
    from workshop.counts import count_data

    if not (lfw_home / "lfw_home" / "lfw-deepfunneled").is_dir():
        pytest.skip("the deep-funneled photographs are not at hand")
    assert count_data(lfw_home) == kept()["data"]


def test_the_maps_are_the_shipped_networks(lfw_home):
    from workshop.counts import measure_maps

    fresh, old = measure_maps(lfw_home), kept()["maps"]
    assert fresh.keys() == old.keys()
    assert fresh["right"] == old["right"], "other weights are shipped: run python -m workshop.counts"
    for name in ("conv1", "pool1", "conv2", "pool2", "conv3", "pool3"):
        assert fresh[name] == pytest.approx(old[name], abs=2e-3)


@pytest.mark.slow
def test_what_the_units_look_at_is_the_shipped_networks(lfw_home):
    from workshop.counts import measure_looks

    fresh, old = measure_looks(lfw_home), kept()["looks"]
    assert fresh["kept"] == pytest.approx(old.pop("kept"), abs=2e-3)
    assert fresh["kept deep"] == pytest.approx(old.pop("kept deep"), abs=2e-3)
    assert {name: fresh[name] for name in old} == old


@pytest.mark.slow
def test_what_single_channels_change_is_the_shipped_networks(lfw_home):
    from workshop.counts import measure_combination

    fresh, old = measure_combination(lfw_home), kept()["combination"]
    assert [fresh["channels"], fresh["tries"]] == [old["channels"], old["tries"]]
    for name in ("most changed", "idle", "half"):
        assert fresh[name] == pytest.approx(old[name], abs=3), name


@pytest.mark.parametrize("number", EQUATIONS)
def test_the_record_of_a_check_is_what_a_new_check_finds(number):
    record, fresh = check_of_record(number, kept()), EQUATIONS[number].verify(np.random.default_rng(22))
    assert record.holds
    assert fresh.holds
    assert record.symbolic == fresh.symbolic


# ---- the command ----


def test_the_command_prints_every_table(capsys):
    main()
    printed = capsys.readouterr().out
    assert all(f"{{list-table}} {title}\n" in printed for title in page_tables())


def test_the_command_writes_a_page(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n<!-- ledger: runs -->\n<!-- end -->\n", encoding="utf-8")
    main("--write", str(page))
    assert page.read_text(encoding="utf-8").count("`paper-chosen-0`") == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("wrong", [["--write"], ["page.md"], ["--read", "page.md"]])
def test_a_wrong_command_says_how_it_goes(wrong):
    with pytest.raises(SystemExit, match="usage: python -m workshop.ledger"):
        main(*wrong)


def test_the_ledger_needs_no_tensorflow():
    import subprocess
    import sys

    program = "import sys; from workshop.ledger import main; main(); assert 'tensorflow' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


def test_a_table_has_a_header_row_and_header_cells():
    made = list_table("Title", ("what", "value"), [("one", "1")])
    assert made.split("\n") == [
        ":::{list-table} Title", ":header-rows: 1", ":stub-columns: 1", ":class: cb-numbers", "",
        "* - what", "  - value", "* - one", "  - 1", ":::",
    ]  # fmt: skip
