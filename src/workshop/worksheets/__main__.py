"""``python -m workshop.worksheets --N 7 --COUNT 30 --SEED 1``, as ``make worksheet`` calls it."""

import argparse
import sys
from pathlib import Path

from convbook.practice.problem import LEVELS
from workshop import wanted
from workshop.worksheets import draw, keys, pages, pdf

FOLDER = Path("_build", "worksheets")
PROBLEMS, LARGEST = 4, 1000  # problems on a sheet unless another number is asked for; sheets of a class at most


def asked_for(given):
    """The class of sheets that the options ask for; ValueError if they ask for none."""
    chapter, kinds = wanted.kinds(given.N)
    count = wanted.whole("COUNT", given.COUNT, 30, 1, LARGEST)
    level = wanted.whole("LEVEL", given.LEVEL, 2, min(LEVELS), max(LEVELS))
    why = ", the kinds that there are"
    problems = wanted.whole("PROBLEMS", given.PROBLEMS, min(PROBLEMS, len(kinds)), 1, len(kinds), why)
    return draw(chapter, kinds, level=level, seed=wanted.seed(given.SEED), count=count, problems=problems)


def main(arguments):
    parser = argparse.ArgumentParser(prog="make worksheet", description="Sheets of problems, and their keys.")
    for name in ("N", "COUNT", "SEED", "LEVEL", "PROBLEMS", "PAPER"):
        parser.add_argument(f"--{name}", default="")
    given = parser.parse_args(arguments)
    paper = given.PAPER.strip().lower() or "a4"
    try:
        if paper not in pdf.PAPERS:
            raise ValueError(f"PAPER is {given.PAPER[:20]}; expected a4 or letter")
        made = asked_for(given)
    except ValueError as error:
        sys.exit(str(error))
    folder = FOLDER / made.name
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "sheets.html", folder / "keys.html"]
    for file, text in zip(files, (pages.html(made), keys.html(made)), strict=True):
        file.write_text(text, encoding="utf-8", newline="\n")
    print("On each sheet:", "; ".join(kind.title for kind in made.kinds), *made.notes, sep="\n")
    program = pdf.chromium()
    try:
        files += [pdf.printed(file, program, paper) for file in files] if program else []
    except OSError as error:
        print(error)
        program = None
    print(*sorted(files), sep="\n")
    if not program:
        print("For PDF, open these files in a browser and choose Print, then Save as PDF.")


if __name__ == "__main__":
    main(sys.argv[1:])
