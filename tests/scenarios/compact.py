"""The view of a plan that `plan.json` holds: every decision with its words, and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from listwright.errors import Diagnostic
from listwright.model.money import Budget, LearnedPrice, amount_text
from listwright.model.need import Because
from listwright.model.plan import (
    Blocked,
    Change,
    Deferred,
    Drift,
    NeedCounts,
    Plan,
    Refusal,
    Standing,
)

COUNTS = ("wanted", "satisfied", "in_progress", "to_order", "deferred", "blocked", "waived", "kept")


def compact(plan: Plan) -> dict[str, Any]:
    """What the plan says."""
    return _filled(
        {
            "changes": [_change(item) for item in plan.changes],
            "deferred": [_deferred(item) for item in plan.deferred],
            "blocked": [_blocked(item) for item in plan.blocked],
            "standing": [_standing(item) for item in plan.standing],
            "drift": [_drift(item) for item in plan.drift],
            "unmanaged": [order.order_id for order in plan.unmanaged],
            "refusals": [_refusal(item) for item in plan.refusals],
            "warnings": findings(plan.warnings),
            "cost": _cost(plan),
            "budgets": [_budget(item) for item in plan.budgets] if plan.cost.currency else [],
            "learned": [_learned(item) for item in plan.learned],
            "counts": _counts(plan.counts),
            "expires_at": _time(plan.expires_at),
        }
    )


def findings(items: Iterable[Diagnostic]) -> list[str]:
    """Findings in one line each."""
    return [f"{item.code} {item.span}: {item.summary}" for item in items]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _time(instant: datetime | None) -> str | None:
    return None if instant is None else f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _rules(because: Iterable[Because]) -> list[str]:
    return [f"{rule.rule} ({rule.at})" for rule in because]


def _change(change: Change) -> dict[str, Any]:
    return _filled(
        {
            "do": change.action.name.lower(),
            "needs": [str(need) for need in change.needs],
            "reason": change.reason.value,
            "why": change.why,
            "services": {line.slug: line.quantity for line in change.services},
            "previous": sorted({line.previous_order_id or "" for line in change.services} - {""}),
            "order_id": change.order_id,
            "order_key": change.order_key,
            "cost": None if change.cost is None else amount_text(change.cost),
            "billing_entity": change.billing_entity,
            "because": _rules(change.because),
        }
    )


def _deferred(item: Deferred) -> dict[str, Any]:
    return _filled(
        {
            "need": str(item.need),
            "do": item.action.name.lower(),
            "reason": item.reason.value,
            "why": item.why,
            "until": _time(item.until),
            "clears_when": item.clears_when,
            "because": _rules(item.because),
        }
    )


def _blocked(item: Blocked) -> dict[str, Any]:
    return _filled(
        {
            "need": str(item.need),
            "do": item.action.name.lower(),
            "reason": item.reason.value,
            "why": item.why,
            "remedy": item.remedy,
            "since": _time(item.since),
            "until": _time(item.until),
            "because": _rules(item.because),
            "text": item.text.splitlines(),
        }
    )


def _standing(item: Standing) -> dict[str, Any]:
    return _filled(
        {
            "need": str(item.need),
            "reason": item.reason.value,
            "why": item.why,
            "order_id": item.order_id,
            "met_by": item.met_by,
            "stale_on": _time(item.stale_on),
            "because": _rules(item.because),
            "text": item.text.splitlines(),
        }
    )


def _drift(item: Drift) -> dict[str, Any]:
    return {
        "order_id": item.order_id,
        "property": item.property,
        "field": item.field,
        "was": item.was,
        "now": item.now,
    }


def _refusal(item: Refusal) -> dict[str, Any]:
    subject = {"subject": item.subject} if item.subject else {}
    return {
        "code": item.code,
        **subject,
        "allowed": item.allowed,
        "actual": item.actual,
        "remedy": item.remedy,
    }


def _counts(counts: NeedCounts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in COUNTS if getattr(counts, name)}


def _cost(plan: Plan) -> dict[str, Any]:
    """What it costs, where the files have prices."""
    cost = plan.cost
    if cost.currency is None:
        return {}
    by_entity = {entity: amount_text(cents) for entity, cents in cost.by_entity.items()}
    unpriced = {"unpriced": cost.unpriced_orders} if cost.unpriced_orders else {}
    return {"known": f"{amount_text(cost.known)} {cost.currency}", **unpriced, **by_entity}


def _budget(item: Budget) -> dict[str, Any]:
    return _filled(
        {
            "entity": item.entity,
            "month": item.month,
            "allowed": None if item.allowed is None else amount_text(item.allowed),
            "committed": amount_text(item.committed),
            "committed_unpriced": item.committed_unpriced or None,
            "planned": amount_text(item.planned),
            "planned_unpriced": item.planned_unpriced or None,
        }
    )


def _learned(item: LearnedPrice) -> str:
    book = "no price" if item.book is None else amount_text(item.book)
    what = f"{item.label} {item.slug} {item.quantity}"
    return f"{what}: {amount_text(item.seen)} in order {item.order_id}, {book} in the book"
