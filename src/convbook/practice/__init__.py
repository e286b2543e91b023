"""Practice: kinds of problem to work out by hand, drawn anew from seeds, each with its mistakes and its solution.

`problem` says what a problem and a kind are, `wording` how their texts and sums are written, `drawing` how a page gets
hundreds of them. The kinds: `forward` (chapters 2, 3 and 4), `counting`, `pooling`, `terms` (with letters, chapters 6
and 7), `gradients`, `activations` (chapters 4, 5 and 10), `losses`, `updates`. Beside them is the page's JavaScript.
"""
