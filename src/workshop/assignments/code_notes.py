"""Notes on what a student's code uses that no exercise needs."""

from workshop.exercise_cells import is_answer, is_check
from workshop.grading.unusual import unusual
from workshop.submissions.notebook_file import Note


def notes_on_code(master, notebook):
    """Notes on what no exercise needs in the student's own cells."""
    own = {cell.id: cell for cell in master.cells}
    notes = []
    for number, cell in enumerate(notebook.cells, 1):
        given = own.get(cell.id)
        if cell.cell_type != "code" or given is not None and (is_check(given) or not is_answer(given)):
            continue
        known = set(unusual(given.source)) if given is not None else set()
        if said := [one for one in unusual(cell.source) if one not in known]:
            where = f"`{given.metadata.nbgrader.grade_id}`" if given is not None else f"cell {number}"
            notes.append(Note("unusual", f"The code in {where} {', '.join(said[:5])}: read it.", True))
    return notes
