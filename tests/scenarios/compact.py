"""The view of a plan that `plan.json` holds: every decision with its words, and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from listwright.errors import Diagnostic
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
    return {
        "code": item.code,
        "allowed": item.allowed,
        "actual": item.actual,
        "remedy": item.remedy,
    }


def _counts(counts: NeedCounts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in COUNTS if getattr(counts, name)}
