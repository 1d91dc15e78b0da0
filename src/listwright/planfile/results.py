"""What commands did, found or checked -> documents."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict

from listwright.model.names import Address, OrderId
from listwright.model.order import Order, Phase
from listwright.model.outcome import (
    ApplyReport,
    ChangeOutcome,
    Failure,
    Result,
    RowResult,
    Step,
    resume_command,
)
from listwright.model.plan import Condition
from listwright.model.status import MetBy, NeedStatus, StatusReport
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.rows import Row, maybe_instant, order_row, task_row


def apply_document(report: ApplyReport, run: Run) -> Document:
    """What an apply did, change by change."""
    return filled(
        "apply",
        run,
        {
            "plan_id": report.plan_id,
            "outcomes": [_outcome_row(outcome) for outcome in report.outcomes],
            "not_in_plan": report.not_in_plan,
            "summary": {result.value: report.count(result) for result in Result},
            "stopped": report.stopped,
            "done_before": report.done_before,
            "left": len(report.left),
            "left_s": report.seconds_left,
            "resume": resume_command(report.plan_id) if report.left else None,
        },
    )


def status_document(report: StatusReport, run: Run) -> Document:
    """How needs and orders stand."""
    phases = Counter(order.phase for order in report.orders)
    return filled(
        "status",
        run,
        {
            "needs": [_status_row(need) for need in report.needs],
            "orders": _order_rows(report.orders, report.cancelable),
            "summary": {
                "needs": {each.value: report.count(each) for each in Condition},
                "orders": {phase.value: phases[phase] for phase in Phase},
            },
        },
    )


def orders_document(
    kind: str,
    run: Run,
    *,
    address: str | None,
    order_id: OrderId | None = None,
    needs: Iterable[Address] = (),
    orders: Iterable[Order] = (),
    cancelable: Collection[OrderId] = (),
) -> Document:
    """The document of `import`, `resolve`, `attest` or `forget` on one address.

    `address` is what the user named; `needs` are those the command touched; `cancelable` names the
    orders that their vendor would still cancel.
    """
    return filled(
        kind,
        run,
        {
            "address": address,
            "order_id": order_id,
            "needs": [str(need) for need in needs],
            "orders": _order_rows(orders, cancelable),
        },
    )


def listed_document(
    kind: str,
    run: Run,
    *,
    rows: Iterable[RowResult],
    needs: Iterable[Address],
    orders: Iterable[Order],
    cancelable: Collection[OrderId],
) -> Document:
    """The document of `import`, `resolve` or `attest` on a list; it names no single address."""
    return filled(
        kind,
        run,
        {
            "needs": [str(need) for need in needs],
            "orders": _order_rows(orders, cancelable),
            "results": [
                {
                    "address": row.address,
                    "order_id": row.order_id,
                    "outcome": row.result.value,
                    "note": row.note,
                    "error": _failure_row(row.failure),
                }
                for row in rows
            ],
        },
    )


def validate_document(
    run: Run, *, valid: bool, files: int, properties: int, needs: int
) -> Document:
    """Whether the files are right, and how much they declare."""
    return filled(
        "validate",
        run,
        {"valid": valid, "files": files, "properties": properties, "needs": needs},
    )


def version_document(
    run: Run,
    *,
    listwright_version: str,
    python_version: str,
    platform: str,
    components: Mapping[str, str],
) -> Document:
    """Which listwright this is; `components` are versions of what it is built on, by name."""
    return filled(
        "version",
        run,
        {
            "listwright_version": listwright_version,
            "python_version": python_version,
            "platform": platform,
            "components": dict(sorted(components.items())),
        },
    )


def _order_rows(orders: Iterable[Order], cancelable: Collection[OrderId]) -> list[Row]:
    return [order_row(order, cancelable=order.order_id in cancelable) for order in orders]


def _outcome_row(outcome: ChangeOutcome) -> Row:
    change = outcome.change
    return {
        "order_key": change.order_key,
        "external_order_id": change.order_key,
        "order_id": outcome.order_id or change.order_id,
        "property": change.property,
        "needs": [str(need) for need in change.needs],
        "actions": list(change.action.value),
        "picture": None if change.task is None else task_row(change.task),
        "outcome": outcome.result.value,
        "steps": [_step_row(step) for step in outcome.steps],
        "error": _failure_row(outcome.failure),
    }


def _step_row(step: Step) -> Row:
    return {
        "action": step.action,
        "outcome": step.result.value,
        "order_id": step.order_id,
        "error": _failure_row(step.failure),
    }


def _failure_row(failure: Failure | None) -> Row | None:
    if failure is None:
        return None
    return {
        "code": failure.code,
        "message": failure.message,
        "attr": failure.attr,
        "at": failure.at or None,
        "remedy": failure.remedy,
    }


def _status_row(need: NeedStatus) -> Row:
    return {
        "address": str(need.address),
        "vendor": need.vendor,
        "service": need.service,
        "quantity": need.quantity,
        "condition": need.condition.value,
        "reason": need.reason.value,
        "why": need.why,
        "until": maybe_instant(need.until),
        "clears_when": need.clears_when,
        "remedy": need.remedy,
        "since": maybe_instant(need.since),
        "at": need.at,
        "met_by": _met_by_row(need.met_by),
        "order_id": need.order_id,
        "waits_for": [str(address) for address in need.waits_for],
        "pictures": None if need.pictures is None else asdict(need.pictures),
    }


def _met_by_row(met_by: MetBy | None) -> Row | None:
    if met_by is None:
        return None
    return {
        "kind": met_by.kind.value,
        "order_id": met_by.order_id,
        "captured_at": maybe_instant(met_by.captured_at),
        "stale_on": maybe_instant(met_by.stale_on),
        "warn_on": maybe_instant(met_by.warn_on),
    }
