"""Where the photos come from: attested, outside the ledger, unknown, refused."""

import pytest
from tests.cli.staging.story import (
    SHOT,
    STAGED,
    Story,
    change_of,
    name_of,
    outside,
    slugs_of,
    sources_of,
    stuck,
    waiting,
)
from tests.servers.planomatic_like import Switches
from tests.servers.staging_rules import NOT_DELIVERED

HAVE = "have: {photos: {delivered_at: 2026-09-01, evidence: previous photographer}}"


def test_attested_photos(story: Story) -> None:
    story.wants(SHOT, STAGED, home_says=HAVE)
    planned = story.plan()
    assert planned["order_changes"] == []
    block = stuck(planned)
    assert block["reason"] == "missing_fact"
    assert "listwright import P-1/photos --order-id" in block["remedy"]
    assert story.apply()["outcomes"] == []
    assert story.vendor.calls == []

    order = story.vendor.add_order("P-1")
    story.vendor.deliver_order(order)
    story.later(days=5)
    number = str(order.order_id)
    story.run("import", "P-1/photos", "--order-id", number).ends(0, "ok")
    story.apply()
    assert sources_of(story.last_body) == {number}
    story.settled()


@pytest.mark.parametrize(
    "vendor",
    [Switches(), Switches(envelope="data", ids=int, create_code=200)],
    ids=name_of,
    indirect=True,
)
def test_a_source_outside_the_ledger(story: Story) -> None:
    order = story.vendor.add_order("P-1")
    story.vendor.deliver_order(order)
    story.later(days=5)
    story.wants(outside(order.order_id))
    change = change_of(story.plan())
    assert change["services"][0]["previous_order_id"] == str(order.order_id)
    assert story.vendor.count("retrieve") >= 1
    assert story.vendor.count("create") == 0
    story.apply()
    assert sources_of(story.last_body) == {str(order.order_id)}
    assert order.is_live
    story.settled()


def test_a_source_outside_is_read_before_it_is_used(story: Story) -> None:
    order = story.vendor.add_order("P-1")
    story.later(days=5)
    story.wants(outside(order.order_id))
    unread = story.plan("--refresh", "none")
    assert unread["order_changes"] == []
    assert waiting(unread)["reason"] == "read_required"
    assert story.vendor.calls == []

    pending = story.plan()
    held = waiting(pending)
    assert held["reason"] == "dependency_pending"
    assert held["clears_when"] == f"order {order.order_id} delivered"
    story.vendor.deliver_order(order)
    story.apply()
    assert sources_of(story.last_body) == {str(order.order_id)}


def test_a_source_outside_beside_a_shoot_of_its_own(story: Story) -> None:
    """Staging of older photos and a new shoot: two orders, the vendor mixes none."""
    order = story.vendor.add_order("P-1", services=[{"slug": "exterior_photos", "quantity": 3}])
    story.vendor.deliver_order(order)
    story.later(days=5)
    story.wants(SHOT, outside(order.order_id))
    story.apply()
    assert slugs_of(story.vendor.bodies("create")[0]) == ["photos"]
    story.later(days=4)
    story.apply()
    assert [sources_of(body) for body in story.vendor.bodies("create")] == [
        {None},
        {str(order.order_id)},
    ]
    story.settled()


def test_a_source_nobody_knows(story: Story) -> None:
    story.wants(outside(123456))
    planned = story.plan()
    assert planned["order_changes"] == []
    block = stuck(planned)
    assert block["reason"] == "identity_mismatch"
    assert "123456" in block["why"]
    assert story.apply()["outcomes"] == []
    assert story.vendor.count("create") == 0


def test_a_source_of_another_home(story: Story) -> None:
    order = story.vendor.add_order("P-2")
    story.vendor.deliver_order(order)
    story.later(days=5)
    story.wants(outside(order.order_id))
    assert stuck(story.plan())["reason"] == "identity_mismatch"
    story.apply()
    assert story.vendor.count("create") == 0


