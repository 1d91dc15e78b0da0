"""Stories that hypothesis tells: it varies the ones it knows and cuts a failing one down."""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulation.swarm import ACTIONS, Trouble, setup_of, tell_story
from tests.simulation.world import Mistake

pytestmark = pytest.mark.no_cover

EXAMPLES = 60 if not os.environ.get("LISTWRIGHT_SOAK") else 2_000
_ACTION = st.tuples(st.integers(0, len(ACTIONS) - 1), st.integers(0, 9))
_STORIES = st.lists(_ACTION, min_size=1, max_size=16)
_SHARES = st.sampled_from([0.0, 0.05, 0.3])


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(story=_STORIES, world=st.integers(0, 400), kinds=st.integers(0, 400), shares=st.data())
def test_no_story_breaks_the_promise(
    story: list[tuple[int, int]], world: int, kinds: int, shares: st.DataObject
) -> None:
    trouble = Trouble.of(kinds)
    trouble.fault, trouble.kill, trouble.event = (shares.draw(_SHARES) for _ in range(3))
    acts = [(ACTIONS[number][0], Random(f"told {number} {luck}")) for number, luck in story]
    told = tell_story(acts, setup_of(world, Mistake()), trouble)
    assert told.violation is None, told.story()
