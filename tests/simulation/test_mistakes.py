"""Every deliberate mistake is caught: a harness that misses one proves nothing."""

from collections.abc import Iterable
from itertools import islice

import pytest
from tests.simulation.invariants import Violation
from tests.simulation.mistakes import WRONG, Wrong
from tests.simulation.put_back import explore_copies
from tests.simulation.second_requests import explore_seconds
from tests.simulation.small_scope import explore, outage
from tests.simulation.swarm import length_of, play, shortest
from tests.simulation.world import Mistake

pytestmark = pytest.mark.no_cover

_MOST = 1000
"""Schedules after which a mistake counts as missed."""


def first_violation(wrong: Wrong) -> Violation | None:
    """What the harness says about a mistake."""
    return next((found for found in _schedules(wrong) if found is not None), None)


def _schedules(wrong: Wrong) -> Iterable[Violation | None]:
    """How each schedule of the place to look at ends."""
    mistake = wrong.mistake
    if wrong.outage:
        return [outage(mistake)[0]]
    if wrong.lost:
        return (found for found, _ in explore_copies(mistake))
    if wrong.again:
        return (found for found, _, _ in explore_seconds(mistake, begins=wrong.begins))
    if wrong.case is not None:
        return islice((found for _, found, _ in explore(wrong.case)), _MOST)
    return (play(seed, mistake=mistake).violation for seed in range(_MOST))


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=[wrong.mistake.name for wrong in WRONG])
def test_the_mistake_is_caught(wrong: Wrong) -> None:
    assert first_violation(wrong) is not None


@pytest.mark.slow
def test_without_the_lock_the_promise_still_holds() -> None:
    """The lock is a convenience: epoch, revision and unique index do the work."""
    for seed in range(150):
        told = play(seed, mistake=Mistake(name="no lock", lockless=True))
        assert told.violation is None, told.story()


def test_a_failing_story_is_told_in_its_shortest_form() -> None:
    hasty = Mistake(name="the operator does not wait", hasty=True)
    seed = next(seed for seed in range(_MOST) if play(seed, mistake=hasty).violation is not None)
    told = shortest(seed, mistake=hasty)
    assert told.violation is not None
    assert len(told.trace) <= len(play(seed, mistake=hasty).trace)
    assert f"python -m tests.simulation.swarm {seed}" in told.story()
    assert length_of(seed) > 0