def test_a_source_found_by_a_legacy_number(story: Story) -> None:
    """A number the vendor does not know is tried as a legacy id: another order of the same home."""
    order = story.vendor.add_order("P-1")
    story.vendor.deliver_order(order)
    story.later(days=5)
    story.wants(outside(order.order_id - 400000))
    assert stuck(story.plan())["reason"] == "identity_mismatch"
    story.apply()
    assert story.vendor.count("create") == 0


def test_a_source_that_was_canceled(story: Story) -> None:
    order = story.vendor.add_order("P-1")
    order.status, order.event = "canceled", "order.canceled"
    story.later(days=5)
    story.wants(outside(order.order_id))
    planned = story.plan()
    assert planned["order_changes"] == []
    assert stuck(planned)["need"] == "P-1/staging"
    story.apply()
    assert story.vendor.count("create") == 0


def test_a_source_that_cannot_be_read_now(story: Story) -> None:
    """A vendor that does not answer is no proof of anything: it clears by itself."""
    order = story.vendor.add_order("P-1")
    story.vendor.deliver_order(order)
    story.later(days=5)
    story.wants(outside(order.order_id))
    story.vendor.fault("crash_before", operation="retrieve", times=9)
    assert waiting(story.plan())["reason"] == "read_required"
    story.vendor.clear_faults()
    story.apply()
    assert sources_of(story.last_body) == {str(order.order_id)}


def test_a_source_neither_wanted_nor_there(story: Story) -> None:
    story.wants(STAGED)
    ran = story.run("plan")
    assert ran.code == 0
    planned = ran.doc
    assert planned["order_changes"] == planned["deferred_changes"] == []
    assert planned["blocked_changes"] == []
    (note,) = planned["warnings"]
    assert note["code"] == "LW1364"
    assert note["line"] is not None
    assert story.apply()["outcomes"] == []
    assert story.vendor.calls == []


def test_photos_that_are_delivered_and_no_longer_wanted(story: Story) -> None:
    shoot = story.shot()
    story.plan()
    story.wants(STAGED)
    story.apply()
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.settled()


# ---- refusals ------------------------------------------------------------------------------------

SPELLINGS = [
    "services[0].previous_order_id",
    "services.0.previous_order_id",
    "services.previous_order_id",
    "previous_order_id",
]


@pytest.mark.parametrize("attr", SPELLINGS)
def test_a_source_the_vendor_does_not_recognize(story: Story, attr: str) -> None:
    story.shot()
    story.wants(SHOT, STAGED)
    story.vendor.fault("reject", attr=attr, message="unrecognized")
    (outcome,) = story.apply(code=3)["outcomes"]
    assert outcome["outcome"] == "failed"
    assert outcome["error"]["attr"] == attr
    planned = story.plan()
    assert planned["order_changes"] == []
    block = stuck(planned)
    assert block["reason"] == "identity_mismatch"
    assert planned["summary"]["needs"]["satisfied"] == 1
    sent = story.vendor.count("create")
    story.apply()
    assert story.vendor.count("create") == sent


@pytest.mark.parametrize("attr", SPELLINGS)
def test_a_source_the_vendor_calls_undelivered(story: Story, attr: str) -> None:
    """It is tried again by itself: delivered by what we read, and by the vendor's word not yet."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.vendor.fault("reject", attr=attr, message=NOT_DELIVERED)
    story.apply(code=3)
    planned = story.plan()
    assert planned["order_changes"] == []
    assert stuck(planned)["reason"] == "vendor_rejected"
    assert NOT_DELIVERED in stuck(planned)["why"]
    story.later(days=1, minutes=1)
    story.apply()
    assert story.vendor.live()["P-1"] == 2
    story.settled()


def test_an_unknown_outcome_of_staging(story: Story) -> None:
    """An answer that never came is no reason to send it again."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.vendor.fault("drop_after")
    story.apply(code=3)
    block = stuck(story.plan())
    assert block["reason"] == "create_outcome_unknown"
    story.later(days=10)
    story.apply()
    assert story.vendor.count("create") == 2
    number = str(story.vendor.of("P-1")[-1].order_id)
    story.run("resolve", "P-1/staging", "--created", number).ends(0, "ok")
    story.settled()
