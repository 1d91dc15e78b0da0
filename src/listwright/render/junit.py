"""An audit as JUnit XML, which CI systems show as a list of tests that pass or fail."""

import re
from collections.abc import Iterator
from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from listwright.model.audit import AuditFinding
from listwright.model.hidden import HIDDEN
from listwright.model.names import Address
from listwright.model.plan import Action, Plan, Reason
from listwright.model.review import Review

_NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff{HIDDEN}]")
"""What XML cannot hold, and what no reader could see."""

_LONGEST_NAME = 160


def render_junit(review: Review) -> bytes:
    """One test case per finding, which fails, and one per wanted need without any, which passes."""
    plan, findings = review.plan, review.findings or ()
    found = {finding.address for finding in findings}
    sound = [need for need in sorted(set(_wanted(plan))) if need not in found]
    suite = Element(
        "testsuite",
        {
            "name": _text(f"listwright audit {plan.project}"),
            "tests": str(len(findings) + len(sound)),
            "failures": str(len(findings)),
            "errors": "0",
            "skipped": "0",
            "timestamp": f"{plan.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        },
    )
    for finding in findings:
        _add_failure(suite, finding)
    for need in sound:
        SubElement(suite, "testcase", _named(need.property, need.key))
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return bytes(tostring(suites, encoding="utf-8", xml_declaration=True)) + b"\n"


def _wanted(plan: Plan) -> Iterator[Address]:
    """The needs that the files ask for, as far as the plan covers them."""
    for change in plan.changes:
        if change.action.creates:
            yield from change.needs
    yield from (item.need for item in plan.deferred if item.action is not Action.CANCEL)
    yield from (item.need for item in plan.blocked if item.action is not Action.CANCEL)
    yield from (item.need for item in plan.standing if item.reason is not Reason.KEPT)


def _add_failure(suite: Element, finding: AuditFinding) -> None:
    where, code = finding.address, finding.code.value
    why = " ".join(finding.why.split())
    if isinstance(where, Address):
        named = _named(where.property, f"{where.key}: {code}")
    else:
        # A home may have several of a kind, and readers of JUnit tell cases apart by their names.
        named = _named(where or "the files", f"{code}: {why[:_LONGEST_NAME]}")
    case = SubElement(suite, "testcase", named)
    failure = SubElement(case, "failure", {"type": code, "message": _text(why)})
    lines = [
        finding.why,
        f"Order: {finding.order_id}" if finding.order_id else "",
        f"Since: {finding.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if finding.since else "",
        f"To do: {finding.remedy}",
    ]
    failure.text = _text("\n".join(filter(None, lines)))


def _named(home: str, name: str) -> dict[str, str]:
    return {"classname": _text(home), "name": _text(name)}


def _text(text: str) -> str:
    """`text` without what XML or a reader's eyes cannot take; markup is escaped on writing."""
    return _NOT_TEXT.sub("", text)
