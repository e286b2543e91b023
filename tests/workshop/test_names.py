"""The public names: every one is there, and asking for another says which there are."""

from importlib import import_module

import pytest

import convbook


@pytest.mark.parametrize("name", convbook.__all__)
def test_every_public_name_resolves_to_something_documented(name):
    value = getattr(convbook, name)
    module = import_module(f"convbook.{convbook._MODULE_OF[name]}")
    assert value.__doc__ or f"`{name}`" in module.__doc__, "a constant is explained where it is made"
    assert name in dir(convbook)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(AttributeError, match=r"no 'conv3d'; its names are .*conv2d"):
        _ = convbook.conv3d
