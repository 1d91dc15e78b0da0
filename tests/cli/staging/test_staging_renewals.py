"""Photos that come anew: replaced, renewed, changed; and what becomes of their staging."""

import pytest
from tests.cli.staging.story import (
    FOLLOWING,
    FRESH,
    SHOT,
    STAGED,
    Story,
    change_of,
    name_of,
    slugs_of,
    sources_of,
)
from tests.servers.planomatic_like import Switches


def test_a_replaced_open_shoot_takes_its_staging_along(story: Story) -> None:
    story.wants(SHOT, STAGED)
    story.placed()
    story.later(days=4)
    story.wants(SHOT.replace("15", "20"), STAGED)
    change = change_of(story.plan())
    assert change["actions"] == ["cancel", "create"]
    assert change["needs"] == ["P-1/photos", "P-1/staging"]
    story.apply()
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]
    assert sources_of(story.last_body) == {None}
    assert story.vendor.live()["P-1"] == 1
    assert story.settled()["summary"]["needs"]["in_progress"] == 2


def test_a_replaced_staging_keeps_its_source(story: Story) -> None:
    """Another quantity of staging alone: cancel it, and order it against the same photos."""
    shoot = story.shot()
    story.wants(SHOT, STAGED)
    story.placed()
    story.later(days=4)
    story.wants(SHOT, STAGED.replace("5", "3"))
    change = change_of(story.plan())
    assert change["actions"] == ["cancel", "create"]
    assert change["needs"] == ["P-1/staging"]
    story.apply()
    assert sources_of(story.last_body) == {str(shoot.order_id)}
    assert story.last_body["property_access"]["method_of_access"] == "no_access_needed"
    assert story.vendor.live()["P-1"] == 2
    story.settled()


def test_staging_nobody_wants_any_more(story: Story) -> None:
    """Staging alone can be canceled as any order, and the delivered photos stay."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.placed()
    story.wants(SHOT)
    story.plan()
    change = change_of(story.plan())
    assert (change["actions"], change["needs"]) == (["cancel"], ["P-1/staging"])
    story.apply()
    assert story.vendor.live()["P-1"] == 1
    story.settled()


def test_a_shoot_ordered_again_leaves_its_staging(story: Story) -> None:
    """Without `follow_source` the staged photos stand, whatever is shot later."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.apply()
    story.deliver()
    story.later(days=4)
    story.plan()
    story.apply("--replace", "P-1/photos")
    assert slugs_of(story.last_body) == ["photos"]
    story.deliver()
    story.later(days=4)
    assert story.settled()["summary"]["needs"]["satisfied"] == 2


def test_a_shoot_ordered_again_takes_staging_that_follows(story: Story) -> None:
    story.shot()
    story.wants(SHOT, FOLLOWING)
    story.apply()
    story.deliver()
    story.later(days=4)
    story.settled()
    change = change_of(story.plan("--replace", "P-1/photos"))
    assert change["needs"] == ["P-1/photos", "P-1/staging"]
    assert {line["previous_order_id"] for line in change["services"]} == {None}
    story.apply("--replace", "P-1/photos")
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]
    assert sources_of(story.last_body) == {None}
    story.settled()
    story.deliver()
    story.later(days=4)
    story.settled()


def test_a_renewed_shoot_takes_staging_that_follows(story: Story) -> None:
    story.wants(FRESH)
    story.apply()
    story.deliver()
    story.later(days=4)
    story.wants(FRESH, FOLLOWING)
    story.apply()
    story.deliver()
    story.later(days=300)
    story.settled()
    story.later(days=100)
    change = change_of(story.plan())
    assert change["needs"] == ["P-1/photos", "P-1/staging"]
    assert change["reason"] in {"stale", "source_changed"}
    story.apply()
    assert slugs_of(story.last_body) == ["ai_virtual_staging", "photos"]
    assert sources_of(story.last_body) == {None}
    needs = story.settled()["summary"]["needs"]
    assert (needs["in_progress"], needs["satisfied"]) == (1, 1), "the old staging is still good"


