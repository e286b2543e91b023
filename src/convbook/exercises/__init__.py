"""What the exercise pages call: `marking` compares an answer with the right one and names the mistake.

`calling` runs a student's function, within a time limit.
"""

from convbook.exercises import marking  # noqa: F401
