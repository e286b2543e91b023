"""``python -m workshop.question_bank --N 7``, as ``make question-bank`` calls it."""

import argparse
import sys
from pathlib import Path

from workshop import problem_text, wanted
from workshop.question_bank import items, moodle, qti

FOLDER = Path("_build", "question-bank")
COUNT, LARGEST = 20, 200  # questions of each kind


def main(arguments):
    parser = argparse.ArgumentParser(prog="make question-bank", description="The practice problems for a platform.")
    for name in ("N", "COUNT", "SEED"):
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args(arguments)
    try:
        chapter, kinds = wanted.kinds(given.N)
        count, seed = wanted.whole("COUNT", given.COUNT, COUNT, 1, LARGEST), wanted.seed(given.SEED)
    except ValueError as error:
        sys.exit(str(error))
    bank = items.drawn(kinds, seed, count)
    name = "all" if chapter is None else f"{chapter:02}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = [FOLDER / f"{name}-seed{seed}-moodle.xml", FOLDER / f"{name}-seed{seed}-qti.zip"]
    files[0].write_text(moodle.xml(bank, problem_text.title_of_book()), encoding="utf-8", newline="\n")
    files[1].write_bytes(qti.package(bank))
    print(f"{sum(len(found) for _, found in bank)} questions of {len(bank)} kinds:", *files, sep="\n")
    for kind, found in bank:
        if len(found) < count:
            print(f"{kind.title}: there are only {len(found)} of them.")


if __name__ == "__main__":
    main(sys.argv[1:])
