"""What several test modules need."""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before anything imports TensorFlow

import matplotlib
import pytest
from sklearn.datasets import get_data_home

matplotlib.use("Agg")


@pytest.fixture(scope="session")
def lfw_home():
    """The folder of scikit-learn's data, where LFW is in it; the test is skipped where it is not."""
    home = Path(get_data_home())
    if not (home / "lfw_home" / "lfw_funneled").is_dir():
        pytest.skip("LFW is not at hand: set SCIKIT_LEARN_DATA to a folder that holds it")
    return home


@pytest.fixture(autouse=True)
def seed_keras():
    """The same first weights in every run of a test, whatever ran before it."""
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(0)


@pytest.fixture(autouse=True)
def close_figures():
    """Leave no figure open behind a test."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
