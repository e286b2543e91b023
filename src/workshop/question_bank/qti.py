"""A bank as a content package of QTI 2.1: an item for each question, and the manifest that lists them."""

import io
import zipfile
from xml.etree import ElementTree

from workshop.question_bank.items import tolerance, typed

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = {
    QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    CP: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}
OTHER = "That is not right."


def package(bank):
    """The bytes of the package; the same bank gives the same bytes."""
    items = [item for _, found in bank for item in found]
    files = {"imsmanifest.xml": manifest(items)} | {f"items/{item.name}.xml": assessment_item(item) for item in items}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, root in files.items():
            data = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _root(namespace, name, **attributes):
    location = {f"{{{XSI}}}schemaLocation": f"{namespace} {SCHEMAS[namespace]}"}
    return ElementTree.Element(name, {"xmlns": namespace} | attributes | location)


def _add(parent, name, text=None, **attributes):
    made = ElementTree.SubElement(parent, name, attributes)
    made.text = text
    return made


def _html(parent, text):
    """Put HTML into an element."""
    found = ElementTree.fromstring(f"<div>{text}</div>")
    parent.text = found.text
    parent.extend(found)


def manifest(items):
    root = _root(CP, "manifest", identifier="practice-problems")
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "QTIv2.1 Package")
    _add(metadata, "schemaversion", "1.0.0")
    _add(root, "organizations")
    resources = _add(root, "resources")
    for item in items:
        href = f"items/{item.name}.xml"
        _add(
            _add(resources, "resource", identifier=item.name, type="imsqti_item_xmlv2p1", href=href), "file", href=href
        )
    return root


def assessment_item(item):
    """A question: its declarations, its text with the places to answer, how it is judged, what is told."""
    root = _root(QTI, "assessmentItem", identifier=item.name, title=item.title, adaptive="false", timeDependent="false")
    responses = [f"R{i}" for i in range(1, 1 + (1 if item.choices else len(item.right)))]
    names = {choice: f"C{i}" for i, choice in enumerate(item.choices, 1)}
    rights = [names[item.right]] if item.choices else map(typed, item.right)
    base = "identifier" if item.choices else "float"
    for response, right in zip(responses, rights, strict=True):
        declared = _add(root, "responseDeclaration", identifier=response, cardinality="single", baseType=base)
        _add(_add(declared, "correctResponse"), "value", right)
    score = _add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    _add(_add(score, "defaultValue"), "value", "0")
    for outcome in ("FEEDBACK", "SOLUTION"):
        _add(root, "outcomeDeclaration", identifier=outcome, cardinality="single", baseType="identifier")
    body = _add(root, "itemBody")
    _html(_add(body, "p"), item.asks)
    for table in item.tables:
        _html(_add(body, "div"), table)
    _places(body, item, names, responses)
    cases = [("RIGHT", item.right, "Right."), *((f"M{i}", *m) for i, m in enumerate(item.mistakes, 1))]
    _judge(root, [(name, _equals(responses, names[a] if item.choices else a)) for name, a, _ in cases])
    for name, says in [*((name, says) for name, _, says in cases), ("OTHER", OTHER)]:
        _html(_feedback(root, "FEEDBACK", name), says)
    _html(_feedback(root, "SOLUTION", "SHOWN"), f"<ol>{''.join(f'<li>{step}</li>' for step in item.steps)}</ol>")
    return root


def _places(body, item, names, responses):
    """Where the answer goes: choices, a field in a line, or fields in the rows of a matrix."""
    if item.choices:
        made = _add(body, "choiceInteraction", responseIdentifier="R1", shuffle="true", maxChoices="1")
        for choice, name in names.items():
            _add(made, "simpleChoice", choice, identifier=name)
        return
    rows = item.shape if len(item.shape) == 2 else (1, len(responses))
    if len(item.shape) == 2:
        table = _add(_add(body, "table"), "tbody")
        lines = [[_add(row, "td") for _ in range(rows[1])] for row in (_add(table, "tr") for _ in range(rows[0]))]
        cells = [cell for line in lines for cell in line]
    else:
        cells = [_add(body, "p")] * len(responses)
    for i, (response, cell) in enumerate(zip(responses, cells, strict=True)):
        field = _add(cell, "textEntryInteraction", responseIdentifier=response, expectedLength="8")
        if len(item.shape) == 1 and i + 1 < len(responses):
            field.tail = " × "
        if item.unit:
            field.tail = f" {item.unit}"


def _equals(responses, answer):
    """The expression that is true for an answer: a choice, or all its numbers."""
    if isinstance(answer, str):
        made = ElementTree.Element("match")
        _add(made, "variable", identifier=responses[0])
        _add(made, "baseValue", answer, baseType="identifier")
        return made
    each = []
    for response, value in zip(responses, answer, strict=True):
        far = tolerance(value)
        how = {"toleranceMode": "absolute", "tolerance": typed(far)} if far else {"toleranceMode": "exact"}
        each.append(ElementTree.Element("equal", how))
        _add(each[-1], "variable", identifier=response)
        _add(each[-1], "baseValue", typed(value), baseType="float")
    if len(each) == 1:
        return each[0]
    made = ElementTree.Element("and")
    made.extend(each)
    return made


def _judge(root, cases):
    """The response processing: the first case that fits sets the feedback, and the right one the score."""
    processing = _add(root, "responseProcessing")
    condition = _add(processing, "responseCondition")
    for name, expression in cases:
        case = _add(condition, "responseIf" if name == "RIGHT" else "responseElseIf")
        case.append(expression)
        _set(case, "SCORE", "1" if name == "RIGHT" else "0", "float")
        _set(case, "FEEDBACK", name, "identifier")
    _set(_add(condition, "responseElse"), "FEEDBACK", "OTHER", "identifier")
    _set(processing, "SOLUTION", "SHOWN", "identifier")


def _set(parent, outcome, value, base):
    _add(_add(parent, "setOutcomeValue", identifier=outcome), "baseValue", value, baseType=base)


def _feedback(root, outcome, name):
    return _add(root, "modalFeedback", outcomeIdentifier=outcome, identifier=name, showHide="show")
