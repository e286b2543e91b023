"""The paper's 22 equations as data, and the three ways in which each is checked (chapters 6 to 8).

`paper` holds them, each as one text, which `text` and `cases` read; `algebra`, `numeric` and `autodiff` check them.
``python -m convbook.equations`` prints them with their checks.
"""
