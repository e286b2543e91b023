"""The chapters that _toc.yml lists are the notebooks of the book, in their order."""

from pathlib import Path

import pytest

from workshop import toc

ROOT = Path(__file__).parents[2]
CHAPTERS = toc.chapters(ROOT)


def names(folder):
    return sorted(path.stem for path in (ROOT / "book" / folder).glob("*.ipynb"))


def test_the_chapters_and_exercises_are_those_of_the_book():
    listed = [page for pages in toc.pages(ROOT).values() for page in pages]
    assert listed == sorted((f"book/{name}" for name in names(".")), key=toc.sort_key)
    assert list(CHAPTERS) == list(range(1, len(CHAPTERS) + 1))
    assert [CHAPTERS[i] for i in toc.chapters_with_exercises(ROOT)] == [f"book/{name}" for name in names("exercises")]


def test_a_chapter_is_found_by_its_number_and_another_number_is_refused():
    assert toc.chapter(ROOT, 7) == ["book/07-input-gradient", "book/07b-transposed-convolution"]
    with pytest.raises(ValueError, match="no chapter 16; the chapters are 1 to 15"):
        toc.chapter(ROOT, 16)


def test_a_chapter_goes_on_on_further_pages_before_its_exercises(tmp_path):
    (tmp_path / "_toc.yml").write_text(
        "parts: [{chapters: [{file: book/04-size, sections: [{file: book/04b-slope}, {file: book/exercises/04-size}]},"
        " {file: book/05-loss, sections: [{file: book/05b-chain}]}, {file: book/glossary}]}]",
        encoding="utf-8",
    )
    assert toc.pages(tmp_path) == {4: ["book/04-size", "book/04b-slope"], 5: ["book/05-loss", "book/05b-chain"]}
    assert toc.chapters_with_exercises(tmp_path) == [4]
    assert [toc.label(path) for path in toc.chapter(tmp_path, 4)] == ["4", "4b"]


@pytest.mark.parametrize(
    ("path", "chapter"),
    [
        ("book/07-input-gradient", True), ("book/04b-activations.ipynb", True), ("book/glossary", False),
        ("book/exercises/07-input-gradient", False), ("book/04bc-x", False), ("book/7-x", False),
    ],
)  # fmt: skip
def test_which_pages_are_a_chapters(path, chapter):
    assert toc.is_chapter(path) == chapter
