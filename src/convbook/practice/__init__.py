"""Practice: kinds of problem to work out by hand, drawn anew from seeds, each with its mistakes and its solution.

`problem` says what a problem and a kind are, `wording` and `solution` how texts and sums are written, `drawing` how a
page gets hundreds of them. The kinds: `forward`, `sizes`, `counting`, `pooling` (chapters 2, 3 and 4), `activations`,
`losses` (chapters 4 and 5), `terms`, with letters (chapters 6 and 7), `filter_gradients`, `input_gradients`,
`updates` (chapters 6 to 9). Beside them is the page's JavaScript.
"""
