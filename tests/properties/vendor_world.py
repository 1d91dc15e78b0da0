"""A vendor and a ledger as pure functions: what a plan makes of the world when all goes well."""

from dataclasses import replace
from datetime import datetime

from tests.properties.portfolios import World

from listwright.engine.naming import stem_of
from listwright.engine.sequence import sequence_changes
from listwright.model.intent import PropertyRecord
from listwright.model.names import CanonicalId, OrderId, PropertyId, canonical_id
from listwright.model.order import CanceledBy, Order, Phase
from listwright.model.plan import Action, Change, Plan


def apply_to(world: World, plan: Plan, now: datetime) -> World:
    """The world after every change of `plan` was carried out at `now`."""
    for change in sequence_changes(plan.changes):
        if change.action is Action.IMPORT:
            world = _import(world, change)
        if change.action.cancels:
            world = _cancel(world, change, now)
        if change.action.creates:
            world = _create(world, change, now)
    return world


def _record(world: World, change: Change) -> tuple[CanonicalId, PropertyRecord]:
    canonical = canonical_id(change.property)
    empty = PropertyRecord(property=PropertyId(change.property))
    return canonical, world.observed.properties.get(canonical, empty)


def _holding(world: World, change: Change) -> tuple[CanonicalId, PropertyRecord, Order]:
    """The order a change is about; a renamed home's may stand under its former id."""
    assert change.current is not None
    canonical = canonical_id(change.current.property)
    record = world.record(canonical)
    target = next(order for order in record.orders if order.order_id == change.order_id)
    return canonical, record, target


def _import(world: World, change: Change) -> World:
    canonical, record, target = _holding(world, change)
    assert not target.managed
    tracked = replace(target, managed=True, basis=change.basis)
    orders = tuple(tracked if order is target else order for order in record.orders)
    return world.with_records({canonical: replace(record, orders=orders)})


def _cancel(world: World, change: Change, now: datetime) -> World:
    canonical, record, target = _holding(world, change)
    assert target.managed
    assert target.phase is Phase.OPEN
    assert not target.has_appointment
    canceled = replace(
        target,
        status="canceled",
        phase=Phase.CANCELED,
        canceled_by=CanceledBy.US,
        read_at=now,
    )
    orders = tuple(canceled if order is target else order for order in record.orders)
    world = world.with_records({canonical: replace(record, orders=orders)})
    return _ended(world, target)


def _ended(world: World, order: Order) -> World:
    stem = stem_of(order.order_key) if order.order_key else ""
    before = world.observed.generations
    used = {**before, stem: before.get(stem, 0) + 1}
    return replace(world, observed=replace(world.observed, generations=used))


def _create(world: World, change: Change, now: datetime) -> World:
    canonical, record = _record(world, change)
    names = {order.order_key for order in record.orders}
    assert change.order_key not in names, "a name is never used twice"
    placed = Order(
        account=change.account,
        order_id=OrderId(f"{change.property}-{len(record.orders)}"),
        property=change.property,
        services=change.services,
        status="ordered",
        phase=Phase.OPEN,
        order_key=change.order_key,
        created=now,
        read_at=now,
        basis=change.basis,
    )
    after = replace(record, orders=(placed, *record.orders), intents=())
    return world.with_records({canonical: after})


def month_later(world: World, now: datetime) -> World:
    """The world when every open order of a known status was delivered, and all were just read."""
    return world.with_records(
        {
            canonical: replace(record, orders=tuple(_delivered(one, now) for one in record.orders))
            for canonical, record in world.observed.properties.items()
        }
    )


def _delivered(order: Order, now: datetime) -> Order:
    if order.phase is not Phase.OPEN:
        return replace(order, read_at=now)
    alone = all(line.previous_order_id is not None for line in order.services)
    return replace(
        order,
        status="completed",
        phase=Phase.DELIVERED,
        captured_at=None if alone else now,
        delivered_at=now,
        read_at=now,
    )
