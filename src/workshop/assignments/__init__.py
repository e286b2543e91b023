"""The exercise pages as assignments of nbgrader: made, handed out, graded. Needs the extra `assignments`.

The pages in `book/exercises` are the masters. ``python -m workshop.assignments make`` turns them into an nbgrader
course (`course`), with the students' notebooks; ``... grade 7`` grades what came back (`grade`). `execute` runs a
submission in a sandbox, `gradebook` keeps what it got, `records` the rest (with `code_notes`), `table` is the class's,
and `feedback` is what students read. In copies of their `own`, exercises can draw other numbers for each student
(`variants`).
"""


def configure(c):
    """Fill nbgrader's configuration: what a course of this book needs and nothing else.

    Parameters
    ----------
    c : traitlets.config.Config
        As `get_config()` gives it in an `nbgrader_config.py`; it is changed in place.
    """
    from nbconvert.preprocessors import TagRemovePreprocessor
    from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback

    from workshop.assignments.execute import ExecuteInSandbox, SaveChosenGrades
    from workshop.assignments.feedback import FeedbackPage, ReadableErrors
    from workshop.assignments.gradebook import UpdateCells
    from workshop.assignments.variants import ForgetVariants
    from workshop.exercise_cells import STUB, TEXT_STUB

    def instead(converter, **others):
        return [others.get(preprocessor.__name__, preprocessor) for preprocessor in converter]

    c.CourseDirectory.course_id = "convbook"
    c.IncludeHeaderFooter.header = ""
    c.ClearSolutions.code_stub = {"python": STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    # Solutions in words have no cell type in nbgrader: a tag marks them.
    c.TagRemovePreprocessor.enabled = True
    c.TagRemovePreprocessor.remove_cell_tags = {"solution"}
    released = instead(GenerateAssignment.preprocessors.default(), SaveCells=UpdateCells)
    c.GenerateAssignment.preprocessors = [TagRemovePreprocessor, ForgetVariants, *released]
    c.Autograde.autograde_preprocessors = instead(
        Autograde.autograde_preprocessors.default(), Execute=ExecuteInSandbox, SaveAutoGrades=SaveChosenGrades
    )
    c.GenerateFeedback.exporter_class = FeedbackPage
    get_grades, *others = GenerateFeedback.preprocessors.default()
    c.GenerateFeedback.preprocessors = [get_grades, ReadableErrors, *others]
