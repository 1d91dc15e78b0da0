"""`refresh`: reads what the vendor has, remembers it, and never orders anything."""

import signal
from datetime import timedelta
from typing import Any

import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_ledger

APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def three(project: Project, vendor: PlanomaticLike) -> Project:
    """Three homes with an open order each, and the calls forgotten."""
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    vendor.calls.clear()
    return project


def number(vendor: PlanomaticLike, name: str) -> str:
    return str(vendor.only(name).order_id)


def read(document: dict[str, Any]) -> list[str]:
    return [order["property"] for order in document["orders"]]


def changes(document: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    return [(item["property"], item["was"], item["now"]) for item in document["changed"]]


def asked(vendor: PlanomaticLike) -> list[str]:
    """The ids of the reads, and that nothing else was sent."""
    assert {call.operation for call in vendor.calls} <= {"retrieve"}
    return [str(body["order_id"]) for body in vendor.bodies("retrieve")]


def test_every_open_order_is_read(three: Project, vendor: PlanomaticLike) -> None:
    vendor.schedule(vendor.only("P-1"))
    vendor.deliver("P-2")
    document = three.json("refresh").ends(0, "ok")
    assert sorted(read(document)) == ["P-1", "P-2", "P-3"]
    assert sorted(changes(document)) == [
        ("P-1", "new_request", "scheduled"),
        ("P-2", "new_request", "completed"),
    ]
    reads = document["reads"]
    assert (reads["used"], reads["budget"], reads["not_read"]) == (3, None, 0)
    delivered = next(order for order in document["orders"] if order["property"] == "P-2")
    assert delivered["photos"]
    assert len(asked(vendor)) == 3
    remembered = three.json("ledger", "list").ends(0, "ok")["orders"]
    assert [order["status"] for order in remembered] == ["scheduled", "completed", "new_request"]
    vendor.calls.clear()
    again = three.json("refresh").ends(0, "ok")
    assert sorted(read(again)) == ["P-1", "P-3"]
    assert again["changed"] == []


def test_in_words(three: Project, vendor: PlanomaticLike) -> None:
    vendor.deliver("P-2")
    ran = three.run("refresh")
    assert ran.code == 0
    assert "1 order changed" in ran.out
    line = f"P-2  order {number(vendor, 'P-2')}  open (new_request) -> delivered (completed)"
    assert line in ran.out
    assert ran.out.endswith("Read 3 orders, 1 changed.\n")
    assert three.run("refresh").out == "Read 2 orders, 0 changed.\n"


def test_nothing_to_read(project: Project, vendor: PlanomaticLike) -> None:
    assert project.run("refresh").out == "Nothing to read.\n"
    project.json("refresh", "P-1").ends(0, "ok")
    assert vendor.calls == []


def test_a_budget_reads_the_longest_unread_first(three: Project, vendor: PlanomaticLike) -> None:
    three.json("refresh", "P-3", "P-1").ends(0, "ok")
    vendor.calls.clear()
    document = three.json("refresh", "--refresh-budget", "2").ends(0, "ok")
    reads = document["reads"]
    assert (reads["used"], reads["budget"], reads["not_read"]) == (2, 2, 1)
    assert asked(vendor)[0] == number(vendor, "P-2")
    assert reads["oldest_relevant_age_s"] is not None
    left = ({"P-1", "P-2", "P-3"} - set(read(document))).pop()
    vendor.calls.clear()
    three.json("refresh", "--refresh-budget", "1").ends(0, "ok")
    assert asked(vendor) == [number(vendor, left)]
    text = three.run("refresh", "--refresh-budget", "2").out
    assert "Read 2 orders, 0 changed, 1 left unread (--refresh-budget)." in text
    vendor.calls.clear()
    none = three.json("refresh", "--refresh-budget", "0").ends(0, "ok")
    assert (none["reads"]["used"], none["reads"]["not_read"]) == (0, 3)
    assert vendor.calls == []


def test_the_budget_of_plans_does_not_count(three: Project, vendor: PlanomaticLike) -> None:
    three.edit("properties:", "plan: {refresh: none, refresh_budget: 1}\nproperties:")
    assert len(three.json("refresh").ends(0, "ok")["orders"]) == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["P-1"], {"P-1"}),
        (["p-1/photos", "P-2"], {"P-1", "P-2"}),
        (["P-*"], {"P-1", "P-2", "P-3"}),
        (["*/photos"], {"P-1", "P-2", "P-3"}),
        (["order:{P-2}"], {"P-2"}),
    ],
)
def test_an_address_reads_orders_that_have_ended_too(
    three: Project, vendor: PlanomaticLike, words: list[str], found: set[str]
) -> None:
    vendor.deliver("P-1")
    canceled = vendor.only("P-2")
    canceled.status, canceled.event = "canceled", "order.canceled"
    three.json("refresh").ends(0, "ok")
    vendor.calls.clear()
    named = [word.format_map({"P-2": canceled.order_id}) for word in words]
    document = three.json("refresh", *named).ends(0, "ok")
    assert set(read(document)) == found
    assert set(asked(vendor)) == {number(vendor, name) for name in found}


