"""A ledger that forgot orders sends nothing, and what it forgot is not ordered again."""

import os
import sys

import pytest
from tests.simulation.put_back import EVERYTHING, FEW, explore_copies
from tests.simulation.swarm import play

pytestmark = pytest.mark.no_cover


@pytest.mark.slow
@pytest.mark.parametrize("story", ["create", "replace", "cancel"])
def test_no_schedule_of_a_copy_put_back_breaks_the_promise(story: str) -> None:
    """All of them for a create; LISTWRIGHT_SOAK plays all of them for the others, too."""
    everything = story == "create" or os.environ.get("LISTWRIGHT_SOAK")
    choices = EVERYTHING if everything else FEW
    count = lost = 0
    for violation, trace in explore_copies(story=story, choices=choices):
        count += 1
        lost += any("something is lost" in line for line in trace)
        assert violation is None, "\n".join([*trace, f"{violation}"])
    sys.stdout.write(f"{story}: {count} schedules, {lost} with a loss\n")
    assert lost >= 100


@pytest.mark.slow
def test_random_worlds_lose_ledgers_and_recover_them() -> None:
    traces = [line for seed in range(150) for line in play(seed).trace]
    assert sum("something is lost" in line for line in traces) >= 5
    assert sum(" recover " in line for line in traces) >= 5
    assert sum("LedgerLostError" in line for line in traces) >= 5
