"""Staging beside everything else a home and a run may hold."""

from tests.cli.staging.story import (
    APPLY,
    FRESH,
    SHOT,
    STAGED,
    STYLED,
    TOUR,
    Story,
    change_of,
    slugs_of,
    sources_of,
    stuck,
    waiting,
)


def test_the_source_is_the_need_with_photos_whatever_its_key(story: Story) -> None:
    pictures = SHOT.replace("photos:", "pictures:", 1)
    story.wants(pictures)
    story.placed()
    story.deliver()
    story.later(days=10)
    number = str(story.vendor.only("P-1").order_id)
    story.wants(pictures, STAGED, STYLED.replace("source: photos", "source: pictures"))
    change = change_of(story.plan())
    assert [line["previous_order_id"] for line in change["services"]] == [number] * 2


def test_two_sources_are_two_orders(story: Story) -> None:
    """The vendor stages one earlier order at a time."""
    shoot = story.shot()
    other = story.vendor.add_order("P-1", services=[{"slug": "exterior_photos", "quantity": 3}])
    story.vendor.deliver_order(other)
    story.later(days=5)
    styled = STYLED.replace("source: photos", f'source: {{order_id: "{other.order_id}"}}')
    story.wants(SHOT, STAGED, styled)
    for _ in range(2):
        story.apply()
        story.later(days=4)
    bodies = story.vendor.bodies("create")[1:]
    assert sorted((slugs_of(body), sources_of(body)) for body in bodies) == [
        (["ai_virtual_staging"], {str(shoot.order_id)}),
        (["enhanced_virtual_staging_all_interiors"], {str(other.order_id)}),
    ]
    story.settled()


def test_without_a_window_a_visit_and_staging_go_at_once(story: Story) -> None:
    story.vendor.switches.window = None
    shoot = story.shot()
    story.wants(SHOT, STAGED, TOUR)
    story.project.edit("72h", "0h")
    assert len(story.plan()["order_changes"]) == 2
    assert story.apply()["summary"]["done"] == 2
    first, second = story.vendor.bodies("create")[1:]
    assert (slugs_of(first), sources_of(first)) == (["zillow_3d_and_floor_plans"], {None})
    assert (slugs_of(second), sources_of(second)) == (
        ["ai_virtual_staging"],
        {str(shoot.order_id)},
    )
    story.settled()


def test_more_staging_while_photos_and_staging_are_on_their_way(story: Story) -> None:
    story.wants(SHOT, STAGED)
    story.placed()
    number = str(story.vendor.only("P-1").order_id)
    story.wants(SHOT, STAGED, STYLED)
    held = waiting(story.plan(), "P-1/styled")
    assert (held["reason"], held["clears_when"]) == (
        "dependency_pending",
        f"order {number} delivered",
    )
    story.deliver()
    story.later(days=4)
    story.apply()
    assert slugs_of(story.last_body) == ["enhanced_virtual_staging_all_interiors"]
    assert sources_of(story.last_body) == {number}
    story.settled()


def test_staging_delivered_with_fewer_is_made_from_the_same_photos(story: Story) -> None:
    reorder = "lifecycle: {on_change_delivered: reorder}\n"
    story.wants(SHOT, STAGED.replace("5", "3"), more=reorder)
    story.placed()
    story.deliver()
    story.later(days=10)
    number = str(story.vendor.only("P-1").order_id)
    story.wants(SHOT, STAGED, more=reorder)
    assert change_of(story.plan())["needs"] == ["P-1/staging"]
    story.apply()
    assert sources_of(story.last_body) == {number}
    story.settled()


def test_photos_of_an_order_that_was_let_go(story: Story) -> None:
    """Unmanaged orders still hold their photos."""
    shoot = story.shot()
    story.plan()
    story.run("forget", "P-1", "--reason", "tracked elsewhere").ends(0, "ok")
    story.wants(SHOT, STAGED)
    story.apply()
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.settled()


def test_nothing_of_the_visit_is_sent_where_nobody_goes(story: Story) -> None:
    visit = "preferred_date: 2026-12-24\nlockbox_location: behind the hedge\nvacant: false"
    story.shot()
    story.wants(SHOT, STAGED, home_says=visit)
    story.apply()
    assert story.last_body["property_access"] == {
        "vacant": False,
        "method_of_access": "no_access_needed",
        "onsite_contact_name": "Jane Doe",
        "onsite_contact_phone": "+1 555-555-5555",
    }
    assert story.plan()["order_changes"] == []
    assert story.vendor.oddities == []


def test_staging_that_is_not_ready_itself(story: Story) -> None:
    """It does not ride with the shoot, and comes after it when its own time has come."""
    later = STAGED.replace("5}", "5, ready_when: {status: listed}}")
    story.wants(SHOT, later, home_says="status: vacant_ready")
    story.apply()
    assert slugs_of(story.last_body) == ["photos"]
    number = str(story.vendor.only("P-1").order_id)
    story.deliver()
    story.later(days=5)
    assert waiting(story.plan())["reason"] == "not_ready"
    story.wants(SHOT, later, home_says="status: listed")
    story.apply()
    assert sources_of(story.last_body) == {number}
    story.settled()


