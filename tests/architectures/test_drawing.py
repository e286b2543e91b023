"""Where things stand in a drawing, and what is written below them."""

from convbook import Layer, block_drawing

IMAGE = Layer("image", "input", shape=(8, 8, 4))


def conv(name, *inputs, **options):
    return Layer(name, "conv", inputs, **{"units": 4, "window": 3, "padding": "same"} | options)


def labels(drawing):
    return {box.name: [text for text, _ in box.labels] for box in drawing.boxes}


def test_norm_and_relu_are_written_with_the_convolution_before_them():
    drawing = block_drawing([
        IMAGE, conv("a", "image"), Layer("n", "norm", ("a",)), Layer("r", "activation", ("n",), activation="ReLU"),
        conv("b", "r", stride=2),
    ])  # fmt: skip
    assert labels(drawing) == {"image": ["input"], "a": ["conv 3×3", "norm", "ReLU"], "b": ["conv 3×3", "stride 2"]}
    assert drawing.arrows == (("image", "a"), ("a", "b"))
    assert [learned for _, learned in drawing.boxes[1].labels] == [True, True, False]


def test_where_the_output_goes_elsewhere_too_they_are_written_with_the_one_after():
    drawing = block_drawing([
        IMAGE, Layer("n", "norm", ("image",)), Layer("r", "activation", ("n",), activation="ReLU"), conv("a", "r"),
        Layer("both", "concat", ("image", "a")),
    ])  # fmt: skip
    assert labels(drawing)["a"] == ["norm", "ReLU", "conv 3×3"]
    assert drawing.arrows == (("image", "a"), ("image", "both"), ("a", "both"))
    assert drawing.boxes[-1].shape == (8, 8, 8)


def test_branches_have_rows_in_the_order_in_which_they_are_joined():
    drawing = block_drawing([
        IMAGE, conv("b", "image"), conv("c", "image"), conv("c2", "c"), conv("a", "image"),
        Layer("all", "concat", ("a", "b", "c2")),
    ])  # fmt: skip
    positions = {box.name: box.position for box in drawing.boxes}
    assert positions == {"image": (0, 1), "a": (1, 0), "b": (1, 1), "c": (1, 2), "c2": (2, 2), "all": (3, 1)}


def test_a_shortcut_stays_in_the_row():
    drawing = block_drawing([IMAGE, conv("a", "image"), conv("b", "a"), Layer("sum", "add", ("image", "b"))])
    assert {box.position[1] for box in drawing.boxes} == {0}
    assert ("image", "sum") in drawing.arrows


def test_what_is_skipped_leaves_no_gap():
    layers = [IMAGE, Layer("flat", "flatten", ("image",)), Layer("out", "dense", ("flat",), units=3)]
    boxes, arrows = block_drawing(layers, skip=("flat",))
    assert [box.name for box in boxes] == ["image", "out"]
    assert arrows == (("image", "out"),)
