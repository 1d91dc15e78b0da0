"""One need, one decision: early returns in order of precedence, each with its reason.

What a decision cannot know alone (the bundle it rides in, the window, the limits) comes later; a
need that is due leaves here as `Due` or `Again`.
"""

from dataclasses import dataclass

from listwright.engine.doubts import held_back, outcome_unknown
from listwright.engine.freshness import Age, age_of_attestation, age_of_order, start_of
from listwright.engine.memory import needs_then, what_moved
from listwright.engine.predicates import Truth
from listwright.engine.readiness import Readiness, judge_readiness
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import day_of
from listwright.model.intent import Intent, IntentState
from listwright.model.need import NeedSpec
from listwright.model.order import CanceledBy, Order, Phase
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


def decide_need(run: Run, view: AccountView, spec: NeedSpec) -> Decision:
    """What should happen to one need."""
    unsettled = _unsettled_for(view, spec)
    if unsettled is not None:
        coming = _standing_of(view, unsettled, spec)
        if coming is not None and run.has_account(unsettled.account):
            return coming
        return outcome_unknown(run, view, spec, intent=unsettled)
    if run.replace.matches(view.address(spec)):
        return _on_request(run, view, spec)
    return (
        _by_proof(run, view, spec)
        or _by_open_order(run, view, spec)
        or _by_cancellation(run, view, spec)
        or _due(run, view, spec)
    )


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


def _on_request(run: Run, view: AccountView, spec: NeedSpec) -> Decision:
    own = next((order for order in view.open(spec.slug) if order.managed), None)
    if own is None:
        due = _due(run, view, spec)
        why = "ordered again on request (--replace)"
        return Due(spec=spec, reason=Reason.REQUESTED, why=why) if isinstance(due, Due) else due
    if own.phase is Phase.UNKNOWN:
        return unknown_status(view, spec, own)
    return Again(
        spec=spec,
        order=own,
        reason=Reason.REQUESTED,
        why=f"order {own.order_id} is replaced on request (--replace)",
    )