def test_photos_that_changed(three: Project, vendor: PlanomaticLike) -> None:
    vendor.deliver("P-1")
    three.json("refresh").ends(0, "ok")
    three.json("refresh", "P-1").ends(0, "ok")
    later = vendor.now() + timedelta(hours=1)
    vendor.now = lambda: later
    vendor.change_photos(vendor.only("P-1"))
    document = three.json("refresh", "P-1").ends(0, "ok")
    (changed,) = document["changed"]
    assert (changed["was"], changed["now"]) == ("completed", "completed")
    assert changed["other_photos"] is True
    events = three.json("ledger", "history", "P-1").doc["events"]
    assert [event["kind"] for event in events] == ["intent", "created", "delivered", "photos"]
    assert "others than before since" in three.run("ledger", "show", "P-1").out


@pytest.mark.parametrize("typed", ["P-11", "P-1/photo", "order:1"])
def test_an_address_that_is_none(three: Project, vendor: PlanomaticLike, typed: str) -> None:
    document = three.json("refresh", "P-2", typed).ends(1, "usage")
    assert typed in document["errors"][0]["summary"]
    assert vendor.calls == []


def test_read_only(three: Project, vendor: PlanomaticLike) -> None:
    before = three.ledger.read_bytes()
    document = three.json("refresh", "--read-only").ends(4, "read_only")
    assert document["orders"] == []
    assert vendor.calls == []
    assert three.ledger.read_bytes() == before
    three.run("refresh", "--json", LISTWRIGHT_READ_ONLY="1").ends(4, "read_only")


# ---- a vendor in trouble -------------------------------------------------------------------------


def test_an_order_that_is_gone(three: Project, vendor: PlanomaticLike) -> None:
    del vendor.orders[vendor.only("P-1").order_id]
    document = three.json("refresh").ends(0, "ok")
    (warning,) = document["warnings"]
    assert (warning["code"], document["reads"]["used"]) == ("LW3011", 3)
    assert sorted(read(document)) == ["P-2", "P-3"]
    ran = three.run("refresh")
    assert "Read 2 orders, 0 changed, 1 could not be read." in ran.out
    assert "LW3011" in ran.err


def test_an_answer_of_another_home_is_not_believed(three: Project, vendor: PlanomaticLike) -> None:
    order = vendor.only("P-1")
    order.body["external_property_id"] = "P-9"
    order.status = "scheduled"
    document = three.json("refresh").ends(0, "ok")
    assert [item["code"] for item in document["warnings"]] == ["LW3012"]
    (kept,) = three.json("ledger", "list", "P-1").doc["orders"]
    assert kept["status"] == "new_request"


def test_a_refused_key(three: Project, vendor: PlanomaticLike) -> None:
    vendor.switches.keys = frozenset({"another"})
    document = three.json("refresh").ends(1, "vendor_auth")
    assert document["orders"] == []
    assert len(vendor.calls) == 1


