"""What the tests of the equations share: one random example, computed once in both ways that need numbers."""

import numpy as np
import pytest

from convbook.equations.numeric import numerical_values, random_example


@pytest.fixture(scope="session")
def example():
    """([arrays by loops and finite differences], [arrays by TensorFlow]), for `Equation.compare`."""
    from convbook.equations.autodiff import tensorflow_values

    numbers = random_example(np.random.default_rng(3))
    return [numerical_values(*numbers)], [tensorflow_values(*numbers)]
