"""``make update``: upstream's changes, merged into a copy of the book that has changes of its own.

Git merges; `driver` is what it calls for a file that both sides changed. `notebooks` merges cell by cell, and in each
cell `lines` merges line by line.
"""
