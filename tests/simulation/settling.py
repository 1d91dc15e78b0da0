"""The people around it: an operator who answers truthfully, staff at the vendor, and the end."""

from collections.abc import Callable
from dataclasses import replace as changed
from datetime import timedelta
from random import Random

from tests.simulation.copies import recover
from tests.simulation.files import GONE, home_of
from tests.simulation.invariants import require
from tests.simulation.memory import rows
from tests.simulation.vendor import Placed
from tests.simulation.world import Calm, Process, World

from listwright.app.adopt import forget_orders, import_order
from listwright.app.settle import Desk, resolve_absent, resolve_created
from listwright.app.target import Target, find_target
from listwright.engine.naming import stem_of
from listwright.model.intent import HoldCause, Intent, PropertyRecord
from listwright.model.names import OrderId
from listwright.model.order import Phase
from listwright.model.plan import Plan, Reason

_ROUNDS = 8
"""Rounds of an operator's answers and an apply, within which everything must be settled."""


def operate(world: World) -> None:
    """Answer everything that is unknown or held, as truly as the dashboard shows it."""
    process = world.start("operator")
    world.settling = True
    with world.living(process), world.locked(process):
        for record in process.ledger.observed().properties.values():
            _answer(world, process, record)
    world.settling = False


def _answer(world: World, process: Process, record: PropertyRecord) -> None:
    unsettled = [intent for intent in record.intents if intent.state.is_unsettled]
    held = any(hold.released_at is None for hold in record.holds)
    if unsettled:
        made = _made_by(world, record, unsettled[0])
        if not made:
            _act(world, process, record, _none_made(world))
        elif made[0].numbered <= world.clock.now():
            number = OrderId(made[0].order_id)
            other = made[0].key != unsettled[0].order_key
            # One that lives would stand first, so of two requests no other made one.
            last = made[0].is_canceled and len(unsettled[0].requests) > 1
            forced = "it stands there" if other or last else None
            _act(
                world,
                process,
                record,
                lambda desk, target: _created(desk, target, number, forced=forced),
            )
    elif held:
        found = _foreign(world, process, record)
        if found is None:
            _act(world, process, record, _none_made(world))
        else:
            number = OrderId(found.order_id)
            _act(world, process, record, lambda desk, target: _adopted(desk, target, number))
            if _is_managed(world, number):
                world.imported.add(found.order_id)


def _made_by(world: World, record: PropertyRecord, intent: Intent) -> list[Placed]:
    """The orders of its name, those that stand first: a lost ledger's names may be given again.

    At a home that a lost ledger may have ordered for, a later generation will do.
    """
    stem = stem_of(intent.order_key)
    found = [
        one
        for one in world.vendor.orders
        if one.key == intent.order_key
        or (_is_lost(record) and one.key.startswith(f"{stem}-") and not one.is_canceled)
    ]
    return sorted(found, key=lambda one: one.is_canceled)


def _is_managed(world: World, order_id: OrderId) -> bool:
    statement = "SELECT 1 FROM orders WHERE order_id = ? AND managed = 1"
    return bool(rows(world.sql, statement, (order_id,)))


def _is_met(process: Process, record: PropertyRecord, found: Placed) -> bool:
    """Whether orders that are tracked hold everything that this one holds."""
    tracked = (
        order
        for order in process.ledger.orders()
        if order.managed
        and order.phase is not Phase.CANCELED
        and home_of(order.property) == home_of(record.property)
    )
    held = {line.slug for order in tracked for line in order.services}
    return held >= {slug for slug, _ in found.services}


def _is_lost(record: PropertyRecord) -> bool:
    standing = (hold for hold in record.holds if hold.released_at is None)
    return any(hold.cause is HoldCause.LOST for hold in standing)


def _none_made(world: World) -> Callable[[Desk, Target], None]:
    def act(desk: Desk, target: Target) -> None:
        if world.setup.mistake.hasty:
            settings = desk.portfolio.vendors["planomatic"]
            patient = changed(settings, settle=timedelta(0))
            desk = changed(desk, portfolio=changed(desk.portfolio, vendors={"planomatic": patient}))
        resolve_absent(desk, target, reason="the dashboard shows none")

    return act


def _created(desk: Desk, target: Target, number: OrderId, *, forced: str | None) -> None:
    resolve_created(desk, target, number, force_reason=forced)


def _adopted(desk: Desk, target: Target, number: OrderId) -> None:
    import_order(desk, target, number)


