"""Judges submissions in a process of its own: ``python -m workshop.grading``, with what to do as JSON on its input.

It reads `{"masters": {key: path}, "submissions": {key: path}, "jobs": 2, "limits": {...}, "unsafe": false}` and writes
a line of JSON for each verdict: `[key, verdict]`.
"""

import json
import sys

from workshop.grading.limits import Limits
from workshop.grading.pool import judge_all
from workshop.grading.sandbox import NoSandbox, check


def main():
    asked = json.load(sys.stdin)
    limits, unsafe = Limits(**asked.get("limits", {})), asked.get("unsafe", False)
    try:
        unsafe or check(limits)
    except NoSandbox as error:
        sys.exit(str(error))
    for key, verdict in judge_all(asked["masters"], asked["submissions"], asked.get("jobs", 1), limits, unsafe):
        print(json.dumps([key, verdict]), flush=True)


if __name__ == "__main__":
    main()
