"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages, `sources` finds the code that they show; `assignments` hands out and grades the exercises, whose
cells `exercise_cells` tells apart. `execute` runs a chapter and stores its outputs, `measure` its time and memory.
`ledger` fills the comparison with the paper from `facts`, `counts` and `benchmark`. `standalone` makes one chapter a
folder and `onefile` its page one file; `students`, `links` and `address` are for those who publish or teach; `toc`
reads the table of contents, and `rooms` knows which part may import which.
"""
