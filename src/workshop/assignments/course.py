"""A course of nbgrader from the exercise pages, and the grading of what came back."""

import csv
import os
import shutil
import sys
import warnings
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from workshop.assignments import configure

warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")  # of its own way with its database

CONFIGURATION = '''\
"""For nbgrader's own commands and its formgrader, started in this folder."""

from workshop.assignments import configure

configure(get_config())  # noqa: F821
'''


class Course:
    """A folder with nbgrader's layout: `source`, `release`, `submitted`, `autograded`, `feedback` and a gradebook.

    Parameters
    ----------
    folder : path
        Where it is, or is to be.
    **limits
        The limits of a submission, if not the usual ones: see `configure`.
    """

    def __init__(self, folder, **limits):
        self.folder = Path(folder).resolve()
        _put_commands_on_path()
        config = Config()
        configure(config, **limits)
        config.CourseDirectory.root = str(self.folder)
        config.Application.log_level = "ERROR"
        self._api = NbGraderAPI(config=config)

    def make(self, masters):
        """Take the masters in, and make the students' notebooks of them.

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
            If nbgrader does not accept a master; the message is nbgrader's.
        """
        made = []
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
        for master in map(Path, masters):
            name = master.stem[:2]
            source = self.folder / "source" / name
            shutil.rmtree(source, ignore_errors=True)
            source.mkdir(parents=True)
            shutil.copy(master, source)
            _or_raise(self._api.generate_assignment(name), f"{master.name} did not become an assignment")
            made.append(self.folder / "release" / name / master.name)
        return made

    def collect(self, name, folder):
        """Take submissions in from a folder, where each is `STUDENT.ipynb` or lies in a folder `STUDENT`.

        Returns
        -------
        list of str
            The students found.
        """
        master = next((self.folder / "source" / name).glob("*.ipynb")).name
        found = {path.stem: path for path in sorted(Path(folder).glob("*.ipynb"))}
        found |= {path.parent.name: path for path in sorted(Path(folder).glob(f"*/**/{master}"))}
        for student, path in found.items():
            target = self.folder / "submitted" / student / name
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / master)
        return sorted(found)

    def students(self, name):
        """Who has handed in the assignment."""
        return sorted(path.parent.name for path in (self.folder / "submitted").glob(f"*/{name}"))

    def grade(self, name, student):
        """Run one submission, write its feedback, and return its points.

        Returns
        -------
        dict
            Points for each graded cell, by the cell's name, in the order of the page.

        Raises
        ------
        RuntimeError
            If the submission could not be graded: it is no notebook, or its cells were taken apart.
        """
        _or_raise(self._api.autograde(name, student), f"{student}'s notebook could not be graded")
        _or_raise(self._api.generate_feedback(name, student), f"No feedback for {student}")
        return self.points(name, student)

    def points(self, name, student):
        """The points of a submission that was graded, cell by cell."""
        with self._gradebook() as gradebook:
            notebooks = gradebook.find_submission(name, student).notebooks
            return {grade.name: grade.score for notebook in notebooks for grade in notebook.grades}

    def max_points(self, name):
        """The most points that each graded cell of the assignment can give."""
        with self._gradebook() as gradebook:
            notebooks = gradebook.find_assignment(name).notebooks
            return {cell.name: cell.max_score for notebook in notebooks for cell in notebook.grade_cells}

    def feedback(self, name, student):
        """The file with the feedback."""
        return next((self.folder / "feedback" / student / name).glob("*.html"))

    def write_points(self, name, table, target):
        """Write a spreadsheet: a line for each student, a column for each graded cell."""
        most = self.max_points(name)
        with open(target, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["student", "points", "of", *most])
            for student, points in table.items():
                cells = [points.get(cell, 0) for cell in most]
                writer.writerow([student, sum(cells), sum(most.values()), *cells])

    def _gradebook(self):
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "convbook")


def _put_commands_on_path():
    """nbgrader calls `alembic` by its name, and must find the one beside this Python."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = own + os.pathsep + os.environ["PATH"]


def _or_raise(result, problem):
    if not result["success"]:
        raise RuntimeError(f"{problem}:\n{result.get('error', '')}{result.get('log', '')}")
