"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages, `sources` finds the code they show; `assignments` hands out and grades exercises, whose cells
`exercise_cells` tells apart. `execute` stores a chapter's outputs, `measure` its time and memory. `ledger` compares
with the paper from `facts`, `counts` and `benchmark`; `networks` records chapter 13's `network_measures` of five.
`standalone` makes a chapter a folder, `onefile` its page one file; `students`, `links` and `address` are for those who
publish or teach; `toc` reads the table of contents, and `rooms` knows which part may import which.
"""
