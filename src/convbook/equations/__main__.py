"""``python -m convbook.equations``: the table of the paper's 22 equations, each checked on random numbers."""

import numpy as np

from convbook.equations.paper import EQUATIONS, table

if __name__ == "__main__":
    print(table({number: equation.verify(np.random.default_rng(22)) for number, equation in EQUATIONS.items()}), end="")
