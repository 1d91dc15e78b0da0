"""Copies of the ledger that are put back: the promise with a ledger that has forgotten orders.

Between the making of a copy and its coming back nobody edits the files: what a recovered ledger
cannot know of files that changed in between is documented, and not asked for here.
"""

from tests.simulation.world import Copy, World, heads_of

from listwright.app.recover import find_gaps, require_settled, write_gaps
from listwright.model.portfolio import RefreshMode


def keep(world: World) -> None:
    """Make a copy of the ledger."""
    world.copies.append(Copy(content=world.sql.serialize(), heads=frozenset(heads_of(world.sql))))
    world.trace.append(f"copy {len(world.copies)} is made")


def put_back(world: World, number: int) -> None:
    """Put a copy back.

    It is lost when the side-car had followed a newer one. What a process commits and dies before
    the side-car knows of it was not followed by a request, so it may be forgotten.
    """
    copy = world.copies[number % len(world.copies)]
    world.lost = bool(world.followed) and world.followed not in copy.heads
    world.sql.deserialize(copy.content)
    world.trace.append(f"a copy is put back{', and something is lost' if world.lost else ''}")


def recover(world: World) -> None:
    """Give the newest ledger up, as the command does."""
    process = world.start("recover")
    with world.living(process), world.locked(process):
        if process.ledger.observed().lost is None:
            return
        settles = [vendor.settle for vendor in process.portfolio.vendors.values()]
        require_settled(process.ledger.observed().lost_at, settles, now=world.clock.now())
        options = process.options(refresh=RefreshMode.FULL)
        gaps = find_gaps(process.plan_desk, options)
        write_gaps(process.ledger, gaps, at=world.clock.now())
        world.lost, world.recovered = False, True
        world.followed = (heads_of(world.sql) or [""])[-1]
        world.copies.clear()
