"""The graph of a Keras model as a list of steps, beside Keras's own order and names."""

import keras
import pytest
from keras import layers

from convbook.models.calls import run
from convbook.models.steps import model_steps


def test_a_chain_is_its_layers_each_after_the_one_before():
    model = keras.Sequential([keras.Input((8, 8, 3), name="image"), layers.Conv2D(4, 3, name="conv"), layers.Flatten()])
    steps, outputs = model_steps(model)
    assert [step.layer for step in steps[1:]] == model.layers
    assert [step.inputs for step in steps] == [(), ("image",), ("conv",)]
    assert [step.shape for step in steps] == [(8, 8, 3), (6, 6, 4), (144,)]
    assert outputs == [steps[-1].name]


def test_models_within_models_are_gone_through_and_names_are_those_of_a_pass():
    X = keras.Input((8, 8, 3), name="image")
    pair = keras.Input((8, 8, 3)), keras.Input((8, 8, 3))
    add = keras.Model(pair, layers.Add(name="sum")(pair), name="join")
    conv = layers.Conv2D(3, 3, padding="same", name="conv")
    base = keras.Sequential([keras.Input((None, None, 3)), conv, layers.ReLU(name="relu")], name="base")
    model = keras.Model(X, add([base(base(X)), X]))
    steps, outputs = model_steps(model)
    assert {step.name: step.inputs for step in steps} == {
        "image": (), "base/conv": ("image",), "base/relu": ("base/conv",), "base/conv:2": ("base/relu",),
        "base/relu:2": ("base/conv:2",), "join/sum": ("base/relu:2", "image"),
    }  # fmt: skip
    assert outputs == ["join/sum"]
    assert [step.name for step in steps[1:]] == list(run(model, keras.ops.ones((1, 8, 8, 3)))[1])


def test_what_is_computed_without_a_layer_is_a_step_too():
    X = keras.Input((8, 8, 3), name="image")
    steps, _ = model_steps(keras.Model(X, layers.ReLU(name="relu")(X * 2)))
    assert len(steps) == 3
    assert steps[2].inputs == (steps[1].name,)


@pytest.mark.parametrize(
    ("model", "error", "said"),
    [
        (keras.Sequential([layers.Conv2D(2, 3)]), ValueError, "no defined input yet"),
        ("VGG16", TypeError, "model is of type str; expected a Keras model"),
    ],
)
def test_what_has_no_graph_is_told(model, error, said):
    with pytest.raises(error, match=said):
        model_steps(model)
