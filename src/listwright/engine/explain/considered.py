"""What there is already: every order and attestation, and whether it was taken for the need."""

from collections.abc import Iterator
from datetime import date

from listwright.engine.decide import is_requested
from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.picture_orders import pictures_considered
from listwright.engine.freshness import Age, age_of_attestation, age_of_order
from listwright.engine.memory import trail_of
from listwright.engine.view import AccountView, holds
from listwright.engine.wording import day_of, minute_of, state_of
from listwright.model.explanation import Considered, Thing
from listwright.model.names import NeedKey
from listwright.model.need import Attestation, NeedSpec
from listwright.model.order import CanceledBy, Order, Origin, Phase
from listwright.model.plan import Reason, Standing
from listwright.model.rules import FromColumn, Have


def things_considered(case: NeedCase) -> tuple[Considered, ...]:
    """Attestations first, then the orders of the home, the newest first."""
    spec = case.spec or case.orphan
    if spec is None or case.work is None:
        return tuple(_beside(case))
    view, stage = case.work.view, case.stage
    if stage is not None:
        told = pictures_considered(stage, spec)
        return (
            *_attestations(case, view, spec),
            *(
                _considered(
                    one.order, f"{_standing(one.order, view)}: {one.because}", accepted=one.taken
                )
                for one in told
            ),
        )
    return (
        *_attestations(case, view, spec),
        *(_order(case, view, order, spec=spec) for order in view.orders),
    )


def _beside(case: NeedCase) -> Iterator[Considered]:
    """The orders of a need that nobody wants: those that were placed for it, at any account."""
    seen = set()
    for work in case.at.works:
        for order in work.view.orders:
            if _carries(order, case.key) and order.order_id not in seen:
                seen.add(order.order_id)
                yield _considered(
                    order, f"{_standing(order, work.view)}; {_placed_for(case, order)}"
                )
    for order in case.at.record.orders:
        if _carries(order, case.key) and order.order_id not in seen:
            label = f"placed through `vendors.{order.account.label}`, which the files do not name"
            yield _considered(order, f"{order.phase.value} ({state_of(order)}), {label}")


def _carries(order: Order, key: NeedKey) -> bool:
    return order.basis is not None and key in order.basis.keys


def _considered(order: Order, because: str, *, accepted: bool = False) -> Considered:
    return Considered(kind=Thing.ORDER, order_id=order.order_id, accepted=accepted, because=because)


def _standing(order: Order, view: AccountView) -> str:
    """The order in a few words: its phase, the vendor's status, when it was placed, and by whom."""
    placed = f", placed {minute_of(order.created)}" if order.created is not None else ""
    return f"{order.phase.value} ({state_of(order)}){placed}{_whose(order, view)}"


def _whose(order: Order, view: AccountView) -> str:
    """That it is not managed, and why."""
    if order.managed:
        return ""
    if order.account != view.account:
        return f", placed through `vendors.{order.account.label}`"
    forgotten = order.origin is not Origin.EVENT and order.basis is not None
    return ", forgotten, and it counts all the same" if forgotten else ", not tracked by listwright"


def _placed_for(case: NeedCase, order: Order) -> str:
    """What it was placed for, and what moved since."""
    rules = ", ".join(f"`{one.rule}` ({one.at})" for one in trail_of(order))
    asked = f"it was placed for the rule {rules}" if rules else "it was placed for this need"
    moved = "; ".join(_moved(case, order))
    return f"{asked}, when {moved}" if moved else asked


def _moved(case: NeedCase, order: Order) -> Iterator[str]:
    """The facts that were others when the order was decided on."""
    home = case.at.home
    if home is None or order.basis is None:
        return
    for column, text in order.basis.facts.items():
        now = home.facts.text(column) or ""
        if text != now:
            yield f"{column} was {text or 'empty'} (now: {now or 'empty'})"


def _order(case: NeedCase, view: AccountView, order: Order, *, spec: NeedSpec) -> Considered:
    if holds(order, spec) is None:
        bought = ", ".join(f"{line.slug} ({line.quantity})" for line in order.services)
        return _considered(order, f"{_standing(order, view)}: it holds {bought}, not {spec.slug}")
    match order.phase:
        case Phase.CANCELED:
            return _canceled(view, order)
        case Phase.DELIVERED:
            return _delivered(case, view, order, spec=spec)
        case Phase.OPEN | Phase.UNKNOWN:
            return _open(case, view, order, spec=spec)


