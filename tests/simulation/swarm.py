"""Random schedules: each seed draws its own kinds of trouble, then a story of actions.

Every action draws from its own sub-seed, so a story can be shortened without changing the rest of
it. `python -m tests.simulation.swarm SEED` plays one seed and prints its shortest failing story.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.simulation.copies import keep, put_back, recover
from tests.simulation.fiber import Fiber
from tests.simulation.files import GONE, WISHES
from tests.simulation.invariants import Violation
from tests.simulation.settling import forget, operate, settle
from tests.simulation.vendor import CANCEL_FAULTS, CREATE_FAULTS, READ_FAULTS, Fault
from tests.simulation.world import Mistake, Process, Setup, World

_FAULTS = {"create": CREATE_FAULTS, "cancel": CANCEL_FAULTS, "retrieve": READ_FAULTS}
_JUMPS = (
    timedelta(seconds=40), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=20),
    timedelta(minutes=40), timedelta(hours=5), timedelta(days=1), timedelta(days=4),
)  # fmt: skip

POINTS: Counter[str] = Counter()
"""How often a process was killed at each point, over every schedule of this session."""


@dataclass
class Trouble:
    """What one seed likes: probabilities per request, per effect and per action."""

    rng: Random
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)
    fault: float = 0.0
    kill: float = 0.0
    event: float = 0.0
    two: bool = False

    @classmethod
    def of(cls, seed: int) -> "Trouble":
        """Drawn from the seed: few kinds at a time, but those often."""
        rng = Random(f"trouble {seed}")
        faults = {call: tuple(rng.sample(kinds, 2)) for call, kinds in _FAULTS.items()}
        return cls(
            rng=rng,
            faults=faults,
            fault=rng.choice((0.0, 0.2, 0.5)),
            kill=rng.choice((0.0, 0.02, 0.08)),
            event=rng.choice((0.0, 0.02, 0.1)),
            two=rng.random() < 0.4,
        )


@dataclass
class Chance:
    """The scheduler of a random schedule. `rng` is that of the action under way."""

    trouble: Trouble
    rng: Random
    world: World | None = None
    fibers: list[Fiber] = field(default_factory=list)

    def fault(self, call: str) -> Fault:
        if self.rng.random() >= self.trouble.fault:
            return Fault.NONE
        return self.rng.choice(self.trouble.faults[call])

    def within(self, process: Process, label: str) -> None:
        if self.rng.random() < self.trouble.kill:
            POINTS[label] += 1
            process.kill()

    def between(self, process: Process, label: str) -> None:
        fiber = next((one for one in self.fibers if one.process is process), None)
        if fiber is not None:
            fiber.pause()
        if self.rng.random() < self.trouble.kill:
            POINTS[label] += 1
            process.kill()
        if fiber is None and self.world is not None and self.rng.random() < self.trouble.event:
            happen(self.world, self)


def happen(world: World, chance: Chance) -> None:
    """Something from outside, while a process is between two effects."""
    rng = chance.rng
    living = [fiber for fiber in chance.fibers if not fiber.is_over]
    if living and rng.random() < 0.7:
        living[0].go_on(rng.randrange(1, 12))
    elif rng.random() < 0.5:
        world.wait(rng.choice(_JUMPS))
    else:
        staff(world, rng)


def staff(world: World, rng: Random) -> None:
    """Somebody at the vendor does something."""
    orders = [one for one in world.vendor.orders if not one.is_canceled]
    if not orders:
        return
    chosen = rng.choice(orders)
    if rng.random() < 0.25:
        world.vendor.end(chosen, by="staff")
    else:
        world.vendor.advance(chosen)
    world.trace.append(f"staff: order {chosen.order_id} is {chosen.status}")


def _apply(world: World, chance: Chance) -> None:
    world.apply(world.start("apply"))


def _operate(world: World, chance: Chance) -> None:
    operate(world)


def _wait(world: World, chance: Chance) -> None:
    world.wait(chance.rng.choice(_JUMPS))


def _staff(world: World, chance: Chance) -> None:
    staff(world, chance.rng)


def _forget(world: World, chance: Chance) -> None:
    forget(world, chance.rng)


def _edit(world: World, chance: Chance) -> None:
    rng = chance.rng
    wants = rng.choice((*WISHES, GONE))
    number, rename = rng.randrange(len(world.wishes)), rng.random() < 0.2
    if world.lost or (world.recovered and (rename or wants == GONE)):
        return  # what a lost ledger knew of needs and homes that leave is beyond any recovery
    world.edit(number, wants, rename=rename)


def _foreign(world: World, chance: Chance) -> None:
    wish = chance.rng.choice(world.wishes)
    placed = world.vendor.place(wish.written, (("photos", 15),), key="")
    world.copies.clear()
    world.trace.append(f"somebody orders at {wish.written}: {placed}")


def _second(world: World, chance: Chance) -> None:
    """Another run, whose lock keeps nobody out: it runs while others do."""
    if not chance.trouble.two:
        _apply(world, chance)
        return
    process = world.start("second", locks=False)
    fiber = Fiber(process, lambda: world.apply(process))
    chance.fibers.append(fiber)
    fiber.go_on(chance.rng.randrange(1, 10))


def _go_on(world: World, chance: Chance) -> None:
    for fiber in chance.fibers:
        fiber.go_on(chance.rng.randrange(1, 12))


def _keep(world: World, chance: Chance) -> None:
    if world.setup.copied:
        keep(world)


def _put_back(world: World, chance: Chance) -> None:
    """Nobody puts a ledger back while a run is at work."""
    for fiber in chance.fibers:
        fiber.go_on(1000)
    if world.copies:
        put_back(world, chance.rng.randrange(len(world.copies)))
    _apply(world, chance)


def _recover(world: World, chance: Chance) -> None:
    if world.lost:
        recover(world)


Action = Callable[[World, Chance], None]
ACTIONS: tuple[tuple[Action, int], ...] = (
    (_apply, 30), (_operate, 12), (_wait, 18), (_staff, 10), (_edit, 14), (_second, 8),
    (_go_on, 6), (_foreign, 1), (_forget, 1), (_keep, 7), (_put_back, 5), (_recover, 4),
)  # fmt: skip
_WEIGHTS = [weight for _, weight in ACTIONS]


def setup_of(seed: int, mistake: Mistake) -> Setup:
    """The world of a seed: how many homes, and whether the vendor protects against duplicates."""
    rng = Random(f"setup {seed}")
    homes = 5 if rng.random() < 0.05 else rng.choice((1, 1, 2))
    if rng.random() < 0.5:
        return Setup(homes=homes, declared="0h", window=None, mistake=mistake)
    window = rng.choice((timedelta(hours=72), timedelta(hours=72), None))
    counts = rng.random() < 0.5
    resend = window is not None and rng.random() < 0.6
    return Setup(
        homes=homes,
        window=window,
        counts_canceled=counts,
        resend=resend,
        checks_early=resend and rng.random() < 0.5,
        mistake=mistake,
    )


@dataclass(kw_only=True)
class Told:
    """How one schedule ended."""

    seed: int
    violation: Violation | None
    trace: list[str]
    steps: int = 0
    seconds: int = 0
    """How many creates went out once more."""

    def story(self) -> str:
        """For a person who has to repair it."""
        again = f"python -m tests.simulation.swarm {self.seed}"
        return "\n".join([*self.trace, f"seed {self.seed}: {self.violation}", f"again: {again}"])


def play(
    seed: int,
    *,
    mistake: Mistake | None = None,
    skip: Iterable[int] = (),
    setup: Setup | None = None,
) -> Told:
    """One schedule, without the actions numbered in `skip`; in the seed's world, or in `setup`."""
    chosen, left_out = mistake or Mistake(), frozenset(skip)
    story = [one for number, one in enumerate(story_of(seed)) if number not in left_out]
    return tell_story(story, setup or setup_of(seed, chosen), Trouble.of(seed), seed=seed)


