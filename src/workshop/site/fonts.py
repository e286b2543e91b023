"""Source Serif and Source Sans from two packages on PyPI, cut down to the letters a book like this needs.

The cut fonts go into the style sheet itself: one file less to ask for, no jump of the text when they arrive, and they
also work in browsers that read no font files beside a page opened from disk.
"""

import base64
import hashlib
import io
from importlib import metadata
from pathlib import Path

FACES = [  # family, weight, style, package, file
    ("Source Serif", 400, "normal", "font-source-serif-pro", "SourceSerifPro-Regular.ttf"),
    ("Source Serif", 400, "italic", "font-source-serif-pro", "SourceSerifPro-It.ttf"),
    ("Source Serif", 600, "normal", "font-source-serif-pro", "SourceSerifPro-Semibold.ttf"),
    ("Source Serif", 600, "italic", "font-source-serif-pro", "SourceSerifPro-SemiboldIt.ttf"),
    ("Source Sans", 400, "normal", "font-source-sans-pro", "SourceSansPro-Regular.ttf"),
    ("Source Sans", 400, "italic", "font-source-sans-pro", "SourceSansPro-It.ttf"),
    ("Source Sans", 600, "normal", "font-source-sans-pro", "SourceSansPro-Semibold.ttf"),
]
# Latin, Greek, punctuation, raised and lowered figures, arrows and the signs of everyday mathematics.
LETTERS = (
    "20-7E A0-17F 2BC 370-3FF 2010-2026 2030-203A 2044 2070-209C 20AC 2122 2190-2193 2202 2206 220F "
    "2211-2212 2215 221A 221E 2248 2260 2264-2265 22C5 2713 25CF"
)


def css(faces=FACES):
    """The @font-face rules of some faces, each with its font inside."""
    return "".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {style}; "
        f"src: url(data:font/woff;base64,{base64.b64encode(_cut(package, name)).decode()}) format('woff'); }}\n"
        for family, weight, style, package, name in faces
    )


def fingerprint():
    """Changes when `css` would."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]


def _cut(package, name):
    from fontTools import subset

    file = next(f for f in metadata.files(package) if f.name == name)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "liga", "mark", "mkmk", "ccmp", "locl"]
    font = subset.load_font(str(file.locate()), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(LETTERS.replace(" ", ",")))
    subsetter.subset(font)
    _let_composites_keep_their_widths(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _let_composites_keep_their_widths(font):
    """Composites such as % and “ ask for the width of one of their parts, and full hinting obeys: let them not ask."""
    use_my_metrics = 0x0200
    for glyph in font["glyf"].glyphs.values():
        glyph.expand(font["glyf"])
        for component in getattr(glyph, "components", ()):
            component.flags &= ~use_my_metrics
