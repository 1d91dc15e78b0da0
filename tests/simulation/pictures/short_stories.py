"""Every schedule of a small world: one or two pictures, two runs, one death, one fault in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tests.simulation.invariants import Violation
from tests.simulation.pictures.darkroom import SETTLED, PictureSetup, PictureWorld
from tests.simulation.pictures.ending import answer_doubts, come_to_rest
from tests.simulation.pictures.studio import PICTURE_FAULTS
from tests.simulation.small_scope import FAULT_IN_EACH, FAULT_IN_FIRST, Bounds, Script, Scripted
from tests.simulation.vendor import Fault
from tests.simulation.world import Calm, Mistake, Process

STORIES = ("order", "doubt", "restyled")


@dataclass
class PictureScripted(Scripted):
    """The scheduler that asks a script, with the faults of pictures."""

    died: bool = False

    def fault(self, call: str) -> Fault:
        if self.second is not None:
            return self.second.fault(call)
        if not self.faults:
            return Fault.NONE
        kinds = PICTURE_FAULTS[call]
        chosen = self.script.pick(1 + len(kinds))
        if not chosen:
            return Fault.NONE
        self.faults -= 1
        return kinds[chosen - 1]

    def within(self, process: Process, label: str) -> None:
        if self.second is not None:
            self.second.within(process, label)
        elif self.kill and self.script.pick(2):
            self.kill = False
            process.kill()


@dataclass(frozen=True, kw_only=True)
class PictureCase:
    """One small world to be explored.

    `order`: the pictures are due. `doubt`: the answer to the paid step of the first was lost long
    ago, carried out or not. `restyled`: it was ordered, and another style is wanted.
    """

    story: str = "order"
    api: str = "v1"
    photos: int = 1
    bounds: Bounds = FAULT_IN_FIRST
    mistake: Mistake = Mistake()

    def __str__(self) -> str:
        return f"{self.story}, {self.api}, {self.photos}"


KILLS = Bounds(faults=0, second_faults=0, second_kill=False)
PUSH = (
    (PictureCase(), 400),
    (PictureCase(api="v3", story="doubt", bounds=KILLS), 60),
)
"""A small world, and the least number of schedules it must have: fewer would be a blind harness."""

SOAK = tuple(
    (PictureCase(story=story, api=api, photos=photos, bounds=bounds), 60)
    for story in STORIES
    for api in ("v1", "v3")
    for photos, bounds in ((1, FAULT_IN_EACH), (2, FAULT_IN_FIRST))
)


def explore_pictures(case: PictureCase) -> Iterator[tuple[Script, Violation | None, PictureWorld]]:
    """Every schedule of a case, with how it ended."""
    script: Script | None = Script()
    while script is not None:
        violation, world = play_case(case, script)
        yield script, violation, world
        script = script.following()


def play_case(case: PictureCase, script: Script) -> tuple[Violation | None, PictureWorld]:
    """One schedule."""
    setup = PictureSetup(api=case.api, photos=case.photos, mistake=case.mistake)
    violation: Violation | None = None
    with case.mistake.made():
        world = PictureWorld(setup, Calm())
        try:
            _tell(case, world, script)
        except Violation as found:
            violation = found
        finally:
            world.close()
    return violation, world


class _Lost(Calm):
    """The answer to every paid step is lost."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def fault(self, call: str) -> Fault:
        return self._fault if call == "submit" else Fault.NONE


_LOST = (Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.LATE, Fault.ONLY_REQUEST)
_WAITS = (timedelta(minutes=1), timedelta(minutes=13), timedelta(minutes=16))


def _begin(case: PictureCase, world: PictureWorld, script: Script) -> None:
    match case.story:
        case "doubt":
            world.scheduler = _Lost(_LOST[script.pick(len(_LOST))])
            world.apply(world.start("before"))
            world.scheduler = Calm()
            world.wait(_WAITS[script.pick(len(_WAITS))])
        case "restyled":
            world.apply(world.start("before"))
            if script.pick(2):
                world.studio.finish()
            world.want(0, "prime")
        case _:
            """The pictures are due."""


def _tell(case: PictureCase, world: PictureWorld, script: Script) -> None:
    _begin(case, world, script)
    bounds, overlapped = case.bounds, False
    first = PictureScripted(script, bounds.faults, kill=True)

    def meanwhile() -> None:
        nonlocal overlapped
        overlapped = True
        # A few seconds, or so long that what left before has settled.
        world.wait((timedelta(seconds=5), SETTLED)[script.pick(2)])
        first.second = PictureScripted(script, bounds.second_faults, kill=bounds.second_kill)
        world.apply(world.start("second", locks=False))
        first.second = None

    first.meanwhile = meanwhile
    world.scheduler = first
    world.apply(world.start("first"))
    world.scheduler = Calm()
    if not overlapped:
        if script.pick(2):
            world.wait(SETTLED)
            answer_doubts(world)
        world.scheduler = PictureScripted(script, bounds.second_faults, kill=bounds.second_kill)
        world.apply(world.start("second"))
    come_to_rest(world)
