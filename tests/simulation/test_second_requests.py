"""All schedules of one unknown create that may be sent once more."""

import sys

import pytest
from tests.simulation.second_requests import explore_seconds

pytestmark = pytest.mark.no_cover


@pytest.mark.slow
def test_no_schedule_of_a_second_request_breaks_the_promise() -> None:
    count = sent = 0
    for violation, trace, seconds in explore_seconds():
        count += 1
        sent += seconds
        assert violation is None, "\n".join([*trace, f"{violation}"])
    sys.stdout.write(f"{count} schedules, {sent} second requests\n")
    assert count >= 1000
    assert sent >= 500
