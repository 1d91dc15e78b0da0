"""Every schedule of one unknown create that may be sent once more, up to a third run.

A first request ends in doubt in one of several ways, some time passes, a second run goes wrong in
one way and may be killed or sleep, a third run finds what is left. `small_scope.py` has the script.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.simulation.invariants import Violation
from tests.simulation.settling import settle
from tests.simulation.small_scope import Script, Scripted
from tests.simulation.vendor import Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World


@dataclass(frozen=True, kw_only=True)
class First:
    """How the first request comes to be in doubt.

    `killed` and `paused` name the effect before which its process ends, or sleeps while the others
    run: its answer comes late then.
    """

    fault: Fault = Fault.NONE
    killed: str = ""
    paused: str = ""
    checked_early: bool | None = None
    """Whether the vendor looks for duplicates when a late request comes in; None tries both."""


FIRST = (
    First(fault=Fault.LOST_BEFORE),
    First(fault=Fault.LOST_AFTER),
    First(fault=Fault.LATE),
    First(killed="SendCreate"),
    First(killed="CloseAttempt"),
    First(paused="CloseAttempt"),
    First(fault=Fault.RATE, paused="CloseAttempt"),
    First(fault=Fault.REJECTED, paused="CloseAttempt"),
)
WAITS = (
    timedelta(minutes=1), timedelta(minutes=31), timedelta(hours=71),
    timedelta(hours=71, minutes=48), timedelta(hours=73),
)  # fmt: skip
_SLEEP = timedelta(hours=2)


@dataclass
class Beginning:
    """The scheduler of the first run; `rest` is what happens while it sleeps."""

    first: First
    process: Process
    rest: Callable[[], None]
    slept: bool = False

    def fault(self, call: str) -> Fault:
        return self.first.fault

    def within(self, process: Process, label: str) -> None:
        """Effects are whole here."""

    def between(self, process: Process, label: str) -> None:
        if process is not self.process or self.slept:
            return
        if label == f"before {self.first.killed}":
            process.kill()
        if label == f"before {self.first.paused}":
            self.slept = True
            self.rest()


def setup_of(seed: int) -> Setup:
    """A world of the swarm in which unknown creates may be sent once more."""
    rng = Random(f"again {seed}")
    return Setup(
        homes=rng.choice((1, 1, 2)),
        counts_canceled=rng.random() < 0.5,
        resend=True,
        copied=False,
        checks_early=rng.random() < 0.5,
    )


def explore_seconds(
    mistake: Mistake | None = None,
    *,
    begins: tuple[First, ...] = FIRST,
    waits: tuple[timedelta, ...] = WAITS,
) -> Iterator[tuple[Violation | None, list[str], int]]:
    """Every schedule: how it ended, what happened, and how many second requests left."""
    chosen = mistake or Mistake()
    script: Script | None = Script()
    while script is not None:
        yield _play(chosen, script, begins=begins, waits=waits)
        script = script.following()


def _play(
    mistake: Mistake, script: Script, *, begins: tuple[First, ...], waits: tuple[timedelta, ...]
) -> tuple[Violation | None, list[str], int]:
    first = begins[script.pick(len(begins))]
    early = first.checked_early
    if early is None:
        early = first.fault is Fault.LATE and bool(script.pick(2))
    setup = Setup(resend=True, checks_early=early, mistake=mistake)
    if mistake.unprotected:
        setup = Setup(declared="0h", window=None, mistake=mistake)
    world = World(setup, Calm())
    violation: Violation | None = None
    try:
        with mistake.made():
            _tell(world, first, script, waits=waits)
    except Violation as found:
        violation = found
    finally:
        world.close()
    return violation, world.trace, world.watch.asked["second requests"]


def _tell(world: World, first: First, script: Script, *, waits: tuple[timedelta, ...]) -> None:
    def rest() -> None:
        world.wait(waits[script.pick(len(waits))])
        sleeping = Scripted(script, 1, kill=True, meanwhile=lambda: world.wait(_SLEEP))
        world.scheduler = sleeping
        world.apply(world.start("second", locks=False))
        world.scheduler = Calm()
        world.wait(timedelta(minutes=31))
        world.apply(world.start("third", locks=False))

    process = world.start("first")
    world.scheduler = Beginning(first=first, process=process, rest=rest)
    world.apply(process)
    if not first.paused:
        rest()
    settle(world)
