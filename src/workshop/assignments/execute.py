"""In the place of nbgrader's `Execute`: a submission runs in a sandbox and is checked outside of it.

So all of nbgrader's ways to grade are safe: `make grade`, its own command `nbgrader autograde`, and the formgrader.
"""

import tempfile
from dataclasses import asdict
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Dict, List

from workshop.assignments.own import master_for
from workshop.exercise_cells import is_check
from workshop.grading.judged import judged
from workshop.grading.outputs import as_error
from workshop.submissions.matching import restore

NOT_RUN = [as_error("Stopped", "This check could not be run.")]


class ExecuteInSandbox(NbGraderPreprocessor):
    """Puts what came of a submission into its cells: outputs, and an error where a check failed.

    `make grade` has put the cells in order, and the verdict is there; for nbgrader's own commands both is done here.
    """

    limits = Dict(help="Those of `workshop.grading.sandbox.Limits` that are not the usual ones.").tag(config=True)
    unsafe = Bool(False, help="Run submissions without a sandbox, with all that you may do.").tag(config=True)
    verdicts = {}  # those that are there already: {(assignment, student): verdict}

    def preprocess(self, notebook, resources):
        name, student = (resources["nbgrader"][key] for key in ("assignment", "student"))
        verdict = self.verdicts.pop((name, student), None) or self._judged(name, student, notebook, resources)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                without = NOT_RUN if is_check(cell) else []
                cell.outputs = nbformat.from_dict(verdict["outputs"].get(cell.id, without))
        known = notebook.metadata.get("convbook", {})
        notebook.metadata["convbook"] = known | {"events": verdict["events"], "alone": verdict["alone"]}
        return notebook, resources

    def _judged(self, name, student, notebook, resources):
        """Of a submission that nbgrader collected: its cells are put in order first."""
        course = Path(CourseDirectory(config=self.config).root)
        master = course / "source" / name / f"{resources['nbgrader']['notebook']}.ipynb"
        own = master_for(course, name, student, nbformat.read(master, as_version=4))
        restored, notes = restore(own, notebook)
        notebook.cells = restored.cells
        notebook.metadata["convbook"] = {"notes": [asdict(note) for note in notes]} | notebook.metadata.get(
            "convbook", {}
        )
        with tempfile.TemporaryDirectory() as folder:
            submitted = Path(folder, "submitted.ipynb")
            nbformat.write(restored, submitted)
            nbformat.write(own, master := Path(folder, "master.ipynb"))
            [(_, verdict)] = judged(master, {student: submitted}, 1, self.limits, self.unsafe)
        return verdict


class SaveChosenGrades(SaveAutoGrades):
    """Saves the points of some checks only, where `only` names them; what the others gave stays."""

    only = List(help="Names of graded cells; empty for all.").tag(config=True)

    def _add_score(self, cell, resources):
        if not self.only or cell.metadata.nbgrader.grade_id in self.only:
            super()._add_score(cell, resources)
