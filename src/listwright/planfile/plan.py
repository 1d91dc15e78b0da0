"""Plan -> document."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace

from listwright import __version__
from listwright.engine.digest import change_digest
from listwright.engine.pictures.queue import places_of
from listwright.model.money import Cost
from listwright.model.names import OrderKey
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Deferred,
    FallingDue,
    Plan,
    Scope,
    Standing,
)
from listwright.model.queue import QueuePlace
from listwright.model.reads import Reads
from listwright.model.review import Review, RuleShare
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.pictures import picture_row, queue_row
from listwright.planfile.review import review_keys
from listwright.planfile.rows import (
    Row,
    because_rows,
    instant,
    maybe_instant,
    maybe_money,
    money,
    service_rows,
    unmanaged_row,
)


def plan_document(review: Review, run: Run, *, show_all: bool = False) -> Document:
    """The plan as a document, and as a saved plan file.

    Project and timestamp are the plan's own, so that showing a saved plan again gives the same
    text; the warnings of `run` follow the plan's. `show_all` lists the needs with nothing to do
    too, as `no-op`.
    """
    return filled("plan", own_run(review.plan, run), plan_keys(review, show_all=show_all))


def own_run(plan: Plan, run: Run) -> Run:
    """The run as the plan knows it: its project, its time, its warnings first."""
    return replace(
        run,
        project=plan.project,
        timestamp=plan.made_at,
        warnings=tuple(dict.fromkeys((*plan.warnings, *run.warnings))),
    )


def plan_keys(review: Review, *, show_all: bool = False) -> Document:
    """Every key of a plan but the envelope's."""
    plan = review.plan
    standing = plan.standing if show_all else ()
    places = places_of(plan)
    return {
        **_basis(plan),
        "summary": {"orders": _order_counts(plan), "needs": asdict(plan.counts)},
        "cost": _cost_row(plan.cost),
        "by_rule": [_share_row(one) for one in review.shares],
        "forecast": [_due_row(one) for one in plan.forecast],
        "queues": [queue_row(queue) for queue in plan.queues],
        "order_changes": [
            *(_change_row(change, places) for change in plan.changes),
            *(_standing_row(each) for each in standing),
        ],
        "deferred_changes": [_deferred_row(each) for each in plan.deferred],
        "blocked_changes": [_blocked_row(each) for each in plan.blocked],
        "drift": [asdict(each) for each in plan.drift],
        "unmanaged": [unmanaged_row(order) for order in plan.unmanaged],
        **review_keys(review),
    }


def _cost_row(cost: Cost) -> Row:
    return {
        "currency": cost.currency,
        "known": money(cost.known),
        "unpriced_orders": cost.unpriced_orders,
        "by_entity": {entity: money(cents) for entity, cents in sorted(cost.by_entity.items())},
    }


def _basis(plan: Plan) -> Document:
    """What was planned, on what ground, and whether it may be applied."""
    return {
        "listwright_version": __version__,
        "lineage": plan.lineage,
        "plan_id": plan.plan_id,
        "expires_at": instant(plan.expires_at),
        "as_of": None if plan.as_of is None else plan.as_of.isoformat(),
        "scope": _scope_row(plan.scope),
        "digests": asdict(plan.digests),
        "flags": {"applyable": plan.applyable, "complete": plan.complete, "errored": False},
        "refusals": [asdict(refusal) for refusal in plan.refusals],
        "reads": _reads_row(plan.reads),
        "inventory": dict(sorted((plan.inventory_rows or {}).items())),
    }


def _reads_row(reads: Reads) -> Row:
    unheard = [
        {"vendor": one.vendor, "last": None if one.last is None else instant(one.last)}
        for one in reads.unheard
    ]
    return {**asdict(reads), "unheard": unheard}


def _scope_row(scope: Scope) -> Row:
    return {
        "partial": scope.partial,
        "select": list(scope.select) or None,
        "target": list(scope.target),
        "exclude": list(scope.exclude),
        "replace": list(scope.replace),
        "only": scope.only,
        "commit": scope.commit,
    }


def _order_counts(plan: Plan) -> Row:
    counts = Counter(change.action for change in plan.changes)
    return {
        "create": counts[Action.CREATE],
        "cancel": counts[Action.CANCEL],
        "replace": counts[Action.REPLACE],
        "import": counts[Action.IMPORT],
        "forget": counts[Action.FORGET],
    }


def _share_row(share: RuleShare) -> Row:
    return {
        "rule": share.rule.rule,
        "at": share.rule.at,
        "needs": share.needs,
        "orders": share.orders,
        "known": money(share.known) if share.orders > share.unpriced else None,
        "unpriced": share.unpriced,
        "cancels": share.cancels,
        "deferred": share.deferred,
        "blocked": share.blocked,
        "riding": [
            {"rule": riding.rule.rule, "at": riding.rule.at, "needs": riding.needs}
            for riding in share.riding
        ],
    }


def _due_row(due: FallingDue) -> Row:
    return {
        "month": due.month,
        "needs": due.needs,
        "orders": due.orders,
        "reasons": dict(due.reasons),
    }


def _change_row(change: Change, places: Mapping[OrderKey, QueuePlace]) -> Row:
    view = change.order
    place = places.get(change.order_key) if change.order_key is not None else None
    return {
        "actions": list(change.action.value),
        "reason": change.reason.value,
        "why": change.why,
        "order_key": change.order_key,
        "order_id": change.order_id,
        "order": None
        if view is None
        else {
            "status": view.status,
            "cancelable": view.cancelable,
            "read_at": maybe_instant(view.read_at),
        },
        "account": change.account.id,
        "vendor": change.account.label,
        "property": change.property,
        "needs": [str(need) for need in change.needs],
        "services": service_rows(change.services),
        "picture": picture_row(change.task, place),
        "billing_entity": change.billing_entity,
        "request_digest": change.request_digest,
        "row": f"rev:{change.revision}",
        "cost": {"known": maybe_money(change.cost)},
        "because": because_rows(change.because),
        "cause": None if change.cause is None else change.cause.value,
        "digest": change_digest(change),
    }


def _standing_row(standing: Standing) -> Row:
    """A need with nothing to do, in the form of a change; no fingerprint covers it."""
    account = standing.account
    return {
        "actions": list(Action.NO_OP.value),
        "reason": standing.reason.value,
        "why": standing.why,
        "order_key": None,
        "order_id": standing.order_id,
        "order": None,
        "account": account.id if account else None,
        "vendor": account.label if account else None,
        "property": standing.need.property,
        "needs": [str(standing.need)],
        "services": [],
        "picture": None,
        "billing_entity": None,
        "request_digest": None,
        "row": None,
        "cost": {"known": None},
        "because": because_rows(standing.because),
        "cause": None,
        "digest": None,
    }


def _deferred_row(deferred: Deferred) -> Row:
    return {
        "need": str(deferred.need),
        "actions": list(deferred.action.value),
        "reason": deferred.reason.value,
        "why": deferred.why,
        "until": maybe_instant(deferred.until),
        "clears_when": deferred.clears_when,
        "order_id": deferred.order_id,
        "waits_for": [str(need) for need in deferred.waits_for],
        "because": because_rows(deferred.because),
    }


def _blocked_row(blocked: Blocked) -> Row:
    return {
        "need": str(blocked.need),
        "actions": list(blocked.action.value),
        "reason": blocked.reason.value,
        "why": blocked.why,
        "since": maybe_instant(blocked.since),
        "until": maybe_instant(blocked.until),
        "remedy": blocked.remedy,
        "order_id": blocked.order_id,
        "text": blocked.text,
        "because": because_rows(blocked.because),
    }
