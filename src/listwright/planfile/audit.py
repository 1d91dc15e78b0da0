"""Audit -> document: a plan, and everything in it that somebody should look at."""

from listwright.model.audit import AuditFinding
from listwright.model.review import Review
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.plan import own_run, plan_keys
from listwright.planfile.rows import Row, maybe_instant


def audit_document(review: Review, run: Run, *, show_all: bool = False) -> Document:
    """The plan that the audit was made of, never to be applied, and the findings."""
    keys = plan_keys(review, show_all=show_all)
    flags = {"applyable": False, "complete": review.plan.complete, "errored": False}
    rows = [_finding_row(one) for one in review.findings or ()]
    return filled("audit", own_run(review.plan, run), {**keys, "flags": flags, "findings": rows})


def _finding_row(finding: AuditFinding) -> Row:
    return {
        "code": finding.code.value,
        "address": None if finding.address is None else str(finding.address),
        "order_id": finding.order_id,
        "since": maybe_instant(finding.since),
        "why": finding.why,
        "remedy": finding.remedy,
    }
