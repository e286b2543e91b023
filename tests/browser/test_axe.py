"""What axe-core's rules for accessible pages (WCAG 2.1, levels A and AA) say of every page: nothing."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.mark.parametrize("view", ["disk", "dark", "phone"])
def test_axe_finds_nothing(shown, view):
    page = shown(view)
    assert page.locator("html").get_attribute("data-theme") == ("dark" if view == "dark" else "light")
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    options["rules"] = {"color-contrast": {"enabled": view != "phone"}}  # slow, and a phone's colours are the desk's
    found = Axe().run(page, options=options).response["violations"]
    violations = [f"{v['id']}: {v['help']}: " + json.dumps([n["html"][:160] for n in v["nodes"][:4]]) for v in found]
    assert violations == []
