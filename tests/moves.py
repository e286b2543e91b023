"""A value that every widget can be given, from either side."""

MOVES = {"step": 1, "chosen": 2, "channel": 1, "F": [[0, 0, 0], [0, 2, 0], [0, 0, 0]]}


def a_move(widget):
    """The name and the next value of what one moves first on `widget`."""
    return next((name, value) for name, value in MOVES.items() if name in widget.state())
