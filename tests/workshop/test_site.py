"""The built pages read as files: their links, their pictures' words, their buttons, the colors of their formulas."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
import yaml
from bs4 import BeautifulSoup

from convbook import conv2d_loops, palette
from convbook.equations import color
from convbook.practice import drawing
from workshop.site import fonts, hero_figure, icons, pages

ROOT = Path(__file__).parents[2]
HTML = ROOT / "_build" / "html"
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))


def entries(node):
    for entry in node.get("parts", []) + node.get("chapters", []) + node.get("sections", []):
        if "file" in entry:
            yield entry
        yield from entries(entry)


PAGES = [TOC["root"], *(entry["file"] for entry in entries(TOC))]
CHAPTERS = [name for name in PAGES if (ROOT / f"{name}.ipynb").exists() and "/exercises/" not in name]


def source_of(name):
    return next(path for path in (ROOT / f"{name}.ipynb", ROOT / f"{name}.md") if path.exists())


@cache
def soup_of(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


# ---- the build ----


def test_the_book_was_built_without_a_warning_and_is_not_older_than_its_sources():
    log = ROOT / "_build" / "book.log"
    assert (ROOT / "_build" / ".built").exists(), "`make book` failed or was not run:\n" + (
        log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else ""
    )
    for name in PAGES:
        built = HTML / f"{name}.html"
        assert built.exists(), f"_toc.yml names {name}, but no page of it was built"
        assert built.stat().st_mtime >= source_of(name).stat().st_mtime, f"{name} changed since: run `make book`"


def test_every_page_in_the_toc_exists_and_every_chapter_is_in_the_toc():
    named = {source_of(name) for name in PAGES}
    there = {
        p for p in (ROOT / "book").rglob("*") if p.suffix in (".ipynb", ".md") and ".ipynb_checkpoints" not in p.parts
    }
    assert there - named == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_its_language_title_and_place(name):
    page = soup_of(HTML / f"{name}.html")
    assert page.html["lang"] == "en"
    assert CONFIG["title"] in page.title.text
    assert len(page.select(".bd-article h1")) == 1
    number = re.match(r"book/0*(\d+)-", name)
    if number:
        assert page.select_one(".bd-article h1").text.startswith(f"{number[1]}. "), "its number is that of its file"
        assert page.select_one(".cb-part").text in [part["caption"] for part in TOC["parts"]]


# ---- from plain Markdown ----


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_cites_and_numbers_as_its_notebook_reads(name):
    """The words on the page come from references.bib through sphinxcontrib-bibtex, those in the notebook are typed."""
    cells = json.loads((ROOT / f"{name}.ipynb").read_bytes())["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    page = soup_of(HTML / f"{name}.html").select_one(".bd-article")
    cited = re.findall(r"\[([^\[\]]+)\]\((?:\.\./)?references\.bib#", prose)
    assert re.findall(r"\w+", " ".join(cited)) == re.findall(r"\w+", shown(page, ".bibtex-citation"))
    assert page.select(".bibtex-citation a[href*='references.html#']") or not cited
    assert re.findall(r"\[\((\d+)\)\]\(", prose) == re.findall(
        r"\d+", shown(page, 'a[href*="#equation-eq-"].reference')
    )
    numbered = {f"equation-eq-{number}" for number in re.findall(r"\\tag\{(\d+)\}", prose)}
    assert numbered == {formula["id"] for formula in page.select('.math[id^="equation-eq-"]')}


@pytest.mark.parametrize("name", PAGES)
def test_no_line_can_begin_with_the_full_stop_behind_a_formula(name):
    formulas = soup_of(HTML / f"{name}.html").article.select("span.math")
    stuck = [f for f in formulas if isinstance(f.next_sibling, str) and re.match(r"[.,;:!?)]", f.next_sibling)]
    assert [str(f.parent) for f in stuck if "cb-together" not in f.parent.get("class", [])] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_mark_behind_a_formula_is_taken_from_there(name):
    together = soup_of(HTML / f"{name}.html").article.select(".cb-together")
    twice = [t for t in together if isinstance(t.next_sibling, str) and t.next_sibling.startswith(t.text[-1])]
    assert [str(t.parent) for t in twice] == []


def shown(page, selector):
    return " ".join(tag.text for tag in page.select(selector))


# ---- links ----


def addresses(page):
    """Every address in a page, with the tag that holds it."""
    for tag in page.find_all(["a", "link", "script", "img", "iframe", "source", "form", "video", "audio", "object"]):
        for attribute in ("href", "src", "action", "data", "poster"):
            if tag.get(attribute) and not (tag.name == "object" and attribute == "href"):
                yield tag, tag[attribute]


@pytest.mark.parametrize("name", [*PAGES, "search", "index"])
def test_no_link_is_dead(name):
    here = HTML / f"{name}.html"
    dead = [address for _, address in addresses(soup_of(here)) if not _leads_somewhere(here, address)]
    assert dead == []


def _leads_somewhere(here, address):
    parts = urlparse(address)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("https", "mailto", "data")
    target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
    if not target.is_file():
        return False
    if not parts.fragment or target.suffix != ".html":
        return True
    return unquote(parts.fragment) in ids_of(target)


@cache
def ids_of(path):
    return {tag["id"] for tag in soup_of(path).find_all(id=True)}


@pytest.mark.parametrize("name", [*PAGES, "search", "index"])
def test_only_links_a_reader_follows_lead_elsewhere(name):
    page = soup_of(HTML / f"{name}.html")
    loaded = [address for tag, address in addresses(page) if tag.name != "a" and urlparse(address).netloc]
    assert loaded == []
    scripts = "".join(script.text for script in page.find_all("script"))
    assert not re.search(r"https?://(?!localhost)[^\s\"']+\.(?:m?js|css|woff2?)", scripts), (
        "a script names another host"
    )


def test_no_page_loads_more_than_120_kilobytes_of_the_books_scripts():
    ours = re.compile(r"/_static/(?:widgets-[\w-]+|answers|book|counts|questions|standing)\.js")
    weights = {}
    for path in HTML.rglob("*.html"):
        scripts = [
            (path.parent / tag["src"].partition("?")[0]).resolve() for tag in soup_of(path).select("script[src]")
        ]
        weights[path.name] = sum(script.stat().st_size for script in scripts if ours.search(script.as_posix()))
    assert sum(weight > 50_000 for weight in weights.values()) > 20, "the widgets of the chapters were not found"
    assert {name: weight for name, weight in weights.items() if weight > 120_000} == {}


def test_no_style_sheet_loads_from_elsewhere():
    for sheet in (HTML / "_static").rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name


# ---- pictures ----

SAYS_NOTHING = re.compile(
    r"^(?:figure|fig|image|picture|plot|img|photo|graph)?\W*\d*\W*$|\.(?:png|jpe?g|svg|gif)\b|^\S+$", re.I
)


def poor(alt):
    """Whether an alternative text fails to say what a picture shows."""
    return alt is None or len(alt.strip()) < 20 or bool(SAYS_NOTHING.search(alt.strip()))


@pytest.mark.parametrize("name", [*PAGES, "search"])
def test_every_picture_says_what_it_shows(name):
    page = soup_of(HTML / f"{name}.html")
    silent = [str(img)[:200] for img in page.find_all("img") if poor(img.get("alt"))]
    silent += [str(svg)[:120] for svg in page.select('svg[role="img"]') if poor(svg.get("aria-label"))]
    assert silent == []


def test_one_text_does_not_serve_two_pictures():
    for name in PAGES:
        texts = Counter(img["alt"] for img in soup_of(HTML / f"{name}.html").select(".bd-article img"))
        assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize(
    "alt", [None, "", "figure", "Figure 3", "plot.png", "a plot", "_images/e3b0c44298fc1c149afbf4.png"]
)
def test_a_poor_text_is_told_from_a_good_one(alt):
    assert poor(alt)
    assert not poor("A grid of four by four numbers, the upper left nine of them inside an orange frame.")


# ---- the ways to run a chapter ----


def expected_ways(name):
    """Where `_config.yml` says that a chapter can be opened, worked out from it alone."""
    owner, repository = CONFIG["repository"]["url"].rstrip("/").split("/")[-2:]
    branch, launch = CONFIG["repository"]["branch"], CONFIG["launch_buttons"]
    path = "/".join(filter(None, [CONFIG["repository"]["path_to_book"].strip("/"), f"{name}.ipynb"]))
    lab = {"jupyterlab": "lab/tree", "classic": "tree"}[launch["notebook_interface"]]
    return path, {
        "Binder": f"{launch['binderhub_url']}/v2/gh/{owner}/{repository}/{branch}?urlpath={lab}/{path}",
        "Colab": f"{launch['colab_url']}/github/{owner}/{repository}/blob/{branch}/{path}",
    }


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_buttons_lead_where_the_configuration_says(name):
    page = soup_of(HTML / f"{name}.html")
    path, ways = expected_ways(name)
    assert (ROOT / path).is_file()
    for text, address in ways.items():
        assert page.select(f'.cb-ways a[href="{address}"]'), f"no button to {text}"
        assert page.select(f'.dropdown-launch-buttons a[href="{address}"]'), f"no entry for {text} in the menu"
    links = [a["href"] for a in page.select("a[href]") if re.search(r"mybinder|colab\.research", a["href"])]
    assert set(links) == set(ways.values()), "an address that _config.yml does not imply"


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_download_is_the_notebook_itself(name):
    here = HTML / f"{name}.html"
    (link,) = soup_of(here).select(".cb-ways a[download]")
    downloaded = (here.parent / link["href"]).resolve()
    assert downloaded.suffix == ".ipynb"
    assert json.loads(downloaded.read_bytes()) == json.loads((ROOT / f"{name}.ipynb").read_bytes())


# ---- colors ----


@pytest.mark.parametrize(
    ("plain", "colored"),
    [
        ("X", r"{\cbInput{X}}"),
        ("O = X * F", r"{\cbOutput{O}} = {\cbInput{X}} * {\cbFilter{F}}"),
        ("X_{11}F_{11}", r"{\cbInput{X_{11}}}{\cbFilter{F_{11}}}"),
        (r"F_{\mathrm{new}}", r"{\cbFilter{F_{\mathrm{new}}}}"),
        (r"X_{i+m,\, j+n}^{(l)}", r"{\cbInput{X_{i+m,\, j+n}^{(l)}}}"),
        ("X'_1", r"{\cbInput{X'_1}}"),
        (r"X^\top F", r"{\cbInput{X^\top}} {\cbFilter{F}}"),
        (r"\frac{\partial L}{\partial O_{11}}", r"\frac{{\cbGradient{\partial L}}}{\partial {\cbOutput{O_{11}}}}"),
        (r"\partial L/\partial F", r"{\cbGradient{\partial L}}/\partial {\cbFilter{F}}"),
        (
            r"\frac{\partial O_{11}}{\partial F_{11}}",
            r"\frac{\partial {\cbOutput{O_{11}}}}{\partial {\cbFilter{F_{11}}}}",
        ),
        (r"\partial\mathcal{L}", r"{\cbGradient{\partial\mathcal{L}}}"),
        (r"\hat X_{1}", r"\hat {\cbInput{X}}_{1}"),
        (r"\frac XF", r"\frac {\cbInput{X}}{\cbFilter{F}}"),
        ("k_F", r"k_{\cbFilter{F}}"),
        ("dF + dX_{1}", r"{\cbGradient{dF}} + {\cbGradient{dX_{1}}}"),
        (r"\\X", r"\\{\cbInput{X}}"),
        (r"\{X\}", r"\{{\cbInput{X}}\}"),
    ],
)
def test_letters_get_the_color_of_their_role(plain, colored):
    assert color.color(plain) == colored


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{FLOPs of X and O}",
        r"\mathrm{F}",
        r"\operatorname{XOR}(a, b)",
        r"\begin{array}{c|c} a \\ b \end{array}",
        r"\Omega \Xi \Phi",
        r"\textbf{F} = \mathtt{conv2d(X, F)}",
        "L + \\ell + x + f + o",
        "ReLU",
        r"\tag{F 1}",
        "% X in a comment\na",
    ],
)
def test_words_and_other_letters_stay_as_they_are(latex):
    assert color.color(latex) == latex


def test_coloring_keeps_the_formula_the_same_for_whoever_takes_the_colors_away():
    for chapter in CHAPTERS:
        for cell in json.loads((ROOT / f"{chapter}.ipynb").read_bytes())["cells"]:
            for formula in re.findall(r"\$\$?([^$]+)\$\$?", "".join(cell["source"])):
                assert _without_macros(color.color(formula)) == formula


def _without_macros(latex):
    while (start := re.search(r"\{\\cb(?:Input|Filter|Output|Gradient)\{", latex)) is not None:
        end = color._group_end(latex, start.end() - 1)
        latex = latex[: start.start()] + latex[start.end() : end - 1] + latex[end + 1 :]
    return latex


def contrast(one, other):
    def luminance(color):
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", palette.ROLES)
def test_inks_can_be_read_on_pages_boxes_and_tints(role):
    for ink, grounds in (
        (palette.INK, (palette.PAPER, palette.SURFACE, palette.TINT[role])),
        (palette.INK_DARK, (palette.PAPER_DARK, palette.SURFACE_DARK)),
    ):
        assert [ground for ground in grounds if contrast(ink[role], ground) < 4.5] == []


def test_text_can_be_read_on_every_ground():
    assert contrast(palette.MUTED, palette.SURFACE) >= 4.5
    assert contrast(palette.MUTED_DARK, palette.SURFACE_DARK) >= 4.5
    assert all(contrast(palette.TEXT, tint) >= 7 for tint in palette.TINT.values())


def test_contrast_knows_black_on_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


# ---- the extension's own parts ----


def test_the_pictures_outputs_are_those_of_a_convolution():
    expected = conv2d_loops(hero_figure.X, hero_figure.F)
    assert [[hero_figure.output(i, j) for j in range(2)] for i in range(2)] == expected.tolist()


def test_the_fonts_have_each_weight_that_a_style_asks_for():
    """Each family has its regular letters, the text's its slanted ones too; elsewhere a browser would invent them."""
    sheet = (ROOT / "src" / "workshop" / "site" / "assets" / "book.css").read_text(encoding="utf-8")
    asked = set(map(int, re.findall(r"font-weight(?:-heading)?: (\d+)", sheet)))
    faces = {(family, weight) for family, weight, style, *_ in fonts.FACES if style == "normal"}
    assert {weight for _, weight in faces} == asked | {400}
    assert faces == {(family, weight) for family, _ in faces for weight in asked | {400}}
    assert {family for family, _ in faces} == {"Source Serif", "Source Sans"}


