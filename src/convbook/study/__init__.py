"""Many trainings and their records: what the paper leaves open (chapter 12) and four kinds of blocks (chapter 15).

`runs` says which there are and trains one, `records` reads and writes what they leave, `cluster` runs them all through
Dask, with `progress_bars`. ``python -m convbook.study`` trains those that have no record yet.
"""
