"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages, `sources` finds the code they show; `assignments` grades exercises, whose cells `exercise_cells`
tells apart and whose names `exercise_names`, in `places`; `worksheets` and `question_bank` (`problem_text`, `wanted`)
are practice; `execute` stores outputs, `measure` time and memory. `ledger` compares with the paper from `facts`,
`counts`, `benchmark` and `network_claims`; `networks` records `network_measures`. `standalone` makes chapters folders,
`onefile` pages files; `students`, `links`, `address` publish; `toc` reads contents, `reading` minutes, `rooms` imports;
`others`.
"""
