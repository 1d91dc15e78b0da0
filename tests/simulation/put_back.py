"""Every schedule of a copy that is made, of a loss, and of a copy that comes back.

A copy is made before some effect of a run, the run goes wrong in one way or is killed, the copy is
put back, another run tries, somebody recovers and people answer. `small_scope.py` has the script.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tests.simulation.copies import keep, put_back, recover
from tests.simulation.invariants import Violation
from tests.simulation.settling import operate, settle
from tests.simulation.small_scope import STORIES, Script, Scripted
from tests.simulation.vendor import Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may become of a create, and how long after the loss somebody recovers."""

    faults: tuple[Fault, ...] = (
        Fault.NONE, Fault.LOST_AFTER, Fault.LATE, Fault.REJECTED, Fault.NO_ID_AFTER,
    )  # fmt: skip
    waits: tuple[timedelta, ...] = (timedelta(0), timedelta(minutes=5), timedelta(minutes=40))


EVERYTHING = Choices()
FEW = Choices(faults=(Fault.NONE,), waits=(timedelta(minutes=40),))


@dataclass
class Copying(Scripted):
    """The scheduler of the run in which the copy is made; one fault for its creates and cancels."""

    fault_chosen: Fault = Fault.NONE

    def fault(self, call: str) -> Fault:
        return self.fault_chosen if call == "create" else Fault.NONE

    def between(self, process: Process, label: str) -> None:
        world = process.world
        if label.startswith("before") and not world.copies and self.script.pick(2):
            keep(world)
        if world.copies:
            super().between(process, label)

    def within(self, process: Process, label: str) -> None:
        if process.world.copies and self.kill and self.script.pick(2):
            self.kill = False
            process.kill()


def explore_copies(
    mistake: Mistake | None = None, *, story: str = "create", choices: Choices = EVERYTHING
) -> Iterator[tuple[Violation | None, list[str]]]:
    """Every schedule of a story: how it ended, and what happened."""
    script: Script | None = Script()
    while script is not None:
        yield _play(mistake or Mistake(), script, story=story, choices=choices)
        script = script.following()


def _play(
    mistake: Mistake, script: Script, *, story: str, choices: Choices
) -> tuple[Violation | None, list[str]]:
    world = World(Setup(declared="0h", window=None, mistake=mistake), Calm())
    violation: Violation | None = None
    try:
        with mistake.made():
            STORIES[story](world)
            _tell(world, script, choices)
    except Violation as found:
        violation = found
    finally:
        world.close()
    return violation, world.trace


def _tell(world: World, script: Script, choices: Choices) -> None:
    chosen = choices.faults[script.pick(len(choices.faults))]
    world.scheduler = Copying(script, 0, kill=True, fault_chosen=chosen)
    world.apply(world.start("first"))
    world.scheduler = Calm()
    if world.copies:
        put_back(world, 0)
    world.apply(world.start("second"))
    world.wait(choices.waits[script.pick(len(choices.waits))])
    if world.lost:
        recover(world)
    operate(world)
    settle(world)
