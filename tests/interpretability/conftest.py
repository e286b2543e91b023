"""What several files of this room use; each has a `model` of its own."""

import numpy as np
import pytest

from convbook import network_from_keras


@pytest.fixture(scope="module")
def network(model):
    return network_from_keras(model)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).random((3, 24, 24, 3)).astype(np.float32)
