"""An audit as text: how much of what, then every finding, the most urgent kind first."""

from collections import Counter
from collections.abc import Sequence

from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import Address
from listwright.model.plan import Plan
from listwright.model.review import Review
from listwright.render.escape import for_terminal
from listwright.render.text.changes import marked
from listwright.render.text.closing import how_it_stands, in_short
from listwright.render.text.header import ground_section, title_lines
from listwright.render.text.layout import flowed, joined, wrapped
from listwright.render.text.style import Role, Style, chosen, more_line, titled
from listwright.render.text.waiting import to_do
from listwright.render.text.words import age, brief, count, minute, number

_LONGEST = 500

CODES = {
    FindingCode.UNKNOWN: "an order may exist, nobody knows yet: look here first",
    FindingCode.BLOCKED: "a need waits for a person",
    FindingCode.ATTENTION: "the vendor asks for something, or a finished picture is not stored",
    FindingCode.OVERDUE: "an order should have come to an end",
    FindingCode.DRIFT: "what is there differs from what was ordered",
    FindingCode.STALE: "what was delivered is too old, or soon will be",
    FindingCode.INVENTORY: "a home or rule lost its counterpart",
    FindingCode.UNMANAGED: "an order that listwright does not manage",
}
"""What each code means, in the order in which they are printed."""

_LOUD = frozenset({FindingCode.UNKNOWN, FindingCode.BLOCKED, FindingCode.ATTENTION})


def render_audit(review: Review, style: Style) -> str:
    """The findings for a terminal or a log, and what a plan would hold."""
    plan, findings = review.plan, review.findings or ()
    counts = Counter(finding.code for finding in findings)
    groups = [
        _group([one for one in findings if one.code is code], plan, style)
        for code in CODES
        if counts[code]
    ]
    when = minute(plan.made_at)
    return joined(
        [
            title_lines(plan, style, what="audit", when=when),
            _sum_lines(counts, style),
            *groups,
            ground_section(plan, style),
            _plan_lines(plan, style),
        ]
    )


def _sum_lines(counts: Counter[FindingCode], style: Style) -> list[str]:
    """`7 findings: 1 unknown, 2 blocked, 4 drift`."""
    if not counts:
        return titled("No findings.", style)
    parts = [f"{number(counts[code])} {code.value}" for code in CODES if counts[code]]
    role = Role.ALERT if _LOUD & counts.keys() else Role.TITLE
    return titled(f"{count(counts.total(), 'finding')}: {', '.join(parts)}", style, role=role)


def _group(findings: Sequence[AuditFinding], plan: Plan, style: Style) -> list[str]:
    code = findings[0].code
    rows = [(one, style.names(_names(one))) for one in findings]
    listed, hidden = chosen(rows, every=style.opens(code.value))
    role = Role.ALERT if code in _LOUD else Role.TITLE
    lines = titled(f"{number(len(findings))} {code.value}: {CODES[code]}", style, role=role)
    for one in listed:
        lines += _entry(one, plan, style)
    return lines + more_line(hidden, 2)


def _names(finding: AuditFinding) -> list[str]:
    """The addresses by which a finding can be asked for."""
    if finding.address is None:
        return []
    where = finding.address
    return [str(where)] if isinstance(where, Address) else [f"{where}/"]


def _entry(finding: AuditFinding, plan: Plan, style: Style) -> list[str]:
    since = finding.since
    where = "the files" if finding.address is None else str(finding.address)
    cells = [
        f"! {for_terminal(where)}",
        f"order {for_terminal(finding.order_id)}" if finding.order_id else "",
        f"since {minute(since)} ({age(since, plan.made_at)})" if since else "",
    ]
    head = flowed(cells, width=style.columns, indent=2, hanging=6)
    role = Role.ALERT if finding.code in _LOUD else Role.QUIET
    return [
        *marked(head, "!", role=role, style=style),
        *wrapped(brief(finding.why, _LONGEST), width=style.columns, indent=6),
        *to_do(finding.remedy, style, indent=6),
    ]


def _plan_lines(plan: Plan, style: Style) -> list[str]:
    """What a plan would do now: an audit does none of it."""
    if plan.changes:
        text = f"A plan would hold: {in_short(plan)}."
    else:
        text = f"A plan would hold no changes. {how_it_stands(plan.counts)}"
    return wrapped(text, width=style.columns, indent=0, hanging=2)
