"""An audit or a plan as JUnit XML, which CI systems show as tests that pass or fail."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from listwright.model.audit import AuditFinding
from listwright.model.names import Address
from listwright.model.plan import Action, Plan, Reason
from listwright.model.review import Review
from listwright.render.escape import for_xml
from listwright.render.text.closing import refusal_words
from listwright.render.text.words import minute

_LONGEST_NAME = 160


def render_junit(review: Review) -> bytes:
    """An audit: one test case per finding, which fails, and one per sound need, which passes.

    A plan: one test case per need in it. Ordered passes, deferred is skipped, blocked fails; each
    refusal of the plan is an error. Needs with nothing to do are counted in the properties.
    """
    if review.findings is None:
        return _written(_plan_suite(review.plan))
    return _written(_audit_suite(review.plan, review.findings))


def _written(suite: Element) -> bytes:
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return bytes(tostring(suites, encoding="utf-8", xml_declaration=True)) + b"\n"


def _audit_suite(plan: Plan, findings: Sequence[AuditFinding]) -> Element:
    found = {finding.address for finding in findings}
    sound = [need for need in sorted(set(_wanted(plan))) if need not in found]
    suite = _suite("audit", plan, tests=len(findings) + len(sound), failures=len(findings))
    for finding in findings:
        _add_finding(suite, finding)
    for need in sound:
        SubElement(suite, "testcase", _named(need.property, need.key))
    return suite


def _suite(kind: str, plan: Plan, **counts: int) -> Element:
    figures = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0} | counts
    return Element(
        "testsuite",
        {
            "name": for_xml(f"listwright {kind} {plan.project}"),
            **{name: str(figure) for name, figure in figures.items()},
            "timestamp": f"{plan.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
        },
    )


def _plan_suite(plan: Plan) -> Element:
    ordered = dict.fromkeys(
        (need, change.action) for change in plan.changes for need in change.needs
    )
    lines = len(ordered) + len(plan.deferred) + len(plan.blocked)
    suite = _suite(
        "plan",
        plan,
        tests=lines + len(plan.refusals),
        failures=len(plan.blocked),
        errors=len(plan.refusals),
        skipped=len(plan.deferred),
    )
    properties = SubElement(suite, "properties")
    for name, figure in asdict(plan.counts).items():
        SubElement(properties, "property", {"name": f"needs.{name}", "value": str(figure)})
    for refusal in plan.refusals:
        case = SubElement(suite, "testcase", _named("the plan", refusal.code))
        _add_trouble(
            case, "error", kind=refusal.code, lines=[refusal_words(refusal), refusal.remedy]
        )
    for stuck in plan.blocked:
        case = SubElement(suite, "testcase", _of_need(stuck.need, stuck.action))
        since = f"Since: {minute(stuck.since)}" if stuck.since else ""
        lines_told = [stuck.why, since, f"To do: {stuck.remedy}", stuck.text]
        _add_trouble(case, "failure", kind=stuck.reason.value, lines=lines_told)
    for waiting in plan.deferred:
        case = SubElement(suite, "testcase", _of_need(waiting.need, waiting.action))
        why = f"{waiting.reason.value}: {' '.join(waiting.why.split())}"
        SubElement(case, "skipped", {"message": for_xml(why)})
    for need, action in ordered:
        SubElement(suite, "testcase", _of_need(need, action))
    return suite


def _of_need(need: Address, action: Action) -> dict[str, str]:
    """A need is ordered unless something else is said."""
    doing = "" if action is Action.CREATE else f": {'/'.join(action.value)}"
    return _named(need.property, f"{need.key}{doing}")


def _add_trouble(case: Element, tag: str, *, kind: str, lines: Sequence[str]) -> None:
    why = " ".join(lines[0].split())
    trouble = SubElement(case, tag, {"type": for_xml(kind), "message": for_xml(why)})
    trouble.text = for_xml("\n".join(filter(None, lines)))


def _wanted(plan: Plan) -> Iterator[Address]:
    """The needs that the files ask for, as far as the plan covers them."""
    for change in plan.changes:
        if change.action.creates:
            yield from change.needs
    yield from (item.need for item in plan.deferred if item.action is not Action.CANCEL)
    yield from (item.need for item in plan.blocked if item.action is not Action.CANCEL)
    yield from (item.need for item in plan.standing if item.reason is not Reason.KEPT)


def _add_finding(suite: Element, finding: AuditFinding) -> None:
    where, code = finding.address, finding.code.value
    why = " ".join(finding.why.split())
    if isinstance(where, Address):
        named = _named(where.property, f"{where.key}: {code}")
    else:
        # A home may have several of a kind, and readers of JUnit tell cases apart by their names.
        named = _named(where or "the files", f"{code}: {why[:_LONGEST_NAME]}")
    case = SubElement(suite, "testcase", named)
    lines = [
        finding.why,
        f"Order: {finding.order_id}" if finding.order_id else "",
        f"Since: {minute(finding.since)}" if finding.since else "",
        f"To do: {finding.remedy}",
    ]
    _add_trouble(case, "failure", kind=code, lines=lines)


def _named(home: str, name: str) -> dict[str, str]:
    return {"classname": for_xml(home), "name": for_xml(name)}
