"""The parameters of all figures, each with its check: a name means the same wherever it stands.

`checked` asks the table before a figure is drawn, so that a wrong argument is told by its name.
"""

import functools
import inspect
from types import SimpleNamespace

from convbook import palette
from convbook.arguments import as_flag, as_shape
from convbook.plots.checks import (
    CELLS,
    MATRIX,
    NAMES,
    PANELS,
    PIXELS,
    POINTS,
    SMALLEST,
    VECTOR,
    array,
    choice,
    color_image,
    counts,
    gapped,
    image,
    label,
    many_axes,
    mapping,
    maps,
    number,
    number_or_text,
    one_axes,
    sequence,
    text,
    texts,
    whole,
)  # fmt: skip


def checked(draw):
    """Have each argument of a figure checked by its name, before it is drawn; None passes where it is the default."""
    signature = inspect.signature(draw)
    checks = {name: CHECKS.get(f"{draw.__name__}.{name}") or CHECKS[name] for name in signature.parameters}

    @functools.wraps(draw)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        for name, value in bound.arguments.items():
            if not (value is None and signature.parameters[name].default is None):
                bound.arguments[name] = checks[name](value, name)
        return draw(*bound.args, **bound.kwargs)

    return wrapper


def shape(value, name):
    """`value` as (H, W, C) or (D,)."""
    lengths = as_shape(value, name, {1: "(D,)", 3: "(H, W, C)"})
    return tuple(whole(1, 2**16)(length, f"an entry of {name}") for length in lengths)


def flag_or_flags(value, name):
    return sequence(as_flag)(value, name) if hasattr(value, "__len__") else as_flag(value, name)


def optional(check):
    return lambda value, name: None if value is None else check(value, name)


def together(*checks):
    """A check for a tuple of as many values, the first of which is held by the first check."""

    def check(value, name):
        values = sequence(lambda one, _: one, len(checks), len(checks))(value, name)
        return tuple(check(one, f"{name}[{i}]") for i, (check, one) in enumerate(zip(checks, values, strict=True)))

    return check


def with_fields(expected, **checks):
    """A check for an object with certain fields, such as a record of results or a `SimpleNamespace`."""

    def check(value, name):
        if missing := [field for field in checks if not hasattr(value, field)]:
            raise TypeError(f"{name} is of type {type(value).__name__}, without {missing[0]}; expected {expected}")
        return SimpleNamespace(**{f: held(getattr(value, f), f"{name}.{f}") for f, held in checks.items()})

    return check


def history(value, name):
    """`value` with those curves of a training that it has: two of the training set, two of another, or four."""
    expected = "what `train` returns, with accuracy and loss"
    with_fields(expected, accuracy=each_fraction, loss=positive)(value, name)
    others = ("test_accuracy", "test_loss", "val_accuracy", "val_loss")
    is_empty = {field: isinstance(one := getattr(value, field, None), list) and not one for field in others}
    there = [field for field in others if getattr(value, field, None) is not None and not is_empty[field]]
    checks = {f: each_fraction if f.endswith("accuracy") else positive for f in ("accuracy", "loss", *there)}
    return with_fields(expected, **checks)(value, name)


matrix, points, fractions = array(MATRIX), array(VECTOR, most=POINTS), array(VECTOR, 0, 1)
positive, each_fraction = array(VECTOR, 0, most=POINTS), array(VECTOR, 0, 1, POINTS)
many_fractions = sequence(array(VECTOR | {0: "one number"}, 0, 1, POINTS))
share, cells = number(0, 1), whole(1, PANELS)
names, words, two_texts = sequence(text, 1, NAMES), sequence(text, 0, NAMES), together(text, text)
place, pair, window, input_size = (together(one, one) for one in (whole(), number(), whole(1, 8), whole(1, 32)))
box = together(*[whole(0, POINTS)] * 4)
role, mask, positive_map = choice(*palette.ROLES), array(MATRIX, 0, 1), array(MATRIX, 0, most=PIXELS)
curves, positive_curves = mapping(points, key=label), mapping(positive, key=label)
lines = array(VECTOR | MATRIX, most=POINTS)
curve_and_tangents = together(points, points, sequence(together(number(), number(), choice("left", "right")), 0))
drawn_box = with_fields(
    "boxes as `block_drawing` makes them", name=text, shape=shape, labels=sequence(together(text, as_flag), 0),
    position=pair, is_input=as_flag,
)  # fmt: skip

