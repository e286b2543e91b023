"""The workflows on GitHub: two linters, what they call, when they run, and the issue after a failed weekly run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yml"))}
JOBS = {name: job for workflow in WORKFLOWS.values() for name, job in workflow["jobs"].items()}
STEPS = [step for job in JOBS.values() for step in job["steps"]]
TESTED = WORKFLOWS["tests"]
ON = True  # how YAML 1.1 reads the key `on`
(SANDBOX,) = (step for step in STEPS if step.get("name") == "sandbox for submissions")


def zizmor(folder):
    """What zizmor says of the workflows' safety; nothing when it is content."""
    return complaints("zizmor", "--offline", "--quiet", "--strict-collection", folder)


def schema(folder):
    """What GitHub's schema for workflows says of their form; nothing when they keep to it."""
    return complaints("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *folder.glob("*.yml"))


def complaints(tool, *arguments):
    done = subprocess.run([Path(sys.executable).parent / tool, *arguments], capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("linter", [zizmor, schema])
def test_a_linter_has_nothing_to_say_of_the_workflows(linter):
    assert set(WORKFLOWS) == {"tests", "publish"}
    assert linter(FOLDER) == ""


def with_fault(folder, name, right, wrong):
    """tests.yml with a fault, as a file of its own in `folder`."""
    before = (FOLDER / "tests.yml").read_text(encoding="utf-8")
    assert right in before
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(before.replace(right, wrong), encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("make test-slow\n", "make test-slow ${{ github.event.pull_request.title }}\n", "template-injection"),
        ("persist-credentials: false", "lfs: false", "artipacked"),
        ("  pull_request:\n", "  pull_request_target:\n", "dangerous-triggers"),
        ("@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "@main", "unpinned-uses"),
    ],
)
def test_zizmor_finds_what_is_unsafe(tmp_path, right, wrong, said):
    folder = tmp_path / ".github" / "workflows"
    with_fault(folder, "tests", right, wrong)
    assert said in zizmor(folder)


def test_the_schema_finds_what_github_would_not_take(tmp_path):
    with_fault(tmp_path, "no-machine", "runs-on: ubuntu-latest", "runs_on: ubuntu-latest")
    with_fault(tmp_path, "no-limit", "timeout-minutes: 90", "timeout-minute: 90")
    said = schema(tmp_path)
    assert "no-machine.yml" in said and "no-limit.yml" in said


def targets_called():
    """The make targets of all steps; `$TARGET` is each of the matrix."""
    for job in JOBS.values():
        for step in job["steps"]:
            if "run" in step and step is not SANDBOX:
                called = re.fullmatch(r'make ([a-z-]+|"\$TARGET")(?: [A-Z]+=\w+)?', step["run"])
                assert called, f"{step['run']!r} is more than a call of make"
                chosen = [row["target"] for row in job["strategy"]["matrix"]["include"]] if '"' in called[1] else []
                yield from chosen or [called[1]]


def test_the_workflows_only_call_make_but_for_the_sandbox():
    called = {"book", "report-failure", "students", "test", "test-colab", "test-newest", "test-oldest", "test-slow"}
    assert set(targets_called()) == called


@pytest.mark.parametrize("target", sorted(set(targets_called())))
def test_a_target_that_a_workflow_calls_exists(target):
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_on_ubuntu_the_sandbox_is_made_possible_and_required_before_the_tests():
    job = JOBS["system"]
    runs = [step.get("run", "") for step in job["steps"]]
    assert runs.index(SANDBOX["run"]) < runs.index("make test") < runs.index("make test-slow")
    assert "bubblewrap" in SANDBOX["run"] and "apparmor_restrict_unprivileged_userns=0" in SANDBOX["run"]
    assert SANDBOX["if"] == "${{ matrix.system == 'ubuntu-latest' }}"
    assert job["env"] == {"CONVBOOK_REQUIRE_SANDBOX": "${{ matrix.system == 'ubuntu-latest' && '1' || '' }}"}


def test_the_tests_have_the_whole_history():
    checkout = JOBS["system"]["steps"][0]
    assert checkout["uses"].startswith("actions/checkout@") and checkout["with"]["fetch-depth"] == 0


def test_a_fork_withholds_solutions_by_a_variable():
    (build,) = (step for step in JOBS["pages"]["steps"] if step.get("run") == "make book")
    assert build["env"] == {"SOLUTIONS": "${{ vars.SOLUTIONS }}"}


def test_steps_that_call_nothing_only_set_up_or_hand_over():
    used = {step["uses"].split("@")[0] for step in STEPS if "uses" in step}
    assert used == {f"actions/{name}" for name in ("checkout", "setup-python", "upload-pages-artifact", "deploy-pages")}


def test_the_tests_run_on_three_systems_at_every_change_and_each_week():
    assert JOBS["system"]["strategy"]["matrix"]["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert {"push", "pull_request", "schedule"} <= set(TESTED[ON])
    (when,) = TESTED[ON]["schedule"]
    minute, hour, day, month, weekday = when["cron"].split()
    assert (day, month) == ("*", "*") and weekday.isdigit() and minute.isdigit() and hour.isdigit()


def test_a_failed_weekly_run_and_no_other_opens_an_issue():
    report = JOBS["report"]
    assert set(report["needs"]) == set(TESTED["jobs"]) - {"report"}
    assert report["if"] == "github.event_name == 'schedule' && !success()"
    assert report["permissions"]["issues"] == "write"


def test_the_pages_that_are_published_are_those_that_make_book_builds():
    upload = next(step for step in STEPS if "upload-pages-artifact" in step.get("uses", ""))
    assert upload["with"]["path"] == "_build/html"
    assert set(WORKFLOWS["publish"][ON]) == {"push", "workflow_dispatch"}
    assert WORKFLOWS["publish"][ON]["push"]["branches"] == ["main"]


@pytest.mark.parametrize(
    ("listed", "opens"),
    [
        ("", True),
        ("7\tOPEN\tA typo\tdocs\t2026-01-01\n", True),
        ("7\tOPEN\tA typo\t\t2026-01-01\n8\tOPEN\tThe weekly tests failed\t\t2026-01-01\n", False),
    ],
)
def test_an_issue_is_opened_unless_one_is_open(tmp_path, listed, opens):
    (tmp_path / "listed").write_text(listed)
    (tmp_path / "gh").write_text(
        '#!/bin/sh\nif [ "$2" = list ]; then cat "$(dirname "$0")/listed"; else printf "%s|" "$@"; fi\n'
    )
    (tmp_path / "gh").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "RUN": "https://run"}
    make = ["make", "--no-print-directory", "report-failure"]
    said = subprocess.run(make, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    created = "issue|create|--title|The weekly tests failed|--body|The run: https://run|"
    assert said == (created if opens else "An issue about it is open already.\n")