def _canceled(view: AccountView, order: Order) -> Considered:
    who = {CanceledBy.US: " by us", CanceledBy.VENDOR: " by the vendor", None: ""}
    return _considered(order, f"{_standing(order, view)}: canceled{who[order.canceled_by]}")


def _delivered(case: NeedCase, view: AccountView, order: Order, *, spec: NeedSpec) -> Considered:
    age = age_of_order(order, view.yardstick(case.at.run, spec), view.order)
    enough = (holds(order, spec) or 0) >= spec.quantity
    told = f"{_standing(order, view)}: captured {day_of(age.captured)}{_fewer(order, spec)}"
    return _considered(
        order,
        told + _worth(case, age, enough=enough, kept=_stands_on(case, order)),
        accepted=age.is_good and (enough or _stands_on(case, order)),
    )


def _worth(case: NeedCase, age: Age, *, enough: bool, kept: bool) -> str:
    """What speaks against something delivered, or that nothing does."""
    if not age.is_good:
        return f", {age.detail}"
    if case.spec is not None and _asked_again(case, case.spec):
        return ", and good, but ordered again on request (--replace)"
    if not enough:
        return ", kept as it is" if kept else ""
    return f", good until {day_of(age.renew_from)}" if age.renew_from is not None else ", good"


def _fewer(order: Order, spec: NeedSpec) -> str:
    held = order.quantity(spec.slug)
    if held is None:
        other = ", ".join(slug for slug in spec.met_by if order.quantity(slug) is not None)
        return f", with {other}, which `met_by` takes as well"
    return "" if held >= spec.quantity else f", with {held} of the {spec.quantity} wanted"


def _stands_on(case: NeedCase, order: Order) -> bool:
    """Whether the decision names the order as what meets the need, or stays."""
    return any(
        isinstance(line, Standing)
        and line.order_id == order.order_id
        and line.reason is not Reason.KEPT
        for line in case.lines
    )


def _asked_again(case: NeedCase, spec: NeedSpec) -> bool:
    return case.work is not None and is_requested(case.at.run, case.work.view, spec)


def _open(case: NeedCase, view: AccountView, order: Order, *, spec: NeedSpec) -> Considered:
    held = holds(order, spec) or 0
    told = f"{_standing(order, view)}{_fewer(order, spec)}"
    if held > spec.quantity and order.quantity(spec.slug) is not None:
        told += f", with {held} where {spec.quantity} are wanted"
    if order.phase is Phase.UNKNOWN:
        told += "; its status is not known to this version, so it is taken as open"
    if order.attention:
        told += f"; {order.attention}"
    accepted = _stands_on(case, order)
    return _considered(
        order, f"{told}{'; it will meet the need' if accepted else ''}", accepted=accepted
    )


def _attestations(case: NeedCase, view: AccountView, spec: NeedSpec) -> Iterator[Considered]:
    proof = view.attestations.get(spec.key)
    if proof is not None:
        age = age_of_attestation(proof, view.yardstick(case.at.run, spec))
        yield _attested(case, proof, age, spec=spec)
        return
    for wrote in case.trail.claims.get("have", ())[:1]:
        claim = wrote.value
        if isinstance(claim, Have):
            yield Considered(
                kind=Thing.ATTESTATION,
                order_id=None,
                accepted=False,
                because=_does_not_hold(case, claim),
                at=wrote.span.at,
            )


def _attested(case: NeedCase, proof: Attestation, age: Age, *, spec: NeedSpec) -> Considered:
    enough = proof.quantity is None or proof.quantity >= spec.quantity
    fewer = "" if enough else f", {proof.quantity} of the {spec.quantity} wanted"
    kept = any(isinstance(line, Standing) and line.met_by == "attestation" for line in case.lines)
    evidence = f" ({proof.evidence})" if proof.evidence else ""
    return Considered(
        kind=Thing.ATTESTATION,
        order_id=None,
        accepted=age.is_good and (enough or kept),
        because=f"delivered {proof.delivered_on.isoformat()}{evidence}{fewer}"
        + _worth(case, age, enough=enough, kept=kept),
        at=proof.at,
    )


def _does_not_hold(case: NeedCase, have: Have) -> str:
    """Why a `have` attests nothing today: its cell is empty, or its day is still to come."""
    day = have.delivered_at
    if isinstance(day, date):
        return f"dated {day.isoformat()}, which is still to come"
    return _cell_does_not_hold(case, day)


def _cell_does_not_hold(case: NeedCase, column: FromColumn) -> str:
    text = case.at.home.facts.text(column.column) if case.at.home is not None else None
    if text is None:
        return f"column {column.column} is empty"
    return f"column {column.column} says {text}, which is still to come"
