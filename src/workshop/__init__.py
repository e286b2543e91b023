"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages, `sources` finds the code they show; `assignments` hands out and grades exercises, whose cells
`exercise_cells` tells apart. `execute` stores a chapter's outputs, `measure` its time and memory. `ledger` compares
with the paper from `facts`, `counts`, `benchmark`, `network_claims`; `networks` records `network_measures` of five.
`standalone` makes a chapter a folder, `onefile` its page one file; `students`, `links` and `address` publish and teach;
`toc` reads the contents, `reading` a page's minutes, `rooms` says who imports whom; `others` runs others' suites.
"""
