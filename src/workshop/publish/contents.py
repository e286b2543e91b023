"""The contents of a course: those of the book, less what is not there yet, and less the part for teachers."""

from pathlib import Path

import yaml

from workshop import toc

TO_TEACH = "To teach"  # the caption of the part that students do not get


def of(root, released):
    """The contents as ``_toc.yml`` has them, with the chapters and exercises that are released."""
    whole = yaml.safe_load((Path(root) / "_toc.yml").read_text(encoding="utf-8"))

    def is_there(entry):
        page = toc.PAGE.fullmatch(Path(entry["file"]).name)
        kind = released.chapters if toc.is_chapter(entry["file"]) else released.exercises
        return page is None or int(page["number"]) in kind

    def kept(entry):
        sections = [section for section in entry.get("sections", []) if is_there(section)]
        return {"file": entry["file"], **({"sections": sections} if sections else {})}

    parts = [part for part in whole["parts"] if part.get("caption") != TO_TEACH]
    parts = [{**part, "chapters": [kept(entry) for entry in part["chapters"] if is_there(entry)]} for part in parts]
    return {**whole, "parts": [part for part in parts if part["chapters"]]}


def pages(contents):
    """The pages of some contents, without their ending, in the order in which they are read."""
    names = [contents["root"]]
    for entry in [entry for part in contents["parts"] for entry in part["chapters"]]:
        names += [entry["file"], *(section["file"] for section in entry.get("sections", []))]
    return names
