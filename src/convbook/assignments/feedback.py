"""What students read of their errors: a sentence in place of each traceback."""

import re

from nbgrader.preprocessors import NbGraderPreprocessor

# Their messages are sentences already.
SPEAKING = {"NotYet", "TooMuchOutput", "TookTooLong", "NotRun"}


class Sentences(NbGraderPreprocessor):
    """Puts one sentence in the place of each traceback."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [sentence(output.ename, output.evalue)]
        return cell, resources


def sentence(name, message):
    """What is said of an error, given its type's name and its message."""
    message = message.strip()
    if name in SPEAKING:
        return message
    if name == "NotImplementedError":
        return "Nothing is filled in here yet."
    if name == "KeyboardInterrupt":
        return "This cell was interrupted, since it ran for too long."
    if name == "NameError" and (found := re.match(r"name '(\w+)' is not defined", message)):
        return f"There is no `{found[1]}` here: is the cell that makes it filled in, and does it run?"
    if name in ("SyntaxError", "IndentationError", "TabError"):
        line = re.search(r"line (\d+)", message)
        said = re.sub(r"\s*\([^()]*line \d+\)", "", message)
        return f"Python could not read this cell{f' from line {line[1]} on' if line else ''}: {said}."
    return f"This cell stopped with {'an' if name[0] in 'AEIOU' else 'a'} {name}: {message}."
