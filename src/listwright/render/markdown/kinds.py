"""What audits and forecasts have that plans have not."""

from collections import Counter
from collections.abc import Sequence

from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.plan import FallingDue, Plan
from listwright.model.review import Review
from listwright.render.markdown.layout import Block, Table, small_table
from listwright.render.markdown.words import Flavour, alert, code, words
from listwright.render.text.audit import CODES
from listwright.render.text.closing import how_it_stands, in_short
from listwright.render.text.words import count, day, number

_LOUD = frozenset({FindingCode.UNKNOWN, FindingCode.BLOCKED, FindingCode.ATTENTION})


def finding_blocks(review: Review, flavour: Flavour) -> list[Block]:
    """What an audit found: how much of what, then a table of each kind, the most urgent first."""
    findings = review.findings or ()
    counts = Counter(one.code for one in findings)
    if not counts:
        return [_would_hold(review.plan)]
    loud = [
        f"**{number(counts[one])} {one.value}**: {CODES[one]}."
        for one in CODES
        if counts[one] and one in _LOUD
    ]
    rows = [[one.value, CODES[one], number(counts[one])] for one in CODES if counts[one]]
    return [
        alert(loud, flavour, loud=True) if loud else "",
        small_table(("", "what it means", "findings:"), rows),
        *(_finding_table(one, findings, place) for place, one in enumerate(CODES) if counts[one]),
        _would_hold(review.plan),
    ]


def _finding_table(
    wanted: FindingCode, findings: Sequence[AuditFinding], place: int
) -> Table[AuditFinding]:
    rows = [one for one in findings if one.code is wanted]
    return Table(
        title=f"{count(len(rows), 'finding')}: {wanted.value}",
        columns=("where", "since", "what", "to do"),
        rows=rows,
        row=_finding_row,
        rank=place,
        opened=wanted in _LOUD,
    )


def _finding_row(one: AuditFinding) -> list[str]:
    where = "the files" if one.address is None else code(str(one.address))
    order = f" (order {code(one.order_id)})" if one.order_id else ""
    return [
        where + order,
        day(one.since) if one.since else "",
        words(one.why),
        words(one.remedy),
    ]


def _would_hold(plan: Plan) -> str:
    """What a plan would do now: an audit does none of it."""
    if plan.changes:
        return f"A plan would hold: {in_short(plan)}."
    return f"A plan would hold no changes. {how_it_stands(plan.counts)}"


def due_blocks(plan: Plan) -> list[Block]:
    """What falls due month by month, and what the reader must not take it for."""
    if plan.as_of is None:
        return []
    note = (
        "This is a forecast: what would be due if no fact moved, no vendor delivered and nothing "
        "was ordered until then. It is never applied."
    )
    if not plan.forecast:
        return [note]
    return [
        note,
        Table(
            title="Falls due by month",
            columns=("month", "needs:", "orders:", "why"),
            rows=plan.forecast,
            row=_due_row,
            rank=3,
            folded=False,
        ),
    ]


def _due_row(due: FallingDue) -> list[str]:
    ordered = sorted(due.reasons.items(), key=lambda item: (-item[1], item[0]))
    why = ", ".join(f"{number(needs)} {words(reason, 40)}" for reason, needs in ordered)
    return [words(due.month, 10), number(due.needs), number(due.orders), why]
