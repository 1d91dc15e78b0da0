"""The edges of staging: beside the shoot, after it, and waiting for it."""

from tests.cli.project import CODE
from tests.cli.staging.story import (
    APPLY,
    SHOT,
    STAGED,
    STYLED,
    TOUR,
    Story,
    change_of,
    every_answer,
    slugs_of,
    sources_of,
    stuck,
    waiting,
)


@every_answer
def test_beside_the_shoot(story: Story) -> None:
    """Photos and staging due together: one order, and no word of an earlier one."""
    story.wants(SHOT, TOUR, STAGED, STYLED)
    change = change_of(story.plan())
    assert change["needs"] == ["P-1/photos", "P-1/staging", "P-1/styled", "P-1/tour"]
    assert {line["previous_order_id"] for line in change["services"]} == {None}
    story.placed()
    body = story.last_body
    assert story.vendor.count("create") == 1
    assert len(body["services"]) == 4
    assert sources_of(body) == {None}
    assert body["property_access"]["method_of_access"] == "keypad"
    assert body["property_access"]["access_code"] == CODE
    assert story.settled()["summary"]["needs"]["in_progress"] == 4
    story.deliver()
    story.later(days=10)
    assert story.settled()["summary"]["needs"]["satisfied"] == 4
    assert story.apply()["outcomes"] == []
    assert story.vendor.count("create") == 1


@every_answer
def test_after_the_shoot(story: Story) -> None:
    """Photos delivered and fresh, staging newly wanted: an order that sends nobody."""
    shoot = story.shot()
    story.wants(SHOT, STAGED, STYLED)
    change = change_of(story.plan())
    assert (change["actions"], change["reason"]) == (["create"], "missing")
    assert change["needs"] == ["P-1/staging", "P-1/styled"]
    number = str(shoot.order_id)
    assert [line["previous_order_id"] for line in change["services"]] == [number] * 2
    story.placed()
    body = story.last_body
    assert body["services"] == [
        {"slug": "ai_virtual_staging", "quantity": 5, "previous_order_id": number},
        {
            "slug": "enhanced_virtual_staging_all_interiors",
            "quantity": 1,
            "previous_order_id": number,
        },
    ]
    assert body["property_access"] == {
        "vacant": True,
        "method_of_access": "no_access_needed",
        "onsite_contact_name": "Jane Doe",
        "onsite_contact_phone": "+1 555-555-5555",
    }
    assert body["billing_entity_slug"] == "investment_entity_1"
    assert body["property"]["location"]["postal_code"] == "80205"
    assert story.settled()["summary"]["needs"]["in_progress"] == 2
    story.deliver()
    story.later(days=1)
    assert story.settled()["summary"]["needs"]["satisfied"] == 3
    assert story.apply()["outcomes"] == []
    assert story.vendor.count("create") == 2


@every_answer
def test_while_the_photos_are_on_their_way(story: Story) -> None:
    """An open shoot without staging: wait for it, then order what nobody has to come for."""
    story.wants(SHOT)
    story.placed()
    number = str(story.vendor.only("P-1").order_id)
    story.wants(SHOT, STAGED)
    planned = story.plan()
    assert planned["order_changes"] == []
    held = waiting(planned)
    assert held["reason"] == "dependency_pending"
    assert held["actions"] == ["create"]
    assert held["until"] is None
    assert held["clears_when"] == f"order {number} delivered"
    assert planned["flags"] == {"applyable": False, "complete": False, "errored": False}
    assert story.apply()["outcomes"] == []
    assert story.vendor.count("create") == 1

    story.deliver()
    story.later(days=4)
    assert story.apply()["summary"]["done"] == 1
    assert sources_of(story.last_body) == {number}
    for _ in range(story.vendor.switches.request_id_for):
        story.plan()
    assert story.settled()["summary"]["needs"] == {
        **dict.fromkeys(story.plan()["summary"]["needs"], 0),
        "wanted": 2,
        "satisfied": 1,
        "in_progress": 1,
    }


