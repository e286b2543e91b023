"""Where students run the chapters: the bounds, the versions of other places, and what a chapter takes."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from workshop.measure import ResourceMonitor

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MEASURED = json.loads((ROOT / "src" / "workshop" / "data" / "measured.json").read_text(encoding="utf-8"))
CHAPTERS = [
    entry["file"]
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    for entry in part["chapters"]
    if re.fullmatch(r"book/\d\d-[\w-]+", entry["file"])
]
# What runs the chapters; the extra for those who grade is no part of it.
NEEDED = PROJECT["dependencies"] + [
    needed for extra in ("tf", "study") for needed in PROJECT["optional-dependencies"][extra]
]
BOUNDS = {requirement.name: requirement.specifier for requirement in map(Requirement, NEEDED)}


def pins(place, python="3.12"):
    """Package -> version, of the file of a place, as it is installed on Linux; TensorFlow under its plain name."""
    lines = (ROOT / "tests" / "environments" / f"{place}.txt").read_text(encoding="utf-8").splitlines()
    required = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    linux = {"sys_platform": "linux", "platform_machine": "x86_64", "python_version": python}
    here = [r for r in required if r.marker is None or r.marker.evaluate(linux)]
    versions = {canonicalize_name(r.name): str(r.specifier).removeprefix("==") for r in here if r.specifier}
    return {package.replace("tensorflow-cpu", "tensorflow"): version for package, version in versions.items()}


def test_every_bound_is_a_lower_one():
    assert [name for name, bound in BOUNDS.items() if [s.operator for s in bound] != [">="]] == []


def test_the_oldest_versions_are_exactly_the_bounds():
    bounds = {name: Version(str(bound).removeprefix(">=")) for name, bound in BOUNDS.items()}
    assert {name: Version(version) for name, version in pins("oldest").items()} == bounds


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_the_bounds_admit_what_colab_has(python):
    colab = pins("colab", python)
    assert {name: version for name, version in colab.items() if version not in BOUNDS.get(name, version)} == {}
    # What the first cell of a chapter brings along there; all else must be there already.
    assert set(BOUNDS) - set(colab) == {"anywidget"}


@pytest.mark.parametrize(("python", "numpy"), [("3.12", "2.0"), ("3.13", "2.1")])
def test_colabs_versions_are_those_it_had_when_the_book_was_made(python, numpy):
    had = {
        "numpy": numpy,
        "tensorflow": "2.20",
        "keras": "3.13",
        "scikit-learn": "1.6",
        "matplotlib": "3.10",
        "ipywidgets": "7.7.1",
        "ipython": "7.34",
    }
    colab = pins("colab", python)
    assert {name: colab[name] for name in had if not (colab[name] + ".").startswith(had[name] + ".")} == {}


def test_the_newest_versions_are_not_pinned():
    assert pins("newest") == {}


def test_every_chapter_was_measured_and_stays_within_what_binder_gives():
    assert set(CHAPTERS) <= set(MEASURED)
    too_much = {name: record["peak_bytes"] for name, record in MEASURED.items() if record["peak_bytes"] > 1.5e9}
    assert too_much == {}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_measurement_was_made_on_one_core_and_on_the_real_faces(chapter):
    record = MEASURED[chapter]
    assert record["machine"].startswith("1 of ")
    assert record["faces"] == "lfw"
    assert record["seconds"] > 0 and record["processor_seconds"] > 0


def test_the_memory_of_a_child_counts_too():
    grow = "import subprocess, sys; block = bytearray(60_000_000); print('', flush=True)"
    child = f"{grow}; subprocess.run([sys.executable, '-c', {grow + '; input()'!r}])"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        for _ in range(2):  # each says when its block is there
            parent.stdout.readline()
        monitor = ResourceMonitor(parent.pid)
        monitor.sample()
        parent.stdin.close()
    assert 120e6 <= monitor.peak <= 180e6
    assert monitor.seconds > 0
