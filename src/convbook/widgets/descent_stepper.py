"""`DescentStepper`: gradient descent on the loss over two weights of a filter, with a learning rate to choose."""

from math import sqrt

import numpy as np
import traitlets

from convbook.nn.conv import conv2d, conv2d_filter_grad
from convbook.nn.losses import mse, mse_grad
from convbook.nn.optimizers import gradient_step
from convbook.widgets._base import Numbers, Widget, number, table_body

OUR_EXAMPLE = {"X": [[2, 0, 1], [1, 3, 2], [0, 1, 1]], "T": [[2, 1], [10, 3]], "F": [[1, 2], [-1, 1]]}
LAST_STEP = 30
MAX_LOSS = 1e9  # a loss above this ends the descent, here and in the browser


class DescentStepper(Widget):
    """Gradient descent on the loss over F₁₁ and F₁₂ (Soydaner 2019, eq 22), with a learning rate to choose.

    Parameters
    ----------
    X : array_like, (H, W)
        The input, at most 8 by 8; the book's running example if not given, as for `T` and `F`.
    T : array_like, (H - kh + 1, W - kw + 1)
        The target; the loss is the mean squared error of the output.
    F : array_like, (kh, kw)
        The filter at the start. Its first two numbers are free, the others stay.
    learning_rate : float
        The step size α, from 0.001 to 1.
    step : int
        After how many updates the walk is shown, from 0 to 30.

    Each is a trait: it can be read and set afterwards, and follows what is done in the browser. `path` holds the
    filters on the way, `losses` their losses, `curvatures` the largest and the smallest curvature, `minimizer` the
    place of the lowest loss; above `max_learning_rate` the descent diverges.

    Raises
    ------
    traitlets.TraitError
        If a value is none of these, the shapes do not fit, or the loss has no single lowest place.
    """

    title = "Down the valley"
    arguments = ("X", "T", "F")

    X = Numbers(OUR_EXAMPLE["X"], max_length=8)
    T = Numbers(OUR_EXAMPLE["T"], max_length=8)
    F = Numbers(OUR_EXAMPLE["F"], max_length=5)
    learning_rate = traitlets.Float(0.01).tag(sync=True)
    step = traitlets.Int(0, min=0, max=LAST_STEP).tag(sync=True)
    valley = traitlets.Dict().tag(sync=True)  # what the browser needs to know of X, T and the numbers that stay

    @traitlets.default("valley")
    def _default_valley(self):
        return _valley(self.X, self.T, self.F)

    @traitlets.observe("X", "T", "F")
    def _update_valley(self, _):
        self.valley = _valley(self.X, self.T, self.F)

    @traitlets.validate("X", "T", "F")
    def _fits(self, proposal):
        if np.abs(proposal.value).max() > 999:
            raise traitlets.TraitError(f"{proposal.trait.name} must be numbers between -999 and 999")
        try:
            _valley(**self.proposed(proposal, "X", "T", "F"))
        except ValueError as error:
            raise traitlets.TraitError(f"X, T and F do not fit each other: {error}") from None
        return proposal.value

    @traitlets.validate("learning_rate")
    def _is_in_range(self, proposal):
        if not 0.001 <= proposal.value <= 1:
            raise traitlets.TraitError(f"learning_rate must be between 0.001 and 1; {proposal.value!r} is not")
        return proposal.value

    @property
    def path(self):
        """The filters after 0, 1, ... `step` updates: (n, kh, kw); fewer if the loss passes a billion on the way."""
        return self._descend(self.step)[0]

    @property
    def losses(self):
        """The loss of each filter in `path`: (n,)."""
        return self._descend(self.step)[1]

    @property
    def curvatures(self):
        """The largest and the smallest curvature of the loss over the two free numbers."""
        return tuple(self.valley["curvatures"])

    @property
    def minimizer(self):
        """F₁₁ and F₁₂ where the loss is lowest."""
        return tuple(self.valley["lowest"])

    @property
    def max_learning_rate(self):
        """The learning rate above which the descent diverges: 2 over the largest curvature."""
        return 2 / self.curvatures[0]

    def _descend(self, steps):
        F, filters, losses = np.array(self.F, float), [], []
        while True:
            filters.append(F)
            losses.append(mse(conv2d(self.X, F), self.T))
            if len(filters) > steps or losses[-1] > MAX_LOSS:
                return np.array(filters), np.array(losses)
            F, _ = gradient_step(F, _free_gradient(self.X, self.T, F), learning_rate=self.learning_rate)

    def static_html(self):
        filters, losses = self._descend(LAST_STEP)
        shown = [n for n in (0, 1, 2, 3, 4, 5, 10, 20, LAST_STEP) if n < len(filters)]
        rows = [(n, *map(number, (filters[n][0, 0], filters[n][0, 1], losses[n]))) for n in shown]
        low = ", ".join(map(number, self.minimizer))
        steepest, flattest = map(number, self.curvatures)
        return (
            f"<table><caption>The walk with α = {number(self.learning_rate)}</caption><thead>"
            "<tr><th>step</th><th>F₁₁</th><th>F₁₂</th><th>loss</th></tr></thead>"
            f"{table_body(rows)}</table>"
            f"<p>The loss is lowest at ({low}). Its curvature is {steepest} across the valley and {flattest} along it. "
            f"Below α = 2/{steepest} = {number(self.max_learning_rate)} the walk arrives; above, it explodes.</p>"
        )


