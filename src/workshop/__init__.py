"""What makes, checks and publishes the book. No reader imports it.

`site` makes the pages, `sources` finds the code they show; `assignments` hands out and grades exercises, whose cells
`exercise_cells` tells apart. `worksheets` and `question_bank` hand out practice problems (`problem_text`, `wanted`).
`execute` stores outputs, `measure` time and memory. `ledger` compares with the paper from `facts`, `counts`,
`benchmark`, `network_claims`; `networks` records `network_measures`. `standalone` makes chapters folders, `onefile`
pages files; `students`, `links`, `address` publish; `toc` reads contents, `reading` minutes,
`rooms` imports; `places` says where a course lies; `others`.
"""
