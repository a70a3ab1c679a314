"""JUnit's XML, as CI systems read it: a test for each rule on each operation that was judged.

Each finding is one failure; where it shows elsewhere, that test is skipped, and says why.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(content: dict[str, Any]) -> str:
    """Make the document."""
    broken: dict[tuple[str, str], list[dict[str, Any]]] = {}
    along: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in content["findings"]:
        broken.setdefault((finding["rule"], finding["operation"]), []).append(finding)
        for other in finding["also"]:
            along.setdefault((other["rule"], other["operation"]), finding)
    suite = ET.Element("testsuite", name=f"conformance {content['profile']}")
    cases = {(rule["id"], name) for rule in content["rules"] for name in rule["judged"]}
    sentences = {rule["id"]: rule["sentence"] for rule in content["rules"]}
    failures = 0
    skipped = 0
    for rule, operation in sorted(cases | broken.keys() | along.keys()):
        name = operation or "any"
        findings = sorted(broken.get((rule, operation), []), key=lambda f: f["quirk"] or "")
        cause = along.get((rule, operation))
        if not findings:
            case = _case(suite, rule, name)
            if cause is not None:  # neither kept nor a fault of its own
                skipped += 1
                where = f"{cause['rule']} of {cause['operation'] or 'any operation'}"
                ET.SubElement(case, "skipped", message=_clean(f"broken, as is {where}"))
        for number, finding in enumerate(findings):
            case = _case(suite, rule, f"{name} ({number + 1})" if number else name)
            failures += 1
            failure = ET.SubElement(case, "failure", message=_clean(sentences[rule]))
            failure.text = _clean(
                "\n".join(
                    [
                        f"expected: {finding['expected']}",
                        f"got: {finding['got']}",
                        *_places(finding),
                        f"basis: {finding['basis']} {finding['quirk'] or ''}".strip(),
                        f"seed: {finding['seed']}",
                        *finding["curl"],
                    ]
                )
            )
    unjudged = [o for o in content["operations"] if not o["judged"]]
    for operation in unjudged:
        case = ET.SubElement(suite, "testcase", classname="conformance", name=operation["id"])
        ET.SubElement(case, "skipped", message=_clean(operation["why_not"] or "not judged"))
    if content["verdict"] not in {"conforms", "does not conform"} or (
        content["exit_status"] and not failures
    ):
        failures += 1
        case = ET.SubElement(suite, "testcase", classname="conformance", name="verdict")
        ET.SubElement(case, "failure", message=_clean(f"{content['verdict']}: {content['why']}"))
    seconds = sum(check["seconds"] for check in content["checks"])
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    suite.set("skipped", str(skipped + len(unjudged)))
    suite.set("time", f"{seconds:.3f}")
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _places(finding: dict[str, Any]) -> list[str]:
    """Say where else a finding shows."""
    places = [f"{one['rule']} of {one['operation'] or 'any'}" for one in finding["also"]]
    return [f"also: {', '.join(dict.fromkeys(places))}"] if places else []


def _case(suite: ET.Element, rule: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=f"conformance.{rule}", name=_clean(name))


def _clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)