def tell_story(
    story: Iterable[tuple[Action, Random]], setup: Setup, trouble: Trouble, *, seed: int = -1
) -> Told:
    """Act after act, each with its own chance; then everything must come to rest."""
    chance = Chance(trouble, trouble.rng)
    world = World(setup, chance)
    chance.world = world
    violation: Violation | None = None
    try:
        with setup.mistake.made():
            for action, rng in story:
                chance.rng = rng
                action(world, chance)
                world.watch.after_step(world)
            for fiber in chance.fibers:
                fiber.go_on(1000)
            settle(world)
    except Violation as found:
        violation = found
    finally:
        for fiber in chance.fibers:
            fiber.end()
        world.close()
    return Told(
        seed=seed,
        violation=violation,
        trace=world.trace,
        steps=world.watch.asked["steps"],
        seconds=world.watch.asked["second requests"],
    )


def length_of(seed: int) -> int:
    """How many actions the story of a seed has."""
    return Random(f"length {seed}").randrange(6, 22)


def story_of(seed: int) -> Iterable[tuple[Action, Random]]:
    """What happens in the world of a seed."""
    for number in range(length_of(seed)):
        rng = Random(f"action {seed} {number}")
        (action,) = rng.choices([one for one, _ in ACTIONS], _WEIGHTS)
        yield action, rng


def shortest(seed: int, *, mistake: Mistake | None = None) -> Told:
    """The failing story with every action left out that it does not need."""
    told, left_out = play(seed, mistake=mistake), set[int]()
    if told.violation is None:
        return told
    for number in reversed(range(length_of(seed))):
        shorter = play(seed, mistake=mistake, skip={*left_out, number})
        if shorter.violation is not None and shorter.violation.rule == told.violation.rule:
            told = shorter
            left_out.add(number)
    return told


if __name__ == "__main__":
    for text in sys.argv[1:]:
        sys.stdout.write(shortest(int(text)).story() + "\n")
