"""What makes, checks and publishes the book. No reader imports it.

`site` and `sources` make the pages. `assignments`, `submissions`, `grading` and `reports` are for a class
(`exercise_cells`, `exercise_names`, `places`), and so are `worksheets`, `question_bank` (`problem_text`, `wanted`).
`execute` stores outputs, `measure` time. `ledger` compares with the paper from `facts`, `counts`, `benchmark` and
`network_claims`; `networks` records `network_measures`. `standalone`, `onefile`, `students`, `links`, `address`,
`publish` hand out; `updates` merges; `toc` reads contents, `reading` minutes, `rooms` imports; `others` compares.
"""
