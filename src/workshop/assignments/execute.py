"""In the place of nbgrader's `Execute`: a submission runs in a sandbox and is checked outside of it.

So all of nbgrader's ways to grade are safe: `make grade`, its own command `nbgrader autograde`, and the formgrader.
"""

from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Dict, List

from workshop.grading.judged import judged


class ExecuteInSandbox(NbGraderPreprocessor):
    """Puts what came of a submission into its cells: outputs, and an error where a check failed.

    Expects the notebook as `matching.restore` leaves it: the cells have the ids of the master's.
    """

    limits = Dict(help="Those of `workshop.grading.sandbox.Limits` that are not the usual ones.").tag(config=True)
    unsafe = Bool(False, help="Run submissions without a sandbox, with all that you may do.").tag(config=True)
    verdicts = {}  # those that are there already: {(assignment, student): verdict}

    def preprocess(self, notebook, resources):
        name, student = (resources["nbgrader"][key] for key in ("assignment", "student"))
        verdict = self.verdicts.pop((name, student), None) or self._judged(name, student, resources)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = nbformat.from_dict(verdict["outputs"].get(cell.id, []))
        known = notebook.metadata.get("convbook", {})
        notebook.metadata["convbook"] = known | {"events": verdict["events"], "alone": verdict["alone"]}
        return notebook, resources

    def _judged(self, name, student, resources):
        course, file = Path(self.config.CourseDirectory.root), f"{resources['nbgrader']['notebook']}.ipynb"
        submitted = {student: course / "submitted" / student / name / file}
        [(_, verdict)] = judged(course / "source" / name / file, submitted, 1, self.limits, self.unsafe)
        return verdict


class SaveChosenGrades(SaveAutoGrades):
    """Saves the points of some checks only, where `only` names them; what the others gave stays."""

    only = List(help="Names of graded cells; empty for all.").tag(config=True)

    def _add_score(self, cell, resources):
        if not self.only or cell.metadata.nbgrader.grade_id in self.only:
            super()._add_score(cell, resources)
