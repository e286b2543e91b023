"""`ShapeCalculator` as a person drives it: stacking, editing, what it refuses, and numbers from elsewhere beside it."""

import numpy as np
import pytest
import traitlets

from convbook import ShapeCalculator, conv2d_output_shape

from .driving import noted, said, tab_to

CHAPTER_4 = "book/04b-pooling"
PICTURE = {"kind": "picture", "height": 9, "width": 9, "channels": 1}


def lines(widget):
    """The table's lines below its head, as lists of text."""
    rows = widget.locator(".cbw-layers tr").all()[1:]
    return [row.locator("td").all_inner_texts() for row in rows]


def column(widget, n):
    return [line[n] for line in lines(widget)[:-1]]


def choose(widget, name):
    widget.locator(".cbw-layers").get_by_role("button", name=name, exact=True).click()


def press(widget, name):
    widget.get_by_role("button", name=name, exact=True).click()


def test_the_papers_network_has_keras_parameters_and_chapter_3s_fields(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator")
    assert column(widget, 1) == [
        "64×64×3", "64×64×32", "32×32×32", "32×32×64", "16×16×64", "16×16×128", "8×8×128", "8,192", "128", "256", "34",
    ]  # fmt: skip
    assert [n for n in column(widget, 2) if n != "0"] == ["896", "18,496", "73,856", "1,048,704", "33,024", "8,738"]
    assert lines(widget)[-1][2] == f"{896 + 18_496 + 73_856 + 1_048_704 + 33_024 + 8_738:,}"
    assert column(widget, 3)[1:7] == [f"{n}×{n} pixels" for n in (3, 4, 8, 10, 18, 22)]


def test_choosing_a_layer_by_keyboard_tells_what_it_does(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator")
    layer = widget.get_by_role("button", name="2 pooling 2×2")
    tab_to(widget.page, layer)
    widget.page.keyboard.press("Enter")
    assert said(widget) == (
        "Layer 2, pooling 2×2: 64×64×32 becomes 32×32×32; receptive field 4×4 pixels; no parameters."
    )
    assert widget.page.evaluate("document.activeElement.textContent") == "2 pooling 2×2"
    assert layer.get_attribute("aria-pressed") == "true"
    widget.page.keyboard.press("Tab")
    widget.page.keyboard.press("Enter")
    assert said(widget).startswith("Layer 3, convolution 3×3: 32×32×32 becomes 32×32×64; receptive field 8×8")
    assert said(widget).endswith("18,496 parameters.")


def test_what_chapter_4_asks_is_what_the_widget_answers(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator")
    choose(widget, "6 pooling 2×2")
    press(widget, "Remove")
    assert lines(widget)[6][1] == "32,768"
    assert lines(widget)[7][1:3] == ["128", "4,194,432"]
    assert lines(widget)[8][2] == "33,024"
    assert noted(widget) == "Your edit changed 7 dense 128: 4,194,432 parameters, before 1,048,704."
    widget.get_by_label("Example").select_option("the paper's network")
    for name in ("1 convolution 3×3", "3 convolution 3×3", "5 convolution 3×3"):
        choose(widget, name)
        widget.get_by_label("padding").select_option("valid")
    assert [text.split("×")[0] for text in column(widget, 1)[1:8]] == ["62", "31", "29", "14", "12", "6", "4,608"]
    assert column(widget, 3)[6] == "22×22 pixels"
    widget.get_by_label("Example").select_option("the paper's network")
    choose(widget, "6 pooling 2×2")
    for _ in range(4):
        press(widget, "Add pooling")
    assert column(widget, 1)[6:10] == ["8×8×128", "4×4×128", "2×2×128", "1×1×128"]
    fields = ["22×22 pixels", "30×30 pixels", "46×46 pixels", "64×64 pixels"]  # not 78: the picture ends at 64
    assert column(widget, 3)[6:10] == fields
    assert [row["receptive_field"] for row in ShapeCalculator(deeper()).table[6:10]] == [
        (22, 22), (30, 30), (46, 46), (64, 64)
    ]  # fmt: skip
    assert "A window of 2×2 does not fit into 1×1: layer 10 cannot stand here." in widget.inner_text()


def test_an_impossible_stack_gets_a_sentence_and_the_last_good_one_stays(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator")
    before = lines(widget)
    choose(widget, "7 flatten")
    for name, sentence in [
        ("Add convolution", "A convolution after flatten has no rows and columns left: layer 8 cannot stand here."),
        ("Remove", "A dense layer needs flatten before it: layer 7 cannot stand here."),
        ("Move down", "A dense layer needs flatten before it: layer 7 cannot stand here."),
    ]:
        press(widget, name)
        assert widget.get_by_role("alert").filter(has_text="stand").inner_text() == sentence
        assert lines(widget) == before
    choose(widget, "picture")
    press(widget, "Remove")
    assert "The picture comes first: layer 0 cannot stand here." in widget.inner_text()
    assert lines(widget) == before


def test_nonsense_in_a_field_gets_a_message_and_the_last_good_number_stays(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator")
    filters = widget.get_by_role("spinbutton", name="filters")
    for nonsense, why in [
        ("abc", "“abc” is not a number."), ("", "A number is missing."), ("2.5", "2.5 is not a whole number."),
        ("0", "0 is not between 1 and 999."), ("1000", "1000 is not between 1 and 999."),
    ]:  # fmt: skip
        filters.fill(nonsense)
        assert f"{why} It stays 32." in widget.inner_text()
        assert said(widget).endswith("896 parameters.")
    filters.fill("5")
    assert said(widget).endswith(f"{5 * 28} parameters.")
    choose(widget, "picture")
    widget.get_by_role("spinbutton", name="height").fill("7")
    assert "A window of 2×2 does not fit into 1×16: layer 6 cannot stand here. It stays 64." in widget.inner_text()
    assert column(widget, 1)[0] == "64×64×3"


def test_a_layer_is_put_in_moved_and_taken_away_by_touch(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator", has_touch=True, width=360)
    widget.get_by_label("Example").select_option("three of 3×3")
    assert column(widget, 3) == ["1×1 pixels", "3×3 pixels", "5×5 pixels", "7×7 pixels"]
    for name in ("3 convolution 3×3", "Remove", "Add pooling", "2 convolution 3×3", "Move down"):
        widget.get_by_role("button", name=name, exact=True).tap()
    assert column(widget, 0)[1:] == ["1 convolution 3×3", "2 pooling 2×2", "3 convolution 3×3"]
    assert column(widget, 3)[1:] == ["3×3 pixels", "4×4 pixels", "8×8 pixels"]
    assert said(widget).startswith("Layer 3, convolution 3×3: 3×3×1 becomes 1×1×1")


def test_the_table_scrolls_in_itself_on_a_phone(placed):
    widget = placed(CHAPTER_4, "ShapeCalculator", width=360)
    assert widget.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = widget.get_by_role("group", name="Layers")
    assert box.evaluate("node => node.scrollWidth > node.clientWidth && node.tabIndex === 0")


def deeper():
    """The paper's network with three more poolings."""
    layers = ShapeCalculator().layers
    return [*layers[:7], *[{"kind": "pooling"}] * 3, *layers[7:]]


def random_stack(rng):
    layers = [PICTURE | {"height": int(rng.integers(20, 40)), "width": int(rng.integers(20, 40)), "channels": 3}]
    for _ in range(4):
        size, stride = int(rng.integers(1, 4)), int(rng.integers(1, 3))
        if rng.random() < 0.4:
            layers.append({"kind": "pooling", "size": size, "stride": stride})
        else:
            options = {"padding": ["valid", "same"][rng.integers(2)], "dilation": int(rng.integers(1, 3))}
            layer = {"kind": "convolution", "filters": int(rng.integers(1, 9)), "size": size, "stride": stride}
            layers.append(layer | options)
    return layers


@pytest.mark.parametrize("seed", range(8))
def test_its_shapes_parameters_and_fields_are_those_of_the_formulas(alone, seed):
    layers = random_stack(np.random.default_rng(seed))
    widget = alone(ShapeCalculator(layers))
    shape, field, jump = tuple(layers[0][name] for name in ("height", "width", "channels")), 1, 1
    for layer, (_, output, parameters, sees) in zip(layers[1:], lines(widget)[1:-1], strict=True):
        k, K = layer["size"], layer.get("filters")
        options = {name: layer[name] for name in ("stride", "padding", "dilation") if name in layer}
        learned = k * k * shape[2] * K + K if K else 0
        if K:
            shape = conv2d_output_shape(shape, (k, k, shape[2], K), **options)
        else:
            shape = (*conv2d_output_shape(shape[:2], (k, k), **options), shape[2])
        field, jump = field + (k - 1) * layer.get("dilation", 1) * jump, jump * layer["stride"]
        assert output == "×".join(map(str, shape))
        assert parameters == f"{learned:,}"
        assert sees == f"{min(field, layers[0]['height'])}×{min(field, layers[0]['width'])} pixels"


def test_python_and_the_browser_refuse_with_the_same_sentence(alone):
    stack = [PICTURE, {"kind": "convolution", "size": 5}, {"kind": "pooling", "size": 3}]
    widget = ShapeCalculator(stack, chosen=2)
    shown = alone(widget)
    press(shown, "Add convolution")
    refused = [*stack, {"kind": "convolution"}]
    with pytest.raises(traitlets.TraitError) as error:
        widget.layers = refused
    assert shown.get_by_role("alert").filter(has_text="stand").inner_text() == str(error.value)
    assert len(widget.layers) == 3
    assert widget.layers[2] == {"kind": "pooling", "size": 3, "stride": 3}


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([], "The picture comes first: layer 0 cannot stand here."),
        ([PICTURE, PICTURE], "The picture comes first: layer 1 cannot stand here."),
        ([PICTURE, {"kind": "dense"}], "A dense layer needs flatten before it: layer 1 cannot stand here."),
        (
            [PICTURE, {"kind": "flatten"}, {"kind": "flatten"}],
            "A flatten after flatten has no rows and columns left: layer 2 cannot stand here.",
        ),
        (
            [PICTURE, {"kind": "convolution", "size": 3, "dilation": 5}],
            "A window of 11×11 does not fit into 9×9: layer 1 cannot stand here.",
        ),
        ([PICTURE, {"kind": "dropout"}], "Layer 1 has the kind 'dropout'"),
        ([PICTURE, {"kind": "dense", "units": 0}], "Layer 1: units is 0"),
        ([PICTURE, {"kind": "pooling", "padding": "same"}], "Layer 1, pooling, has 'padding'"),
    ],
)
def test_python_says_why_a_stack_is_impossible(layers, sentence):
    widget = ShapeCalculator()
    with pytest.raises(traitlets.TraitError) as error:
        widget.layers = layers
    assert str(error.value).startswith(sentence)
    assert len(widget.layers) == 11