CHECKS = {
    # where to draw, and how
    "ax": one_axes, "axes": many_axes, "columns": whole(1, 64), "dpi": whole(10, 600), "fontsize": number(1, 100),
    "scale": whole(1, 30), "smooth": as_flag, "log_steps": as_flag, "maps_per_sheet": whole(1, 2**16),
    "layer_graph.names": as_flag, "signed": flag_or_flags, "at": share, "watched": choice("test", "val"),
    # words
    "title": text, "label": text, "xlabel": text, "of": text, "names": names, "titles": sequence(text),
    "labels": two_texts, "tasks": two_texts, "row_labels": words, "made_by": names, "operations": names,
    "places": names, "stations": sequence(text, 2), "steps": names, "signs": words, "weight_names": texts,
    "computational_graph.names": mapping(text, least=0), "computational_graph.roles": mapping(role, least=0),
    "roles": sequence(role), "sides": sequence(choice("left", "right"), 1, NAMES),
    "methods": sequence(sequence(text, 1, 4)), "captions": sequence(sequence(together(text, as_flag), 0)),
    "learned": sequence(as_flag),
    # matrices, and the windows on them
    "X": array(MATRIX | {3: "(H, W, C)"}), "F": array(MATRIX | {3: "(kh, kw, C)", 4: "(kh, kw, 1, K)"}, most=PIXELS),
    "O": matrix, "M": matrix, "dO": matrix, "dF": matrix, "F_old": matrix, "F_new": matrix, "array": matrix,
    "window": matrix, "contributions": array({3: "(H_out, W_out, C)"}), "is_real": mask, "squares": matrix,
    "stages": sequence(matrix), "pooled": mapping(matrix), "matrices_by_name": mapping(matrix),
    "dashed": sequence(optional(mask)), "X_shape": input_size, "F_shape": window, "O_shape": window, "element": place,
    "pixel": place, "elements": sequence(place, 1, 16), "row": array(VECTOR, most=PANELS), "kernel_size": cells,
    "stride": cells, "dilation": cells, "size": cells, "channels": whole(1, 16), "filters": whole(1, 16),
    "cases": mapping(together(*[whole(1, 32)] * 3, whole(0, 8), whole(1, 32))), "L": number(),
    # images and maps
    "image": image, "images": sequence(image, 1, 4096), "face": color_image, "signal": color_image,
    "white": number(SMALLEST), "maps": maps, "order": sequence(whole(0, POINTS), 1, 2**14),
    "unit_maps": sequence(positive_map), "path_maps": sequence(positive_map), "boxes": sequence(sequence(box, 0)),
    "regions": mapping(sequence(box), 4, least=0), "part": box, "pixels": box, "center": place,
    "sizes": sequence(whole(1, POINTS)),
    # numbers by name, by step and by place
    "x": points, "y": points, "z": points, "losses": lines, "curves": curves,
    "paths": sequence(array(MATRIX, most=POINTS)), "functions": mapping(together(lines, lines), 8),
    "scores": mapping(mapping(array(MATRIX, 0, 1, POINTS), 6, key=label), 8), "panels": mapping(curve_and_tangents, 8),
    "loss_curves.curves": positive_curves, "sanity_curves.curves": mapping(gapped(-1, 1), key=label),
    "decoding_score_curves.curves": mapping(array(VECTOR, high=1, most=POINTS), key=label),
    "representation_distance_curves.curves": mapping(array(VECTOR, SMALLEST, most=POINTS), key=label),
    "contour_descents.titles": sequence(label), "signed_squares.titles": two_texts,
    "schedules": positive_curves, "curvatures": array(VECTOR, SMALLEST), "history": history, "shifts": points,
    "responses": positive_curves, "groups": mapping(gapped(0)), "before": gapped(0), "after": gapped(0),
    "chance_level": number(), "confidence": fractions, "edges": fractions, "accuracy_by_bin": fractions,
    "estimates": mapping(together(points, array(MATRIX)), 8),
    # what was counted, timed and measured
    "counts": counts, "seconds": array(VECTOR, SMALLEST, most=NAMES), "blank": many_fractions, "zero": many_fractions,
    "recalls": gapped(0, 1), "accuracy": share, "balanced": share, "paper": share,
    "accuracies": sequence(fractions, 1, NAMES), "intervals": sequence(pair, 1, NAMES), "errors": fractions,
    "multiply_adds": array(VECTOR, 1), "parameters": array(VECTOR, 0, 1e10), "shares": mapping(array(MATRIX, 0, 1), 8),
    # networks and graphs
    "shapes": sequence(shape), "layer_graph.boxes": sequence(drawn_box, 1, NAMES),
    "arrows": sequence(two_texts, 0, CELLS), "nodes": mapping(pair),
    "values": mapping(optional(number_or_text), least=0), "gradients": mapping(number_or_text, least=0),
    "local_derivatives": mapping(optional(number_or_text), least=0, key=two_texts),
}  # fmt: skip
