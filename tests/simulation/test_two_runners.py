"""All schedules of two runners in a small world, one of which may lose its place."""

import os
import sys
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from tests.simulation.mistakes import never, without_index
from tests.simulation.two_runners import POINTS, Case, explore_two
from tests.simulation.vendor import Fault
from tests.simulation.world import Mistake

from listwright.ledger.writing import Writing

pytestmark = pytest.mark.no_cover

_SOAK = bool(os.environ.get("LISTWRIGHT_SOAK"))
_FINE = (Fault.NONE,)
_LOST = (Fault.NONE, Fault.LOST_AFTER)

PUSH = (
    (Case(first=_LOST, second=_FINE), 250),
    (Case(server=True, told=True, first=_FINE, second=_FINE), 150),
    (Case(story="cancel", server=True, first=_FINE, second_stands=False), 100),
    (Case(story="replace", first=_FINE, second=_FINE, second_stands=False), 80),
)
"""A small world, and the least number of schedules it must have: fewer would be a blind harness."""

_EDITED = Case(story="edited", server=True, first=_FINE, second=_FINE)
CASES = PUSH if not _SOAK else (*((case.whole(), least) for case, least in PUSH), (_EDITED, 400))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "least"), CASES, ids=[f"{case.story}, server {case.server}" for case, _ in CASES]
)
def test_no_schedule_breaks_the_promise(case: Case, least: int) -> None:
    """Nor is there a point at which no runner was killed, or none lost its place."""
    count, killed, robbed = 0, Counter[str](), Counter[str]()
    for told in explore_two(case):
        count += 1
        killed += told.killed
        robbed += told.robbed
        assert told.violation is None, "\n".join([*told.trace, f"{told.violation}"])
    sys.stdout.write(f"{case.story}: {count} schedules\n  killed {killed}\n  robbed {robbed}\n")
    assert count >= least
    assert POINTS[case.story] - set(killed) == set(), "nobody was killed there"
    assert POINTS[case.story] - set(robbed) == set(), "nobody lost its place there"


_EPOCH = f"{Writing.__module__}.Writing.require_epoch"
_REVISION = f"{Writing.__module__}.Writing.require_fresh"
_GUARDS = {
    "unique need": Mistake(patched={_EPOCH: never, _REVISION: never}),
    "revision": Mistake(patched={_EPOCH: never}, prepare=without_index),
    "epoch": Mistake(patched={_REVISION: never}, prepare=without_index),
}


@pytest.mark.slow
@pytest.mark.parametrize("guard", _GUARDS)
def test_any_one_of_the_three_guards_is_enough(guard: str) -> None:
    """The first 60 schedules, in which one is robbed before it commits; LISTWRIGHT_SOAK: all."""
    mistake = replace(_GUARDS[guard], unasked=frozenset({"taken"}))
    schedules = explore_two(replace(_EDITED, mistake=mistake))
    for told in schedules if _SOAK else islice(schedules, 60):
        assert told.violation is None, "\n".join([*told.trace, f"{told.violation}"])
