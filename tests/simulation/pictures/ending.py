"""The people around the pictures: an operator who answers truthfully, and the end of a schedule."""

from datetime import timedelta
from hashlib import sha256

from tests.simulation.copies import recover
from tests.simulation.invariants import require
from tests.simulation.pictures.darkroom import PictureProcess, PictureWorld
from tests.simulation.pictures.promises import home_of_content
from tests.simulation.world import Calm

from listwright.app.settle import resolve_absent
from listwright.app.target import find_target
from listwright.model.intent import PropertyRecord
from listwright.model.order import Phase
from listwright.model.plan import Plan, Reason

_ROUNDS = 8
"""Rounds of answers and applies within which everything must be settled."""


def answer_doubts(world: PictureWorld) -> None:
    """Say of everything in doubt that it was not made, where the vendor's pages show nothing."""
    process = world.start("operator")
    world.settling = True
    with world.living(process), process.ledger.lock(0) as epoch:
        process.driver.epoch = epoch
        for record in process.ledger.observed().properties.values():
            _answer(world, process, record)
    world.settling = False


def _answer(world: PictureWorld, process: PictureProcess, record: PropertyRecord) -> None:
    uploads = [
        intent.handle["order_id"]
        for intent in record.intents
        if intent.state.is_unsettled and intent.handle is not None
    ]
    held = any(hold.released_at is None for hold in record.holds)
    doubt = any(intent.state.is_unsettled for intent in record.intents)
    found = [world.studio.find(number) for number in uploads]
    if any(upload is not None and upload.jobs for upload in found):
        return  # a later plan sees it by itself
    if held and _forgotten_ones(world, process, record):
        world.excused.add(str(record.property))
        return
    if doubt or held:
        target = find_target(
            record.property, process.portfolio, process.ledger.observed(), now=world.clock.now()
        )
        command = PictureProcess(world, f"{process.name}+")
        command.driver.epoch = process.driver.epoch
        with world.living(command):
            resolve_absent(command.desk, target, reason="the vendor's pages show none")


def _forgotten_ones(
    world: PictureWorld, process: PictureProcess, record: PropertyRecord
) -> list[str]:
    """Pictures of a home that a lost ledger knew; nobody can say which order is which."""
    known = {str(order.order_id) for order in process.ledger.orders()}
    return [
        upload.number
        for upload in world.studio.uploads
        if upload.bought
        and upload.number not in known
        and home_of_content(upload.content) == str(record.property)
    ]


def come_to_rest(world: PictureWorld) -> None:
    """Faults stop, people answer, pictures are finished: every need ends satisfied."""
    world.scheduler = Calm()
    world.studio.credits = True
    plan: Plan | None = None
    for _ in range(_ROUNDS):
        world.wait(timedelta(hours=2))
        world.studio.finish()
        if world.lost:
            recover(world)
        require(not world.lost, "rest", "a recovery without faults did not get through")
        answer_doubts(world)
        report = world.apply(world.start("last"), _asked_again(plan))
        require(report is not None, "rest", "an apply without faults did not get through")
        world.studio.finish()
        plan = _next_plan(world)
        if _is_at_rest(world, plan) and not _left_there(world):
            break
    else:
        require(False, "rest", f"not at rest: {plan}")
    _is_as_wanted(world)


def _next_plan(world: PictureWorld) -> Plan:
    looker = world.start("plan")
    plans: list[Plan] = []
    with world.living(looker), looker.ledger.lock(0):
        plans.append(looker.plan())
    require(plans, "rest", "no plan could be made")
    return plans[0]


def _asked_again(plan: Plan | None) -> tuple[str, ...]:
    """What a person orders again: what the vendor could not make or refused."""
    if plan is None:
        return ()
    asked = {Reason.VENDOR_CANCELED, Reason.VENDOR_REJECTED}
    return tuple(str(item.need) for item in plan.blocked if item.reason in asked)


def _is_at_rest(world: PictureWorld, plan: Plan) -> bool:
    left = [
        *(change.property for change in plan.changes),
        *(item.need.property for item in plan.deferred),
        *(item.need.property for item in plan.blocked),
        *(item.need.property for item in plan.standing if item.reason is Reason.IN_PROGRESS),
    ]
    return all(str(home) in world.excused for home in left)


def _is_as_wanted(world: PictureWorld) -> None:
    looker = world.start("look")
    orders = [order for order in looker.ledger.orders() if order.phase is Phase.DELIVERED]
    made = {
        (order.task.photo.path, order.task.recipe.style): order
        for order in orders
        if order.task is not None
    }
    sources = {order.task.recipe.source for order in orders if order.task is not None}
    for wish in world.picture_wishes:
        if wish.home in world.excused:
            continue
        for style in wish.styles:
            for path, content in world.photos.items():
                if not path.startswith(f"{wish.home}/"):
                    continue
                order = made.get((path, style))
                there = order is not None or sha256(content.encode()).hexdigest() in sources
                require(there, "rest", f"{path} in {style} is wanted and was not made")
    left = _left_there(world)
    require(not left, "P7", f"finished and not brought home: {left}")


def _left_there(world: PictureWorld) -> list[str]:
    """Finished pictures that nobody brought home; what was let go stays where it is."""
    looker, stored = world.start("look"), world.watch_pictures.stored
    return [
        order.order_id
        for order in looker.ledger.orders()
        if order.phase is Phase.DELIVERED and order.managed and order.order_id not in stored
    ]
