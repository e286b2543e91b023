"""Ridge regression from sums, so that the data need never be in memory together."""

import numpy as np


class RidgeSums:
    """All that ridge regression asks of its data, added up part by part.

    For rows of features F (n, d) and of targets Y (n, m): FᵀF, FᵀY, the sum
    of the squares of Y, and n. Nothing is centered and there is no constant:
    center before, or make a feature of ones.
    """

    def __init__(self):
        self.n, self.FF, self.FY, self.YY = 0, 0.0, 0.0, 0.0

    def add(self, F, Y):
        """Take in the rows of `F` (n, d) and `Y` (n, m)."""
        if F.ndim != 2 or Y.ndim != 2 or len(F) != len(Y):
            raise ValueError(f"F has shape {F.shape} and Y has {Y.shape}; expected (n, d) and (n, m)")
        self.n += len(F)
        self.FF = self.FF + (F.T @ F).astype(float)
        self.FY = self.FY + (F.T @ Y).astype(float)
        self.YY = self.YY + float(np.sum(Y.astype(float) ** 2))
        return self

    def __add__(self, other):
        both = RidgeSums()
        both.n, both.FF, both.FY, both.YY = (
            self.n + other.n, self.FF + other.FF, self.FY + other.FY, self.YY + other.YY,
        )  # fmt: skip
        return both

    def weights(self, penalty):
        """The W (d, m) with the least ``|F W - Y|² + a |W|²``; a is `penalty` times the features' mean square sum."""
        d = len(self.FF)
        a = penalty * np.trace(self.FF) / d
        return np.linalg.solve(self.FF + (a or 1e-12) * np.eye(d), self.FY)

    def error(self, W):
        """Mean squared error of ``F W`` beside Y, for each row: the sum over the m targets."""
        squares = self.YY - 2 * np.sum(W * self.FY) + np.sum(W * (self.FF @ W))
        return max(squares, 0) / self.n


def best_penalty(fit, check, penalties):
    """Of some penalties the one whose weights, fitted on the sums `fit`, have the least error on the sums `check`."""
    errors = [check.error(fit.weights(penalty)) for penalty in penalties]
    return penalties[int(np.argmin(errors))]