def _by_proof(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    """What was delivered: enough of it, or less that is kept while nothing brings more."""
    found = (_by_attestation(run, view, spec), _by_delivery(run, view, spec))
    proofs = [proof for proof in found if proof is not None]
    enough = next((proof for proof in proofs if proof.reason is Reason.SATISFIED), None)
    reorder = run.portfolio.lifecycle.on_change_delivered is OnChangeDelivered.REORDER
    if enough is not None or reorder or not proofs:
        return enough
    return _on_its_way(view, spec) or proofs[0]


def _by_attestation(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    proof = view.attestations.get(spec.key)
    if proof is None:
        return None
    age = age_of_attestation(proof, spec, run.portfolio.timezone)
    if not age.is_fresh(run.now):
        return None
    enough = proof.quantity is None or proof.quantity >= spec.quantity
    kept = "" if enough else f"; {proof.quantity} of {spec.quantity}, kept"
    return Standing(
        need=view.address(spec),
        reason=Reason.SATISFIED if enough else Reason.SPEC_CHANGED_KEPT,
        why=f"attested at {proof.span.at}: delivered {day_of(age.since)}{kept}",
        account=view.account,
        met_by="attestation",
        at=age.since,
        stale_on=age.stale_from,
        because=spec.because,
    )


def _by_delivery(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    best: tuple[Order, Age] | None = None
    for order in view.delivered(spec.slug):
        age = age_of_order(order, spec, run.now)
        if not age.is_fresh(run.now):
            continue
        if (order.quantity(spec.slug) or 0) >= spec.quantity:
            return _met_by(view, spec, order, age=age)
        best = best or (order, age)
    return _met_by(view, spec, best[0], age=best[1]) if best is not None else None


def _met_by(view: AccountView, spec: NeedSpec, order: Order, *, age: Age) -> Standing:
    held = order.quantity(spec.slug) or 0
    enough = held >= spec.quantity
    kept = (
        "" if enough else f" with {held}; {spec.quantity} are wanted now, delivered ones are kept"
    )
    return Standing(
        need=view.address(spec),
        reason=Reason.SATISFIED if enough else Reason.SPEC_CHANGED_KEPT,
        why=f"order {order.order_id} delivered {day_of(age.since)}{kept}",
        account=view.account,
        order_id=order.order_id,
        met_by="order",
        at=age.since,
        stale_on=age.stale_from,
        because=spec.because,
    )


def _by_open_order(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    coming = _on_its_way(view, spec)
    if coming is not None:
        return coming
    own = next((order for order in view.open(spec.slug) if order.managed), None)
    if own is None:
        return None
    if own.phase is Phase.UNKNOWN:
        return unknown_status(view, spec, own)
    return _other_quantity(run, view, spec, order=own)


def _on_its_way(view: AccountView, spec: NeedSpec) -> Standing | None:
    """The newest open order that will meet the need; of unmanaged ones any status will do."""
    for order in view.open(spec.slug):
        held = order.quantity(spec.slug) or 0
        exact = order.phase is Phase.OPEN and held == spec.quantity
        if exact or (not order.managed and held >= spec.quantity):
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


def _other_quantity(run: Run, view: AccountView, spec: NeedSpec, *, order: Order) -> Decision:
    held = order.quantity(spec.slug)
    why = f"order {order.order_id} holds {held}, {spec.quantity} are wanted now"
    if run.portfolio.lifecycle.on_change is OnChange.KEEP:
        return kept(view, spec, order, why=f"{why}; lifecycle.on_change keeps it")
    if order.basis is None:
        return kept(view, spec, order, why=f"{why}; what it was placed for is not on record")
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


def _by_cancellation(run: Run, view: AccountView, spec: NeedSpec) -> Decision | None:
    """An order the vendor called off is the last word, unless a later order was placed."""
    last = next((order for order in view.orders if order.quantity(spec.slug) is not None), None)
    if last is None or last.phase is not Phase.CANCELED or not last.managed:
        return None
    if last.canceled_by is not CanceledBy.VENDOR:
        return None
    why = f"the vendor canceled order {last.order_id}"
    if run.portfolio.lifecycle.on_vendor_cancel is OnVendorCancel.REORDER:
        due = _due(run, view, spec)
        if isinstance(due, Due):
            return Due(spec=spec, reason=Reason.VENDOR_CANCELED, why=why)
        return due
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.VENDOR_CANCELED,
        why=why,
        remedy=f"listwright apply --replace {view.address(spec)} orders it again",
        since=last.read_at,
        because=spec.because,
        order_id=last.order_id,
    )


def _due(run: Run, view: AccountView, spec: NeedSpec) -> Decision:
    held = held_back(run, view, spec, explained=True)
    if held is not None:
        return held
    if view.home is not None and spec.ready_when is not None:
        ready = judge_readiness(spec.ready_when, view.home.facts, run.today)
        if ready.truth is not Truth.TRUE:
            return _not_ready(run, view, spec, ready=ready)
    return _first_or_stale(run, view, spec)


def _not_ready(run: Run, view: AccountView, spec: NeedSpec, *, ready: Readiness) -> Decision:
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
    return Deferred(
        need=address,
        action=Action.CREATE,
        reason=Reason.NOT_READY,
        why=f"the home is not ready until {open_conditions}",
        until=start_of(ready.ready_on, run.portfolio.timezone) if ready.ready_on else None,
        clears_when=open_conditions,
        because=spec.because,
    )


def _first_or_stale(run: Run, view: AccountView, spec: NeedSpec) -> Due:
    """Why it is due: nothing was ever delivered, or what was has become too old."""
    old = [age_of_order(order, spec, run.now) for order in view.delivered(spec.slug)]
    proof = view.attestations.get(spec.key)
    if proof is not None:
        old.append(age_of_attestation(proof, spec, run.portfolio.timezone))
    stale = [age for age in old if not age.is_fresh(run.now)]
    if stale and spec.fresh_for is not None and spec.fresh_for.max_age is not None:
        newest = max(age.since for age in stale)
        return Due(
            spec=spec,
            reason=Reason.STALE,
            why=f"the newest {spec.slug} are of {day_of(newest)}, older than "
            f"{spec.fresh_for.max_age}",
        )
    if old:
        return Due(
            spec=spec, reason=Reason.MISSING, why=f"fewer than {spec.quantity} were delivered"
        )
    why = f"no {spec.slug} on record for this home"
    return Due(spec=spec, reason=Reason.MISSING, why=why, never=True)
