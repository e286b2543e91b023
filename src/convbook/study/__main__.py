"""The command ``python -m convbook.study``: train the runs that have no record yet."""

import argparse
import sys
from pathlib import Path

from convbook.arguments import in_short
from convbook.study.cluster import run_study
from convbook.study.records import record_path
from convbook.study.runs import RUNS
from convbook.training.trained import RECORDS


def main(arguments=None):
    """Train the runs that the arguments name; returns the exit status."""
    parser = argparse.ArgumentParser("python -m convbook.study", description="Do the runs that have no record yet.")
    parser.add_argument("names", nargs="*", help="how the names of the wanted runs begin; without any, all runs")
    parser.add_argument("--epochs", type=int, help="instead of each recipe's own")
    parser.add_argument("--source", choices=("lfw", "synthetic"), default="lfw", help="the faces (lfw)")
    parser.add_argument("--records", type=Path, default=RECORDS, metavar="FOLDER", help="instead of the kept ones")
    options = parser.parse_args(arguments)
    if options.records == RECORDS and (options.epochs or options.source != "lfw"):
        parser.error("--epochs and --source go with --records FOLDER: the kept records stay those of the full study")
    for name in options.names:
        if not any(run.name.startswith(name) for run in RUNS):
            parser.error(f"no run begins with {name!r}; there are {', '.join(run.name for run in RUNS)}")
    runs = [run for run in RUNS if run.name.startswith(tuple(options.names) or "")]
    try:
        failed = run_study(runs, options.records, epochs=options.epochs, source=options.source)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from here", file=sys.stderr)
        return 130
    for name, error in failed.items():
        print(f"{name} failed: {type(error).__name__}: {in_short(error)}", file=sys.stderr)
    kept = sum(record_path(run, options.records).exists() for run in runs)
    print(f"{kept} of {len(runs)} runs have their record in {options.records}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
