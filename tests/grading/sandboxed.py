"""Tests that need a sandbox are skipped where there is none, unless CONVBOOK_REQUIRE_SANDBOX is set."""

import os

import pytest

from workshop.grading.bubblewrap import NoSandbox, check


def why_not():
    """Why there is no sandbox, or an empty text."""
    try:
        check()
    except NoSandbox as error:
        return str(error)
    return ""


needs_sandbox = pytest.mark.skipif(
    not os.environ.get("CONVBOOK_REQUIRE_SANDBOX") and bool(why_not()), reason="bubblewrap can make no sandbox here"
)
