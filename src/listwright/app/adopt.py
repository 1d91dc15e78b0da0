"""Putting orders that exist under management, and letting go of them again."""

from listwright.app.creating import PlanRef
from listwright.app.importing import import_draft
from listwright.app.settle import (
    Desk,
    Settled,
    read_for_person,
    resolve_created,
    tracked_order,
)
from listwright.app.target import Target
from listwright.engine.calendar import Calendar
from listwright.engine.memory import basis_of, columns_read
from listwright.engine.view import holds
from listwright.errors import RefusedError, UsageError
from listwright.model.account import Account
from listwright.model.intent import Draft
from listwright.model.names import Address, OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.portfolio import Home
from listwright.ports import OrderName, StaleDecisionError


def import_order(desk: Desk, target: Target, order_id: OrderId) -> Settled:
    """Read order `order_id`, verify that it is this property's, and track it.

    It is matched to every need of the property that its services meet. On a need with an unknown
    outcome this settles it, if the order echoes our name.
    """
    if target.unsettled():
        return resolve_created(desk, target, order_id, force_reason=None)
    home = target.home
    if home is None:
        raise UsageError(
            f"{target.property} is not in the files, so nothing there could want the order.",
            advice="Add the home first, then import its order.",
        )
    account = _account_of(desk, target)
    if desk.portfolio.vendors[account.label].sells_pictures:
        raise _pictures(target)
    order = read_for_person(desk, account, OrderName(property=target.property, order_id=order_id))
    specs = [
        spec
        for spec in target.needs.specs
        if spec.vendor == account.label and holds(order, spec) is not None
    ]
    if target.key is not None and target.key not in {spec.key for spec in specs}:
        raise UsageError(
            f"Order {order_id} holds no service of {target.property}/{target.key}.",
            advice="Its services are: "
            + ", ".join(f"{line.slug} ({line.quantity})" for line in order.services),
        )
    draft = _draft(desk, home, specs, order=order, target=target)
    try:
        stored = desk.ledger.import_order(
            order, draft, at=desk.driver.clock.now(), reason="imported"
        )
    except StaleDecisionError as stale:
        raise RefusedError(
            f"Another order already speaks for a need of {target.property}: {stale}.",
            reason="approval_required",
            advice=f"listwright status {target.property} shows it; `listwright forget` lets it go.",
        ) from stale
    return Settled(
        needs=tuple(Address(home.id, spec.key) for spec in specs),
        orders=(stored,),
        order_id=stored.order_id,
    )


def import_listed(desk: Desk, target: Target, *, order_id: OrderId) -> Settled:
    """The same for a row of a list: an order that is tracked already is not read again."""
    known = tracked_order(desk, target, order_id)
    if known is None:
        return import_order(desk, target, order_id)
    keys = known.basis.keys if known.basis is not None else ()
    return Settled(
        needs=tuple(Address(target.property, key) for key in keys),
        orders=(known,),
        order_id=order_id,
        note="already tracked",
    )


def _pictures(target: Target) -> UsageError:
    where = target.property if target.key is None else f"{target.property}/{target.key}"
    return UsageError(
        "Pictures cannot be imported: nothing at the vendor says which photo an order was made of, "
        "and how.",
        advice=f"listwright attest {where} --delivered-at D --evidence T says that its pictures "
        "are there.",
    )


def _account_of(desk: Desk, target: Target) -> Account:
    """The account of the need, or of all needs of the home that can be imported at all."""
    named = [one for one in target.needs.specs if target.key is None or one.key == target.key]
    by_visit = [one for one in named if one.tool is None]
    labels = {spec.vendor for spec in by_visit or named} or set(desk.vendors)
    if len(labels) > 1:
        raise UsageError(
            "The home has needs at several vendors.",
            advice=f"Name the need: {target.property}/KEY.",
        )
    return desk.vendors[labels.pop()].account


def _draft(desk: Desk, home: Home, specs: list[NeedSpec], *, order: Order, target: Target) -> Draft:
    calendar = Calendar(now=desk.driver.clock.now(), zone=desk.portfolio.timezone)
    basis = basis_of(
        home,
        target.needs,
        specs,
        read=columns_read(desk.portfolio),
        day=calendar.today(home.facts),
    )
    by_hand = PlanRef(plan_id="", digest="", lineage=desk.portfolio.lineage)
    return import_draft(order, basis, property_id=home.id, plan=by_hand)


def forget_orders(desk: Desk, target: Target, order_id: OrderId | None, *, reason: str) -> Settled:
    """Stop tracking the orders meant: they still satisfy, and are never canceled by us."""
    if target.unsettled():
        needs = ", ".join(str(line.address) for line in target.unsettled()[0].services)
        raise RefusedError(
            "An order whose outcome is unknown cannot be forgotten: it may exist.",
            reason="approval_required",
            advice=f"Settle it first: listwright resolve {needs} --created N, or --not-created "
            "--reason T",
        )
    chosen = [
        order
        for order in target.orders()
        if order.managed and (order_id is None or order.order_id == order_id)
    ]
    if not chosen:
        raise UsageError(f"{target.property} has no tracked order to forget there.")
    stored: list[Order] = []
    for account in {order.account for order in chosen}:
        ids = [order.order_id for order in chosen if order.account == account]
        stored += desk.ledger.forget_orders(account, ids, at=desk.driver.clock.now(), reason=reason)
    keys = {key for order in chosen if order.basis is not None for key in order.basis.keys}
    return Settled(
        needs=tuple(Address(target.property, key) for key in sorted(keys)),
        orders=tuple(stored),
        order_id=stored[0].order_id if len(stored) == 1 else None,
    )
