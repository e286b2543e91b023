"""The figure on the first page: a 3x3 window slides over a 4x4 input, as in the paper's Fig. 2.

It is drawn in the page itself, so that its colors follow the light and the dark page. It moves once, for less than
five seconds, and not at all for readers who asked for less motion; then every number is in its place.
"""

from html import escape

X = [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 3]]  # the first example of chapter 2
F = [[1, 0, 1], [0, 2, 0], [1, 0, 1]]
CELL, TOP = 54, 14
STOPS = [(0, 0), (0, 1), (1, 0), (1, 1)]
ALT = (
    "A three by three window of filter numbers stands on a four by four grid of input numbers. It stops at four "
    "places, and each stop gives one number of the two by two output."
)


def nonzero_products(i, j):
    """The products at one stop that are not zero, as pairs (filter number, input number)."""
    return [(F[m][n], X[i + m][j + n]) for m in range(3) for n in range(3) if F[m][n]]


def output(i, j):
    return sum(f * x for f, x in nonzero_products(i, j))


def html():
    """The figure: an inline SVG, a button that plays it again, and a caption."""
    x_left, f_left, o_left = 6, 300, 540
    parts = [_grid("input", X, x_left, TOP), _grid("filter", F, f_left, TOP + CELL // 2)]
    parts += [_sign("∗", 261), _sign("=", 501)]
    parts += [_grid("output", [[output(0, 0), output(0, 1)], [output(1, 0), output(1, 1)]], o_left, TOP + CELL, True)]
    parts += [_window(x_left, TOP)]
    parts += [_name("X", "input", x_left, 4), _name("F", "filter", f_left, 3), _name("O", "output", o_left, 2)]
    parts += [_sum(stop, i, j) for stop, (i, j) in enumerate(STOPS)]
    return (
        f'<figure class="cb-picture"><svg viewBox="0 0 660 318" role="img" aria-label="{escape(ALT)}">'
        + "".join(parts)
        + '</svg><figcaption>The whole operation: cover, multiply, add up, move on. <button type="button" '
        'class="cb-again">Slide again</button></figcaption></figure>'
    )


def _grid(role, rows, left, top, one_by_one=False):
    boxes, numbers = [], []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            x, y = left + j * CELL, top + i * CELL
            stop = f' cb-stop" style="--stop: {i * len(row) + j}' if one_by_one else ""
            size = f'width="{CELL - 4}" height="{CELL - 4}"'
            boxes.append(f'<rect x="{x + 2}" y="{y + 2}" {size} rx="7"/>')
            numbers.append(f'<text class="cb-number{stop}" x="{x + CELL / 2}" y="{y + CELL / 2 + 8}">{value}</text>')
    shade = f'<rect class="cb-shade" {_window_box(left, top)}/>' if role == "input" else ""
    colors = f"fill: var(--cb-{role}-tint); stroke: var(--cb-{role}); stroke-width: 1.5"
    return f'<g style="{colors}">{"".join(boxes)}</g>{shade}{"".join(numbers)}'


def _window(left, top):
    small = "".join(
        f'<text class="cb-small" x="{left + (n + 1) * CELL - 9}" y="{top + (m + 1) * CELL - 8}">{F[m][n]}</text>'
        for m in range(3)
        for n in range(3)
    )
    return f'<g class="cb-window"><rect {_window_box(left, top)}/>{small}</g>'


def _window_box(left, top):
    return f'x="{left - 1}" y="{top - 1}" width="{3 * CELL + 2}" height="{3 * CELL + 2}" rx="11"'


def _sign(sign, x):
    return f'<text class="cb-sign" x="{x}" y="{TOP + 2 * CELL + 9}">{sign}</text>'


def _name(letter, role, left, columns):
    word = {"X": "input", "F": "filter", "O": "output"}[letter]
    return (
        f'<text class="cb-name cb-fill-{role}" x="{left + columns * CELL / 2}" y="{TOP + 4 * CELL + 26}">'
        f"{word} <tspan>{letter}</tspan></text>"
    )


def _sum(stop, i, j):
    products = " + ".join(f"{f}·{x}" for f, x in nonzero_products(i, j))
    return (
        f'<text class="cb-sum" style="--stop: {stop}" x="330" y="304">stop {stop + 1}:  {products} = '
        f'<tspan class="cb-fill-output">{output(i, j)}</tspan></text>'
    )
