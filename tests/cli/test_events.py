"""Events are hints: what they name is read and confirmed, and nothing else comes of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike, VendorOrder

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_inbox, open_ledger
from listwright.model.event import VendorEvent, WaitingEvent
from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId

APPLY = ("apply", "--bootstrap", "--auto-approve")
ACCOUNT = AccountId("planomatic/loopback/planomatic")
HEARD = "webhooks: {token: {env: LISTWRIGHT_WEBHOOK_TOKEN}}\n"


def event(order: VendorOrder | None = None, digest: str = "d", **changes: object) -> VendorEvent:
    """What the vendor would send of an order just now."""
    made = VendorEvent(
        account=ACCOUNT, digest=digest, received_at=datetime.now(UTC), event="order.processed"
    )
    if order is not None:
        made = replace(
            made,
            digest=f"{digest}{order.order_id}{order.status}",
            event=order.event,
            order_id=OrderId(str(order.order_id)),
            order_key=OrderKey(order.name),
            property=PropertyId(order.home),
            status=order.status,
        )
    return replace(made, **changes)  # type: ignore[arg-type]


def receive(project: Project, *events: VendorEvent) -> None:
    inbox = open_inbox(project.ledger, lineage="t/default", clock=SystemClock())
    try:
        inbox.receive(events)
    finally:
        inbox.close()


def waiting(project: Project) -> tuple[WaitingEvent, ...]:
    clock = SystemClock()
    with open_ledger(
        project.ledger, lineage="t/default", run="r", actor="test", clock=clock, read_only=True
    ) as ledger:
        return ledger.mailbox().waiting


def later(**length: float) -> str:
    return (datetime.now(UTC) + timedelta(**length)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def three(project: Project, vendor: PlanomaticLike) -> Project:
    """Three homes with an open order each, a vendor that tells, and the calls forgotten."""
    project.write(homes("P-1", "P-2", "P-3"), more=HEARD)
    project.bootstrap()
    for name in ("P-1", "P-2", "P-3"):
        receive(project, event(vendor.only(name)))
    project.json("plan").ends(0, "ok")
    assert waiting(project) == ()
    vendor.calls.clear()
    return project


def asked(vendor: PlanomaticLike) -> list[str]:
    """The homes of the reads, and that nothing else was sent."""
    assert {call.operation for call in vendor.calls} <= {"retrieve"}
    names = {str(number): order.home for number, order in vendor.orders.items()}
    return [names.get(str(body["order_id"]), "") for body in vendor.bodies("retrieve")]


def test_a_plan_without_news_asks_nobody(three: Project, vendor: PlanomaticLike) -> None:
    document = three.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert vendor.calls == []
    reads = document["reads"]
    assert (reads["used"], reads["not_read"], reads["told"], reads["waiting"]) == (0, 3, 3, 0)
    assert reads["unheard"] == []
    told = three.run("plan").out
    assert "Reads: 0 of 200; 3 open orders as told by webhooks" in told
    three.json("apply", "--auto-approve").ends(0, "ok")
    three.json("audit").ends(0, "ok")
    assert vendor.calls == []


def test_without_webhooks_the_same_plan_asks(three: Project, vendor: PlanomaticLike) -> None:
    three.edit(HEARD, "")
    assert three.json("plan").ends(0, "ok")["reads"]["used"] == 3
    assert len(asked(vendor)) == 3


def test_an_event_costs_one_read_of_its_order(three: Project, vendor: PlanomaticLike) -> None:
    order = vendor.only("P-2")
    vendor.schedule(order)
    receive(three, event(order), event(order, "again"))
    assert three.run("ledger", "list").out.endswith(
        "2 events wait to be confirmed by a read (listwright refresh).\n"
    )
    document = three.json("plan").ends(0, "ok")
    assert asked(vendor) == ["P-2"]
    assert (document["reads"]["used"], document["reads"]["waiting"]) == (1, 0)
    assert waiting(three) == ()
    listed = three.json("ledger", "list").doc["orders"]
    assert [one["status"] for one in listed] == ["new_request", "scheduled", "new_request"]
    three.json("plan").ends(0, "ok")
    assert len(vendor.calls) == 1


def test_an_event_of_a_delivered_order_is_read_too(three: Project, vendor: PlanomaticLike) -> None:
    vendor.deliver("P-1")
    order = vendor.only("P-1")
    receive(three, event(order))
    three.json("plan").ends(0, "ok")
    vendor.change_photos(order)
    receive(three, event(order, "photos"))
    document = three.json("refresh", "--refresh-budget", "1").ends(0, "ok")
    assert asked(vendor) == ["P-1", "P-1"]
    assert document["changed"][0]["other_photos"]


def test_an_event_that_a_read_has_overtaken_costs_none(
    three: Project, vendor: PlanomaticLike
) -> None:
    early = datetime.now(UTC) - timedelta(minutes=6)
    receive(three, event(vendor.only("P-1"), received_at=early))
    just_before = datetime.now(UTC) - timedelta(minutes=4)
    receive(three, event(vendor.only("P-2"), "x", received_at=just_before))
    three.json("plan").ends(0, "ok")
    assert asked(vendor) == ["P-2"]
    assert waiting(three) == ()


@pytest.mark.parametrize("kind", ["drop_after", "noid"])
def test_an_event_with_our_name_ends_an_unknown(
    project: Project, vendor: PlanomaticLike, kind: str
) -> None:
    project.write(homes("P-1"), more=HEARD)
    vendor.fault(kind)
    project.json(*APPLY).ends(3, "incomplete")
    assert len(project.json("plan").doc["blocked_changes"]) == 1
    vendor.calls.clear()
    receive(project, event(vendor.only("P-1")))
    document = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert asked(vendor) == ["P-1"]
    assert document["blocked_changes"] == []
    assert document["summary"]["needs"]["in_progress"] == 1
    project.json(*APPLY).ends(0, "ok")
    assert vendor.live() == {"P-1": 1}
    (order,) = project.json("ledger", "list").doc["orders"]
    assert (order["managed"], order["origin"]) == (True, "created")


def test_an_event_that_lies_about_its_order_ends_no_unknown(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1", "P-2"), more=HEARD)
    vendor.fault("drop_before", property="P-1")
    project.json(*APPLY).ends(3, "incomplete")
    (doubt,) = project.json("ledger", "list").doc["unknowns"]
    ours = OrderKey(doubt["order_key"])
    mine, other = vendor.only("P-2"), vendor.add_order("P-1")
    alien = vendor.add_order("P-9")
    vendor.calls.clear()
    number = OrderId(str(other.order_id))
    receive(
        project,
        # Our name on an order that somebody else placed for the home, on one of another home, on a
        # number that nobody has; the home of another; and homes that are not ours.
        event(other, order_key=ours),
        event(mine, "a", order_key=ours, property=PropertyId("P-1")),
        event(None, "b", order_id=OrderId("424242"), order_key=ours),
        event(other, "c", property=PropertyId("P-2"), order_key=ours),
        event(alien, order_key=ours),
        event(alien, "d"),
    )
    document = project.json("plan").ends(0, "ok")
    assert {call.operation for call in vendor.calls} == {"retrieve"}
    assert waiting(project) == ()
    (blocked,) = document["blocked_changes"]
    assert blocked["need"] == "P-1/photos"
    listed = project.json("ledger", "list").doc
    assert len(listed["unknowns"]) == 1
    known = {one["order_id"]: one["managed"] for one in listed["orders"]}
    assert known == {str(mine.order_id): True, number: False}
    assert [one["code"] for one in document["warnings"]] == ["LW3050"]
    assert vendor.live() == {"P-1": 1, "P-2": 1, "P-9": 1}


def test_an_order_of_somebody_else_holds_the_window(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1"), more=HEARD)
    project.json("plan").ends(0, "ok")
    project.json("refresh").ends(0, "ok")
    order = vendor.add_order("P-1", services=[{"slug": "exterior_photos", "quantity": 3}])
    receive(project, event(order))
    document = project.json("plan").ends(0, "ok")
    (deferred,) = document["deferred_changes"]
    assert deferred["reason"] == "duplicate_window"
    assert [one["order_id"] for one in document["unmanaged"]] == [str(order.order_id)]


def test_nothing_is_ordered_beside_an_order_that_was_only_heard_of(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1", "P-2"), more=HEARD)
    project.json("refresh").ends(0, "ok")
    order = vendor.add_order("P-1")
    receive(project, event(order))
    document = project.json("plan", "--refresh", "none").ends(0, "ok")
    (deferred,) = document["deferred_changes"]
    assert (deferred["need"], deferred["reason"]) == ("P-1/photos", "read_required")
    assert [change["property"] for change in document["order_changes"]] == ["P-2"]
    assert document["reads"]["waiting"] == 1
    assert vendor.calls == []
    assert len(waiting(project)) == 1


def test_news_of_an_order_comes_before_its_cancel(three: Project, vendor: PlanomaticLike) -> None:
    text = three.file.read_text(encoding="utf-8")
    three.file.write_text(text[: text.index("  P-3:")] + "  P-3: {absent: true}\n")
    plan = three.json("plan", "--refresh", "none").ends(0, "ok")
    assert [change["actions"] for change in plan["order_changes"]] == [["cancel"]]
    order = vendor.only("P-3")
    vendor.schedule(order)
    receive(three, event(order))
    held = three.run("plan", "--refresh", "none")
    told = " ".join(held.out.split())
    assert "1 event waits to be confirmed by a read: newer news than this plan knows" in told
    assert f"tells news of order {order.order_id}" in told
    plan = three.json("plan", "--read-only").ends(0, "ok")
    assert [one["reason"] for one in plan["deferred_changes"]] == ["read_required"]
    assert len(waiting(three)) == 1
    plan = three.json("plan").ends(0, "ok")
    assert [one["reason"] for one in plan["blocked_changes"]] == ["not_cancelable"]
    assert set(asked(vendor)) == {"P-3"}


def test_a_read_that_fails_leaves_its_events(three: Project, vendor: PlanomaticLike) -> None:
    order = vendor.only("P-1")
    receive(three, event(order))
    vendor.fault("html", operation="retrieve")
    document = three.json("plan").ends(0, "ok")
    assert document["reads"]["waiting"] == 1
    assert len(waiting(three)) == 1
    three.json("plan").ends(0, "ok")
    assert waiting(three) == ()
    assert len(vendor.calls) == 2


def test_what_the_budget_leaves_waits_for_the_next_run(
    three: Project, vendor: PlanomaticLike
) -> None:
    for name in ("P-3", "P-1", "P-2"):
        receive(three, event(vendor.only(name), "news"))
    document = three.json("plan", "--refresh-budget", "2").ends(0, "ok")
    assert asked(vendor) == ["P-3", "P-1"]
    assert document["reads"]["waiting"] == 1
    document = three.json("refresh", "P-1").ends(0, "ok")
    assert len(waiting(three)) == 1
    three.json("plan", "--refresh-budget", "2").ends(0, "ok")
    assert asked(vendor) == ["P-3", "P-1", "P-1", "P-2"]


def test_what_cannot_be_read_is_told_once(three: Project, vendor: PlanomaticLike) -> None:
    receive(three, event(None, "p", event="", note="no JSON"), event(None, "q"))
    (warning,) = three.json("plan").ends(0, "ok")["warnings"]
    assert warning["code"] == "LW3050"
    assert "2 events could not be understood" in warning["detail"]
    assert three.json("plan").ends(0, "ok")["warnings"] == []
    assert vendor.calls == []


def test_a_vendor_that_fell_silent_is_polled(three: Project, vendor: PlanomaticLike) -> None:
    at = later(hours=26)
    document = three.json("plan", LISTWRIGHT_NOW=at).ends(0, "ok")
    assert document["reads"]["used"] == 3
    assert [one["vendor"] for one in document["reads"]["unheard"]] == ["planomatic"]
    told = " ".join(three.run("plan", LISTWRIGHT_NOW=at).out.split())
    assert "the last event from planomatic came" in told
    assert "so its open orders are read again" in told


def test_an_order_without_news_for_a_week_is_read(three: Project, vendor: PlanomaticLike) -> None:
    at = datetime.now(UTC) + timedelta(days=7, hours=1)
    receive(three, event(vendor.only("P-1"), "late", received_at=at - timedelta(hours=1)))
    document = three.json("plan", LISTWRIGHT_NOW=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert document.ends(0, "ok")["reads"]["used"] == 3
    assert document.doc["reads"]["unheard"] == []


def test_an_audit_says_that_a_vendor_tells_nothing_any_more(
    three: Project, vendor: PlanomaticLike
) -> None:
    assert three.json("audit").ends(0, "ok")["warnings"] == []
    at = later(days=4)
    vendor.schedule(vendor.only("P-1"))
    ran = three.json("audit", LISTWRIGHT_NOW=at)
    codes = [one["code"] for one in ran.ends(0, "ok")["warnings"]]
    assert codes == ["LW3051"]
    assert "A vendor tells nothing any more" in three.run("audit", LISTWRIGHT_NOW=at).err
