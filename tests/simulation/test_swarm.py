"""Random schedules by the thousand; LISTWRIGHT_SOAK=N plays N of them instead."""

import os

import pytest
from tests.simulation.swarm import play, shortest

pytestmark = pytest.mark.no_cover

SHARDS = 8
PER_PUSH = 1_000
COUNT = int(os.environ.get("LISTWRIGHT_SOAK") or PER_PUSH)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_seed_breaks_the_promise(shard: int) -> None:
    steps = 0
    for seed in range(shard, COUNT, SHARDS):
        told = play(seed)
        steps += told.steps
        if told.violation is not None:
            pytest.fail(shortest(seed).story())
    assert steps > COUNT // SHARDS, "hardly anything happened in these worlds"


def test_a_seed_always_tells_the_same_story() -> None:
    for seed in (3, 17, 40):
        assert play(seed).trace == play(seed).trace