def test_a_renewed_shoot_leaves_staging_that_does_not_follow(story: Story) -> None:
    story.wants(FRESH, STAGED)
    story.apply()
    story.deliver()
    story.later(days=400)
    change = change_of(story.plan())
    assert (change["needs"], change["reason"]) == (["P-1/photos"], "stale")
    story.apply()
    assert slugs_of(story.last_body) == ["photos"]
    story.settled()


AGING = "staging: {slug: ai_virtual_staging, quantity: 5, fresh_for: {max_age: 12mo}}"


@pytest.mark.parametrize(
    "vendor", [Switches(), Switches(echo_source=False)], ids=name_of, indirect=True
)
def test_staging_is_as_old_as_its_photos(story: Story) -> None:
    """Ordered eleven months after the shoot, it is a month from stale, not a year."""
    story.wants(FRESH)
    story.apply()
    story.deliver()
    story.later(days=330)
    story.wants(FRESH, AGING)
    story.apply()
    story.deliver()
    story.later(days=20)
    story.settled()
    story.later(days=20)
    change = change_of(story.plan())
    assert change["needs"] == ["P-1/photos", "P-1/staging"]
    story.apply()
    assert sources_of(story.last_body) == {None}
    story.settled()


def test_photos_that_changed_are_staged_again(story: Story) -> None:
    """Seen by a read of the delivered order; only for staging that follows its source."""
    shoot = story.shot()
    story.wants(SHOT, FOLLOWING)
    story.apply()
    story.deliver()
    story.later(days=5)
    story.settled()
    story.vendor.change_photos(shoot)
    story.later(hours=1)
    story.run("refresh", "P-1").ends(0, "ok")
    change = change_of(story.plan())
    assert (change["needs"], change["reason"]) == (["P-1/staging"], "source_changed")
    assert change["services"][0]["previous_order_id"] == str(shoot.order_id)
    story.apply()
    story.settled()
    story.deliver()
    story.later(days=5)
    story.run("refresh", "P-1").ends(0, "ok")
    story.settled()


def test_photos_that_changed_before_they_were_staged(story: Story) -> None:
    """The read comes late, the change did not: what was staged is what there is."""
    shoot = story.shot()
    story.plan()
    story.vendor.change_photos(shoot)
    story.later(days=1)
    story.wants(SHOT, FOLLOWING)
    story.apply()
    story.deliver()
    story.later(days=5)
    story.run("refresh", "P-1").ends(0, "ok")
    story.settled()


def test_staged_photos_that_come_later_are_no_change(story: Story) -> None:
    """In the order they rode in they are new photos, and nobody wants them staged."""
    story.wants(SHOT, FOLLOWING)
    story.placed()
    story.deliver()
    order = story.vendor.only("P-1")
    staged = order.photos.pop()
    story.later(days=4)
    story.settled()
    order.photos.append({**staged, "uploaded_at": "2026-11-06T15:00:00.000Z"})
    story.later(days=1)
    story.run("refresh", "P-1").ends(0, "ok")
    story.settled()


def test_newer_photos_are_staged_again(story: Story) -> None:
    """A second shoot was delivered before anybody said that staging follows it."""
    story.shot()
    story.wants(SHOT, STAGED)
    story.apply()
    story.deliver()
    story.later(days=30)
    story.plan()
    story.apply("--replace", "P-1/photos")
    newer = story.vendor.of("P-1")[-1]
    story.deliver()
    story.later(days=5)
    story.settled()
    story.wants(SHOT, FOLLOWING)
    change = change_of(story.plan())
    assert (change["needs"], change["reason"]) == (["P-1/staging"], "source_changed")
    assert change["services"][0]["previous_order_id"] == str(newer.order_id)
    story.apply()
    story.settled()
    story.deliver()
    story.later(days=5)
    story.settled()