def _free_gradient(X, T, F):
    """The gradient of the loss, with 0 for the numbers of the filter that stay."""
    dF = conv2d_filter_grad(mse_grad(conv2d(X, F), T), X, F.shape)
    free = np.zeros(F.shape)
    free[0, :2] = 1
    return free * dF


def _valley(X, T, F):
    """The shape of the loss over F₁₁ and F₁₂, and its map: what does not change while one walks."""
    F = np.array(F, float)
    if F.shape[1] < 2:
        raise ValueError(f"F is {F.shape[0]}×{F.shape[1]}; it needs at least two columns, as F₁₁ and F₁₂ are free")

    def slopes(p, q):
        F[0, :2] = p, q
        return _free_gradient(X, T, F)[0, :2]

    at_zero = slopes(0, 0)
    a, b = slopes(1, 0) - at_zero  # the second derivatives, measured as the chapter does
    _, d = slopes(0, 1) - at_zero
    root = sqrt(max(a * d - b * b, 0))
    if root <= 1e-6 * (a + d):
        raise ValueError("the loss has no single lowest place over F₁₁ and F₁₂: X needs other numbers")
    bend = sqrt((a - d) ** 2 + 4 * b * b)
    p = (b * at_zero[1] - d * at_zero[0]) / root**2
    q = (b * at_zero[0] - a * at_zero[1]) / root**2
    left, top = round(2 * float(p)) * 50 - 200, round(-2 * float(q)) * 50 - 200
    return {
        "curvatures": [float(a + d + bend) / 2, float(a + d - bend) / 2],
        "lowest": [float(p), float(q)],
        "corner": [left, top],
        "picture": _contours(left, top, p, q, -b / root, a / root),
    }


def _contours(left, top, p, q, sheared, stretched):
    """The map as SVG: rings of equal loss, its lowest place, numbers at the edges, and a last group for the walk.

    It is four units wide and drawn in hundredths. On it a ring of equal loss is a circle, sheared and stretched.
    """
    ring = " ".join(f"{n:.4g}" for n in (0.4, 0, 0.4 * sheared, 0.4 * stretched, p, q))
    rings = "".join(f'<circle r="{r}"/>' for r in range(1, 10))
    name = f"Map of the loss over F₁₁ and F₁₂: rings around the lowest place, ({number(p)}, {number(q)})"
    marks = []
    for n in (100, 200, 300):
        x, y = number((left + n) / 100), number(-(top + n) / 100)
        marks.append(f'<text x="{left + n}" y="{top + 390}" text-anchor="middle">{"F₁₁ = " * (n == 200)}{x}</text>')
        marks.append(f'<text x="{left + 10}" y="{top + n + 5}">{"F₁₂ = " * (n == 200)}{y}</text>')
    return (
        f'<svg viewBox="{left} {top} 400 400" role="img" aria-label="{name}" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round"><g transform="scale(100 -100)" stroke-width="1">'
        f'<g transform="matrix({ring})" opacity=".7">{rings}</g>'
        f'<path stroke-width="2" d="M{p:.4g} {q:.4g}m-.1 0h.2m-.1-.1v.2"/></g>'
        '<g font-size="19" style="fill: currentColor; paint-order: stroke; stroke: var(--cb-paper)" stroke-width="5">'
        + "".join(marks)
        + '</g><g transform="scale(100 -100)"></g></svg>'
    )
