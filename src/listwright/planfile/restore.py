"""Plan document -> Plan, so that a saved plan can be shown again."""

from datetime import date, datetime

from listwright.errors import Diagnostic, Severity, Span, UsageError
from listwright.model.money import Cost, cents_of
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.need import Because
from listwright.model.order import Order, Origin, Phase
from listwright.model.plan import (
    Action,
    Blocked,
    Cause,
    Change,
    Deferred,
    Digests,
    Drift,
    FallingDue,
    NeedCounts,
    OrderView,
    Plan,
    Reason,
    Refusal,
    Scope,
    Standing,
)
from listwright.model.queue import Queue
from listwright.model.reads import Reads, Unheard
from listwright.model.review import Review, Riding, RuleShare
from listwright.planfile.pictures import task_of
from listwright.planfile.restoring import (
    account_of,
    address_of,
    because_of,
    maybe_cents,
    maybe_moment,
    maybe_order_id,
    service_of,
)
from listwright.planfile.review import (
    against_of,
    applied_of,
    budgets_of,
    funnel_of,
    homes_of,
    learned_of,
    orders_of,
)
from listwright.planfile.shapes.envelope import DiagnosticShape
from listwright.planfile.shapes.orders import UnmanagedShape
from listwright.planfile.shapes.pictures import QueueShape
from listwright.planfile.shapes.plan import (
    BlockedShape,
    ChangeShape,
    CostShape,
    DeferredShape,
    DigestsShape,
    DriftShape,
    PlanDocument,
    ReadsShape,
    RuleShareShape,
    ScopeShape,
)


def restored(document: PlanDocument) -> Review:
    """The plan behind the document, good for showing again.

    Raises UsageError for words this version does not know.
    """
    try:
        return Review(
            plan=_plan(document),
            shares=tuple(_share(row) for row in document.by_rule),
            homes=homes_of(document),
            funnel=funnel_of(document),
            orders=orders_of(document),
            applied=applied_of(document),
            against=against_of(document.against),
            per_minute=document.per_minute,
        )
    except ValueError as error:
        raise UsageError(
            "The plan file uses words that this listwright does not know.",
            advice="Show it with the listwright that made it.",
        ) from error


def scope_of(shape: ScopeShape) -> Scope:
    """Which part of the portfolio was planned."""
    return Scope(
        partial=shape.partial,
        select=shape.select or (),
        target=shape.target,
        exclude=shape.exclude,
        replace=shape.replace,
        only=shape.only,
        commit=shape.commit,
    )


def digests_of(shape: DigestsShape) -> Digests:
    """What the plan was made from and would do."""
    return Digests(
        config=shape.config or "",
        inventory=shape.inventory or "",
        catalog=shape.catalog or "",
        plan=shape.plan or "",
    )


def _reads(shape: ReadsShape) -> Reads:
    unheard = tuple(
        Unheard(vendor=one.vendor, last=maybe_moment(one.last)) for one in shape.unheard
    )
    return Reads(**{**shape.model_dump(), "unheard": unheard})


def _plan(document: PlanDocument) -> Plan:
    rows = document.order_changes
    return Plan(
        project=document.project or "",
        lineage=document.lineage or "",
        plan_id=document.plan_id or "",
        made_at=datetime.fromisoformat(document.timestamp or ""),
        expires_at=datetime.fromisoformat(document.expires_at or ""),
        scope=scope_of(document.scope),
        digests=digests_of(document.digests),
        changes=tuple(_change(row) for row in rows if row.actions != Action.NO_OP.value),
        deferred=tuple(_deferred(row) for row in document.deferred_changes),
        blocked=tuple(_blocked(row) for row in document.blocked_changes),
        drift=tuple(_drift(row) for row in document.drift),
        unmanaged=tuple(_unmanaged(row) for row in document.unmanaged),
        standing=tuple(_standing(row) for row in rows if row.actions == Action.NO_OP.value),
        counts=NeedCounts(**document.summary.needs.model_dump()),
        reads=_reads(document.reads),
        refusals=tuple(Refusal(**row.model_dump()) for row in document.refusals),
        warnings=tuple(_warning(row) for row in document.warnings),
        inventory_rows=document.inventory,
        as_of=None if document.as_of is None else date.fromisoformat(document.as_of),
        forecast=tuple(FallingDue(**row.model_dump()) for row in document.forecast),
        queues=tuple(_queue(row) for row in document.queues),
        cost=_cost(document.cost),
        budgets=budgets_of(document),
        learned=learned_of(document),
    )


