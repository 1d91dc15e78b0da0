"""Random schedules of worlds that order pictures: each seed draws its trouble, then a story.

Every action draws from its own sub-seed, so a story can be shortened without changing the rest.
`python -m tests.simulation.pictures.swarm_of_pictures SEED` prints its shortest failing story.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from tests.simulation.copies import keep, put_back, recover
from tests.simulation.fiber import Fiber
from tests.simulation.invariants import Violation
from tests.simulation.pictures.darkroom import PictureSetup, PictureWorld
from tests.simulation.pictures.ending import answer_doubts, come_to_rest
from tests.simulation.pictures.home_files import WANTS
from tests.simulation.pictures.studio import PICTURE_FAULTS
from tests.simulation.vendor import Fault
from tests.simulation.world import Mistake, Process

_JUMPS = (
    timedelta(seconds=10), timedelta(seconds=40), timedelta(minutes=2), timedelta(minutes=10),
    timedelta(minutes=16), timedelta(minutes=31), timedelta(hours=3),
)  # fmt: skip


@dataclass
class PictureChance:
    """The scheduler of a random schedule; few kinds of trouble at a time, but those often."""

    rng: Random
    faults: dict[str, tuple[Fault, ...]]
    fault: float
    kill: float
    event: float
    two: bool
    world: PictureWorld | None = None
    fibers: list[Fiber] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int) -> "PictureChance":
        """Drawn from the seed."""
        rng = Random(f"picture trouble {seed}")
        return cls(
            rng=rng,
            faults={call: tuple(rng.sample(kinds, 2)) for call, kinds in PICTURE_FAULTS.items()},
            fault=rng.choice((0.0, 0.2, 0.5)),
            kill=rng.choice((0.0, 0.02, 0.08)),
            event=rng.choice((0.0, 0.02, 0.1)),
            two=rng.random() < 0.4,
        )

    def fault_of(self, call: str) -> Fault:
        """What becomes of the next request."""
        if self.rng.random() >= self.fault:
            return Fault.NONE
        return self.rng.choice(self.faults[call])

    def within(self, process: Process, label: str) -> None:
        """May end the process."""
        if self.rng.random() < self.kill:
            process.kill()

    def between(self, process: Process, label: str) -> None:
        """May end the process, or let the world move on."""
        fiber = next((one for one in self.fibers if one.process is process), None)
        if fiber is not None:
            fiber.pause()
        if self.rng.random() < self.kill:
            process.kill()
        if fiber is None and self.world is not None and self.rng.random() < self.event:
            self._happen(self.world)

    def _happen(self, world: PictureWorld) -> None:
        living = [fiber for fiber in self.fibers if not fiber.is_over]
        if living and self.rng.random() < 0.7:
            living[0].go_on(self.rng.randrange(1, 14))
        elif self.rng.random() < 0.5:
            world.wait(self.rng.choice(_JUMPS))
        else:
            _staff(world, self)


class _Scheduler:
    """`PictureChance` as the world asks it."""

    def __init__(self, chance: PictureChance) -> None:
        self._chance = chance
        self.within, self.between = chance.within, chance.between

    def fault(self, call: str) -> Fault:
        """What becomes of the next request."""
        return self._chance.fault_of(call)


def _apply(world: PictureWorld, chance: PictureChance) -> None:
    world.apply(world.start("apply"))


def _answer(world: PictureWorld, chance: PictureChance) -> None:
    answer_doubts(world)


def _wait(world: PictureWorld, chance: PictureChance) -> None:
    world.wait(chance.rng.choice(_JUMPS))


def _staff(world: PictureWorld, chance: PictureChance) -> None:
    """The vendor finishes a picture, or gives it up; its account runs dry; somebody plays there."""
    rng, studio = chance.rng, world.studio
    jobs = [job for upload in studio.uploads for job in upload.jobs if job.status == "processing"]
    if rng.random() < 0.1:
        studio.credits = not studio.credits
    elif rng.random() < 0.15:
        _play_around(world, rng)
    elif jobs:
        job = rng.choice(jobs)
        failed = studio.api == "v3" and rng.random() < 0.2
        job.status = "failed" if failed else "done" if studio.api == "v3" else "regular_finished"
        world.trace.append(f"staff: {job.number} is {job.status}")


def _play_around(world: PictureWorld, rng: Random) -> None:
    """Somebody makes another picture of a photo in the vendor's own pages."""
    known = {
        row["order_id"]: row["request_id"]
        for row in world.sql.execute("SELECT order_id, request_id FROM orders")
    }
    uploads = [one for one in world.studio.uploads if known.get(one.number)]
    if uploads:
        job = world.studio.make(rng.choice(uploads), "by hand", ours=False)
        job.status = "done" if world.studio.api == "v3" else "regular_finished"
        world.trace.append(f"somebody made {job.number}")