def test_nobody_there(three: Project, vendor: PlanomaticLike) -> None:
    three.edit("properties:", "plan: {ttl: 1h}\nproperties:")
    vendor.fault("drop_before", operation="retrieve", times=99)
    document = three.json("refresh").ends(1, "vendor")
    assert {item["code"] for item in document["warnings"]} == {"LW3010"}
    assert document["reads"]["used"] == 3
    assert "did not answer" in document["errors"][0]["summary"]
    vendor.clear_faults()
    vendor.fault("drop_before", operation="retrieve")
    document = three.json("refresh").ends(0, "ok")
    assert len(document["orders"]) == 2


def test_a_rate_limit_is_waited_for_by_the_next_run(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("rate", operation="retrieve", retry_after=1)
    document = three.json("refresh").ends(0, "ok")
    assert [item["code"] for item in document["warnings"]] == ["LW3013"]
    assert len(document["orders"]) == 2


# ---- doubts --------------------------------------------------------------------------------------


def test_an_order_without_an_id_gets_it(project: Project, vendor: PlanomaticLike) -> None:
    """The vendor gave a request id only: the order is read by it."""
    vendor.switches.request_id_for = 3
    project.json(*APPLY)
    assert project.json("ledger", "list").doc["orders"] == []
    late = project.json("refresh").ends(0, "ok")
    assert (late["orders"], [item["code"] for item in late["warnings"]]) == ([], ["LW3014"])
    vendor.switches.request_id_for = 0
    document = project.json("refresh").ends(0, "ok")
    assert read(document) == ["P-1"]
    assert changes(document) == [("P-1", None, "new_request")]
    assert document["unknowns"] == []
    assert vendor.count("create") == 1


@pytest.mark.slow
@pytest.mark.kill
def test_what_a_dead_run_left_is_written_down(three: Project, vendor: PlanomaticLike) -> None:
    three.write(homes("P-1", "P-2", "P-3", "P-4"))
    hold = vendor.fault("hold_before", property="P-4")
    process = three.spawn("apply", "--auto-approve")
    assert hold.entered.wait(20)
    alive = three.json("refresh").ends(0, "ok")
    assert alive["unknowns"] == []
    process.kill()
    process.wait()
    kinds = [event["kind"] for event in three.json("ledger", "history", "P-4").doc["events"]]
    assert kinds == ["intent"]
    (unknown,) = three.json("refresh").ends(0, "ok")["unknowns"]
    assert unknown["address"] == "P-4/photos"
    kinds = [event["kind"] for event in three.json("ledger", "history", "P-4").doc["events"]]
    assert kinds == ["intent", "unknown"]
    assert three.json("refresh", "P-1").ends(0, "ok")["unknowns"] == []
    assert "listwright resolve P-4/photos" in three.run("refresh").out


def test_while_another_run_holds_the_lock(three: Project) -> None:
    with (
        open_ledger(
            three.ledger, lineage="t/default", run="r", actor="ana", clock=SystemClock()
        ) as other,
        other.lock(0),
    ):
        assert len(three.json("refresh").ends(0, "ok")["orders"]) == 3


def test_an_account_that_the_files_no_longer_name(three: Project, vendor: PlanomaticLike) -> None:
    three.edit("  planomatic: {kind", "  elsewhere: {kind")
    three.edit("vendor: planomatic", "vendor: elsewhere")
    assert three.json("refresh").ends(0, "ok")["orders"] == []
    document = three.json("refresh", "P-1").ends(0, "ok")
    (warning,) = document["warnings"]
    assert warning["code"] == "LW3015"
    assert "vendors.planomatic" in warning["fix"]
    assert vendor.calls == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["int", "term"]
)
def test_interrupted(
    three: Project, vendor: PlanomaticLike, name: signal.Signals, code: int
) -> None:
    hold = vendor.fault("hold_after", operation="retrieve")
    process = three.spawn("refresh", "--json")
    assert hold.entered.wait(20)
    process.send_signal(name)
    hold.release.set()
    document = finish(process).ends(code, "interrupted")
    assert len(document["orders"]) == 1
    assert (document["reads"]["used"], document["reads"]["not_read"]) == (1, 2)
    assert len(asked(vendor)) == 1
