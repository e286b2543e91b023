"""Fetching networks: with the download replaced, and with no network at all."""

import urllib.error

import keras
import numpy as np
import pytest

from convbook.architectures import pretrained

IMAGE = np.zeros((40, 30, 3))


@pytest.fixture
def reachable(monkeypatch):
    class Answer:
        def close(self):
            pass

    monkeypatch.setattr(pretrained.urllib.request, "urlopen", lambda *_: Answer())


def test_out_of_reach_is_none_and_takes_no_longer_than_said(monkeypatch):
    def refuse(*_):
        assert pretrained.socket.getdefaulttimeout() == 0.5
        raise urllib.error.URLError("no route")

    monkeypatch.setattr(pretrained.urllib.request, "urlopen", refuse)
    assert pretrained.classify_image(IMAGE, timeout=0.5) is None
    assert pretrained.socket.getdefaulttimeout() is None


def test_a_download_that_breaks_off_is_none_too(monkeypatch, reachable):
    def fail():
        raise Exception("URL fetch failure on https://...")

    monkeypatch.setattr(keras.applications, "VGG16", fail)
    assert pretrained.classify_image(IMAGE, "VGG16") is None


def test_another_error_is_not_hidden(monkeypatch, reachable):
    def fail():
        raise KeyError("layer")

    monkeypatch.setattr(keras.applications, "VGG16", fail)
    with pytest.raises(KeyError):
        pretrained.classify_image(IMAGE, "VGG16")


@pytest.mark.parametrize("name", pretrained.PRETRAINED)
def test_every_network_and_its_module_exist(name):
    module = getattr(keras.applications, pretrained.PRETRAINED[name])
    assert getattr(module, name) is getattr(keras.applications, name)
    assert module.preprocess_input
    assert module.decode_predictions


def test_the_picture_is_cut_scaled_and_prepared_as_the_network_wants_it(monkeypatch, reachable):
    seen = []

    class Model:
        def predict(self, X, verbose):
            seen.append(X)
            return np.eye(1000)[:1]

    monkeypatch.setattr(keras.applications, "InceptionV3", Model)
    module = keras.applications.inception_v3
    monkeypatch.setattr(module, "decode_predictions", lambda found, top: [[("n0", "tench", found[0, 0])][:top]])
    assert pretrained.classify_image(IMAGE, "InceptionV3") == [("tench", 1.0)]
    assert seen[0].shape == (1, 299, 299, 3)
    np.testing.assert_array_equal(seen[0], -1)  # black is -1 for this network


def test_an_unknown_network_says_which_there_are():
    with pytest.raises(ValueError, match="expected one of VGG16"):
        pretrained.classify_image(IMAGE, "AlexNet")
