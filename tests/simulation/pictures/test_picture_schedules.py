"""No schedule of runs that order pictures pays twice, loses an order, or gets stuck."""

import os
import sys
from collections import Counter

import pytest
from tests.simulation.pictures.short_stories import PUSH, SOAK, PictureCase, explore_pictures
from tests.simulation.pictures.swarm_of_pictures import play_pictures, shortest

pytestmark = pytest.mark.no_cover

CASES = SOAK if os.environ.get("LISTWRIGHT_SOAK") else PUSH
COUNT = int(os.environ.get("LISTWRIGHT_SOAK") or 160)
SHARDS = 4


@pytest.mark.slow
@pytest.mark.parametrize(("case", "least"), CASES, ids=[str(case) for case, _ in CASES])
def test_no_schedule_of_a_small_world_breaks_the_promise(case: PictureCase, least: int) -> None:
    count, asked = 0, Counter[str]()
    for script, violation, world in explore_pictures(case):
        count += 1
        asked += world.watch_pictures.asked
        story = "\n".join([*world.trace, f"{violation}", f"choices: {script.given}"])
        assert violation is None, story
    sys.stdout.write(f"{case}: {count} schedules, {asked['again']} submitted once more\n")
    assert count >= least
    # A harness in which little is paid, or never again, would find nothing.
    assert asked["paid"] >= count // 2
    assert asked["again"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_seed_breaks_the_promise(shard: int) -> None:
    asked = Counter[str]()
    for seed in range(shard, COUNT, SHARDS):
        told = play_pictures(seed)
        asked += told.world.watch_pictures.asked
        if told.violation is not None:
            pytest.fail(shortest(seed).story())
    assert asked["paid"] > COUNT // SHARDS, "hardly anything was bought in these worlds"


@pytest.mark.slow
def test_random_worlds_lose_ledgers_and_recover_them() -> None:
    traces = [line for seed in range(100) for line in play_pictures(seed).world.trace]
    assert sum("something is lost" in line for line in traces) >= 2
    assert sum(" recover " in line for line in traces) >= 2
    assert sum("LedgerLostError" in line for line in traces) >= 2


def test_a_seed_always_tells_the_same_story() -> None:
    for seed in (3, 17):
        assert play_pictures(seed).world.trace == play_pictures(seed).world.trace
