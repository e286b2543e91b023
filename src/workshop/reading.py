"""How long a page takes its reader, by one formula, which the chapters and the page for instructors share.

``python -m workshop.reading`` prints words, formulas, lines of code and pencil work of each page, and with ``--write``
puts the minutes into the chapters' opening lines.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

from workshop import sources, toc

WORDS_PER_MINUTE = 150
FORMULA, LINE, PREDICTION, BY_HAND = 1 / 4, 1 / 15, 1, 3  # minutes for each
LONGEST = 45  # minutes, reading and pencil work together
FOLDED = {"hide-cell", "hide-input", "remove-cell", "remove-input"}
SAID = re.compile(r"Reading takes about (\d+) minutes(?:, pencil work (\d+) more)?")


@dataclass(frozen=True)
class Time:
    """What a page asks of its reader, counted: words, displayed formulas, lines of code in view, and pencil work."""

    words: int
    formulas: int
    lines: int
    predictions: int
    by_hand: int

    @property
    def reading(self):
        """Minutes to read words, formulas and code."""
        return self.words / WORDS_PER_MINUTE + self.formulas * FORMULA + self.lines * LINE

    @property
    def pencil(self):
        """Minutes for what the page asks to predict or to work out by hand."""
        return self.predictions * PREDICTION + self.by_hand * BY_HAND

    def rounded(self):
        """Both to five minutes, as the pages say them."""
        return 5 * round(self.reading / 5), 5 * round(self.pencil / 5)

    def sentence(self):
        """What a chapter's opening lines say."""
        reading, pencil = self.rounded()
        return f"Reading takes about {reading} minutes" + (f", pencil work {pencil} more" if pencil else "")


def time_of(notebook):
    """The `Time` of a chapter's notebook; what is folded does not count."""
    cells = [cell for cell in notebook.cells if not FOLDED & set(cell.metadata.get("tags", [])) and not _asks(cell)]
    texts = [c.source for c in cells if c.cell_type == "markdown" and not c.source.startswith(sources.LIST)]
    text = re.sub(r"<details>.*?</details>", " ", "\n\n".join(texts), flags=re.DOTALL)
    plain = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|\]\([^()]*\)|<[^<>]+>", " ", text, flags=re.DOTALL)
    return Time(
        words=len(re.findall(r"[A-Za-z'’]+", plain)),
        formulas=text.count("$$") // 2,
        lines=sum(bool(line.strip()) for c in cells if c.cell_type == "code" for line in c.source.splitlines()),
        predictions=text.count("**Predict.**"),
        by_hand=text.count("**By hand.**"),
    )


def _asks(cell):
    return cell.cell_type == "code" and sources.asks(sources._parse(cell.source))


def main(arguments):
    write = arguments == ["--write"]
    if arguments and not write:
        sys.exit("usage: python -m workshop.reading [--write]")
    for path in sorted(filter(toc.is_chapter, Path("book").glob("*.ipynb")), key=toc.sort_key):
        notebook = nbformat.read(path, as_version=4)
        time = time_of(notebook)
        print(f"{path.stem:32} {time.reading:3.0f} + {time.pencil:2.0f} minutes  {time}")
        opening = next(cell for cell in notebook.cells if cell.cell_type == "markdown")
        said, times = SAID.subn(time.sentence(), opening.source)
        if times != 1:
            sys.exit(f"{path} does not say in its opening lines: {time.sentence()}")
        if write and said != opening.source:
            opening.source = said
            nbformat.write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1:])
