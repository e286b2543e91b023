"""The few icons the pages show, taken out of the theme's Font Awesome: 1.5 MB of script become a small style sheet."""

import re
from pathlib import Path
from urllib.parse import quote

# What the theme's buttons call an icon -> Font Awesome's own name of it.
ICONS = {
    "angle-left": "angle-left", "angle-right": "angle-right", "arrow-up": "arrow-up", "bars": "bars",
    "circle-half-stroke": "circle-half-stroke", "download": "download", "expand": "expand", "file": "file",
    "file-pdf": "file-pdf", "github": "github", "lightbulb": "lightbulb", "list": "list",
    "magnifying-glass": "magnifying-glass", "moon": "moon", "outdent": "outdent", "rocket": "rocket", "sun": "sun",
    "home": "house", "file-lines": "file-lines", "pencil": "pencil", "code": "code",
    "chevron-down": "chevron-down",
}  # fmt: skip
# Kind of box -> the icon of its title; "note" is that of any other kind.
BOXES = {"note": "circle-info", "hint": "lightbulb", "exercise": "pencil", "solution": "check"}


def css():
    """Rules that draw each icon as a mask, so that it takes the color of the text."""
    script = _font_awesome()
    rules = [f".fa-{shown} {{ --cb-icon: {_url(script, name)}; }}" for shown, name in ICONS.items()]
    rules += [f":root {{ --cb-box-{box}: {_url(script, name)}; }}" for box, name in BOXES.items()]
    return "\n".join(rules) + "\n"


def _url(script, name):
    found = re.search(rf'[{{,"]{name}"?:\[(\d+),(\d+),\[[^\]]*\],"[0-9a-f]+","([^"]+)"\]', script)
    width, height, path = found.groups()
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'><path d='{path}'/></svg>"
    encoded = quote(svg, safe=" =/:'")
    return f'url("data:image/svg+xml,{encoded}")'


def _font_awesome():
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
    return (theme / "scripts/fontawesome.js").read_text(encoding="utf-8")
