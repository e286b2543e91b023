"""The page that students are handed out, and what its cells are known by."""

from workshop.exercise_cells import exercises, is_answer, is_check, is_solution, readers_copy, students_copy
from workshop.submissions import cell_text


class Page:
    """The students' copy of a master.

    Attributes
    ----------
    notebook : NotebookNode
        The copy; `cells` are its cells.
    section : list of int
        The number of the exercise that each cell belongs to; 0 before the first.
    handed_out : list of set of str
        The texts with which each cell was handed out: in the students' copy, in the pages, and, but for answers, in
        the master.
    names : dict
        Number of the cell of an answer in code -> the names that it is to give values.
    texts : list of int
        The numbers of the cells of answers in words.
    """

    def __init__(self, master):
        self.notebook = students_copy(master)
        self.cells = self.notebook.cells
        self._find_texts(master)
        opening, found = exercises(self.notebook)
        self.section = [n for n, part in enumerate([opening, *(part for _, part in found)]) for _ in part]
        answers = [i for i, cell in enumerate(self.cells) if is_answer(cell)]
        self.texts = [i for i in answers if self.cells[i].cell_type == "markdown"]
        self.names = {i: cell_text.names(self.cells[i].source) for i in answers if i not in self.texts}
        self.owner = {name: i for i, names in self.names.items() for name in names}

    def _find_texts(self, master):
        own = [cell for cell in master.cells if not is_solution(cell)]
        forms = zip(self.cells, readers_copy(master).cells, own, strict=True)
        forms = [three[:2] if is_answer(three[0]) else three for three in forms]
        self.handed_out = [{cell_text.clean(form.source) for form in three} for three in forms]
        self.by_text = {text: i for i, texts in enumerate(self.handed_out) for text in texts if text}
        self.by_id = {cell.id: i for i, cell in enumerate(self.cells)}
        self.by_name = {c.metadata.nbgrader.grade_id: i for i, c in enumerate(self.cells) if "nbgrader" in c.metadata}
        self.solutions = {cell_text.clean(cell.source) for cell in filter(is_solution, master.cells)}

    def text(self, i):
        return cell_text.clean(self.cells[i].source)

    def is_answer(self, i):
        return i in self.names or i in self.texts

    def is_check(self, i):
        return is_check(self.cells[i])

    def is_text(self, i):
        """Whether a cell is given, and not code."""
        return self.cells[i].cell_type == "markdown" and i not in self.texts

    def given_after(self, i):
        """The names that given cells give values after a cell and not before it."""
        given = {j: cell_text.names(self.text(j)) for j, cell in enumerate(self.cells) if self.is_given_code(j)}
        early = {name for j, names in given.items() if j < i for name in names}
        return {name for j, names in given.items() if j > i for name in names} - early

    def is_given_code(self, i):
        return self.cells[i].cell_type == "code" and not (self.is_answer(i) or self.is_check(i))

    def filled_in(self, source, i):
        """The names of an answer to which code gives values."""
        return cell_text.filled_in(source, self.cells[i].source, self.names[i])

    def owners(self, source):
        """The answers to whose names code gives values."""
        return {i for i in self.names if self.filled_in(source, i)}
