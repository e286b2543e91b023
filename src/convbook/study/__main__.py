"""``python -m convbook.study``: train the runs that have no record yet."""

from convbook.study.cluster import main

if __name__ == "__main__":
    raise SystemExit(main())
