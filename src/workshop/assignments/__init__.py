"""The exercise pages as assignments of nbgrader: made, handed out, graded. Needs the extra `assignments`.

The pages in `book/exercises` are the masters. ``python -m workshop.assignments make`` turns them into an nbgrader
course (`course`), with the students' notebooks; ``... grade 7`` grades what came back. See ``book/instructors.md``.
`execute` runs a submission within its limits, `limits` is that on what it prints; `feedback` is what students read.
"""

CELL_SECONDS = 20  # for a cell; the chapters' slowest solution needs a fifth of that
ASSIGNMENT_SECONDS = 240  # for all cells of a submission


def configure(c, cell_seconds=CELL_SECONDS, assignment_seconds=ASSIGNMENT_SECONDS):
    """Fill nbgrader's configuration: what a course of this book needs and nothing else.

    Parameters
    ----------
    c : traitlets.config.Config
        As `get_config()` gives it in an `nbgrader_config.py`; it is changed in place.
    cell_seconds, assignment_seconds : int, default 20 and 240
        How long one cell of a submission may take, and all its cells together.
    """
    from nbconvert.preprocessors import TagRemovePreprocessor
    from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

    from workshop.assignments.execute import LimitedExecute
    from workshop.assignments.feedback import ReadableErrors
    from workshop.exercise_cells import STUB, TEXT_STUB

    c.CourseDirectory.course_id = "convbook"
    c.IncludeHeaderFooter.header = ""
    c.ClearSolutions.code_stub = {"python": STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    # Solutions in words have no cell type in nbgrader: a tag marks them.
    c.TagRemovePreprocessor.enabled = True
    c.TagRemovePreprocessor.remove_cell_tags = {"solution"}
    c.GenerateAssignment.preprocessors = [TagRemovePreprocessor, *GenerateAssignment.preprocessors.default()]
    graded = Autograde.autograde_preprocessors.default()
    c.Autograde.autograde_preprocessors = [LimitedExecute if p.__name__ == "Execute" else p for p in graded]
    get_grades, *others = GenerateFeedback.preprocessors.default()
    c.GenerateFeedback.preprocessors = [get_grades, ReadableErrors, *others]
    c.LimitedExecute.timeout = cell_seconds
    c.LimitedExecute.assignment_timeout = assignment_seconds
