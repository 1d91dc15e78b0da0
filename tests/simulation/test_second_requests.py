"""All schedules of one unknown create that may be sent once more."""

import os
import sys

import pytest
from tests.simulation.second_requests import WAITS, explore_seconds, setup_of
from tests.simulation.swarm import play

pytestmark = pytest.mark.no_cover


@pytest.mark.slow
def test_no_schedule_of_a_second_request_breaks_the_promise() -> None:
    """With two of the waits; LISTWRIGHT_SOAK plays all of them."""
    waits = WAITS if os.environ.get("LISTWRIGHT_SOAK") else WAITS[1:4:2]
    count = sent = 0
    for violation, trace, seconds in explore_seconds(waits=waits):
        count += 1
        sent += seconds
        assert violation is None, "\n".join([*trace, f"{violation}"])
    sys.stdout.write(f"{count} schedules, {sent} second requests\n")
    assert count >= (1_600 if os.environ.get("LISTWRIGHT_SOAK") else 900)
    assert sent >= count // 2


@pytest.mark.slow
def test_no_seed_of_a_world_that_allows_them_breaks_the_promise() -> None:
    """LISTWRIGHT_SOAK=N plays N of them instead."""
    count, sent = int(os.environ.get("LISTWRIGHT_SOAK") or 400), 0
    for seed in range(count):
        told = play(seed, setup=setup_of(seed))
        sent += told.seconds
        assert told.violation is None, told.story()
    sys.stdout.write(f"{count} seeds, {sent} second requests\n")
    assert sent > count // 50
