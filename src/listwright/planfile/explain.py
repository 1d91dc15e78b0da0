"""Explanations -> the document of `explain`."""

from listwright.model.explanation import (
    Assigned,
    Check,
    Considered,
    Decision,
    ExplainReport,
    Explanation,
    FactUsed,
    RuleSeen,
    TrailField,
)
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.rows import Row, because_rows, maybe_instant


def explain_document(report: ExplainReport, run: Run) -> Document:
    """One need by itself; of a home or an order all needs, under `explanations`."""
    if not report.one_need:
        rows = [_need_row(one) for one in report.explanations]
        return filled("explain", run, {"address": report.address, "explanations": rows})
    (explained,) = report.explanations
    return filled("explain", run, _need_row(explained))


def _need_row(explained: Explanation) -> Row:
    return {
        "address": str(explained.address),
        "decision": _decision_row(explained.decision),
        "also": [_decision_row(one) for one in explained.also],
        "asked_by": because_rows(explained.asked_by),
        "trail": [_trail_row(one) for one in explained.trail],
        "rules": [_rule_row(one) for one in explained.rules],
        "facts": [_fact_row(one) for one in explained.facts],
        "considered": [_considered_row(one) for one in explained.considered],
        "checks": [_check_row(one) for one in explained.checks],
        "would_change_if": list(explained.would_change_if),
    }


def _decision_row(decision: Decision) -> Row:
    return {
        "actions": list(decision.action.value) if decision.action is not None else [],
        "reason": decision.reason.value if decision.reason is not None else None,
        "why": decision.why,
        "verdict": decision.verdict.value,
        "order_id": decision.order_id,
        "until": maybe_instant(decision.until),
        "clears_when": decision.clears_when,
        "remedy": decision.remedy,
        "since": maybe_instant(decision.since),
        "text": decision.text,
        "together": [str(need) for need in decision.together],
    }


def _trail_row(trail: TrailField) -> Row:
    replaced = [_assigned_row(one) for one in trail.replaced]
    return {"field": trail.field, **_assigned_row(trail.holds), "replaced": replaced}


def _assigned_row(assigned: Assigned) -> Row:
    return {"value": assigned.value, "at": assigned.at, "rule": assigned.rule}


def _rule_row(rule: RuleSeen) -> Row:
    return {
        "rule": rule.rule,
        "at": rule.at,
        "matched": rule.matched,
        "writes": list(rule.writes),
        "because": rule.because,
    }


def _fact_row(fact: FactUsed) -> Row:
    return {
        "column": fact.column,
        "value": fact.value,
        "private": fact.private,
        "source": fact.source,
        "row": fact.row,
        "at": fact.at,
        "used_for": list(fact.used_for),
    }


def _considered_row(considered: Considered) -> Row:
    return {
        "kind": considered.kind.value,
        "order_id": considered.order_id,
        "accepted": considered.accepted,
        "because": considered.because,
        "at": considered.at,
    }


def _check_row(check: Check) -> Row:
    return {
        "check": check.check,
        "question": check.question,
        "passed": check.passed,
        "detail": check.detail,
        "until": maybe_instant(check.until),
        "decides": check.decides,
    }
