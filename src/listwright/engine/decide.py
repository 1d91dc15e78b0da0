"""One need, one decision: gates in order of precedence, each with its question and its reason.

What a decision cannot know alone (the bundle it rides in, the window, the limits) comes later; a
need that is due leaves here as `Due` or `Again`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from listwright.engine.doubts import held_back, outcome_unknown
from listwright.engine.imports import blocked_import, unread_beside
from listwright.engine.memory import needs_then, what_moved
from listwright.engine.predicates import Truth
from listwright.engine.proofs import by_proof, due_because
from listwright.engine.readiness import Readiness, judge_readiness
from listwright.engine.view import AccountView, Run, holds
from listwright.engine.waivers import standing_waiver
from listwright.model.intent import Intent, IntentState
from listwright.model.need import NeedSpec
from listwright.model.order import CanceledBy, Order, Origin, Phase
from listwright.model.plan import Action, Blocked, Deferred, Reason, Standing
from listwright.model.portfolio import OnChange, OnChangeDelivered, OnVendorCancel


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The need should be ordered now. `never`: nothing like it was ever delivered."""

    spec: NeedSpec
    reason: Reason
    why: str
    never: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The open order that carries the need should be replaced."""

    spec: NeedSpec
    order: Order
    reason: Reason
    why: str


Decision = Due | Again | Standing | Deferred | Blocked
Judge = Callable[[Run, AccountView, NeedSpec], Decision | None]


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that may settle a need before it is ordered.

    `name` is stable, for documents; `question` is what a person would ask, answered "no" by a need
    that passes.
    """

    name: str
    question: str
    judge: Judge


def decide_need(run: Run, view: AccountView, spec: NeedSpec) -> Decision:
    """What should happen to one need."""
    for gate in GATES:
        decision = gate.judge(run, view, spec)
        if decision is not None:
            return decision
    return due_now(run, view, spec)


def decide_beyond(
    run: Run, view: AccountView, spec: NeedSpec, *, gate_name: str
) -> Decision | None:
    """What the gates after the one of that name say; None when the need passes them all."""
    names = [gate.name for gate in GATES]
    for gate in GATES[names.index(gate_name) + 1 :]:
        decision = gate.judge(run, view, spec)
        if decision is not None:
            return decision
    return None


def is_requested(run: Run, view: AccountView, spec: NeedSpec) -> bool:
    """Whether the user asked to order this need again (`--replace`)."""
    return bool(run.replace) and run.replace.matches(view.address(spec))


