"""The public names: every one is there, and asking for another says which there are."""

import pytest

import convbook


@pytest.mark.parametrize("name", convbook.__all__)
def test_every_public_name_resolves_to_something_documented(name):
    assert getattr(convbook, name).__doc__
    assert name in dir(convbook)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(AttributeError, match=r"no 'conv3d'; its names are .*conv2d"):
        _ = convbook.conv3d
