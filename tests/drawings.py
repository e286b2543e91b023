"""What is written and filled in a drawing, for the tests of the figures."""

from matplotlib.colors import to_hex

from convbook import palette


def texts(ax, color=None):
    """The words and numbers in a drawing, in the order in which they were put there; of one color if it is given."""
    return [t.get_text() for t in ax.texts if t.get_text() and color in (None, t.get_color())]


def number(text):
    """The value of a number that is written with a true minus sign."""
    return float(text.replace("−", "-"))


def cells_filled(ax, role):
    """(row, column) of the cells in the tint of a role."""
    return {
        (p.get_y(), p.get_x())
        for p in ax.patches
        if p.get_width() == 1 and to_hex(p.get_facecolor()) == palette.TINT[role].lower()
    }
