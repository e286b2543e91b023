"""The histogram of a class's points, as SVG in the page's colors."""

from html import escape

WIDTH, HEIGHT, FOOT, TOP = 560, 170, 34, 22
BINS = 10


def histogram(totals, of, few=0):
    """How many students have how many points.

    Parameters
    ----------
    totals : list of float
        Points.
    of : float
        The most that there are.
    few : int, default 0
        Fewer students than that are drawn and told as "under" it.

    Returns
    -------
    str
        SVG with its words.
    """
    edges, counts = _bins(totals, of)
    shown = [max(count, few - 1) if 0 < count < few else count for count in counts]
    labels = [f"under {few}" if 0 < count < few else str(count) for count in counts]
    names = [f"{low:g}" if high - low <= 1 and of <= BINS else f"{low:g}–{high:g}" for low, high in edges]
    told = ", ".join(f"{label} with {name}" for label, name, n in zip(labels, names, counts, strict=True) if n)
    step = WIDTH / len(counts)
    drawn = [_column(i, step, *one, max(shown)) for i, one in enumerate(zip(shown, labels, names, strict=True))]
    said = f"Students by points, of {of:g}: {told or 'none'}."
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">{"".join(drawn)}'
        f'<text class="muted" x="{WIDTH / 2}" y="{HEIGHT - 2}" text-anchor="middle">points</text></svg>'
    )


def _bins(totals, of):
    """The ranges of points, and how many students are in each: a bin for each point, if there are few."""
    number = int(of) + 1 if of <= BINS else BINS
    width = 1 if of <= BINS else of / BINS
    counts = [0] * number
    for total in totals:
        counts[min(int(total / width), number - 1)] += 1
    return [(i * width, min((i + 1) * width, of)) for i in range(number)], counts


def _column(i, step, count, label, name, most):
    high = (HEIGHT - FOOT - TOP) * count / max(most, 1)
    top, middle = HEIGHT - FOOT - high, i * step + step / 2
    text = f'<text x="{middle:g}" y="{top - 5:g}" text-anchor="middle">{escape(label)}</text>' if count else ""
    return (
        f'<rect x="{i * step + 3:g}" y="{top:g}" width="{step - 6:g}" height="{max(high, 1):g}" rx="2" '
        f'style="fill: var(--cb-{"input" if count else "line"})"/>{text}'
        f'<text class="muted" x="{middle:g}" y="{HEIGHT - FOOT + 15}" text-anchor="middle">{escape(name)}</text>'
    )
