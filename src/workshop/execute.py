"""Run chapters from a clean start and store their outputs: ``python -m workshop.execute book/NN-name.ipynb``.

What is stored is what the pages show and the tests compare. Everything that differs from run to run without meaning
(times, log lines on stderr, the editor's metadata) is left out. Cells keep their ids, and a picture that looks the same
keeps its bytes, so a page that is run again without a change is the same file.
"""

import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image, ImageChops

from workshop import sources, toc
from workshop.exercise_cells import FOLD

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# Of a cell's metadata: alt texts, what a grader and what a test or a page does with it.
KEPT = ("mystnb", "nbgrader", "vary", "tags")
STEPS = 3  # of 255: what no eye sees, and the most that a channel of a stored picture may be off


def execute(path):
    """Run one notebook in its own folder, and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    if toc.is_chapter(path):
        sources.fill(notebook)
    before = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(path.parent)}}).execute()
    tidy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            keep_pictures(before[cell.id], cell.outputs)
    nbformat.write(notebook, path)


def tidy(notebook):
    """Keep of the metadata and the outputs only what has a meaning."""
    notebook.metadata, notebook.nbformat_minor = nbformat.from_dict(METADATA), 5
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in KEPT if key in cell.metadata})
        if cell.cell_type == "code":
            if sources.asks(sources._parse(cell.source)):
                cell.metadata.update(FOLD)  # its code tells the answer
            cell.outputs = merge_streams(out for out in cell.outputs if out.get("name") != "stderr")
            for out in cell.outputs:  # the live view needs the kernel that is gone; the form beside it does not
                out.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
                if png := out.get("data", {}).get("image/png"):
                    out.data["image/png"] = b64encode(compress_png(b64decode(png))).decode()


def compress_png(png):
    """A figure's PNG in fewer bytes, where no eye would see a difference.

    A drawing gets a palette of 256 colors, in a third of the bytes; in a photograph each channel is rounded to a
    multiple of 4. No channel moves by more than `STEPS`; where that is not enough, the PNG stays as it is.
    """
    with Image.open(BytesIO(png)) as image:
        whole = image.convert("RGB")
        if image.convert("RGBA").getextrema()[3] != (255, 255):
            return png  # see-through
    if whole.getcolors(2000) is None:
        light = whole.point([min(255, (value + 2) // 4 * 4) for value in range(256)] * 3)
    else:
        light = whole.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    file = BytesIO()
    light.save(file, "PNG", optimize=True)
    return file.getvalue() if furthest(light, whole) <= STEPS and file.tell() < len(png) else png


def keep_pictures(before, outputs):
    """Give each PNG among a cell's outputs the bytes that it had, where it looks the same.

    Two stored pictures of one drawing differ by twice `STEPS` at most, since each may be off by that much.
    """
    for old, new in zip(before, outputs, strict=False):
        pngs = [out.get("data", {}).get("image/png") for out in (old, new)]
        if all(pngs):
            was, now = (Image.open(BytesIO(b64decode(png))) for png in pngs)
            if was.size == now.size and furthest(was, now) <= 2 * STEPS:
                new.data["image/png"] = pngs[0]


def furthest(one, other):
    """The largest difference of two pictures of one size, in any channel of any pixel, in steps of 255."""
    difference = ImageChops.difference(one.convert("RGBA"), other.convert("RGBA"))
    return max(high for _, high in difference.getextrema())


def merge_streams(outputs):
    """The outputs with printed text in one piece: on a busy machine it arrives in several."""
    whole = []
    for out in outputs:
        if whole and out.output_type == whole[-1].output_type == "stream" and out.name == whole[-1].name:
            whole[-1].text += out.text
        else:
            whole.append(out)
    return whole


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, flush=True)
        execute(Path(name))
