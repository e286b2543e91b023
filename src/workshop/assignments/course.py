"""A course of nbgrader from the exercise pages: its folder, its assignments, and a submission entered into it."""

import os
import shutil
import sys
import warnings
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from workshop.assignments import configure
from workshop.assignments.execute import ExecuteInSandbox
from workshop.assignments.gradebook import max_points, points

warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")  # of its own way with its database

CONFIGURATION = '''\
"""For nbgrader's own commands and its formgrader, started in this folder. It is yours: nothing writes over it."""

from workshop.assignments import configure

configure(get_config())  # noqa: F821
'''


class Course:
    """A folder with nbgrader's layout: `source`, `release`, `submitted`, `autograded`, `feedback` and a gradebook.

    Parameters
    ----------
    folder : path
        Where it is, or is to be.
    unsafe : bool, default False
        Run submissions without a sandbox.
    only : list of str, optional
        The graded cells whose points are entered; all, if not given.
    **limits
        The limits of a submission, if not the usual ones: see `grading.sandbox.Limits`.
    """

    def __init__(self, folder, unsafe=False, only=(), **limits):
        self.folder, self.unsafe, self.limits = Path(folder).resolve(), unsafe, limits
        _put_commands_on_path()
        config = Config()
        configure(config)
        config.CourseDirectory.root = str(self.folder)
        config.Application.log_level = "ERROR"
        config.ExecuteInSandbox.limits, config.ExecuteInSandbox.unsafe = limits, unsafe
        config.SaveChosenGrades.only = list(only)
        self._api = NbGraderAPI(config=config)

    def make(self, masters):
        """Take the masters in, and make the students' notebooks of them.

        An assignment that has been graded may change: see `gradebook.UpdateCells`.

        Parameters
        ----------
        masters : iterable of paths
            `NN-name.ipynb`; the assignment is called `NN`.

        Returns
        -------
        list of paths
            The students' notebooks, in `release/NN`.

        Raises
        ------
        RuntimeError
            If nbgrader does not accept a master; the message is nbgrader's. What was there before stays.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "nbgrader_config.py"
        if not configuration.exists():
            configuration.write_text(CONFIGURATION, encoding="utf-8")
        return [self._make(master) for master in map(Path, masters)]

    def _make(self, master):
        name = master.stem[:2]
        places = [self.folder / where / name for where in ("source", "release")]
        before = [place.with_name(f".{name}-before") for place in places]
        for place, kept in zip(places, before, strict=True):
            shutil.rmtree(kept, ignore_errors=True)
            if place.exists():
                place.rename(kept)
        places[0].mkdir(parents=True)
        shutil.copy(master, places[0])
        try:
            _or_raise(self._api.generate_assignment(name), f"{master.name} did not become an assignment")
        except BaseException:
            for place, kept in zip(places, before, strict=True):
                shutil.rmtree(place, ignore_errors=True)
                if kept.exists():
                    kept.rename(place)
            raise
        for kept in before:
            shutil.rmtree(kept, ignore_errors=True)
        return places[1] / master.name

    def master(self, name):
        """The master of an assignment, as it was taken in.

        Raises
        ------
        FileNotFoundError
            If there is none.
        """
        found = sorted((self.folder / "source" / name).glob("*.ipynb"))
        if not found:
            raise FileNotFoundError(f"The course has no assignment {name} yet: `make assignments` makes it.")
        return found[0]

    def submit(self, name, student, notebook):
        """Put a restored notebook where nbgrader looks for it; return its path."""
        target = self.folder / "submitted" / student / name / self.master(name).name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
        return target

    def students(self, name):
        """Who has handed in the assignment."""
        return sorted(path.parent.name for path in (self.folder / "submitted").glob(f"*/{name}"))

    def grade(self, name, student, verdict=None):
        """Run one submission, or take what came of it, write its feedback, and return its points.

        Returns
        -------
        dict
            Points for each graded cell, by the cell's name, in the order of the page; None where they are given by
            hand, and are not yet.

        Raises
        ------
        RuntimeError
            If nbgrader could not grade it.
        """
        self.autograde(name, student, verdict)
        self.write_feedback(name, student)
        return self.points_of(name, student)

    def autograde(self, name, student, verdict=None):
        """Run one submission, or take what came of it; raises RuntimeError if nbgrader could not grade it."""
        if verdict:
            ExecuteInSandbox.verdicts[name, student] = verdict
        _or_raise(self._api.autograde(name, student), f"{student}'s notebook could not be graded")

    def write_feedback(self, name, student):
        """Write what the student reads; raises RuntimeError if nbgrader could not."""
        _or_raise(self._api.generate_feedback(name, student), f"No feedback for {student}")

    def points_of(self, name, student):
        """The points of a submission that was graded, in the order of the page."""
        found = points(self.folder, name, student)
        return {cell: found.get(cell) for cell in self.max_points(name)}

    def max_points(self, name):
        """The most points that each graded cell of the assignment can give, in the order of the page."""
        most = max_points(self.folder, name)
        cells = nbformat.read(self.master(name), as_version=4).cells
        order = [cell.metadata.nbgrader.grade_id for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")]
        return {cell: most[cell] for cell in order if cell in most}

    def autograded(self, name, student):
        """The notebook with what came of it."""
        return nbformat.read(self.folder / "autograded" / student / name / self.master(name).name, as_version=4)

    def feedback(self, name, student):
        """The file with the feedback."""
        return next((self.folder / "feedback" / student / name).glob("*.html"))


def _put_commands_on_path():
    """nbgrader calls `alembic` by its name, and must find the one beside this Python."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = own + os.pathsep + os.environ["PATH"]


def _or_raise(result, problem):
    if not result["success"]:
        raise RuntimeError(f"{problem}:\n{result.get('error', '')}{result.get('log', '')}")
