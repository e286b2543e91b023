"""What the exercise pages call: `marking` compares an answer with the right one and names the mistake."""

from convbook.exercises import marking  # noqa: F401
