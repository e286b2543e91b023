"""The paper's 22 equations as data, and the three ways in which each is checked (chapters 2 and 6 to 8).

`paper` holds them, each as one text, which `text` and `cases` read; `algebra`, `numeric` and `autodiff` check them, and
`check` says what they found. `color` gives a formula the book's colors. ``python -m convbook.equations`` prints all.
"""
