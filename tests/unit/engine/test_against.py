"""What an edit takes away, where it takes away a great deal."""

import time
from dataclasses import replace

from tests.golden.plans import small

from listwright.engine.against import changes_gone
from listwright.model.names import Address, NeedKey, PropertyId
from listwright.model.plan import Action, Change, Deferred, Plan, Reason

MANY = 20_000


def bought(change: Change, home: str) -> Change:
    where = PropertyId(home)
    return replace(change, property=where, needs=(Address(where, NeedKey("photos")),))


def frozen(change: Change) -> Deferred:
    return Deferred(
        need=change.needs[0], action=Action.CREATE, reason=Reason.FREEZE, why="frozen now"
    )


def test_a_freeze_of_every_home_is_told_of_in_time() -> None:
    plan: Plan = small()
    (one,) = (change for change in plan.changes if change.action is Action.CREATE)
    base = replace(plan, changes=tuple(bought(one, f"H-{n}") for n in range(MANY)))
    waiting = tuple(frozen(change) for change in base.changes)
    began = time.perf_counter()
    gone = changes_gone(base, replace(plan, changes=(), blocked=(), deferred=waiting))
    assert [change.why for change in gone] == ["frozen now"] * MANY
    assert time.perf_counter() - began < 5  # a tenth of a second; over a minute if all is compared
