"""Random schedules of a crowd: runners that stand, die and lose their places, and a vendor's post.

Every act draws from its own sub-seed, so a story can be shortened without changing the rest of it.
`python -m tests.simulation.crowd SEED` plays one seed and prints its shortest failing story.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.simulation.files import GONE, WISHES
from tests.simulation.invariants import Violation, require
from tests.simulation.memory import rows
from tests.simulation.postman import AT_ONCE, SHUFFLED, Hearing
from tests.simulation.runners import LONG, Runners, take_place
from tests.simulation.settling import operate, settle
from tests.simulation.swarm import staff
from tests.simulation.vendor import CANCEL_FAULTS, CREATE_FAULTS, READ_FAULTS, Fault
from tests.simulation.world import Calm, Mistake, Process, Setup, World

_FAULTS = {"create": CREATE_FAULTS, "cancel": CANCEL_FAULTS, "retrieve": READ_FAULTS}
_JUMPS = (
    timedelta(seconds=5), timedelta(seconds=40), LONG, timedelta(minutes=20),
    timedelta(minutes=40), timedelta(hours=7), timedelta(days=4),
)  # fmt: skip
_MOST = 3
"""Runners at once."""


@dataclass
class Chance:
    """The scheduler of a crowd. `rng` is that of the act under way; `calm`: no fault any more."""

    world: World
    runners: Runners
    rng: Random
    faults: dict[str, tuple[Fault, ...]]
    fault_share: float
    calm: bool = False

    def fault(self, call: str) -> Fault:
        if self.calm or self.rng.random() >= self.fault_share:
            return Fault.NONE
        return self.rng.choice(self.faults[call])

    def between(self, process: Process, label: str) -> None:
        self.runners.stand(process, label)

    def within(self, process: Process, label: str) -> None:
        self.runners.stand(process, label)


def _begin(world: World, chance: Chance) -> None:
    if len(chance.runners.living) < _MOST:
        chance.runners.begin("apply").go_on(chance.rng.randrange(1, 12))


def _go_on(world: World, chance: Chance) -> None:
    living = chance.runners.living
    if living:
        chance.rng.choice(living).go_on(chance.rng.randrange(1, 7))


def _finish(world: World, chance: Chance) -> None:
    living = chance.runners.living
    if living:
        chance.runners.go_on(chance.rng.choice(living))


def _kill(world: World, chance: Chance) -> None:
    living = chance.runners.living
    if living:
        chance.rng.choice(living).end()


def _take_place(world: World, chance: Chance) -> None:
    """Mostly somebody else goes on at once, which is why they unlocked."""
    if take_place(world) and chance.rng.random() < 0.8:
        chance.runners.begin("apply").go_on(chance.rng.randrange(4, 16))


def _wait(world: World, chance: Chance) -> None:
    world.wait(chance.rng.choice(_JUMPS))


def _staff(world: World, chance: Chance) -> None:
    staff(world, chance.rng)


def _edit(world: World, chance: Chance) -> None:
    rng = chance.rng
    world.edit(rng.randrange(len(world.wishes)), rng.choice((*WISHES, GONE)))


def _operate(world: World, chance: Chance) -> None:
    operate(world)


def _forge(world: World, chance: Chance) -> None:
    if world.postman is not None:
        world.postman.forge(chance.rng)


def _foreign(world: World, chance: Chance) -> None:
    wish = chance.rng.choice(world.wishes)
    placed = world.vendor.place(wish.written, (("photos", 15),), key="")
    world.trace.append(f"somebody orders at {wish.written}: {placed}")


Act = Callable[[World, Chance], None]
ACTS: tuple[tuple[Act, int], ...] = (
    (_begin, 22), (_go_on, 26), (_finish, 10), (_kill, 5), (_take_place, 9), (_wait, 12),
    (_staff, 7), (_edit, 8), (_operate, 4), (_forge, 5), (_foreign, 1),
)  # fmt: skip
_WEIGHTS = [weight for _, weight in ACTS]


@dataclass(kw_only=True)
class Told:
    """How one schedule ended, and where runners were killed or lost their places."""

    seed: int
    violation: Violation | None
    trace: list[str]
    killed: Counter[str] = field(default_factory=Counter)
    robbed: Counter[str] = field(default_factory=Counter)
    events: int = 0
    echoed: int = 0
    """Unknowns of which the post alone was to tell."""

    def story(self) -> str:
        """For a person who has to repair it."""
        again = f"python -m tests.simulation.crowd {self.seed}"
        return "\n".join([*self.trace, f"seed {self.seed}: {self.violation}", f"again: {again}"])


def setup_of(seed: int, mistake: Mistake) -> Setup:
    """The world of a seed: where its ledger is, and what becomes of webhooks there."""
    rng = Random(f"crowd {seed}")
    window = rng.choice((None, None, timedelta(hours=72)))
    return Setup(
        homes=rng.choice((1, 1, 2, 3)),
        declared="0h" if window is None else "72h",
        window=window,
        copied=False,
        server=rng.random() < 0.5,
        hearing=_hearing_of(rng, seed),
        mistake=mistake,
    )


def _hearing_of(rng: Random, seed: int) -> Hearing | None:
    if rng.random() < 0.15:
        return None
    return Hearing(
        lost=rng.choice((0.0, 0.0, 0.3, 1.0)),
        doubled=rng.choice((0.0, 0.4)),
        delays=rng.choice((AT_ONCE, SHUFFLED)),
        seed=seed,
    )


def play(seed: int, *, mistake: Mistake | None = None, skip: Iterable[int] = ()) -> Told:
    """One schedule, without the acts numbered in `skip`."""
    chosen, left_out = mistake or Mistake(), frozenset(skip)
    rng = Random(f"crowd trouble {seed}")
    world = World(setup_of(seed, chosen), Calm())
    runners = Runners(world)
    chance = Chance(
        world=world,
        runners=runners,
        rng=rng,
        faults={call: tuple(rng.sample(kinds, 2)) for call, kinds in _FAULTS.items()},
        fault_share=rng.choice((0.0, 0.3, 0.6)),
    )
    told = Told(seed=seed, violation=None, trace=world.trace)
    try:
        with chosen.made():
            _tell(world, chance, seed, left_out=left_out)
            told.echoed = _end(world, chance, Random(f"crowd end {seed}"))
    except Violation as found:
        told.violation = found
    finally:
        runners.end()
        world.close()
    told.killed, told.robbed = Counter(world.killed), Counter(world.robbed)
    told.events = world.watch.asked["events"]
    return told


def length_of(seed: int) -> int:
    """How many acts the story of a seed has."""
    return Random(f"crowd length {seed}").randrange(8, 30)


def _tell(world: World, chance: Chance, seed: int, *, left_out: frozenset[int]) -> None:
    world.scheduler = chance
    for number in range(length_of(seed)):
        rng = Random(f"crowd act {seed} {number}")
        (act,) = rng.choices([one for one, _ in ACTS], _WEIGHTS)
        if number not in left_out:
            chance.rng = rng
            act(world, chance)
            world.watch.after_step(world)


def _end(world: World, chance: Chance, rng: Random) -> int:
    """Faults stop. Some runners wake up only when all has been settled without them."""
    chance.calm, late = True, rng.random() < 0.3
    if not late:
        chance.runners.finish()
    take_place(world)
    echoed = settle_by_post(world) if rng.random() < 0.5 else 0
    settle(world)
    if late and chance.runners.living:
        world.scheduler = chance
        chance.runners.finish()
        settle(world)
    return echoed


def settle_by_post(world: World) -> int:
    """Nobody answers, and the post brings everything: then no order is unknown any more.

    Gives how many creates were in doubt of which an order exists. Says nothing of a world where
    events are lost.
    """
    world.scheduler = Calm()
    world.wait(timedelta(hours=7))
    before = _unknown(world)
    for _ in range(2):
        world.apply(world.start("unattended"))
    hearing = world.setup.hearing
    if hearing is None or hearing.lost:
        return 0
    left = _unknown(world)
    require(not left, "I5", f"{left} exist, the vendor told so, and they count as unknown")
    return len(before)


def _unknown(world: World) -> set[str]:
    """The names of creates in doubt that made an order which can be seen."""
    seen = {one.key for one in world.vendor.orders if one.numbered <= world.clock.now()}
    doubts = "SELECT order_key FROM intent WHERE state IN ('sending', 'in_doubt', 'exists_noid')"
    return seen & {row["order_key"] for row in rows(world.sql, doubts)}


def shortest(seed: int, *, mistake: Mistake | None = None) -> Told:
    """The failing story with every act left out that it does not need."""
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
