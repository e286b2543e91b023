"""What a learning platform does with a question: QTI's response processing, and Moodle's grading, each in a few lines.

They know the formats only, nothing of the package: an element or a mark that they do not know is an error.
"""

import math
import re
from xml.etree import ElementTree

NS = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
# A blank of a cloze question, {1:NUMERICAL:=3:0#feedback~%0%4:0#feedback}, and one of its answers.
BLANK = re.compile(r"\{(\d*):(NUMERICAL|NM):((?:[^}\\]|\\.)*)\}")
ANSWER = re.compile(r"(=|%-?\d+%)?(-?[\d.]+(?:e-?\d+)?):([\d.]+(?:e-?\d+)?)#([^~#}]*)(?:~|$)")


class Qti:
    """An item of QTI 2.1."""

    def __init__(self, text):
        self.root = ElementTree.fromstring(text)
        self.responses = {}
        for declared in self.root.iter(NS + "responseDeclaration"):
            assert declared.get("cardinality") == "single"
            self.responses[declared.get("identifier")] = declared.get("baseType")

    def correct(self):
        declared = self.root.findall(f"{NS}responseDeclaration")
        return {one.get("identifier"): one.find(f"{NS}correctResponse/{NS}value").text for one in declared}

    def html(self):
        return ElementTree.tostring(self.root.find(NS + "itemBody"), encoding="unicode").replace("ns0:", "")

    def text(self):
        return "".join(self.root.find(NS + "itemBody").itertext())

    def fields(self):
        return [field.get("responseIdentifier") for field in self.root.iter(NS + "textEntryInteraction")]

    def choices(self):
        return {choice.get("identifier"): "".join(choice.itertext()) for choice in self.root.iter(NS + "simpleChoice")}

    def submit(self, responses):
        """(score, {outcome: what is shown})"""
        assert set(responses) == set(self.responses)
        self.given = {name: float(value) if self.responses[name] == "float" else value
                      for name, value in responses.items()}  # fmt: skip
        self.outcomes = {}
        for declared in self.root.iter(NS + "outcomeDeclaration"):
            default = declared.find(f"{NS}defaultValue/{NS}value")
            self.outcomes[declared.get("identifier")] = None if default is None else float(default.text)
        self.run(self.root.find(NS + "responseProcessing"))
        shown = {
            one.get("outcomeIdentifier"): "".join(one.itertext())
            for one in self.root.iter(NS + "modalFeedback")
            if one.get("showHide") == "show" and self.outcomes[one.get("outcomeIdentifier")] == one.get("identifier")
        }
        return self.outcomes["SCORE"], shown

    def run(self, rules):
        for rule in rules:
            name = rule.tag.removeprefix(NS)
            if name == "setOutcomeValue":
                assert rule.get("identifier") in self.outcomes
                self.outcomes[rule.get("identifier")] = self.value(rule[0])
            elif name == "responseCondition":
                kinds = [branch.tag.removeprefix(NS) for branch in rule]
                assert kinds[0] == "responseIf" and set(kinds[1:-1]) <= {"responseElseIf"}
                for kind, branch in zip(kinds, rule, strict=True):
                    if kind == "responseElse" or self.value(branch[0]) is True:
                        self.run(branch if kind == "responseElse" else branch[1:])
                        break
            else:
                raise ValueError(name)

    def value(self, expression):
        name = expression.tag.removeprefix(NS)
        if name == "variable":
            return self.given[expression.get("identifier")]
        if name == "baseValue":
            return float(expression.text) if expression.get("baseType") == "float" else expression.text
        parts = [self.value(part) for part in expression]
        if name == "and":
            return all(parts)
        one, other = parts
        if name == "match":
            return one == other
        if name != "equal":
            raise ValueError(name)
        if expression.get("toleranceMode") == "exact":
            return one == other
        assert expression.get("toleranceMode") == "absolute"
        return within(one, other, float(expression.get("tolerance")))


def within(one, other, tolerance):
    return abs(one - other) <= tolerance + 1e-9 * max(1, abs(other))


class Moodle:
    """A question of Moodle XML."""

    def __init__(self, element):
        self.root, self.kind = element, element.get("type")

    def html(self, path):
        return self.root.find(path).findtext("text")

    def blanks(self):
        """For each blank the list of (fraction, value, tolerance, feedback)."""
        found = []
        for weight, _, answers in BLANK.findall(self.html("questiontext")):
            parts = ANSWER.findall(answers)
            assert weight == "1" and sum(len("".join(part)) + 2 for part in parts) + len(parts) - 1 == len(answers)
            found.append(
                [
                    (100.0 if mark == "=" else float(mark.strip("%")), float(v), float(t), says)
                    for mark, v, t, says in parts
                ]
            )
        return found

    def answers(self):
        """The list of (fraction, text, tolerance, feedback)."""
        return [
            (float(one.get("fraction")), one.findtext("text"), float(one.findtext("tolerance") or 0),
             one.find("feedback").findtext("text"))
            for one in self.root.findall("answer")
        ]  # fmt: skip

    def grade(self, given):
        """(fraction, feedback of each blank or of the answer): the first answer that fits counts."""
        if self.kind == "multichoice":
            (found,) = [(fraction, says) for fraction, text, _, says in self.answers() if text == given]
            return found[0] / 100, [found[1]]
        blanks = self.blanks() if self.kind == "cloze" else [self.answers()]
        graded = []
        for answers, typed in zip(blanks, given, strict=True):
            fits = ((fraction, says) for fraction, v, far, says in answers if within(float(typed), float(v), far))
            graded.append(next(fits, (0.0, "")))
        return math.fsum(fraction for fraction, _ in graded) / 100 / len(graded), [says for _, says in graded]
