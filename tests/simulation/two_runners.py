"""Every schedule of two runners in a small world: where each stands, and what happens meanwhile.

The first one stands still at some point, or dies there. Somebody unlocks, or its lease runs out;
perhaps people answer what seems unknown. The second one begins, and stands still in its turn while
the first one, if it lives, wakes up and ends. `small_scope.py` has the script.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.simulation.crowd import settle_by_post
from tests.simulation.fiber import Fiber
from tests.simulation.invariants import Violation
from tests.simulation.postman import SHUFFLED, Hearing
from tests.simulation.runners import LONG, Runners, take_place
from tests.simulation.settling import operate, settle
from tests.simulation.small_scope import STORIES, Script
from tests.simulation.vendor import CREATE_FAULTS, Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World

_ORDERING = frozenset(
    {
        "before Pace", "before OpenAttempt", "before Follow", "before SendCreate", "asking create",
        "answering create", "before CloseAttempt", "before Announce",
    }
)  # fmt: skip
_CANCELING = frozenset(
    {
        "before OpenCancel", "before SendCancel", "asking cancel", "answering cancel",
        "before CloseAttempt", "before ReadOrder", "asking retrieve", "answering retrieve",
        "before RecordOrder",
    }
)  # fmt: skip
POINTS = {
    "create": _ORDERING,
    "edited": _ORDERING,
    "cancel": _CANCELING,
    "replace": _CANCELING | _ORDERING,
}
"""Where a run of each story can stand: before its commit, between commit and request, in flight,
with the answer in hand, and after."""

_TOLD = Hearing(doubled=0.5, delays=SHUFFLED, seed=7)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One small world: its story, where its ledger is, and what may become of creates."""

    story: str = "create"
    server: bool = False
    first: tuple[Fault, ...] = (Fault.NONE, Fault.LOST_AFTER, Fault.REJECTED)
    second: tuple[Fault, ...] = (Fault.NONE, Fault.LOST_AFTER)
    second_stands: bool = True
    """Whether the second one may stand still, too, while the first one goes on."""

    told: bool = False
    """Whether webhooks come in, twice and late; then nobody answers until they are all there."""

    mistake: Mistake = Mistake()

    @property
    def setup(self) -> Setup:
        """The world."""
        return Setup(
            declared="0h",
            window=None,
            copied=False,
            server=self.server,
            hearing=_TOLD if self.told else None,
            mistake=self.mistake,
        )

    def whole(self) -> "Case":
        """The same with every fault of every create."""
        every = (Fault.NONE, *CREATE_FAULTS)
        return replace(self, first=every, second=every, second_stands=True)


@dataclass(kw_only=True)
class Told:
    """How one schedule ended, and where runners were killed or lost their places."""

    violation: Violation | None = None
    trace: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    robbed: Counter[str] = field(default_factory=Counter)


@dataclass
class Two:
    """The scheduler: both stand before effects, and the script says what becomes of creates."""

    script: Script
    runners: Runners
    faults: dict[str, tuple[Fault, ...]]

    def fault(self, call: str) -> Fault:
        process = self.runners.world.acting
        name = "" if process is None else process.name.partition("-")[0]
        if call != "create" or name not in self.faults:
            return Fault.NONE
        choices = self.faults.pop(name)
        return choices[self.script.pick(len(choices))]

    def between(self, process: Process, label: str) -> None:
        # After one effect is before the next, so only one of the two is tried.
        if label.startswith("before"):
            self.runners.stand(process, label)

    def within(self, process: Process, label: str) -> None:
        self.runners.stand(process, label)

    def until_it_stands(self, fiber: Fiber) -> None:
        """Let it run to the point that the script says, or to its end."""
        fiber.go_on(1)
        while not fiber.is_over and self.script.pick(2):
            fiber.go_on(1)


def explore_two(case: Case) -> Iterator[Told]:
    """Every schedule of a case."""
    script: Script | None = Script()
    while script is not None:
        yield _play(case, script)
        script = script.following()


def _play(case: Case, script: Script) -> Told:
    world = World(case.setup, Calm())
    runners = Runners(world)
    told = Told(trace=world.trace)
    try:
        with case.mistake.made():
            STORIES[case.story](world)
            _tell(case, world, Two(script, runners, {"first": case.first, "second": case.second}))
    except Violation as found:
        told.violation = found
    finally:
        runners.end()
        world.close()
    told.killed, told.robbed = Counter(world.killed), Counter(world.robbed)
    return told


def _tell(case: Case, world: World, two: Two) -> None:
    world.scheduler, runners = two, two.runners
    first = runners.begin("first")
    two.until_it_stands(first)
    if not first.is_over:
        fates = _FATES[case.server]
        fates[two.script.pick(len(fates))](world, first)
        if case.story == "edited":
            world.edit(0, "more")
    second = runners.begin("second")
    if not first.is_over and case.second_stands:
        two.until_it_stands(second)
    runners.go_on(first if case.second_stands else second)
    runners.finish()
    world.scheduler = Calm()
    if case.told:
        settle_by_post(world)
    settle(world)


def _killed(world: World, first: Fiber) -> None:
    """A lease outlives its process, a lock does not."""
    first.end()
    if world.setup.server:
        world.wait(LONG)


def _unlocked(world: World, first: Fiber) -> None:
    take_place(world)


def _run_out(world: World, first: Fiber) -> None:
    world.wait(LONG)


def _unlocked_and_late(world: World, first: Fiber) -> None:
    take_place(world)
    world.wait(timedelta(seconds=40))


def _answered(world: World, first: Fiber) -> None:
    """It sleeps for so long that people settle what it left."""
    take_place(world)
    world.wait(timedelta(minutes=40))
    scheduler, world.scheduler = world.scheduler, Calm()
    operate(world)
    world.scheduler = scheduler


_FATES: dict[bool, tuple[Callable[[World, Fiber], None], ...]] = {
    False: (_killed, _unlocked, _unlocked_and_late, _answered),
    True: (_killed, _unlocked, _run_out, _answered),
}
"""What becomes of the first runner where it stands: in a file, and on a server."""
