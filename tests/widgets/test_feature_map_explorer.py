"""What `FeatureMapExplorer` does in Python."""

import subprocess
import sys

import numpy as np
import pytest
import traitlets

from convbook import FeatureMapExplorer, load_trained
from convbook.widgets.feature_map_explorer import MAPS, PICTURES, pictures, weights


def test_it_can_be_made_and_shown_without_tensorflow():
    code = "import sys, convbook; convbook.FeatureMapExplorer().html(); print('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_weights_fit_into_two_bytes_and_lose_next_to_nothing():
    for names, need in ((("conv1", "conv2", "conv3"), "convolutions"), (("dense1", "dense2", "output"), "dense")):
        sent = np.frombuffer(FeatureMapExplorer.load(need), "<f2").astype(float)
        exact = np.concatenate([w.ravel() for w in weights(names)])
        assert abs(sent - exact).max() <= abs(exact).max() / 2048
    assert len(FeatureMapExplorer.load("convolutions")) <= 200_000


@pytest.mark.parametrize("wrong", [{"layer": "conv4"}, {"channel": -1}, {"channel": 128}, {"picture": "somebody"}])
def test_a_wrong_value_is_refused_and_the_state_stays(wrong):
    widget = FeatureMapExplorer(layer="conv2", channel=5)
    before = widget.state()
    for name, value in wrong.items():
        with pytest.raises(traitlets.TraitError):
            setattr(widget, name, value)
    assert widget.state() == before


def test_the_browser_gets_the_weights_when_it_asks_and_not_before():
    widget = FeatureMapExplorer()
    assert widget.convolutions == widget.dense == b""
    widget._on_message(None, {"need": "dense"}, [])
    assert (len(widget.convolutions), len(widget.dense)) == (0, 2_180_932)


def test_a_readers_photo_is_not_in_python():
    widget = FeatureMapExplorer("your photo")
    with pytest.raises(ValueError, match="stays in the browser"):
        _ = widget.activations


def test_pictures_are_the_ones_of_the_chapter():
    assert FeatureMapExplorer().X.shape == FeatureMapExplorer("drawn face 4").X.shape == (64, 64, 3)
    assert 0 <= FeatureMapExplorer().X.min() < FeatureMapExplorer().X.max() <= 1


def test_what_chapter_13_answers_to_its_predictions_is_so():
    seen = [FeatureMapExplorer(picture).activations for picture in PICTURES[:5]]
    blank = {name: int((~seen[0][name].any(axis=(0, 1))).sum()) for name in MAPS}
    assert blank["conv3"] == blank["pool3"] == 14 == max(blank.values())
    assert round(100 * (seen[0]["conv1"][..., 11] == 0).mean()) == 45
    assert [maps["conv3"][..., 1].any() for maps in seen[:2]] == [False, True]
    assert not any(maps["conv3"][..., 8].any() for maps in seen)
    shares = load_trained().predict(pictures()[[1, 4]] / 255, verbose=0)
    assert shares.max(axis=1)[0] < 0.9 < 0.99 < shares.max(axis=1)[1]
