"""`status`: conditions, chains and proofs, as JSON and as text."""

from typing import Any

import pytest
from tests.cli.project import Project, home, homes
from tests.cli.staging.story import SHOT, STAGED, TOUR, Story
from tests.servers.planomatic_like import PlanomaticLike

RENAMED = "    renamed_from: [OLD-1]\n"


@pytest.fixture
def story(project: Project, vendor: PlanomaticLike) -> Story:
    made = Story(project=project, vendor=vendor)
    vendor.now = lambda: made.now
    return made


def status(story: Story, *arguments: str) -> dict[str, Any]:
    return story.run("status", *arguments).ends(0, "ok")


def need(document: dict[str, Any], key: str, name: str = "P-1") -> dict[str, Any]:
    (found,) = (one for one in document["needs"] if one["address"] == f"{name}/{key}")
    return dict(found)


def text_of(story: Story, *arguments: str) -> str:
    moment = story.now.isoformat().replace("+00:00", "Z")
    return story.project.run("status", *arguments, LISTWRIGHT_NOW=moment).out


def test_a_chain_names_the_need_and_the_order_that_come_first(story: Story) -> None:
    story.wants(SHOT)
    story.placed()
    story.wants(SHOT, STAGED)
    number = story.vendor.only("P-1").order_id
    staged = need(status(story), "staging")
    assert (staged["condition"], staged["reason"]) == ("Deferred", "dependency_pending")
    assert staged["waits_for"] == ["P-1/photos"]
    assert staged["clears_when"] == f"order {number} delivered"
    assert staged["order_id"] == str(number)
    assert f"Waits for P-1/photos: order {number} delivered" in text_of(story)
    planned = story.plan()["deferred_changes"]
    assert [(one["order_id"], one["waits_for"]) for one in planned] == [
        (str(number), ["P-1/photos"])
    ]


def test_a_chain_whose_root_waits_shows_the_root_and_its_date(story: Story) -> None:
    gated = SHOT[:-1] + ", ready_when: {ready_on: {at_least_ago: 1d}}}"
    story.wants(gated, STAGED, home_says="ready_on: 2026-12-09")
    staged = need(status(story), "staging")
    assert (staged["reason"], staged["waits_for"]) == ("dependency_deferred", ["P-1/photos"])
    assert staged["until"] == need(status(story), "photos")["until"] is not None
    moment = story.now.isoformat().replace("+00:00", "Z")
    planned = story.project.run("plan", LISTWRIGHT_NOW=moment).out
    assert "1 dependency_deferred: what comes first is waiting itself (1 not_ready)" in planned


def test_a_proof_tells_when_it_stops_counting_and_from_when_it_is_spoken_of(story: Story) -> None:
    story.shot(days=1)
    aging = SHOT[:-1] + ", fresh_for: {max_age: 24mo, warn_after: 18mo}}"
    story.wants(aging)
    story.plan()
    met = need(status(story), "photos")["met_by"]
    assert met["kind"] == "order"
    assert met["captured_at"][:10] == "2026-11-02"
    assert (met["stale_on"][:10], met["warn_on"][:10]) == ("2028-11-02", "2028-05-02")
    assert "growing old" not in text_of(story)
    story.later(days=600)
    assert "stale on 2028-11-02, growing old" in text_of(story)
    story.later(days=300)
    assert need(status(story), "photos")["condition"] == "Stale"


@pytest.mark.parametrize(
    ("until", "ends"), [(", until: 2026-12-31", "2027-01-01T00:00:00Z"), ("", None)]
)
def test_a_waived_need_tells_when_the_waiver_ends(
    story: Story, until: str, ends: str | None
) -> None:
    story.wants(SHOT, TOUR, home_says=f"waive: {{tour: {{reason: HOA, by: jsmith{until}}}}}")
    waived = need(status(story), "tour")
    assert (waived["condition"], waived["until"]) == ("Waived", ends)
    assert "HOA" in waived["why"]


def test_a_renamed_home_keeps_its_orders(story: Story) -> None:
    project = story.project
    project.write(home("OLD-1"))
    story.apply()
    project.write(home("NEW-1") + RENAMED)
    told = status(story)
    assert need(told, "photos", "NEW-1")["condition"] == "Progressing"
    number = str(story.vendor.only("OLD-1").order_id)
    for name in ("NEW-1", "OLD-1", "new-1", "NEW-1/photos", "OLD-1/photos", f"order:{number}"):
        named = status(story, name)
        assert [one["order_id"] for one in named["orders"]] == [number], name
        assert [one["address"] for one in named["needs"]] == ["NEW-1/photos"], name


def test_addresses_choose(story: Story) -> None:
    story.project.write(homes("P-1", "P-2") + home("Q-1", number=3))
    story.apply()
    assert len(status(story)["orders"]) == 3
    told = status(story, "P-*")
    assert [one["address"] for one in told["needs"]] == ["P-1/photos", "P-2/photos"]
    assert [one["property"] for one in told["orders"]] == ["P-1", "P-2"]
    story.run("status", "P-77").ends(1, "usage")
    story.run("status", "order:1").ends(1, "usage")


def test_it_asks_nobody_and_writes_nothing(story: Story) -> None:
    story.project.write(homes("P-1"))
    status(story)
    assert story.vendor.calls == []
    assert not story.project.ledger.parent.exists()