def _edit(world: PictureWorld, chance: PictureChance) -> None:
    if not world.lost:
        number = chance.rng.randrange(len(world.picture_wishes))
        world.want(number, chance.rng.choice(tuple(WANTS)))


def _repaint(world: PictureWorld, chance: PictureChance) -> None:
    """A photo is replaced by another one."""
    path = chance.rng.choice(sorted(world.photos))
    world.photos[path] = f"{world.photos[path].partition('+')[0]}+{chance.rng.randrange(3)}"
    world.trace.append(f"{path} is {world.photos[path]}")


def _second(world: PictureWorld, chance: PictureChance) -> None:
    """Another run, whose lock keeps nobody out: it runs while others do."""
    if not chance.two:
        _apply(world, chance)
        return
    process = world.start("second", locks=False)
    fiber = Fiber(process, lambda: world.apply(process))
    chance.fibers.append(fiber)
    fiber.go_on(chance.rng.randrange(1, 14))


def _go_on(world: PictureWorld, chance: PictureChance) -> None:
    for fiber in chance.fibers:
        fiber.go_on(chance.rng.randrange(1, 14))


def _keep(world: PictureWorld, chance: PictureChance) -> None:
    keep(world)


def _put_back(world: PictureWorld, chance: PictureChance) -> None:
    """Nobody puts a ledger back while a run is at work."""
    for fiber in chance.fibers:
        fiber.go_on(1000)
    if world.copies:
        put_back(world, chance.rng.randrange(len(world.copies)))
    _apply(world, chance)


def _recover(world: PictureWorld, chance: PictureChance) -> None:
    if world.lost:
        recover(world)


Action = Callable[[PictureWorld, PictureChance], None]
ACTIONS: tuple[tuple[Action, int], ...] = (
    (_apply, 30), (_answer, 8), (_wait, 18), (_staff, 16), (_edit, 10), (_repaint, 5),
    (_second, 8), (_go_on, 6), (_keep, 5), (_put_back, 3), (_recover, 3),
)  # fmt: skip
_WEIGHTS = [weight for _, weight in ACTIONS]


@dataclass(kw_only=True)
class PictureTold:
    """How one schedule ended."""

    seed: int
    violation: Violation | None
    world: PictureWorld

    def story(self) -> str:
        """For a person who has to repair it."""
        again = f"python -m tests.simulation.pictures.swarm_of_pictures {self.seed}"
        lines = [*self.world.trace, f"seed {self.seed}: {self.violation}", f"again: {again}"]
        return "\n".join(lines)


def setup_of(seed: int, mistake: Mistake) -> PictureSetup:
    """The world of a seed."""
    rng = Random(f"picture setup {seed}")
    return PictureSetup(
        homes=rng.choice((1, 1, 2)),
        photos=rng.choice((1, 1, 2, 4)),
        api=rng.choice(("v1", "v3")),
        mistake=mistake,
    )


def length_of(seed: int) -> int:
    """How many actions the story of a seed has."""
    return Random(f"picture length {seed}").randrange(5, 20)


def play_pictures(
    seed: int, *, mistake: Mistake | None = None, skip: Iterable[int] = ()
) -> PictureTold:
    """One schedule, without the actions numbered in `skip`."""
    setup, left_out = setup_of(seed, mistake or Mistake()), frozenset(skip)
    chance = PictureChance.of(seed)
    violation: Violation | None = None
    with setup.mistake.made():
        world = PictureWorld(setup, _Scheduler(chance))
        chance.world = world
        try:
            for number in range(length_of(seed)):
                rng = Random(f"picture action {seed} {number}")
                (action,) = rng.choices([one for one, _ in ACTIONS], _WEIGHTS)
                if number not in left_out:
                    chance.rng = rng
                    action(world, chance)
                    world.watch_pictures.after_step(world)
            for fiber in chance.fibers:
                fiber.go_on(1000)
            come_to_rest(world)
        except Violation as found:
            violation = found
        finally:
            for fiber in chance.fibers:
                fiber.end()
            world.close()
    return PictureTold(seed=seed, violation=violation, world=world)


def shortest(seed: int, *, mistake: Mistake | None = None) -> PictureTold:
    """The failing story with every action left out that it does not need."""
    told, left_out = play_pictures(seed, mistake=mistake), set[int]()
    if told.violation is None:
        return told
    for number in reversed(range(length_of(seed))):
        shorter = play_pictures(seed, mistake=mistake, skip={*left_out, number})
        if shorter.violation is not None and shorter.violation.rule == told.violation.rule:
            told = shorter
            left_out.add(number)
    return told


if __name__ == "__main__":
    for text in sys.argv[1:]:
        sys.stdout.write(shortest(int(text)).story() + "\n")