def test_an_order_that_sends_nobody_needs_no_code(story: Story) -> None:
    story.shot()
    story.wants(SHOT, STAGED)
    ran = story.run(*APPLY, DOOR=None)
    assert ran.ends(0, "ok")["summary"]["done"] == 1
    assert CODE not in str(story.last_body)


def test_each_apply_advances_the_chain_by_one(story: Story) -> None:
    story.wants(SHOT)
    story.placed()
    story.wants(SHOT, STAGED)
    for _ in range(2):
        assert story.apply()["outcomes"] == []
    story.deliver()
    story.later(days=4)
    for _ in range(2):
        story.apply()
    assert [slugs_of(body) for body in story.vendor.bodies("create")] == [
        ["photos"],
        ["ai_virtual_staging"],
    ]


def test_staging_an_added_service(story: Story) -> None:
    """What the project's own catalog calls staging waits for photos, as any staging does."""
    story.wants(SHOT)
    story.placed()
    added = ", catalog: {add: {dusk_staging: {quantities: [1], access: false, asset: true}}}"
    story.wants(SHOT, "dusk: {slug: dusk_staging, quantity: 1}", vendor=added)
    held = waiting(story.plan(), "P-1/dusk")
    assert held["reason"] == "dependency_pending"


# ---- what the photos wait for --------------------------------------------------------------------

READY = "photos: {slug: photos, quantity: 15, ready_when: {status: vacant_ready}}"


def test_a_shoot_that_is_not_ready(story: Story) -> None:
    story.wants(READY, STAGED, home_says="status: vacant_unrented_not_ready")
    planned = story.plan()
    assert planned["order_changes"] == []
    assert waiting(planned, "P-1/photos")["reason"] == "not_ready"
    held = waiting(planned)
    assert held["reason"] == "dependency_deferred"
    assert "P-1/photos" in held["why"]
    assert "not ready" in held["why"]
    assert "vacant_ready" in held["why"] + held["clears_when"]
    assert story.apply()["outcomes"] == []
    assert story.vendor.calls == []
    story.wants(READY, STAGED, home_says="status: vacant_ready")
    story.apply()
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]
    assert sources_of(story.last_body) == {None}


def test_a_shoot_that_waits_for_its_date(story: Story) -> None:
    """A date-shaped reason of the photos gives the staging its date, too."""
    dated = "photos: {slug: photos, quantity: 15, ready_when: {ready_on: {before: today}}}"
    story.wants(dated, STAGED, home_says="ready_on: 2026-11-20")
    planned = story.plan()
    photos, held = waiting(planned, "P-1/photos"), waiting(planned)
    assert held["reason"] == "dependency_deferred"
    assert held["until"] == photos["until"] is not None


def test_a_shoot_inside_the_window_of_another_order(story: Story) -> None:
    story.wants(TOUR)
    story.placed()
    story.wants(TOUR, SHOT, STAGED)
    planned = story.plan()
    assert waiting(planned, "P-1/photos")["reason"] == "duplicate_window"
    held = waiting(planned)
    assert held["reason"] in {"duplicate_window", "dependency_deferred"}
    story.later(days=4)
    story.apply()
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]


def test_a_shoot_the_vendor_refused(story: Story) -> None:
    """Only the photos were refused. Staging them is not tried without them: it would be alone."""
    story.vendor.fault("reject", attr="services[0].quantity", message="unrecognized")
    story.wants(SHOT, STAGED)
    story.apply(code=3)
    planned = story.plan()
    assert planned["order_changes"] == []
    assert stuck(planned, "P-1/photos")["reason"] == "catalog_mismatch"
    held = waiting(planned)
    assert held["reason"] == "dependency_deferred"
    assert "P-1/photos" in held["why"]
    story.apply()
    assert story.vendor.count("create") == 1
