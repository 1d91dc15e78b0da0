"""Every deliberate mistake about pictures is caught: a harness that misses one proves nothing."""

from collections.abc import Iterable
from itertools import islice

import pytest
from tests.simulation.invariants import Violation
from tests.simulation.pictures.short_stories import explore_pictures
from tests.simulation.pictures.swarm_of_pictures import play_pictures
from tests.simulation.pictures.wrong_pictures import WRONG_PICTURES, WrongPictures

pytestmark = pytest.mark.no_cover

_MOST = 500
"""Schedules after which a mistake counts as missed."""


def _schedules(wrong: WrongPictures) -> Iterable[Violation | None]:
    if wrong.case is not None:
        return islice((found for _, found, _ in explore_pictures(wrong.case)), _MOST)
    seeds = range(wrong.first, wrong.first + _MOST)
    return (play_pictures(seed, mistake=wrong.mistake).violation for seed in seeds)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG_PICTURES, ids=[wrong.name for wrong in WRONG_PICTURES])
def test_the_mistake_is_caught(wrong: WrongPictures) -> None:
    found = next((found for found in _schedules(wrong) if found is not None), None)
    assert found is not None
