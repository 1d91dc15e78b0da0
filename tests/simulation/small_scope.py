"""Every schedule of a small world: one home, two runs, one fault and one interruption in each.

The world asks a script for every choice. A script that was played names its neighbour, so all of
them are visited, each once, and none is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from tests.simulation.invariants import Violation
from tests.simulation.settling import operate, settle
from tests.simulation.vendor import CANCEL_FAULTS, CREATE_FAULTS, READ_FAULTS, Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World

_FAULTS = {"create": CREATE_FAULTS, "cancel": CANCEL_FAULTS, "retrieve": READ_FAULTS}


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How many requests go wrong in each run, and whether the second may be killed too."""

    faults: int = 1
    second_faults: int = 1
    second_kill: bool = True


FAULT_IN_EACH = Bounds(second_kill=False)
FAULT_IN_FIRST = Bounds(second_faults=0, second_kill=False)
EVERYTHING = Bounds()


@dataclass
class Script:
    """The choices of one schedule: first those given, then the first of every kind."""

    given: list[int] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)

    def pick(self, count: int) -> int:
        """One of `count` ways to go on."""
        place = len(self.taken)
        chosen = self.given[place] if place < len(self.given) else 0
        self.taken.append((chosen, count))
        return chosen

    def following(self) -> "Script | None":
        """The neighbour; None after the last."""
        choices = list(self.taken)
        while choices:
            chosen, count = choices.pop()
            if chosen + 1 < count:
                return Script([*(one for one, _ in choices), chosen + 1])
        return None


@dataclass
class Scripted:
    """The scheduler that asks a script. It may kill once, or pause for a second run."""

    script: Script
    faults: int
    kill: bool
    meanwhile: Callable[[], None] | None = None
    second: "Scripted | None" = None

    def fault(self, call: str) -> Fault:
        if self.second is not None:
            return self.second.fault(call)
        if not self.faults:
            return Fault.NONE
        chosen = self.script.pick(1 + len(_FAULTS[call]))
        if not chosen:
            return Fault.NONE
        self.faults -= 1
        return _FAULTS[call][chosen - 1]

    def within(self, process: Process, label: str) -> None:
        """Effects are whole here."""

    def between(self, process: Process, label: str) -> None:
        if self.second is not None:
            self.second.between(process, label)
            return
        # After one effect is before the next, so only one of the two is tried.
        if not self.kill or not label.startswith("before"):
            return
        chosen = self.script.pick(2 if self.meanwhile is None else 3)
        if not chosen:
            return
        self.kill = False
        if chosen == 1:
            process.kill()
        elif self.meanwhile is not None:
            self.meanwhile()


def _create(world: World) -> None:
    """The home wants photos and has none."""


def _cancel(world: World) -> None:
    """The photos were ordered, and are wanted no more."""
    world.apply(world.start("before"))
    world.wait(timedelta(days=4))
    world.edit(0, "nothing")


def _replace(world: World) -> None:
    """The photos were ordered, and more of them are wanted."""
    world.apply(world.start("before"))
    world.wait(timedelta(days=4))
    world.edit(0, "more")


def _edited(world: World) -> None:
    """The home wants photos and has none; once anything is interrupted, more are wanted."""


STORIES = {"edited": _edited, "create": _create, "cancel": _cancel, "replace": _replace}
WINDOWS = {"window": Setup(), "no window": Setup(declared="0h", window=None)}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One small world to be explored."""

    story: str
    window: str = "no window"
    bounds: Bounds = FAULT_IN_EACH
    mistake: Mistake = Mistake()


def explore(case: Case) -> Iterator[tuple[Script, Violation | None, list[str]]]:
    """Every schedule of a case, with how it ended."""
    script: Script | None = Script()
    while script is not None:
        violation, trace = _play(case, script)
        yield script, violation, trace
        script = script.following()


def _play(case: Case, script: Script) -> tuple[Violation | None, list[str]]:
    known = WINDOWS[case.window]
    setup = Setup(declared=known.declared, window=known.window, mistake=case.mistake)
    world = World(setup, Calm())
    try:
        with case.mistake.made():
            _tell(case, world, script)
    except Violation as found:
        return found, world.trace
    finally:
        world.close()
    return None, world.trace


def _tell(case: Case, world: World, script: Script) -> None:
    STORIES[case.story](world)
    bounds, overlapped = case.bounds, False
    first = Scripted(script, bounds.faults, kill=True)

    def meanwhile() -> None:
        nonlocal overlapped
        overlapped = True
        if case.story == "edited":
            world.edit(0, "more")
        first.second = Scripted(script, bounds.second_faults, kill=bounds.second_kill)
        world.apply(world.start("second", locks=False))
        first.second = None

    first.meanwhile = meanwhile
    world.scheduler = first
    world.apply(world.start("first"))
    if not overlapped:
        if script.pick(2):
            world.scheduler = Calm()
            world.wait(timedelta(minutes=40))
            operate(world)
        world.scheduler = Scripted(script, bounds.second_faults, kill=bounds.second_kill)
        world.apply(world.start("second"))
    settle(world)


class Away(Calm):
    """A vendor that takes every create and answers none."""

    def fault(self, call: str) -> Fault:
        return Fault.LOST_AFTER if call == "create" else Fault.NONE


def outage(mistake: Mistake) -> tuple[Violation | None, int]:
    """Six homes are due while the vendor answers nobody; gives how many requests it got."""
    world = World(Setup(homes=6, declared="0h", window=None, mistake=mistake), Away())
    violation: Violation | None = None
    try:
        with mistake.made():
            world.apply(world.start("apply"))
    except Violation as found:
        violation = found
    finally:
        world.close()
    return violation, len(world.vendor.orders)