def test_every_icon_is_found_in_the_theme():
    sheet = icons.css()
    assert sheet.count("url(") == len(icons.ICONS) + len(icons.BOXES)


def test_every_icon_that_a_page_shows_is_drawn():
    for name in [*PAGES, "search"]:
        page = soup_of(HTML / f"{name}.html")
        shown = {
            c for tag in page.select("i[class*=fa-], span[class*=fa-]") for c in tag["class"] if c.startswith("fa-")
        }
        assert shown - {"fa-solid", "fa-lg", "fa-brands"} <= {f"fa-{icon}" for icon in icons.ICONS}


def test_the_opening_lines_and_only_they_get_a_frame():
    body = "<h1>2. X</h1><p><strong>You will</strong> a.</p>\n<p><strong>You need</strong> b.</p>\n<p>You will see.</p>"
    framed = pages.OPENING.sub(lambda lines: f"[{lines.group()}]", body, count=1)
    assert framed == body.replace("<p><strong>You will", "[<p><strong>You will").replace("b.</p>", "b.</p>]")


def test_only_the_icon_script_is_taken_out():
    before, after = '<link href="a.css">', '<script src="b.js"></script>'
    icon = '<!-- So that users can add custom icons -->\n  <script defer src="../x/fontawesome.js?digest=1"></script>'
    assert pages.ICON_SCRIPT.sub("", before + icon + after) == before + after


# ---- practice ----


@pytest.mark.parametrize("kind", drawing.kinds(), ids=lambda kind: kind.name)
def test_the_section_that_teaches_it_leads_to_its_practice(kind):
    name, _, anchor = kind.section.partition("#")
    section = soup_of(HTML / "book" / f"{name}.html").select_one(f"section#{anchor}")
    (link,) = section.select(f'.cb-to-practice a[href="practice.html#{kind.name}"]')
    assert link.find_parent("section")["id"] == anchor
    assert link.text == kind.title
