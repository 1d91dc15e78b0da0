"""What must hold of pictures after a process died, and what an operator does then."""

from datetime import datetime
from typing import Any

from tests.support.studio import APPLY, Studio

_ROUNDS = 12


def known_uploads(studio: Studio) -> set[str]:
    """The vendor's order ids that the ledger has, or names in a doubt with a way out of it."""
    # The plan comes first: it takes in what a run with a full disk left beside the ledger.
    planned = studio.plan("--refresh", "none")
    listed = studio.json("ledger", "list").ends(0, "ok")
    known = {order["order_id"] for order in listed["orders"]}
    for blocked in planned["blocked_changes"]:
        if blocked["reason"] == "create_outcome_unknown":
            assert f"listwright resolve {blocked['need']} --created " in blocked["remedy"]
            known |= {one.order_id for one in studio.stagings() if one.order_id in blocked["why"]}
    return known


def check(studio: Studio) -> set[str]:
    """What must hold at any moment; gives the uploads that were paid for."""
    assert set(studio.charged().values()) <= {1}, studio.charged()
    paid = {one.order_id for one in studio.stagings() if one.credits}
    assert paid <= known_uploads(studio), "an upload was paid for that the ledger does not know"
    studio.json("ledger", "check").ends(0, "ok")
    return paid


def work_on(studio: Studio, *, deliver: bool = False) -> dict[str, Any]:
    """Plan and apply until nothing is left to do or to wait for; gives the last plan.

    A plan that reads of finished pictures downloads none, so an apply has the last word.
    """
    planned: dict[str, Any] = {}
    for _ in range(_ROUNDS):
        planned = studio.plan()
        if planned["order_changes"]:
            studio.json(*APPLY).ends(0, "ok")
        elif planned["blocked_changes"]:
            _wait_out(studio, planned["blocked_changes"])
        elif planned["deferred_changes"] or planned["summary"]["needs"]["in_progress"]:
            studio.later(minutes=2)
            if deliver:
                studio.store.deliver_all()
            studio.json("refresh").ends(0, "ok")
        else:
            assert studio.json(*APPLY).ends(0, "ok")["outcomes"] == []
            return planned
    raise AssertionError(f"not done after {_ROUNDS} rounds: {planned}")


def _wait_out(studio: Studio, blocked: list[dict[str, Any]]) -> None:
    """Move the clock to when the first doubt may be settled by itself, or ask again soon."""
    assert all(item["reason"] == "create_outcome_unknown" for item in blocked), blocked
    moments = [datetime.fromisoformat(item["until"]) for item in blocked if item["until"]]
    wait = (min(moments) - studio.store.now()).total_seconds() if moments else 120
    studio.later(seconds=max(0, wait) + 1)


def complete(studio: Studio, pictures: int) -> None:
    """Do the rest as an operator would: every picture is there, paid once."""
    planned = work_on(studio)
    needs = planned["summary"]["needs"]
    assert needs["satisfied"] == needs["wanted"], needs
    assert set(studio.charged().values()) == {1}, studio.charged()
    assert len(studio.charged()) == pictures
    assert len(studio.stored()) == pictures
    studio.json("ledger", "check").ends(0, "ok")
    ended = studio.plan("--detailed-exitcode")
    left = (ended["order_changes"], ended["blocked_changes"], ended["warnings"])
    assert left == ([], [], []), left
