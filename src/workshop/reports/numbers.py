"""The report's numbers: points of the class, exercise by exercise what was right and what was not, times."""

from collections import Counter
from dataclasses import dataclass
from statistics import fmean, median, stdev

from workshop.grading.sandbox import LIMITS
from workshop.reports.answers import answer
from workshop.reports.records import points
from workshop.reports.sentences import misconceptions

EMPTY = "Nothing is filled in here yet."
FEW = 3  # fewer students than that are not told apart where others see it
NEAR = 0.5  # of the limit


@dataclass(frozen=True)
class Misconception:
    """What was said, to whom, and what answers it."""

    says: str
    students: tuple
    answer: object


@dataclass(frozen=True)
class Outcome:
    """How an exercise went: how many were right, partly right, wrong, and left it empty."""

    exercise: object
    right: int
    partly: int
    wrong: int
    empty: int
    misconceptions: tuple
    rare: int = 0

    def parts(self):
        return [(kind, getattr(self, kind)) for kind in ("right", "partly", "wrong", "empty")]


def outcomes(assignment, names=True):
    """For each exercise, its `Outcome`; without `names`, misconceptions of fewer than three students are only counted.

    An exercise that gives no points has none.
    """
    return [_outcome(assignment, exercise, names) for exercise in assignment.exercises]


def _outcome(assignment, exercise, names):
    counted, told = Counter(), {}
    for record in assignment.graded:
        got, of = points(record, exercise.graded)
        found = _misconceptions(assignment, exercise, record)
        empty = not got and (_left_empty(record, exercise) or any(says == EMPTY for says, _ in found))
        counted["empty" if empty else "right" if got == of else "partly" if got else "wrong"] += 1
        for says, check in found:
            if says != EMPTY and not empty:
                told.setdefault(says, (check, set()))[1].add(record["student"])
    ordered = sorted(told.items(), key=lambda item: (-len(item[1][1]), item[0]))
    shown = [item for item in ordered if names or len(item[1][1]) >= FEW]
    made = tuple(
        Misconception(says, tuple(sorted(students)), answer(assignment.name, exercise.number, check, says))
        for says, (check, students) in shown
    )
    counts = (counted[kind] for kind in ("right", "partly", "wrong", "empty"))
    return Outcome(exercise, *counts, made, len(ordered) - len(shown))


def _left_empty(record, exercise):
    """Whether a note says so; a function that was handed out and is as it was is told that it returns nothing."""
    said = f"Exercise {exercise.number}: nothing was filled in."
    return any(note["kind"] == "empty" and note["says"] == said for note in record.get("notes", []))


def _misconceptions(assignment, exercise, record):
    """What a student was told in an exercise, each with its check: what two checks say alike counts once."""
    said = [(check, record.get("said", {}).get(check)) for check in exercise.graded]
    return [
        (found, check)
        for check, sentence in said
        if sentence
        for found in misconceptions(sentence, assignment.known.get(check, []))
    ]


def totals(assignment):
    """The points of everybody who was graded, and the most that there are."""
    found = [points(record) for record in assignment.graded]
    return [got for got, _ in found], max((of for _, of in found), default=0)


def mean_and_spread(numbers):
    """The mean, and the standard deviation, which is None of a single number."""
    return (fmean(numbers), stdev(numbers) if len(numbers) > 1 else None) if numbers else (None, None)


def times(assignment):
    """Processor seconds: the median, and who took most or came near the limit, `[(student, seconds, near), ...]`."""
    spent = sorted(((record.get("seconds") or 0, record["student"]) for record in assignment.graded), reverse=True)
    near = [one for one in spent if one[0] > NEAR * LIMITS.seconds]
    shown = spent[: max(3, len(near))]
    middle = median(seconds for seconds, _ in spent) if spent else 0
    return middle, [(student, seconds, seconds > NEAR * LIMITS.seconds) for seconds, student in shown]
