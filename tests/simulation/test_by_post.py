"""What vendors tell: late, twice, out of order, not at all, or forged by somebody else."""

import os
import sys
from datetime import timedelta

import pytest
from tests.simulation.by_post import EVERYTHING, FORGED, HONEST, explore_post
from tests.simulation.memory import rows
from tests.simulation.postman import Hearing
from tests.simulation.world import Calm, Setup, World

from listwright.ledger.check import inspect_content
from listwright.model.soundness import FlawCode

pytestmark = pytest.mark.no_cover

CHOICES = {"everything": EVERYTHING} if os.environ.get("LISTWRIGHT_SOAK") else {
    "honest": HONEST,
    "forged": FORGED,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("choices", CHOICES)
def test_no_schedule_of_the_post_breaks_the_promise(choices: str) -> None:
    """Where no event is lost, the echo of our name settles every unknown, and nobody answers."""
    count = echoed = 0
    for told in explore_post(choices=CHOICES[choices]):
        count += 1
        echoed += told.echoed
        assert told.violation is None, "\n".join([*told.trace, f"{told.violation}"])
    sys.stdout.write(f"{choices}: {count} schedules, {echoed} unknowns settled by the post\n")
    assert count >= 100
    assert echoed >= 10


def test_a_second_order_of_one_request_raises_the_alarm_when_it_is_told_of() -> None:
    """Something on the way sent the request twice: I9."""
    setup = Setup(declared="0h", window=None, copied=False, hearing=Hearing())
    world = World(setup, Calm())
    try:
        world.vendor.doubles = True
        world.apply(world.start("first"))
        world.wait(timedelta(hours=1))
        world.apply(world.start("second"))
        alarms = rows(world.sql, "SELECT order_id FROM event WHERE kind = 'duplicate_alarm'")
        assert [row["order_id"] for row in alarms] == ["5002"]
        flaws = inspect_content(world.sql, held=False).flaws
        assert [(flaw.code, flaw.order_id) for flaw in flaws] == [(FlawCode.DUPLICATE, "5002")]
        assert len(world.vendor.orders) == 2
    finally:
        world.close()