def _cost(shape: CostShape) -> Cost:
    return Cost(
        currency=shape.currency,
        known=cents_of(shape.known),
        unpriced_orders=shape.unpriced_orders,
        by_entity={entity: cents_of(amount) for entity, amount in shape.by_entity.items()},
    )


def _queue(shape: QueueShape) -> Queue:
    return Queue(
        account=account_of(shape.account),
        pictures=shape.pictures,
        submits=shape.submits,
        window_s=shape.window_s,
    )


def _share(shape: RuleShareShape) -> RuleShare:
    return RuleShare(
        rule=Because(rule=shape.rule, at=shape.at),
        needs=shape.needs,
        orders=shape.orders,
        known=maybe_cents(shape.known) or 0,
        unpriced=shape.unpriced,
        cancels=shape.cancels,
        deferred=shape.deferred,
        blocked=shape.blocked,
        riding=tuple(
            Riding(rule=Because(rule=row.rule, at=row.at), needs=row.needs) for row in shape.riding
        ),
    )


def _change(shape: ChangeShape) -> Change:
    row = (shape.row or "").removeprefix("rev:")
    return Change(
        action=Action(shape.actions),
        reason=Reason(shape.reason),
        why=shape.why,
        account=account_of(shape.account or ""),
        property=PropertyId(shape.property),
        needs=tuple(address_of(need) for need in shape.needs),
        services=tuple(service_of(line) for line in shape.services),
        billing_entity=shape.billing_entity,
        because=because_of(shape.because),
        revision=int(row or 0),
        order_key=None if shape.order_key is None else OrderKey(shape.order_key),
        order_id=maybe_order_id(shape.order_id),
        order=None
        if shape.order is None
        else OrderView(
            status=shape.order.status,
            cancelable=shape.order.cancelable,
            read_at=maybe_moment(shape.order.read_at),
        ),
        request_digest=shape.request_digest,
        task=task_of(shape.picture),
        cost=maybe_cents(shape.cost.known),
        cause=None if shape.cause is None else Cause(shape.cause),
    )


def _standing(shape: ChangeShape) -> Standing:
    return Standing(
        need=address_of(shape.needs[0]) if shape.needs else address_of(f"{shape.property}/"),
        reason=Reason(shape.reason),
        why=shape.why,
        account=None if shape.account is None else account_of(shape.account),
        order_id=maybe_order_id(shape.order_id),
        because=because_of(shape.because),
    )


def _deferred(shape: DeferredShape) -> Deferred:
    return Deferred(
        need=address_of(shape.need),
        action=Action(shape.actions),
        reason=Reason(shape.reason),
        why=shape.why,
        until=maybe_moment(shape.until),
        clears_when=shape.clears_when,
        because=because_of(shape.because),
        order_id=maybe_order_id(shape.order_id),
        waits_for=tuple(address_of(need) for need in shape.waits_for),
    )


def _blocked(shape: BlockedShape) -> Blocked:
    return Blocked(
        need=address_of(shape.need),
        action=Action(shape.actions),
        reason=Reason(shape.reason),
        why=shape.why,
        remedy=shape.remedy,
        since=maybe_moment(shape.since),
        because=because_of(shape.because),
        order_id=maybe_order_id(shape.order_id),
        text=shape.text,
        until=maybe_moment(shape.until),
    )


def _drift(shape: DriftShape) -> Drift:
    return Drift(
        order_id=OrderId(shape.order_id),
        property=PropertyId(shape.property),
        field=shape.field,
        was=shape.was,
        now=shape.now,
    )


def _unmanaged(shape: UnmanagedShape) -> Order:
    return Order(
        account=account_of(shape.account),
        order_id=OrderId(shape.order_id),
        property=PropertyId(shape.property),
        services=tuple(service_of(line) for line in shape.services),
        status=shape.status,
        phase=Phase(shape.phase),
        managed=False,
        origin=Origin.EVENT,
        created=maybe_moment(shape.created),
    )


def _warning(shape: DiagnosticShape) -> Diagnostic:
    span = (
        None
        if shape.file is None
        else Span(
            file=shape.file,
            line=shape.line or 1,
            column=shape.column or 1,
            end_line=shape.end_line,
            end_column=shape.end_column,
            row=shape.row,
            field=shape.field,
        )
    )
    return Diagnostic(
        code=shape.code,
        summary=shape.summary,
        detail=shape.detail,
        fix=shape.fix,
        span=span,
        suggestion=shape.suggestion,
        severity=Severity.WARNING,
    )
