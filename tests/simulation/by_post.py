"""Every schedule of a create in doubt that nobody but the vendor's post can settle.

A run orders, its create ends in one of many ways, perhaps it is killed. Somebody may order by hand
at the same home, and somebody may forge an event. A second run reads the post and may be killed at
any point, and further runs follow, while nobody answers anything. `small_scope.py` has the script.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tests.simulation.crowd import settle_by_post
from tests.simulation.invariants import Violation
from tests.simulation.postman import AT_ONCE, SHUFFLED, Hearing
from tests.simulation.settling import settle
from tests.simulation.small_scope import Script
from tests.simulation.vendor import Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World

HEARINGS = (
    Hearing(delays=AT_ONCE),
    Hearing(delays=SHUFFLED, doubled=0.5, seed=3),
    Hearing(lost=1.0),
)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may become of the create, of the post, and who else does something."""

    faults: tuple[Fault, ...] = (
        Fault.NONE, Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE, Fault.NO_ID_AFTER,
        Fault.ONLY_REQUEST, Fault.WRONG_ECHO_AFTER, Fault.CRASH_AFTER,
    )  # fmt: skip
    hearings: tuple[Hearing, ...] = HEARINGS
    foreign: tuple[bool, ...] = (False, True)
    forged: tuple[str, ...] = ("", "canceled", "doubt")


EVERYTHING = Choices()
HONEST = Choices(hearings=HEARINGS[:2], foreign=(False,), forged=("",))
FORGED = Choices(
    faults=(Fault.NONE, Fault.LOST_BEFORE), hearings=HEARINGS[:1], forged=("canceled", "doubt")
)


@dataclass
class Killing:
    """The scheduler of one run: a fault for its creates, and a kill before one of its effects."""

    script: Script
    fault_chosen: Fault = Fault.NONE
    alive: bool = True

    def fault(self, call: str) -> Fault:
        return self.fault_chosen if call == "create" else Fault.NONE

    def between(self, process: Process, label: str) -> None:
        if self.alive and label.startswith("before") and self.script.pick(2):
            self.alive = False
            process.kill()

    def within(self, process: Process, label: str) -> None:
        """Effects are whole here."""


@dataclass(kw_only=True)
class Told:
    """How one schedule ended; `echoed`: how many unknowns the post alone was to settle."""

    violation: Violation | None = None
    trace: list[str]
    echoed: int = 0


def explore_post(mistake: Mistake | None = None, choices: Choices = EVERYTHING) -> Iterator[Told]:
    """Every schedule."""
    script: Script | None = Script()
    while script is not None:
        yield _play(mistake or Mistake(), script, choices)
        script = script.following()


def _play(mistake: Mistake, script: Script, choices: Choices) -> Told:
    hearing = choices.hearings[script.pick(len(choices.hearings))]
    setup = Setup(declared="0h", window=None, copied=False, hearing=hearing, mistake=mistake)
    world = World(setup, Calm())
    told = Told(trace=world.trace)
    try:
        with mistake.made():
            told.echoed = _tell(world, script, choices)
            settle(world)
    except Violation as found:
        told.violation = found
    finally:
        world.close()
    return told


def _tell(world: World, script: Script, choices: Choices) -> int:
    fault = choices.faults[script.pick(len(choices.faults))]
    # A create with a fault needs no kill to be in doubt.
    world.scheduler = Killing(script, fault, alive=fault is Fault.NONE)
    world.apply(world.start("first"))
    world.scheduler = Calm()
    if choices.foreign[script.pick(len(choices.foreign))]:
        world.vendor.place(world.wishes[0].written, (("photos", 15),), key="")
    claims = choices.forged[script.pick(len(choices.forged))]
    if claims and world.postman is not None:
        world.postman.forge_all("order.canceled" if claims == "canceled" else "order.processed")
    world.wait(timedelta(hours=7))
    world.scheduler = Killing(script)
    world.apply(world.start("second"))
    return settle_by_post(world)
