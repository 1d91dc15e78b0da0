"""All schedules of the small worlds: none breaks the promise, and none is left out."""

import os
import sys
from itertools import product

import pytest
from tests.simulation.small_scope import (
    EVERYTHING,
    FAULT_IN_EACH,
    FAULT_IN_FIRST,
    STORIES,
    WINDOWS,
    Case,
    Script,
    explore,
    outage,
)
from tests.simulation.world import Mistake

pytestmark = pytest.mark.no_cover

PUSH = (
    (Case(story="create", bounds=FAULT_IN_EACH), 500),
    (Case(story="create", window="window", bounds=FAULT_IN_FIRST), 60),
    (Case(story="edited", bounds=FAULT_IN_FIRST), 60),
    (Case(story="cancel", bounds=FAULT_IN_FIRST), 200),
    (Case(story="replace", bounds=FAULT_IN_FIRST), 300),
)
"""A small world, and the least number of schedules it must have: fewer would be a blind harness."""

SOAK = tuple(
    (Case(story=story, window=window, bounds=EVERYTHING), 100)
    for story, window in product(STORIES, WINDOWS)
)
CASES = SOAK if os.environ.get("LISTWRIGHT_SOAK") else PUSH


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "least"), CASES, ids=[f"{case.story}, {case.window}" for case, _ in CASES]
)
def test_no_schedule_breaks_the_promise(case: Case, least: int) -> None:
    count = 0
    for script, violation, trace in explore(case):
        count += 1
        story = "\n".join([*trace, f"{violation}", f"choices: {script.given}"])
        assert violation is None, story
    sys.stdout.write(f"{case.story}, {case.window}: {count} schedules\n")
    assert count >= least


def test_every_choice_is_visited_once() -> None:
    seen = []
    script: Script | None = Script()
    while script is not None:
        first = script.pick(3)
        seen.append((first, script.pick(2) if first == 1 else None))
        script = script.following()
    assert seen == [(0, None), (1, 0), (1, 1), (2, None)]


def test_an_outage_leaves_three_homes_in_doubt_and_not_six() -> None:
    violation, taken = outage(Mistake())
    assert violation is None
    assert taken == 3