def _act(
    world: World, process: Process, record: PropertyRecord, act: Callable[[Desk, Target], None]
) -> bool:
    """One command on the home; what it refuses is refused."""
    done: list[bool] = []
    command = Process(world, f"{process.name}+")
    command.driver.epoch = process.driver.epoch
    with world.living(command):
        target = find_target(
            record.property, command.portfolio, command.ledger.observed(), now=world.clock.now()
        )
        act(command.desk, target)
        done.append(True)
        told = world.vendor.refused
        told -= {one for one in told if home_of(one) == home_of(record.property)}
    return bool(done)


def _foreign(world: World, process: Process, record: PropertyRecord) -> Placed | None:
    """An order that stands in the way, wanted by the files and unknown to the ledger.

    After a loss, any of ours: somebody looks at all that the vendor has of the home.
    """
    known = {order.order_id for order in process.ledger.orders()}
    ours_too = _is_lost(record)
    written = {wish.written for wish in world.wishes}
    wants = {slug for wish, slug, _ in world.wanted() if wish.home == home_of(record.property)}
    return next(
        (
            one
            for one in world.vendor.orders
            if home_of(one.home) == home_of(record.property)
            and one.order_id not in known
            and not one.is_canceled
            and one.home.casefold() == record.property.casefold()
            and one.home in written  # an order under a former id cannot be imported
            and ((ours_too and one.is_ours) or any(slug in wants for slug, _ in one.services))
            # It cannot be imported beside the order that speaks for its needs.
            and not (ours_too and _is_met(process, record, one))
        ),
        None,
    )


def forget(world: World, rng: Random) -> None:
    """Let one tracked order go."""
    process = world.start("forget")
    with world.living(process), world.locked(process):
        managed = [order for order in process.ledger.orders() if order.managed]
        world.copies.clear()
        if managed and not world.lost:
            chosen = rng.choice(managed)
            observed = process.ledger.observed()
            target = find_target(
                chosen.property, process.portfolio, observed, now=world.clock.now()
            )
            try:
                forget_orders(process.desk, target, chosen.order_id, reason="told so")
            finally:
                # It may have died behind the commit.
                if not _is_managed(world, chosen.order_id):
                    world.forgotten.add(chosen.order_id)


def settle(world: World) -> None:
    """Faults stop, people answer, time passes: everything must come to rest (I5, I15)."""
    world.scheduler = Calm()
    plan: Plan | None = None
    for _ in range(_ROUNDS):
        world.wait(timedelta(days=4))
        for placed in world.vendor.orders:
            if placed.status not in {"ordered", "scheduling", "completed", "canceled"}:
                world.vendor.complete(placed)
        if world.lost:
            recover(world)
        require(not world.lost, "I5", "a recovery without faults did not get through")
        operate(world)
        process = world.start("last")
        report = world.apply(process, _again(world, plan))
        require(report is not None, "I5", "an apply without faults did not get through")
        plan = _last_plan(world)
        if not plan.changes and not plan.deferred and not plan.blocked:
            break
    else:
        require(False, "I5", f"not at rest: {plan}")
    _is_as_wanted(world)


def _last_plan(world: World) -> Plan:
    looker = world.start("plan")
    plans: list[Plan] = []
    with world.living(looker), looker.ledger.lock(0):
        plans.append(looker.plan())
    require(plans, "I5", "no plan could be made")
    return plans[0]


def _again(world: World, plan: Plan | None) -> tuple[str, ...]:
    """What a person orders again: what the vendor called off or refused."""
    if plan is None:
        return ()
    asked = {Reason.VENDOR_CANCELED, Reason.VENDOR_REJECTED}
    return tuple(str(item.need) for item in plan.blocked if item.reason in asked)


def _is_as_wanted(world: World) -> None:
    for wish, slug, _ in world.wanted():
        found = world.live_orders(wish.home, slug)
        ours = [one for one in found if one.is_ours and one.order_id not in world.forgotten]
        require(found, "I5", f"{wish.written} wants {slug} and has no order")
        require(len(ours) <= 1, "I1", f"{wish.written} has {len(ours)} orders for {slug}")
    idle = {wish.home for wish in world.wishes if wish.wants in {GONE, "nothing"}}
    for one in world.vendor.orders:
        left = one.is_ours and one.status in {"ordered", "scheduling"}
        # An order that was imported although nothing of it is wanted stays until somebody acts.
        if left and one.order_id not in world.forgotten | world.imported:
            require(home_of(one.home) not in idle, "I5", f"{one.order_id} was not canceled")
