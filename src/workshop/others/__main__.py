"""The command ``python -m workshop.others``: what came out, or with ``--write`` into ``book/others.md``."""

import sys

from workshop.others import page


def main(arguments):
    """Print the tables, or write them; returns the exit status: 1 where a case is wrong."""
    if arguments not in ([], ["--write"]):
        sys.exit("usage: python -m workshop.others [--write]")
    found = page.outcomes()
    if arguments:
        page.PAGE.write_text(page.with_tables(page.PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    else:
        print(*page.tables(found).values(), sep="\n\n")
    wrong = [outcome for outcome in found if outcome.wrong]
    for outcome in wrong:
        print(f"wrong: {outcome}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
