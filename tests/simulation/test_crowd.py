"""Random crowds of runners, with webhooks; LISTWRIGHT_SOAK=N plays N of them instead."""

import os
import sys
from collections import Counter

import pytest
from tests.simulation.crowd import play, shortest

pytestmark = pytest.mark.no_cover

SHARDS = 2
COUNT = int(os.environ.get("LISTWRIGHT_SOAK") or 240)
POINTS = {
    "before OpenAttempt", "before Follow", "before SendCreate", "asking create",
    "answering create", "before CloseAttempt", "before ReadOrder",
}  # fmt: skip
"""Where some runner has to lose its place, or the crowd is a tame one."""


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_crowd_breaks_the_promise(shard: int) -> None:
    killed, robbed, events = Counter[str](), Counter[str](), 0
    for seed in range(shard, COUNT, SHARDS):
        told = play(seed)
        killed += told.killed
        robbed += told.robbed
        events += told.events
        if told.violation is not None:
            pytest.fail(shortest(seed).story())
    sys.stdout.write(f"{events} events\n  killed {killed}\n  robbed {robbed}\n")
    assert set(robbed) >= POINTS
    assert len(killed) >= 8
    assert events >= 100


def test_a_seed_always_tells_the_same_story() -> None:
    for seed in (3, 17):
        assert play(seed).trace == play(seed).trace
