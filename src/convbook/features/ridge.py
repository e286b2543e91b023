"""Ridge regression from sufficient statistics, so that the data need never be in memory together."""

from dataclasses import dataclass

import numpy as np


@dataclass(eq=False)
class RidgeSums:
    """The sufficient statistics of ridge regression, accumulated batch by batch.

    For rows of features F (n, d) and of targets Y (n, m). Nothing is centered and there is no constant: center before,
    or make a feature of ones.
    """

    n: int = 0
    FF: np.ndarray | float = 0.0  # FᵀF, (d, d)
    FY: np.ndarray | float = 0.0  # FᵀY, (d, m)
    YY: float = 0.0  # the sum of the squares of Y

    def add(self, F, Y):
        """Add the rows of `F` (n, d) and `Y` (n, m) to the sums."""
        if F.ndim != 2 or Y.ndim != 2 or len(F) != len(Y):
            raise ValueError(f"F has shape {F.shape} and Y has {Y.shape}; expected (n, d) and (n, m)")
        self.n += len(F)
        self.FF = self.FF + (F.T @ F).astype(float)
        self.FY = self.FY + (F.T @ Y).astype(float)
        self.YY = self.YY + float(np.sum(Y.astype(float) ** 2))
        return self

    def __add__(self, other):
        return RidgeSums(self.n + other.n, self.FF + other.FF, self.FY + other.FY, self.YY + other.YY)

    def weights(self, penalty):
        """The W (d, m) with the least ``|F W - Y|² + a |W|²``; a is `penalty` times the features' mean square sum."""
        d = len(self.FF)
        a = penalty * np.trace(self.FF) / d
        return np.linalg.solve(self.FF + (a or 1e-12) * np.eye(d), self.FY)

    def error(self, W):
        """Squared error of ``F W`` with respect to Y: summed over the m targets, averaged over the rows."""
        squares = self.YY - 2 * np.sum(W * self.FY) + np.sum(W * (self.FF @ W))
        return max(squares, 0) / self.n


def best_penalty(train_sums, validation_sums, penalties):
    """Of some penalties the one whose weights, fitted on `train_sums`, have the least error on `validation_sums`."""
    return min(penalties, key=lambda penalty: validation_sums.error(train_sums.weights(penalty)))
