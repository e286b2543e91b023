"""The evidence on the page of errata: every line of it is run, and prints what the page says."""

import doctest
import re
from pathlib import Path

import pytest
from sklearn.datasets import get_data_home

PAGE = Path(__file__).parents[2] / "book" / "errata.md"
LFW = Path(get_data_home()) / "lfw_home"
HAS_FACES = (LFW / "lfw_funneled").is_dir() and (LFW / "lfw-deepfunneled").is_dir()
ON_FACES = re.compile(r"\b(?:photographs|enough|folder|per_person|untouched|sizes)\b")


def evidence(with_faces):
    """The page's examples in order, those on LFW's photographs only if asked for."""
    text = PAGE.read_text(encoding="utf-8")
    examples = []
    for block in re.finditer(r"^```pycon\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, block.start(1))
        for example in doctest.DocTestParser().get_examples(block[1]):
            if with_faces or not ON_FACES.search(example.source):
                example.lineno += line
                examples.append(example)
    return examples


def failures(examples):
    said = []
    test = doctest.DocTest(examples, {}, PAGE.name, str(PAGE), 0, None)
    return doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed, "".join(said)


def test_there_is_evidence():
    assert len(evidence(with_faces=True)) > 40
    assert len(evidence(with_faces=True)) - len(evidence(with_faces=False)) == 8


@pytest.mark.parametrize("with_faces", [False, True], ids=["without the photographs", "with them"])
def test_the_evidence_prints_what_the_page_says(with_faces):
    if with_faces and not HAS_FACES:
        pytest.skip(
            "LFW is not at hand, with its deep-funneled photographs (set SCIKIT_LEARN_DATA to a folder that has it)"
        )
    failed, said = failures(evidence(with_faces))
    assert failed == 0, said


def test_wrong_evidence_would_be_seen():
    wrong = doctest.DocTestParser().get_examples(">>> 28 * 28\n728\n")
    assert failures(wrong)[0] == 1
