"""What the exercise pages call: `marking` compares an answer with the right one and names the mistake.

`calling` runs a student's function, within a time limit, and `uses` says what it uses; `answers` says of what kind an
answer is, `differences` what is different about a wrong one.
"""

from convbook.exercises import marking  # noqa: F401
