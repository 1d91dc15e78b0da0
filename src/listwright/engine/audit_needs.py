"""Findings about needs: outcomes nobody knows, what is blocked, and what has grown too old."""

from collections.abc import Iterator
from typing import assert_never

from listwright.engine.audit_stale import AgedNeed, aged_needs
from listwright.engine.reconcile import Reconciled
from listwright.engine.wording import minute_of
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.plan import Blocked, Change, Deferred, Reason, Standing


def blocked_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Every blocked need; a create whose outcome nobody knows has a code of its own."""
    for item in made.plan.blocked:
        unknown = item.reason is Reason.CREATE_OUTCOME_UNKNOWN
        yield AuditFinding(
            code=FindingCode.UNKNOWN if unknown else FindingCode.BLOCKED,
            address=item.need,
            order_id=item.order_id,
            since=item.since,
            why=item.why,
            remedy=_way_out(item),
        )
    for change in made.plan.changes:
        # An apply would ask once more, and an audit does not: until then nobody knows.
        for item in change.resend.otherwise if change.resend is not None else ():
            yield AuditFinding(
                code=FindingCode.UNKNOWN,
                address=item.need,
                order_id=item.order_id,
                since=item.since,
                why=item.why,
                remedy=f"listwright apply sends it once more, or {item.remedy}",
            )


def _way_out(item: Blocked) -> str:
    """The remedy; a text to send does not fit into a finding, so it says where that stands."""
    if not item.text:
        return item.remedy
    return f"{item.remedy} (listwright plan --show {item.need} prints the e-mail)"


def stale_findings(made: Reconciled) -> Iterator[AuditFinding]:
    """Every need that nothing recent enough meets, or soon nothing will."""
    for item in aged_needs(made):
        yield AuditFinding(
            code=FindingCode.STALE,
            address=item.need,
            order_id=item.order_id,
            since=item.since,
            why=item.why,
            remedy=_remedy(item),
        )


def _remedy(item: AgedNeed) -> str:
    line = item.line
    match line:
        case Change():
            return "listwright apply orders it again"
        case Deferred():
            when = minute_of(line.until) if line.until is not None else line.clears_when
            waits = f"{line.reason.value}, until {when}" if when else line.reason.value
            return f"no need to act: it waits ({waits}), and is then ordered again"
        case Blocked():
            return line.remedy
        case Standing():
            return f"listwright apply --replace {item.need} orders it again now"
        case _:
            assert_never(line)
