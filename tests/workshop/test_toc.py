"""The chapters that _toc.yml lists are the notebooks of the book, in their order."""

from pathlib import Path

import pytest

from workshop import toc

ROOT = Path(__file__).parents[2]
CHAPTERS = toc.chapters(ROOT)


def names(folder):
    return sorted(path.stem for path in (ROOT / "book" / folder).glob("*.ipynb"))


def test_the_chapters_and_exercises_are_those_of_the_book():
    assert list(CHAPTERS.values()) == [f"book/{name}" for name in names(".")]
    assert list(CHAPTERS) == list(range(1, len(CHAPTERS) + 1))
    assert [CHAPTERS[i] for i in toc.chapters_with_exercises(ROOT)] == [f"book/{name}" for name in names("exercises")]


def test_a_chapter_is_found_by_its_number_and_another_number_is_refused():
    assert toc.chapter(ROOT, 7) == "book/07-input-gradient"
    with pytest.raises(ValueError, match="no chapter 16; the chapters are 1 to 15"):
        toc.chapter(ROOT, 16)
