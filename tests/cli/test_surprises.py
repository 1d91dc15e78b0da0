"""What a vendor, a clock or a second change of one home may bring, and what it must not cost."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import Body, PlanomaticLike

APPLY = ("apply", "--auto-approve")
PHOTOS = "photos: {slug: photos, quantity: 15}"
TOUR = "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}"
OTHER_SLUG = [{"slug": "photos_premium", "quantity": 15}]


def wants(project: Project, needs: str, *, window: str = "72h", more: str = "") -> None:
    """P-1 with these needs."""
    project.write(home("P-1").replace(f"{{{PHOTOS}}}", f"{{{needs}}}"), more=more)
    project.edit("duplicate_window: 72h", f"duplicate_window: {window}")


def gone(project: Project, name: str = "P-1", *, window: str = "72h") -> None:
    """The home, to be canceled."""
    project.write(home(name).replace(f"require: {{{PHOTOS}}}", "absent: true"))
    project.edit("duplicate_window: 72h", f"duplicate_window: {window}")


@pytest.fixture
def past_window(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1, ordered ten days ago."""
    vendor.now = lambda: datetime.now(UTC) - timedelta(days=10)
    project.bootstrap()
    return project


# ---- other lines than those sent -----------------------------------------------------------------


def test_a_quantity_the_vendor_changed_is_shown_and_not_acted_on(
    past_window: Project, vendor: PlanomaticLike
) -> None:
    order = vendor.only("P-1")
    order.body["services"] = [{"slug": "photos", "quantity": 10}]
    document = past_window.json(*APPLY).ends(0, "ok")
    assert order.is_live
    assert vendor.count("cancel") == 0
    document = past_window.json("plan").ends(0, "ok")
    (drift,) = document["drift"]
    assert (drift["field"], drift["was"], drift["now"]) == ("services.photos.quantity", 15, 10)


def test_lines_under_another_slug_are_not_ordered_again(
    past_window: Project, vendor: PlanomaticLike
) -> None:
    vendor.only("P-1").body["services"] = OTHER_SLUG
    past_window.json(*APPLY).ends(0, "ok")
    drift = past_window.json("plan").ends(0, "ok")["drift"]
    assert [(item["field"], item["was"], item["now"]) for item in drift] == [
        ("services.photos.quantity", 15, None),
        ("services.photos_premium.quantity", None, 15),
    ]
    vendor.deliver("P-1")
    past_window.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 1
    assert past_window.json("plan").ends(0, "ok")["drift"] == []


def test_reorder_does_not_loop_on_what_the_vendor_counts(
    project: Project, vendor: PlanomaticLike
) -> None:
    now = [datetime.now(UTC) - timedelta(days=30)]
    vendor.now = lambda: now[0]
    project.write(home("P-1"), more="lifecycle: {on_change_delivered: reorder}\n")
    project.bootstrap()
    for _ in range(3):
        for order in vendor.of("P-1"):
            order.body["services"] = [{"slug": "photos", "quantity": 10}]
        vendor.deliver("P-1")
        now[0] += timedelta(days=5)
        project.json(*APPLY)
    assert vendor.count("create") == 1


# ---- ids that are given out again ----------------------------------------------------------------


def test_an_id_given_out_again_after_a_cancel(project: Project, vendor: PlanomaticLike) -> None:
    old = datetime.now(UTC) - timedelta(days=40)
    vendor.now = lambda: old
    project.write(homes("A"))
    project.bootstrap()
    number = str(vendor.only("A").order_id)
    gone(project, "A")
    project.json(*APPLY).ends(0, "ok")
    assert vendor.only("A").status == "canceled"
    vendor.orders.clear()
    project.write(homes("B"))
    (outcome,) = project.json(*APPLY).ends(3, "incomplete")["outcomes"]
    assert outcome["outcome"] == "unknown"
    project.json(*APPLY)
    assert vendor.count("create") == 2, "A once, B once"
    assert vendor.live()["B"] == 1
    (blocked,) = project.json("plan").doc["blocked_changes"]
    assert blocked["reason"] == "create_outcome_unknown"
    assert f"order {number}" in blocked["why"]
    ran = project.json("import", "B", "--order-id", number)
    assert ran.ends(4, "approval_required")["errors"]


def test_an_id_given_out_again_after_a_delivery(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("A"))
    project.bootstrap()
    vendor.deliver("A")
    project.json("plan").ends(0, "ok")
    vendor.orders.clear()
    project.write(homes("A", "B"))
    project.json(*APPLY).ends(3, "incomplete")
    document = project.json("plan").doc
    assert document["order_changes"] == []
    assert [item["need"] for item in document["blocked_changes"]] == ["B/photos"]
    assert document["summary"]["needs"]["satisfied"] == 1


# ---- clocks --------------------------------------------------------------------------------------


def test_a_reading_of_the_future_hides_no_later_one(
    project: Project, vendor: PlanomaticLike
) -> None:
    ahead = "2090-01-01T00:00:00Z"
    project.json(*APPLY, "--bootstrap", LISTWRIGHT_NOW=ahead).ends(0, "ok")
    vendor.schedule(vendor.only("P-1"))
    gone(project)
    project.json(*APPLY)
    assert vendor.count("cancel") == 0


def test_a_cancel_of_ours_that_shows_late_is_ours(
    past_window: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(body: Body) -> tuple[int, Body]:
        return 200, {"code": 200, "status": "action-successful"}

    order = vendor.only("P-1")
    monkeypatch.setattr(vendor, "_cancel", taken)
    past_window.write(homes("P-1", quantity=20))
    past_window.json(*APPLY).ends(3, "incomplete")
    order.status, order.event = "canceled", "order.canceled"
    assert past_window.json("plan").doc["blocked_changes"] == []


# ---- several changes of one home -----------------------------------------------------------------


def test_a_cancel_and_a_create_of_one_home(project: Project, vendor: PlanomaticLike) -> None:
    wants(project, PHOTOS, window="0h")
    project.bootstrap()
    wants(project, TOUR, window="0h")
    document = project.json("plan").ends(0, "ok")
    assert len(document["order_changes"]) == 2
    project.json(*APPLY).ends(0, "ok")
    assert vendor.live()["P-1"] == 1


def test_two_cancels_of_one_home(project: Project, vendor: PlanomaticLike) -> None:
    wants(project, PHOTOS, window="0h")
    project.bootstrap()
    wants(project, f"{PHOTOS}, {TOUR}", window="0h")
    project.json(*APPLY).ends(0, "ok")
    assert vendor.live()["P-1"] == 2
    gone(project, window="0h")
    project.json(*APPLY).ends(0, "ok")
    assert vendor.live()["P-1"] == 0


def test_after_a_cancel_that_failed_nothing_more_is_done_at_that_home(
    project: Project, vendor: PlanomaticLike
) -> None:
    wants(project, PHOTOS, window="0h")
    project.bootstrap()
    wants(project, TOUR, window="0h")
    vendor.fault("drop_before", operation="cancel")
    canceled, created = project.json(*APPLY).ends(3, "incomplete")["outcomes"]
    assert (canceled["outcome"], created["outcome"]) == ("unknown", "skipped")
    assert created["error"]["code"] == "plan_changed"
    assert vendor.count("create") == 1
