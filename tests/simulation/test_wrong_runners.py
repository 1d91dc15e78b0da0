"""Every deliberate mistake about runners and webhooks is caught, and by the rule it breaks."""

import pytest
from tests.simulation.wrong_runners import WRONG, Wrong

pytestmark = pytest.mark.no_cover


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=[wrong.mistake.name for wrong in WRONG])
def test_the_mistake_is_caught_by_its_rule(wrong: Wrong) -> None:
    found = next((found for found, _ in wrong.schedules() if found is not None), None)
    assert found is not None
    assert found.rule == wrong.rule, str(found)