def _by_unknown(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    unsettled = _unsettled_for(view, spec)
    if unsettled is None:
        return None
    coming = _standing_of(view, unsettled, spec)
    if coming is not None and run.has_account(unsettled.account):
        return coming
    return outcome_unknown(run, view, spec, intent=unsettled)


def _unsettled_for(view: AccountView, spec: NeedSpec) -> Intent | None:
    return next(
        (
            intent
            for intent in view.unsettled()
            if any(line.service_key == spec.service_key for line in intent.services)
        ),
        None,
    )


def _standing_of(view: AccountView, intent: Intent, spec: NeedSpec) -> Standing | None:
    """The need is being ordered, though no order id is known yet; None when that is unsure."""
    if intent.state is IntentState.SENDING:
        why = "another run is placing the order right now"
    elif intent.request_id is not None:
        why = f"the vendor took it as request {intent.request_id} and has not numbered it yet"
    else:
        return None
    return Standing(
        need=view.address(spec),
        reason=Reason.IN_PROGRESS,
        why=why,
        account=view.account,
        because=spec.because,
    )


def _by_request(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    own = _own_open(view, spec) if is_requested(run, view, spec) else None
    if own is None:
        return None
    if own.phase is Phase.UNKNOWN:
        return unknown_status(view, spec, own)
    return Again(
        spec=spec,
        order=own,
        reason=Reason.REQUESTED,
        why=f"order {own.order_id} is replaced on request (--replace)",
    )


def _own_open(view: AccountView, spec: NeedSpec) -> Order | None:
    return next((order for order in view.open(spec) if order.managed), None)


def _by_proof(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    """What was delivered: enough of it, or less that is kept while nothing brings more."""
    if is_requested(run, view, spec):
        return None
    proof = by_proof(run, view, spec)
    if proof is None or proof.reason is Reason.SATISFIED:
        return proof
    if run.portfolio.lifecycle.on_change_delivered is OnChangeDelivered.REORDER:
        return None
    return _on_its_way(view, spec) or proof


def _by_open_order(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    return None if is_requested(run, view, spec) else _on_its_way(view, spec)


def _on_its_way(view: AccountView, spec: NeedSpec) -> Standing | None:
    """The newest open order that will meet the need; of unmanaged ones any status will do."""
    for order in view.open(spec):
        held = holds(order, spec) or 0
        exact = order.phase is Phase.OPEN and held == spec.quantity
        # What somebody else ordered was never a quantity of the files: more is enough.
        others = not order.managed or order.origin is not Origin.CREATED
        if exact or (others and held >= spec.quantity):
            return in_progress(view, spec, order)
    return None


def in_progress(view: AccountView, spec: NeedSpec, order: Order) -> Standing:
    """An open order will meet the need."""
    note = f"; {order.attention}" if order.attention else ""
    return Standing(
        need=view.address(spec),
        reason=Reason.IN_PROGRESS,
        why=f"order {order.order_id} is {order.status}{note}",
        account=view.account,
        order_id=order.order_id,
        because=spec.because,
    )


def unknown_status(view: AccountView, spec: NeedSpec, order: Order) -> Blocked:
    """The vendor says a word about the order that we do not know."""
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.UNKNOWN_STATUS,
        why=f"order {order.order_id} has the status {order.status!r}, which this version of "
        "listwright does not know; it is taken as open",
        remedy=f"ask the vendor what it means; if it is dead, listwright forget "
        f"{view.address(spec)} --reason T and then apply with --replace {view.address(spec)}",
        since=order.read_at,
        because=spec.because,
        order_id=order.order_id,
    )


def _by_waiver(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    return None if is_requested(run, view, spec) else standing_waiver(run, view, spec)


def _by_other_quantity(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    own = None if is_requested(run, view, spec) else _own_open(view, spec)
    if own is None:
        return None
    if own.phase is Phase.UNKNOWN:
        return unknown_status(view, spec, own)
    return _other_quantity(run, view, spec, order=own)


def _other_quantity(run: Run, view: AccountView, spec: NeedSpec, *, order: Order) -> Decision:
    held = holds(order, spec)
    why = f"order {order.order_id} holds {held}, {spec.quantity} are wanted now"
    if run.portfolio.lifecycle.on_change is OnChange.KEEP:
        return kept(view, spec, order, why=f"{why}; lifecycle.on_change keeps it")
    if order.basis is None:
        return kept(view, spec, order, why=f"{why}; what it was placed for is not on record")
    if order.origin is not Origin.CREATED:
        ask = f"--replace {view.address(spec)} orders it again"
        return kept(view, spec, order, why=f"{why}; it was imported so, and {ask}")
    if _quantity_then(run, view, spec, order=order) == held:
        moved = "the facts of the home moved"
        if view.home is not None:
            moved = what_moved(view.home, order.basis)
        return kept(view, spec, order, why=f"{why}, because {moved}")
    return Again(spec=spec, order=order, reason=Reason.SPEC_CHANGED, why=why)


def kept(view: AccountView, spec: NeedSpec, order: Order, *, why: str) -> Standing:
    """The order differs from what is wanted and stays as it is."""
    return Standing(
        need=view.address(spec),
        reason=Reason.SPEC_CHANGED_KEPT,
        why=why,
        account=view.account,
        order_id=order.order_id,
        because=spec.because,
    )


def _quantity_then(run: Run, view: AccountView, spec: NeedSpec, *, order: Order) -> int | None:
    """What today's rules ask for over the facts the order was decided on."""
    if view.home is None or order.basis is None:
        return None
    then = needs_then(run, view.home, order)
    return next((need.quantity for need in then.specs if need.slug == spec.slug), None)


def _canceled_by_vendor(view: AccountView, spec: NeedSpec) -> Order | None:
    """An order the vendor called off is the last word, unless a later order was placed."""
    last = next((order for order in view.orders if holds(order, spec) is not None), None)
    if last is None or last.phase is not Phase.CANCELED or not last.managed:
        return None
    return last if last.canceled_by is CanceledBy.VENDOR else None


def _by_cancellation(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    last = None if is_requested(run, view, spec) else _canceled_by_vendor(view, spec)
    if last is None or run.portfolio.lifecycle.on_vendor_cancel is OnVendorCancel.REORDER:
        return None
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.VENDOR_CANCELED,
        why=f"the vendor canceled order {last.order_id}",
        remedy=f"listwright apply --replace {view.address(spec)} orders it again; `waive` in the "
        "files gives it up",
        since=last.read_at,
        because=spec.because,
        order_id=last.order_id,
    )


def _by_hold(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    return held_back(run, view, spec, explained=True)


def _by_readiness(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    return judge_visit(run, view, spec)


def judge_visit(run: Run, view: AccountView, spec: NeedSpec) -> Deferred | Blocked | None:
    """What the need's `ready_when` says of a visit now; None when it may take place."""
    if view.home is None or spec.ready_when is None:
        return None
    facts = view.home.facts
    ready = judge_readiness(spec.ready_when, facts, run.calendar.today(facts))
    return None if ready.truth is Truth.TRUE else _not_ready(run, view, spec, ready=ready)


def _not_ready(
    run: Run, view: AccountView, spec: NeedSpec, *, ready: Readiness
) -> Deferred | Blocked:
    address = view.address(spec)
    if ready.truth is Truth.MISSING and view.home is not None:
        columns = ", ".join(ready.missing) or "a fact"
        return Blocked(
            need=address,
            action=Action.CREATE,
            reason=Reason.MISSING_FACT,
            why=f"readiness cannot be judged: {columns} is empty",
            remedy=f"fill in {columns} at {view.home.facts.origin}",
            because=spec.because,
        )
    open_conditions = " and ".join(ready.open_conditions)
    until = ready.ready_on
    return Deferred(
        need=address,
        action=Action.CREATE,
        reason=Reason.NOT_READY,
        why=f"the home is not ready until {open_conditions}",
        until=run.calendar.start_of(until, view.facts) if until is not None else None,
        clears_when=open_conditions,
        because=spec.because,
    )


GATES = (
    Gate("unknown_outcome", "Was it sent without our knowing what became of it?", _by_unknown),
    Gate("import", "Do the files name an order for it that is not tracked yet?", blocked_import),
    Gate("replace", "Is its open order to be replaced on request?", _by_request),
    Gate("proof", "Does anything delivered, or attested, meet it?", _by_proof),
    Gate("open_order", "Will an open order meet it?", _by_open_order),
    Gate("waiver", "Is it waived?", _by_waiver),
    Gate("other_quantity", "Is an open order for another quantity there?", _by_other_quantity),
    Gate("vendor_cancel", "Did the vendor cancel its last order?", _by_cancellation),
    Gate("hold", "Is the home held by an unknown outcome or a duplicate refusal?", _by_hold),
    Gate("unread_import", "May an order that was not read yet hold it?", unread_beside),
    Gate("readiness", "Is the home not ready?", _by_readiness),
)
"""In order of precedence: the first that answers decides."""


def due_now(run: Run, view: AccountView, spec: NeedSpec) -> Due:
    """Why a need that passed every gate is due."""
    if is_requested(run, view, spec):
        return Due(spec=spec, reason=Reason.REQUESTED, why="ordered again on request (--replace)")
    canceled = _canceled_by_vendor(view, spec)
    if canceled is not None:
        why = f"the vendor canceled order {canceled.order_id}"
        return Due(spec=spec, reason=Reason.VENDOR_CANCELED, why=why)
    reason, why, never = due_because(run, view, spec)
    return Due(spec=spec, reason=reason, why=why, never=never)
