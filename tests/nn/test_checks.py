"""What a network and its training refuse, in a sentence that names the argument."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_digits

from convbook.arguments import as_numbers
from convbook.nn import checks
from convbook.nn.network import CNN, OPERATIONS, backward, evaluate, forward, init_cnn, train_cnn
from convbook.nn.optimizers import adam_step

X4, Y4 = load_digits().images[:4, ..., np.newaxis] / 16, load_digits().target[:4]
B1 = np.zeros(32, np.float32)


def rng():
    return np.random.default_rng(3)


def complain(error, words):
    return pytest.raises(error, match=words)


def test_the_checks_know_the_kinds_of_the_operations():
    assert [*checks.NAMES] == [*OPERATIONS]


@pytest.mark.parametrize(
    ("layers", "error", "words"),
    [
        (None, TypeError, "layers are None; expected .*such as .'conv', 'F1', 'b1'. or"),
        ("relu", TypeError, "layers are 'relu'; expected"),
        (("relu",), TypeError, "layers hold 'relu'; expected"),
        (((),), TypeError, r"layers hold \(\); expected"),
        ((("conv", 1, 2),), TypeError, r"layers hold \('conv', 1, 2\); expected"),
        (([["conv"]],), TypeError, r"layers hold \[\['conv'\]\]; expected"),
        ((("conv",),), ValueError, r"layers hold \('conv',\); expected as many names as in \('conv', 'F', 'b'\)"),
        ((("conv", "F"),), ValueError, r"layers hold \('conv', 'F'\); expected as many"),
        ((("relu", "F", "b"),), ValueError, r"layers hold \('relu', 'F', 'b'\); expected .*\('relu',\)"),
        ((("relu", "F1"),), ValueError, r"layers hold \('relu', 'F1'\)"),
        ((("flatten",), ("dense", "W3", "b3", "b")), ValueError, r"layers hold \('dense', 'W3', 'b3', 'b'\)"),
    ],
)
def test_layers_of_another_form_are_refused_wherever_they_are_given(layers, error, words):
    parameters, images, labels = init_cnn(rng()), X4, Y4
    for call in (
        lambda: init_cnn(rng(), widths=(3,), layers=layers),
        lambda: forward(parameters, images, layers),
        lambda: backward(parameters, [images], np.ones((4, 10)), layers),
        lambda: evaluate(parameters, images, labels, layers),
        lambda: train_cnn(parameters, images, labels, adam_step, epochs=1, rng=rng(), layers=layers),
    ):
        with complain(error, words):
            call()


def test_layers_as_lists_are_welcome():
    parameters, images = init_cnn(rng()), X4
    assert_array_equal(forward(parameters, images, [[*layer] for layer in CNN])[0], forward(parameters, images)[0])


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda P: None, TypeError, "parameters are of type NoneType; expected a dict, as init_cnn makes it"),
        (lambda P: [*P.values()], TypeError, "parameters are of type list; expected a dict"),
        (lambda P: {}, ValueError, "parameters have no 'F1'"),
        (lambda P: P | {"b1": np.nan * B1}, ValueError, r"^parameters\['b1'\] holds nan at index \(0,\)"),
        (lambda P: P | {"b1": np.ma.masked_array(B1)}, TypeError, r"^parameters\['b1'\] is a masked array"),
        (lambda P: P | {"F1": np.ma.masked_array(P["F1"])}, TypeError, r"^parameters\['F1'\] is a masked array"),
        (lambda P: P | {"b1": None}, TypeError, r"^parameters\['b1'\] has dtype object"),
        (lambda P: P | {"b1": [[1], [1, 2]]}, ValueError, r"^parameters\['b1'\] is ragged"),
        (lambda P: P | {"b1": B1[:3]}, ValueError, r"layer 'conv F1 b1' cannot .*b has shape \(3,\)"),
    ],
)
def test_wrong_parameters_are_named(wrong, error, words):
    parameters, images, labels = wrong(init_cnn(rng())), X4, Y4
    with complain(error, words):
        forward(parameters, images)
    with complain(error, words):
        evaluate(parameters, images, labels)
    with complain(error, words):
        train_cnn(parameters, images, labels, adam_step, epochs=1, rng=rng())
    if "cannot" not in words:
        with complain(error, words):
            backward(parameters, [images] * len(CNN), np.ones((4, 10)))


def test_parameters_from_a_file_of_arrays_need_no_dict(tmp_path):
    parameters, images, labels = init_cnn(rng()), X4, Y4
    np.savez(tmp_path / "weights.npz", **parameters)
    with np.load(tmp_path / "weights.npz") as saved:
        assert evaluate(saved, images, labels) == evaluate(parameters, images, labels)
        trained, _ = train_cnn(saved, images, labels, adam_step, epochs=1, rng=rng())
    assert [*trained] == [*parameters]


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"labels": np.ma.masked_array(Y4, Y4 > 1)}, TypeError, "labels is a masked array"),
        ({"labels": [[1], [1, 2]]}, ValueError, "labels is ragged"),
        ({"labels": None}, TypeError, "labels has dtype object"),
        ({"test": X4}, TypeError, r"test is of type ndarray; expected \(images, labels\)"),
        ({"test": (X4,)}, TypeError, r"test is of length 1; expected \(images, labels\)"),
        ({"test": ()}, TypeError, "test is of length 0"),
        ({"test": (X4, Y4, 1)}, TypeError, "test is of length 3"),
        ({"test": (X4, Y4[:3])}, ValueError, r"test\[1\] has shape \(3,\); expected \(4,\), one class per image"),
        ({"test": (X4, np.ma.masked_array(Y4))}, TypeError, r"test\[1\] is a masked array"),
        ({"test": (X4[0], Y4)}, ValueError, r"test\[0\] has 3 axes"),
        ({"step": None}, TypeError, "step is None; expected a function, such as adam_step"),
        ({"step": 0.1}, TypeError, "step is 0.1; expected a function"),
        (
            {"step": lambda P, dP, state: P},
            TypeError,
            r"what step returned is of type dict; expected \(parameters, state",
        ),
        ({"step": lambda P, dP, state: None}, TypeError, "what step returned is of type NoneType"),
        ({"step": lambda P, dP, state: (P, 1, 2)}, TypeError, "what step returned is of length 3"),
        ({"batch_size": 0}, ValueError, "batch_size is 0; expected an int >= 1"),
        ({"batch_size": None}, TypeError, "batch_size is None; expected an int >= 1"),
    ],
)
def test_what_does_not_fit_a_training_is_named(wrong, error, words):
    given = {"images": X4, "labels": Y4, "step": adam_step, "epochs": 1, "rng": rng()}
    with complain(error, words):
        train_cnn(init_cnn(rng()), **given | wrong)


def test_masked_labels_are_not_counted():
    with complain(TypeError, "labels is a masked array"):
        evaluate(init_cnn(rng()), X4, np.ma.masked_array(Y4, Y4 > 1))


@pytest.mark.parametrize(("inputs", "came"), [(None, "of type NoneType"), (X4, "of type ndarray"), ([], "0")])
def test_backward_needs_what_forward_kept(inputs, came):
    with complain(ValueError, f"inputs are {came}; expected 8, one per layer: forward returns them"):
        backward(init_cnn(rng()), inputs, np.ones((4, 10)))


def test_more_networks_that_cannot_be_made_are_refused():
    for widths in (5, None):
        with complain(TypeError, f"widths are {widths}; expected 3 of them, one per layer with parameters"):
            init_cnn(rng(), widths=widths)
    for dtype in ("x", None):
        with complain(ValueError, f"dtype is {dtype!r}; expected float32 or float64"):
            init_cnn(rng(), dtype=dtype)
    twice = (("conv", "F", "b"), ("conv", "F", "b"))
    words = r"layers share 'F', which later has shape \(3, 3, 3, 3\); expected \(3, 3, 1, 3\), as before"
    with complain(ValueError, words):
        init_cnn(rng(), widths=(3, 3), layers=twice)
    with complain(ValueError, "layers share 'w', which later"):
        init_cnn(rng(), widths=(3,), layers=(("flatten",), ("dense", "w", "w")))
    assert init_cnn(rng(), (8, 8, 3), (3, 3), twice)["F"].shape == (3, 3, 3, 3)


def test_images_of_another_size_that_end_in_the_same_row_are_welcome():
    parameters = init_cnn(rng())
    assert forward(parameters, np.ones((1, 9, 9, 1)))[0].shape == (1, 10)  # 9 // 2 // 2 is 2, as 8 // 2 // 2


def test_finite_numbers_whose_sum_is_not_are_welcome_and_infinities_that_cancel_are_not():
    assert_array_equal(as_numbers([1e308, 1e308, 1.0], "X"), [1e308, 1e308, 1.0])
    assert as_numbers(np.full(4, 3e38, np.float32), "X").dtype == np.float32
    for bad in ([np.inf, -np.inf], [1.0, np.nan], [-np.inf, 1.0]):
        with pytest.raises(ValueError, match="X holds .* expected finite numbers"):
            as_numbers(bad, "X")
