"""The style of the pages that grading makes, in the book's colors: all of it is inside the page."""

import re
from functools import cache
from importlib import resources

from convbook import palette

# What the browser itself refuses, should anything else have been overlooked.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)


@cache
def style():
    """The palette, light and dark as the reader's system is, and `style.css`."""
    colors = palette.css(":root", ":root.dark")
    colors = re.sub(
        r":root\.dark (\{.*?\n\})", r"@media (prefers-color-scheme: dark) {\n:root \1\n}", colors, flags=re.S
    )
    return colors + (resources.files("workshop.reports") / "style.css").read_text(encoding="utf-8")
