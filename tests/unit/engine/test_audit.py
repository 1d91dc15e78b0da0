"""What an audit finds, where, since when, and what it says to do about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.engine.worlds import (
    NOW,
    PLACE,
    SHOT,
    TOUR,
    WHOLE,
    World,
    delivered,
    home,
    open_order,
    world,
)

from listwright.engine.audit import find_all
from listwright.model.audit import AuditFinding
from listwright.model.plan import Scope

AGING = (
    SHOT[:-1] + ", fresh_for: {max_age: 24mo, warn_after: 18mo, invalidated_by: [renovated_on]}}"
)


def findings(made: World, scope: Scope = WHOLE) -> list[AuditFinding]:
    return list(find_all(made.at(NOW, scope), scope))


def codes(made: World, scope: Scope = WHOLE) -> list[tuple[str, str, str | None]]:
    return [(one.code.value, str(one.address), one.order_id) for one in findings(made, scope)]


def only(made: World) -> AuditFinding:
    (found,) = findings(made)
    assert found.why
    assert found.remedy
    return found


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_project_in_order_has_no_findings(tmp_path: Path) -> None:
    homes = home("P-1", AGING) + home("P-2", SHOT) + home("P-3", SHOT)
    orders = [delivered("1", "P-1", "2026-10-01"), open_order("2", "P-2", "2026-11-20T10:00Z")]
    assert findings(world(tmp_path, f"properties:\n{homes}", orders)) == []


# ---- needs ---------------------------------------------------------------------------------------


def test_an_unknown_outcome_stands_first_and_is_not_counted_as_blocked(tmp_path: Path) -> None:
    homes = home("P-1", SHOT) + home("P-2", SHOT)
    doubt = {"home": "P-2", "needs": {"photos": {"photos": 15}}, "state": "in_doubt"}
    doubt["sent"] = "2026-11-20T14:02:11Z"
    canceled = open_order("1", "P-1", "2026-11-01T10:00Z", status="canceled", canceled_by="vendor")
    made = world(tmp_path, f"properties:\n{homes}", [canceled], intents=[doubt])
    assert codes(made) == [
        ("unknown", "P-2/photos", None),
        ("blocked", "P-1/photos", "1"),
        ("drift", "P-1", "1"),
    ]
    unknown = findings(made)[0]
    assert unknown.since == utc("2026-11-20T14:02:11")
    assert unknown.remedy.startswith("listwright resolve P-2/photos")


def test_a_text_to_send_is_not_in_a_finding_so_it_says_where_it_stands(tmp_path: Path) -> None:
    text = home("P-1", SHOT, more=", absent: true") + home("P-2", SHOT)
    order = open_order(
        "1", "P-1", "2026-11-20T10:00Z", status="scheduled", visit="2026-12-01T10:00Z"
    )
    found = only(world(tmp_path, f"properties:\n{text}", [order]))
    assert (found.code.value, str(found.address)) == ("blocked", "P-1/photos")
    assert "the e-mail" in found.remedy
    assert "listwright plan --show P-1/photos prints the e-mail" in found.remedy


def test_photos_past_their_greatest_age_are_stale_though_a_plan_orders_them(tmp_path: Path) -> None:
    made = world(
        tmp_path, f"properties:\n{home('P-1', AGING)}", [delivered("1", "P-1", "2024-11-01")]
    )
    found = only(made)
    assert (found.code.value, str(found.address), found.order_id) == ("stale", "P-1/photos", "1")
    assert found.since == utc("2026-11-01T15:00")
    assert found.why == "the newest photos are of 2024-11-01, older than 24mo"
    assert found.remedy == "listwright apply orders it again"


def test_photos_from_before_a_renovation_are_stale_since_that_day(tmp_path: Path) -> None:
    made = world(
        tmp_path,
        f"properties:\n{home('P-1', AGING, more=', renovated_on: 2026-11-10')}",
        [delivered("1", "P-1", "2026-10-01")],
    )
    found = only(made)
    assert found.code.value == "stale"
    assert found.since == datetime(2026, 11, 10, tzinfo=made.portfolio.timezone)
    assert "renovated_on" in found.why


def test_photos_past_the_warning_are_stale_while_they_still_count(tmp_path: Path) -> None:
    made = world(
        tmp_path, f"properties:\n{home('P-1', AGING)}", [delivered("1", "P-1", "2025-05-01")]
    )
    found = only(made)
    assert found.code.value == "stale"
    assert found.since == utc("2026-11-01T15:00")
    assert (
        found.why
        == "the newest photos are of 2025-05-01, past `warn_after`; they count until 2027-05-01"
    )
    assert found.remedy == "listwright apply --replace P-1/photos orders it again now"


def test_stale_photos_that_wait_say_for_what(tmp_path: Path) -> None:
    waiting = AGING[:-1] + ", ready_when: {ready_on: {at_least_ago: 1d}}}"
    made = world(
        tmp_path,
        f"properties:\n{home('P-1', waiting, more=', ready_on: 2026-12-09')}",
        [delivered("1", "P-1", "2024-11-01")],
    )
    found = only(made)
    assert found.code.value == "stale"
    assert "not_ready, until 2026-12-10 07:00 UTC" in found.remedy


@pytest.mark.parametrize("age", ["2024-11-01", "2025-05-01"])
def test_nothing_is_stale_while_something_new_is_under_way(tmp_path: Path, age: str) -> None:
    orders = [open_order("2", "P-1", "2026-11-20T10:00Z"), delivered("1", "P-1", age)]
    assert findings(world(tmp_path, f"properties:\n{home('P-1', AGING)}", orders)) == []


def test_what_was_never_delivered_is_missing_and_not_stale(tmp_path: Path) -> None:
    assert findings(world(tmp_path, f"properties:\n{home('P-1', AGING)}")) == []


def test_attested_photos_grow_old_too(tmp_path: Path) -> None:
    more = ", photos_delivered_on: 2024-11-01"
    found = only(world(tmp_path, f"properties:\n{home('P-1', AGING, more=more)}"))
    assert (found.code.value, found.order_id) == ("stale", None)
    assert found.since == utc("2026-11-01T06:00")


def test_a_waived_need_is_not_stale(tmp_path: Path) -> None:
    more = ", waive: {photos: {reason: R, by: j}}"
    made = world(
        tmp_path,
        f"properties:\n{home('P-1', AGING, more=more)}",
        [delivered("1", "P-1", "2024-11-01")],
    )
    assert findings(made) == []


# ---- orders --------------------------------------------------------------------------------------

VISIT = "2026-11-19T16:00Z"


@pytest.mark.parametrize(
    ("order", "since"),
    [
        ({"created": "2026-11-10T10:00Z", "visit": VISIT}, "2026-11-22T16:00"),
        ({"created": "2026-11-10T10:00Z", "visit": "2026-11-19T16:01Z"}, None),
        ({"created": "2026-10-01T10:00Z", "visit": "2026-12-01T16:00Z"}, None),
        ({"created": "2026-11-08T16:00Z"}, "2026-11-22T16:00"),
        ({"created": "2026-11-08T16:01Z"}, None),
        ({"created": "2026-11-19T16:00Z", "previous": "9"}, "2026-11-22T16:00"),
        ({"created": "2026-11-19T16:01Z", "previous": "9"}, None),
        ({"created": "2026-01-01T16:00Z", "status": "completed"}, None),
        ({"created": "2026-01-01T16:00Z", "status": "canceled", "canceled_by": "us"}, None),
    ],
)
def test_when_an_order_is_overdue(tmp_path: Path, order: dict[str, str], since: str | None) -> None:
    told = {"id": "1", "home": "P-1", "services": {"photos": 15}, "status": "ordered", **order}
    made = world(tmp_path, f"properties:\n{home('P-1', SHOT)}", [told])
    found = [one for one in findings(made) if one.code.value == "overdue"]
    assert [one.since for one in found] == ([] if since is None else [utc(since)])
    assert all("listwright refresh P-1" in one.remedy for one in found)
    assert all((one.address, one.order_id) == ("P-1", "1") for one in found)


def test_an_order_whose_vendor_asks_for_something_is_named_with_its_words(tmp_path: Path) -> None:
    order = open_order("1", "P-1", "2026-11-20T10:00Z", attention="nobody was at home")
    found = only(world(tmp_path, f"properties:\n{home('P-1', SHOT)}", [order]))
    assert (found.code.value, found.address, found.order_id) == ("attention", "P-1", "1")
    assert found.why == "order 1 is ordered: nobody was at home"


def test_every_kind_of_drift_is_told_in_words(tmp_path: Path) -> None:
    gated = SHOT[:-1] + ", ready_when: {status: vacant_ready}}"
    homes = home("P-1", gated, more=", status: occupied")
    order = open_order("1", "P-1", "2026-11-20T10:00Z", echoed={"photos": 20, "new": 1})
    order["facts"] = {"status": "vacant_ready"}
    made = world(tmp_path, f"properties:\n{homes}", [order])
    new, photos, ready = (one.why for one in findings(made))
    assert new == "new: none ordered, and the vendor's order holds 1"
    assert photos == "photos: 15 ordered, and the vendor's order holds 20"
    assert ready == (
        "photos: the home was ready when it was ordered, and now is not until status is "
        "vacant_ready (now: occupied)"
    )
    assert all(one.since == NOW for one in findings(made)), "when it was last read"


def test_an_unmanaged_order_says_how_to_take_it_in(tmp_path: Path) -> None:
    order = delivered("1", "P-1", "2026-10-01") | {"managed": False}
    found = only(world(tmp_path, f"properties:\n{home('P-1', SHOT)}", [order]))
    assert (found.code.value, found.address, found.order_id) == ("unmanaged", "P-1", "1")
    assert found.remedy == "listwright import P-1 --order-id 1 puts it under management"


def test_an_unmanaged_order_that_the_plan_imports_only_needs_an_apply(tmp_path: Path) -> None:
    text = home("P-1", SHOT, more=', import: {photos: {order_id: "1"}}')
    order = delivered("1", "P-1", "2026-10-01") | {"managed": False, "origin": "event"}
    found = only(world(tmp_path, f"properties:\n{text}", [order]))
    assert found.remedy == "listwright apply puts it under management"


# ---- homes ---------------------------------------------------------------------------------------


def test_a_gone_home_is_one_finding_while_an_order_of_it_is_open(tmp_path: Path) -> None:
    orders = [
        open_order("3", "GONE-1", "2026-11-20T10:00Z", **{"from": "units"}),
        delivered("2", "GONE-1", "2026-10-01"),
        delivered("1", "GONE-2", "2026-09-01"),
        delivered("0", "GONE-3", "2026-09-01") | {"managed": False},
        open_order("4", "GONE-4", "2026-11-20T10:00Z", status="canceled", canceled_by="us"),
    ]
    made = world(tmp_path, f"properties:\n{home('P-1', SHOT)}", orders)
    found = [one for one in findings(made) if one.code.value == "inventory"]
    assert [(one.address, one.order_id) for one in found] == [("GONE-1", "3")]
    assert "the open order 3 (ordered)" in found[0].why
    assert "absent: true" in found[0].remedy
    assert "renamed_from: [GONE-1]" in found[0].remedy


def test_a_renamed_home_is_not_gone_and_its_orders_are_named_by_its_new_id(tmp_path: Path) -> None:
    text = home("NEW-1", SHOT, more=", renamed_from: [OLD-1]")
    order = open_order("1", "OLD-1", "2026-11-01T10:00Z")
    found = only(world(tmp_path, f"properties:\n{text}", [order]))
    assert (found.code.value, found.address, found.order_id) == ("overdue", "NEW-1", "1")
    assert "listwright refresh NEW-1" in found.remedy


def test_a_home_marked_absent_is_not_gone(tmp_path: Path) -> None:
    text = home("P-1", SHOT, more=", absent: true") + home("P-2", SHOT)
    assert (
        findings(world(tmp_path, f"properties:\n{text}", [delivered("1", "P-1", "2026-10-01")]))
        == []
    )


def test_a_rule_that_matches_no_home_is_a_finding_of_no_home(tmp_path: Path) -> None:
    rule = f"rules:\n  - {{name: lakes, when: {{city: Atlantis}}, require: {{{SHOT}}}}}\n"
    found = only(world(tmp_path, f"{rule}properties:\n{home('P-1', TOUR)}"))
    assert (found.code.value, found.address, found.order_id) == ("inventory", None, None)
    assert "`lakes` (listwright.yaml:" in found.why


# ---- order and scope -----------------------------------------------------------------------------


def scoped(folder: Path) -> World:
    """A finding for a need, for two homes, and for no home."""
    rule = f"rules:\n  - {{name: lakes, when: {{city: Atlantis}}, require: {{{SHOT}}}}}\n"
    homes = (
        home("P-1", AGING, TOUR) + home("P-2", SHOT, more=", market: b") + f"  P-3: {{{PLACE}}}\n"
    )
    orders = [
        delivered("1", "P-1", "2024-11-01", photos=15, zillow_3d_and_floor_plans=1),
        open_order("2", "P-2", "2026-10-01T10:00Z"),
        open_order("3", "P-3", "2026-11-20T10:00Z", managed=False),
    ]
    return world(folder, f"{rule}properties:\n{homes}", orders)


def test_findings_come_by_urgency_and_then_by_place(tmp_path: Path) -> None:
    assert codes(scoped(tmp_path)) == [
        ("overdue", "P-2", "2"),
        ("stale", "P-1/photos", "1"),
        ("inventory", "None", None),
        ("unmanaged", "P-3", "3"),
    ]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(target=("P-2",)), ["overdue"]),
        (Scope(target=("P-2/photos",)), ["overdue"]),
        (Scope(target=("p-1/photos", "P-3")), ["stale", "unmanaged"]),
        (Scope(target=("P-1/tour",)), []),
        (Scope(exclude=("P-1/photos",)), ["overdue", "unmanaged"]),
        (Scope(exclude=("P-2/photos",)), ["overdue", "stale", "unmanaged"]),
        (Scope(exclude=("P-2", "P-3*")), ["stale"]),
        (Scope(select=("market=b",)), ["overdue"]),
    ],
)
def test_a_scope_leaves_what_concerns_its_homes(
    tmp_path: Path, scope: Scope, found: list[str]
) -> None:
    assert [code for code, _, _ in codes(scoped(tmp_path), scope)] == found


def test_a_deferral_whose_time_has_passed_is_named(tmp_path: Path) -> None:
    ready = SHOT[:-1] + ", ready_when: {ready_on: {at_least_ago: 1d}}}"
    made = world(tmp_path, f"properties:\n{home('P-1', ready, more=', ready_on: 2026-12-09')}").at(
        NOW
    )
    assert find_all(made, WHOLE) == ()
    (waiting,) = made.plan.deferred
    passed = waiting.until
    assert passed is not None
    late = replace(made.run.calendar, now=passed + timedelta(days=1))
    (found,) = find_all(replace(made, run=replace(made.run, calendar=late)), WHOLE)
    assert (found.code.value, str(found.address), found.since) == ("overdue", "P-1/photos", passed)
