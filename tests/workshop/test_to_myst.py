"""Plain Markdown into the pages' own: what becomes a role, and that a citation cannot drift from its entry."""

from types import SimpleNamespace

import pytest
from pybtex.database import parse_string

from workshop.site import to_myst

ENTRIES = parse_string(
    r"""
    @book{one1999, author = {G{\'e}ron, Aur{\'e}lien}, year = {1999}}
    @book{two2001, author = {van der Berg, Ada and Learned-Miller, Erik}, year = {2001}}
    @book{three2003, author = {He, Bo and Li, Cy and Wu, Di}, year = {2003}}
    @misc{house2004, author = {{Laboratory for Vision, Some University}}, year = {2004}}
    """,
    "bibtex",
).entries


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("one1999", "Géron"),
        ("two2001", "van der Berg and Learned-Miller"),
        ("three2003", "He et al."),
        ("house2004", "Laboratory for Vision, Some University"),
    ],
)
def test_one_author_two_and_many(key, names):
    assert to_myst.authors(ENTRIES[key]) == names


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("[Géron (1999)](references.bib#one1999) says", "{cite:t}`one1999` says"),
        ("so it is ([He et al., 2003](references.bib#three2003)).", "so it is {cite:p}`three2003`."),
        (
            "([Géron, 1999](references.bib#one1999); [He et al., 2003](../references.bib#three2003))",
            "{cite:p}`one1999,three2003`",
        ),
        ("[He et al. (2003)](references.bib#three2003), [Géron\n(1999)](references.bib#one1999)",
         "{cite:t}`three2003`, {cite:t}`one1999`"),
        (r"$$a = b \tag{7}$$", "$$a = b$$ (eq-7)"),
        ("$$\na\n\\tag{12}\n$$", "$$\na$$ (eq-12)"),
        ('<a id="eq-7"></a>\n\n$$a \\tag{7}$$', "$$a$$ (eq-7)"),
        ("$$a$$ and $$b \\tag{3}$$", "$$a$$ and $$b$$ (eq-3)"),
        ("equations [(1)](02-convolution.ipynb#eq-1) to [(12)](#eq-12)", "equations {eq}`eq-1` to {eq}`eq-12`"),
        ("[(1)](a.ipynb), [a (1999)](b.md) and (see [chapter 2](02-convolution.ipynb))", None),
    ],
)  # fmt: skip
def test_links_and_tags_become_roles_and_all_else_stays(written, becomes):
    assert to_myst.to_myst(written, ENTRIES) == (becomes or written, [])


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("[Geron (1999)](references.bib#one1999)", "'Geron (1999)'; references.bib has 'Géron (1999)'"),
        ("([He et al., 2004](references.bib#three2003))", "'He et al., 2004'; references.bib has 'He et al., 2003'"),
        ("[Géron (1999)](references.bib#one)", "references.bib has no one"),
        ("[Géron, 1999](references.bib#one1999)", "is neither a citation"),
        ("[his book](references.bib#one1999)", "is neither a citation"),
        ("[(2)](02-convolution.ipynb#eq-3)", "is neither a citation"),
    ],
)
def test_what_is_wrong_is_said(written, what):
    _, (wrong,) = to_myst.to_myst(written, ENTRIES)
    assert what in wrong


def test_sphinx_is_warned_and_pages_that_are_no_notebook_are_left_alone(caplog, tmp_path):
    (tmp_path / "r.bib").write_text("@book{a, author = {B, C}, year = {2000}}", encoding="utf-8")
    app = SimpleNamespace(
        srcdir=tmp_path,
        config=SimpleNamespace(bibtex_bibfiles=["r.bib"]),
        env=SimpleNamespace(doc2path=lambda name: f"{name}.ipynb" if name == "chapter" else f"{name}.md"),
    )
    notebook = '{"cells": [{"cell_type": "markdown", "source": ["[D (2000)](references.bib#a)"]}]}'
    text = [notebook]
    to_myst.read_chapter(app, "page", text)
    assert (text, caplog.messages) == ([notebook], [])
    to_myst.read_chapter(app, "chapter", text)
    assert "{cite:t}`a`" in text[0]
    assert caplog.messages == ["a is cited as 'D (2000)'; references.bib has 'B (2000)'"]
