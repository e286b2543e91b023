"""After grading: a report for the instructor, marks given by hand, tables for platforms, and the feedback's page.

`records` reads what grading left. `page` makes the report, of `numbers` with `charts`, misconceptions from `sentences`
with what answers them (`answers`), who needs `attention`, code with a `similarity`, and `explanations` to read. `marks`
takes marks in, `exports` hands tables (`people`) and feedback out; `feedback_page` shows it, in the `style` of all.
"""

from workshop.reports.exports import write_exports
from workshop.reports.marks import enter_marks
from workshop.reports.page import report, write_report
from workshop.reports.similarity import similar

__all__ = ["enter_marks", "report", "similar", "write_exports", "write_report"]
