"""What was delivered already: which proof meets a need, and what is wrong with the others."""

from listwright.engine.freshness import Age, Worth, age_of_attestation, age_of_order
from listwright.engine.view import AccountView, Run, holds
from listwright.engine.wording import day_of
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import Reason, Standing


def by_proof(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    """The proof that meets the need, or one with less than is wanted; None without a good one."""
    attested = by_attestation(run, view, spec) if view.attestations else None
    if attested is not None and attested.reason is Reason.SATISFIED:
        return attested
    delivered = _by_delivery(run, view, spec)
    if delivered is not None and delivered.reason is Reason.SATISFIED:
        return delivered
    return attested or delivered


def by_attestation(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    """The attestation that meets the need; None without a good one."""
    proof = view.attestations.get(spec.key)
    if proof is None:
        return None
    age = age_of_attestation(proof, view.yardstick(run, spec))
    if not age.is_good:
        return None
    enough = proof.quantity is None or proof.quantity >= spec.quantity
    kept = "" if enough else f"; {proof.quantity} of {spec.quantity}, kept"
    return Standing(
        need=view.address(spec),
        reason=Reason.SATISFIED if enough else Reason.SPEC_CHANGED_KEPT,
        why=f"attested at {proof.at}: delivered {day_of(age.since)}{kept}",
        account=view.account,
        met_by="attestation",
        at=age.captured,
        stale_on=age.stale_from,
        warn_on=age.warn_from,
        because=spec.because,
    )


def delivered_ages(run: Run, view: AccountView, spec: NeedSpec) -> list[tuple[Order, Age]]:
    """Every delivered order that holds the service, newest first, with its age."""
    orders = view.delivered(spec)
    if not orders:
        return []
    yardstick = view.yardstick(run, spec)
    return [(order, age_of_order(order, yardstick, view.order)) for order in orders]


def _by_delivery(run: Run, view: AccountView, spec: NeedSpec) -> Standing | None:
    orders = view.delivered(spec)
    if not orders:
        return None
    yardstick = view.yardstick(run, spec)
    best: tuple[Order, Age] | None = None
    for order in orders:
        age = age_of_order(order, yardstick, view.order)
        if age.worth is not Worth.GOOD:
            continue
        if (holds(order, spec) or 0) >= spec.quantity:
            return _met_by(view, spec, order, age=age)
        best = best or (order, age)
    return _met_by(view, spec, best[0], age=best[1]) if best is not None else None


def _met_by(view: AccountView, spec: NeedSpec, order: Order, *, age: Age) -> Standing:
    held = holds(order, spec) or 0
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
        at=age.captured,
        stale_on=age.stale_from,
        warn_on=age.warn_from,
        because=spec.because,
    )


def due_because(run: Run, view: AccountView, spec: NeedSpec) -> tuple[Reason, str, bool]:
    """Why it is due, in one sentence, and whether nothing like it was ever delivered."""
    ages = [age for _, age in delivered_ages(run, view, spec)]
    attested = view.attestations.get(spec.key)
    if attested is not None:
        ages.append(age_of_attestation(attested, view.yardstick(run, spec)))
    if not ages:
        return Reason.MISSING, f"no {spec.slug} on record for this home", True
    newest = max(ages, key=lambda age: age.captured)
    if newest.is_good:
        return Reason.MISSING, f"fewer than {spec.quantity} were delivered", False
    why = f"the newest {spec.slug} are of {day_of(newest.since)}, {newest.detail}"
    return _REASONS[newest.worth], why, False


_REASONS = {
    Worth.STALE: Reason.STALE,
    Worth.INVALIDATED: Reason.INVALIDATED,
    Worth.OTHER_TURN: Reason.MISSING,
}
