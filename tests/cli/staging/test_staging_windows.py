"""Staging and the vendor's duplicate protection."""

from datetime import datetime, timedelta

from tests.cli.staging.story import (
    DAY,
    SHOT,
    STAGED,
    START,
    TOUR,
    Story,
    slugs_of,
    sources_of,
    waiting,
)


def test_inside_the_window_of_the_shoot(story: Story) -> None:
    shoot = story.shot(days=1)
    story.wants(SHOT, STAGED)
    planned = story.plan()
    assert planned["order_changes"] == []
    held = waiting(planned)
    assert held["reason"] == "duplicate_window"
    until = shoot.created + timedelta(hours=72, minutes=10)
    assert datetime.fromisoformat(held["until"]) == until
    assert story.apply()["outcomes"] == []
    story.now = until - timedelta(minutes=1)
    assert story.apply()["outcomes"] == []
    story.now = until
    assert story.apply()["summary"]["done"] == 1
    assert sources_of(story.last_body) == {str(shoot.order_id)}


def test_a_window_that_exempts_staging(story: Story) -> None:
    """It neither waits nor keeps others waiting."""
    exempt = ", window_exempts_staging: true"
    story.vendor.switches.exempt_staging = True
    shoot = story.shot(days=1)
    story.wants(SHOT, STAGED, vendor=exempt)
    story.apply()
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.now = shoot.created + timedelta(hours=72, minutes=10)
    story.wants(SHOT, STAGED, TOUR, vendor=exempt)
    story.apply()
    assert slugs_of(story.last_body) == ["zillow_3d_and_floor_plans"]
    assert story.settled()["summary"]["needs"]["in_progress"] == 2


def test_a_window_that_exempts_nothing_after_all(story: Story) -> None:
    """The files say one thing and the vendor another: its word counts, and once is enough."""
    shoot = story.shot(days=1)
    story.wants(SHOT, STAGED, vendor=", window_exempts_staging: true")
    story.apply(code=3)
    sent = story.vendor.count("create")
    assert story.plan()["order_changes"] == []
    story.apply()
    assert story.vendor.count("create") == sent
    story.later(hours=72, minutes=10)
    story.apply()
    assert story.vendor.count("create") == sent + 1
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    story.settled()


def test_a_window_that_counts_staging(story: Story) -> None:
    """Staging alone closes the window for the next shoot."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.apply()
    story.later(days=1)
    story.wants(SHOT, STAGED, TOUR)
    held = waiting(story.plan(), "P-1/tour")
    assert held["reason"] == "duplicate_window"
    assert datetime.fromisoformat(held["until"]) == START + 10 * DAY + timedelta(
        hours=72, minutes=10
    )
    story.later(days=3)
    story.apply()
    assert slugs_of(story.last_body) == ["zillow_3d_and_floor_plans"]


def test_staging_and_another_service_due_after_the_shoot(story: Story) -> None:
    """A tour needs a visit and staging must not be mixed with it: one now, one after the window."""
    shoot = story.shot()
    story.wants(SHOT, STAGED, TOUR)
    planned = story.plan()
    assert len(planned["order_changes"]) == 1
    assert [item["reason"] for item in planned["deferred_changes"]] == ["duplicate_window"]
    story.apply()
    story.later(days=4)
    story.apply()
    bodies = story.vendor.bodies("create")[1:]
    assert sorted(map(slugs_of, bodies)) == [["ai_virtual_staging"], ["zillow_3d_and_floor_plans"]]
    for body in bodies:
        staged = slugs_of(body) == ["ai_virtual_staging"]
        assert sources_of(body) == {str(shoot.order_id) if staged else None}
    story.settled()
