"""Several runners over one ledger: each a whole apply that stands still wherever it is told to.

They stand between effects, inside of one that commits, and while a request or its answer is on its
way. One that stands can go on, be killed, or lose its place to another.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.simulation.fiber import Fiber
from tests.simulation.memory import rows
from tests.simulation.world import Process, World

from listwright.ledger.lease import LEASE

LONG = LEASE + timedelta(seconds=1)
"""A silence after which the lease of a ledger on a server may be taken."""

_END = 100_000
"""More stops than any runner has."""


@dataclass
class Runners:
    """The runners of one world, in the order in which they began."""

    world: World
    fibers: list[Fiber] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.underway = self.stand

    @property
    def living(self) -> list[Fiber]:
        """Those that have not ended."""
        return [fiber for fiber in self.fibers if not fiber.is_over]

    def begin(self, what: str) -> Fiber:
        """A new runner; it has done nothing yet."""
        process = self.world.start(what)
        fiber = Fiber(process, lambda: self.world.apply(process))
        self.fibers.append(fiber)
        return fiber

    def stand(self, process: Process, label: str) -> bool:
        """Called from within a process: stand still if it is one of them; says whether it is."""
        fiber = next((one for one in self.fibers if one.process is process), None)
        if fiber is not None:
            fiber.pause()
        return fiber is not None

    def go_on(self, fiber: Fiber) -> None:
        """Let it run to its end."""
        fiber.go_on(_END)

    def finish(self) -> None:
        """Let all of them run to their ends, the first one first."""
        for fiber in self.fibers:
            self.go_on(fiber)

    def end(self) -> None:
        """Leave no thread behind."""
        for fiber in self.fibers:
            fiber.end()


def take_place(world: World) -> bool:
    """Somebody believes that the one runner hangs, and unlocks; False when there is none."""
    found = rows(world.sql, "SELECT nonce FROM lease")
    if not found:
        return False
    process = world.start("unlock")
    with world.living(process):
        process.ledger.unlock(found[0]["nonce"], at=world.clock.now())
    return True
