"""What `--replace` means of a need with several pictures: never suddenly all of them."""

from tests.cli.pictures.conftest import Chain
from tests.cli.pictures.test_paid_once import applied, made, ordered, v3
from tests.servers.planomatic_like import Body

REPLACE = ("--replace", "P-1/staging")
DAY = "2026-12-20T{}:00Z"


def late(chain: Chain) -> tuple[Body, Body]:
    """One picture is finished and the other is not; what the vendor shows of it, now and then."""
    ordered(chain)
    chain.finish()
    last = list(chain.pictures.processes.values())[-1]
    finished = dict(last)
    last |= {"status": "processing", "final_assets": []}
    assert chain.project.run("refresh").code == 0
    chain.project.set_pause()
    return last, finished


def planned_at(chain: Chain, clock: str, *more: str) -> Body:
    ran = chain.project.json("plan", *REPLACE, *more, LISTWRIGHT_NOW=DAY.format(clock))
    return ran.ends(0, "ok")


@v3
def test_a_late_picture_that_comes_between_plan_and_apply(chain: Chain) -> None:
    last, finished = late(chain)
    assert len(planned_at(chain, "00:00")["order_changes"]) == 1
    last |= finished
    ran = applied(chain, *REPLACE, LISTWRIGHT_NOW=DAY.format("00:10")).ends(0, "ok")
    assert ran["outcomes"] == []
    assert [one["code"] for one in ran["warnings"]] == ["LW1368"]
    # Nor is it when the command is typed once more; a day later it means what it says.
    (warning,) = planned_at(chain, "00:20")["warnings"]
    assert "2026-12-21 00:10 UTC" in warning["fix"]
    assert applied(chain, *REPLACE, LISTWRIGHT_NOW=DAY.format("00:20")).doc["outcomes"] == []
    assert len(chain.pictures.paid) == 2
    next_day = chain.project.json("plan", *REPLACE, LISTWRIGHT_NOW="2026-12-21T00:11:00Z").doc
    assert len(next_day["order_changes"]) == 2


@v3
def test_a_late_picture_that_comes_after_a_plan_was_saved(chain: Chain) -> None:
    last, finished = late(chain)
    planned_at(chain, "00:00", "-o", "saved.json")
    last |= finished
    assert chain.project.run("refresh", LISTWRIGHT_NOW=DAY.format("00:10")).code == 0
    chain.project.json("apply", "saved.json", LISTWRIGHT_NOW=DAY.format("00:20"))
    assert len(chain.pictures.paid) == 2


@v3
def test_what_failed_is_replaced_twice(chain: Chain) -> None:
    ordered(chain)
    chain.finish()
    failed = list(chain.pictures.processes.values())[-1]
    failed |= {"status": "failed", "final_assets": []}
    chain.project.run("refresh")
    assert applied(chain, *REPLACE).ends(0, "ok")["summary"]["done"] == 1
    for _ in range(2):
        again = applied(chain, *REPLACE).ends(0, "ok")
        assert again["outcomes"] == []
        assert [one["code"] for one in again["warnings"]] == ["LW1368"]
        chain.finish()
        failed |= {"status": "failed", "final_assets": []}
        assert chain.project.run("refresh").code == 0
    assert len(chain.pictures.paid) == 3


@v3
def test_a_picture_that_comes_while_apply_reads(chain: Chain) -> None:
    """The plan said that there was nothing to order: it was under way."""
    last, finished = late(chain)
    assert chain.project.json("plan", *REPLACE).doc["order_changes"] == []
    last |= finished
    assert applied(chain, *REPLACE).ends(0, "ok")["outcomes"] == []
    assert len(chain.pictures.paid) == 2


@v3
def test_one_of_the_repeated_pictures_is_there(chain: Chain) -> None:
    made(chain)
    assert applied(chain, *REPLACE).ends(0, "ok")["summary"]["done"] == 2
    chain.finish()
    last = list(chain.pictures.processes.values())[-1]
    last |= {"status": "processing", "final_assets": []}
    assert chain.project.run("refresh").code == 0
    assert applied(chain, *REPLACE).ends(0, "ok")["outcomes"] == []
    assert len(chain.pictures.paid) == 4


@v3
def test_a_late_picture_makes_another_plan_than_a_finished_one(chain: Chain) -> None:
    """So what was approved for one that is overdue is never applied to one that is there."""
    late(chain)
    (change,) = planned_at(chain, "00:00")["order_changes"]
    assert change["reason"] == "overdue"
