"""Each letter of the text takes the room that its font's designers gave it, also where fonts are fully hinted."""

from importlib import metadata

import pytest

from workshop.site import fonts

from .conftest import HTML

SIZE = 20
WIDTHS = """([family, weight, style, letters, size]) => {
    const ruler = document.body.appendChild(document.createElement('span'));
    ruler.style.cssText = `font: ${style} ${weight} ${size}px '${family}'; white-space: pre; position: absolute;
        font-kerning: none; font-variant-ligatures: none`;
    const widths = letters.map((letter) => {
        ruler.textContent = letter.repeat(10);
        return ruler.getBoundingClientRect().width / 10;
    });
    ruler.remove();
    return widths;
}"""


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face[-1].removesuffix(".ttf"))
def test_no_letter_overlaps_the_next_one(open_page, face):
    from fontTools.ttLib import TTFont

    family, weight, style, package, file = face
    whole = TTFont(next(f for f in metadata.files(package) if f.name == file).locate())
    codes = whole.getBestCmap()
    letters = [c for c in map(chr, codes) if (" " <= c <= "ſ" and c.isprintable()) or c in "“”‘’…–—−√"]
    page = open_page(f"{HTML.as_uri()}/book/index.html")
    page.evaluate(f"document.fonts.load('{style} {weight} {SIZE}px \"{family}\"')")
    measured = page.evaluate(WIDTHS, [family, weight, style, letters, SIZE])
    scale = SIZE / whole["head"].unitsPerEm
    asked = [whole["hmtx"][codes[ord(letter)]][0] * scale for letter in letters]
    assert {"%", "“", "¼", "…"} <= set(letters)
    narrow = {letter: (got, due) for letter, got, due in zip(letters, measured, asked, strict=True) if got < due - 2}
    assert not narrow