def test_stale_photos_are_not_staged_while_new_ones_wait(story: Story) -> None:
    fresh = FRESH.replace("12mo}", "12mo}, ready_when: {status: vacant_ready}")
    story.wants(fresh, home_says="status: vacant_ready")
    story.apply()
    story.deliver()
    story.later(days=400)
    story.wants(fresh, STAGED, home_says="status: occupied\nvacant: true")
    planned = story.plan()
    assert planned["order_changes"] == []
    assert waiting(planned, "P-1/photos")["reason"] == "not_ready"
    assert waiting(planned)["reason"] == "dependency_deferred"
    story.wants(fresh, STAGED, home_says="status: vacant_ready")
    story.apply()
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]
    assert sources_of(story.last_body) == {None}


def test_a_shoot_the_vendor_canceled(story: Story) -> None:
    story.wants(SHOT)
    story.placed()
    order = story.vendor.only("P-1")
    order.status, order.event = "canceled", "order.canceled"
    story.later(days=5)
    story.wants(SHOT, STAGED)
    planned = story.plan()
    assert planned["order_changes"] == []
    assert stuck(planned, "P-1/photos")["reason"] == "vendor_canceled"
    assert waiting(planned)["reason"] == "dependency_deferred"
    story.apply()
    assert story.vendor.count("create") == 1


def test_staging_the_vendor_canceled(story: Story) -> None:
    shoot = story.shot()
    story.wants(SHOT, STAGED)
    story.placed()
    order = story.vendor.of("P-1")[-1]
    order.status, order.event = "canceled", "order.canceled"
    story.later(days=5)
    assert stuck(story.plan())["reason"] == "vendor_canceled"
    story.apply("--replace", "P-1/staging")
    assert story.vendor.count("create") == 3
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.settled()


def test_a_shoot_in_doubt(story: Story) -> None:
    story.vendor.fault("drop_after")
    story.wants(SHOT)
    story.apply(code=3)
    story.wants(SHOT, STAGED)
    planned = story.plan()
    assert planned["order_changes"] == []
    assert stuck(planned, "P-1/photos")["reason"] == "create_outcome_unknown"
    named = [*planned["deferred_changes"], *planned["blocked_changes"]]
    assert "P-1/staging" in {item["need"] for item in named}
    story.later(days=30)
    story.apply()
    assert story.vendor.count("create") == 1


def test_photos_taken_away_from_under_open_staging(story: Story) -> None:
    """Whatever becomes of the order: staging alone without an earlier order is never sent."""
    story.wants(SHOT, STAGED)
    story.placed()
    story.later(days=5)
    story.wants("photos: none", STAGED)
    story.run(*APPLY)
    story.run(*APPLY)
    for body in story.vendor.bodies("create"):
        assert "photos" in slugs_of(body) or None not in sources_of(body)


def test_a_target_takes_along_what_rides_with_it(story: Story) -> None:
    story.wants(SHOT, STAGED)
    change = change_of(story.plan("--target", "P-1/staging"))
    assert change["needs"] == ["P-1/photos", "P-1/staging"]
    assert story.plan("--exclude", "P-1/photos")["order_changes"] == []
    assert story.plan("--exclude", "P-1/staging")["order_changes"] == []


def test_a_target_after_the_shoot(story: Story) -> None:
    shoot = story.shot()
    story.wants(SHOT, STAGED)
    for scope in (["--target", "P-1/staging"], ["--exclude", "P-1/photos"]):
        change = change_of(story.plan(*scope))
        assert change["services"][0]["previous_order_id"] == str(shoot.order_id)


def test_a_saved_plan_of_staging(story: Story) -> None:
    shoot = story.shot()
    story.wants(SHOT, STAGED)
    story.run("plan", "-o", "plan.json")
    assert story.run("apply", "plan.json", "--auto-approve").ends(0, "ok")["summary"]["done"] == 1
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.settled()


def test_a_saved_plan_against_photos_that_are_no_longer_the_newest(story: Story) -> None:
    """The approved order named other photos: it is not placed with these."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.run("plan", "-o", "plan.json")
    story.apply("--replace", "P-1/photos", "--target", "P-1/photos", "--only", "create")
    story.deliver()
    story.later(days=5)
    sent = story.vendor.count("create")
    ran = story.run("apply", "plan.json", "--auto-approve")
    assert ran.code == 4, ran.out
    assert story.vendor.count("create") == sent


def test_status_says_what_staging_waits_for(story: Story) -> None:
    story.wants(SHOT)
    story.placed()
    story.wants(SHOT, STAGED)
    document = story.run("status", "P-1").ends(0, "ok")
    staging = next(need for need in document["needs"] if need["address"] == "P-1/staging")
    assert staging["waits_for"] == ["P-1/photos"]
    assert staging["reason"] == "dependency_pending"


def test_a_shoot_without_a_number_yet(story: Story) -> None:
    """There is nothing to name as the source, and no telling what became of the shoot."""
    story.vendor.switches.request_id_for = 50
    story.wants(SHOT)
    story.apply()
    story.wants(SHOT, STAGED)
    for _ in range(2):
        planned = story.plan()
        assert planned["order_changes"] == []
        named = [*planned["deferred_changes"], *planned["blocked_changes"]]
        assert "P-1/staging" in {item["need"] for item in named}
    assert story.apply()["outcomes"] == []
    assert story.vendor.count("create") == 1
