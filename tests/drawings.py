"""What is written in a drawing, for the tests of the figures."""


def texts(ax, colour=None):
    """The words and numbers in a drawing, in the order in which they were put there; of one colour if it is given."""
    return [t.get_text() for t in ax.texts if t.get_text() and colour in (None, t.get_color())]
