"""The life of an order as the clock moves: pure, from values to values."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from listwright.errors import UsageError
from listwright.sandbox.clock import parse_duration, parse_instant
from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.planomatic.lifecycle import coming_visit, course_of, snapshot_at
from listwright.sandbox.planomatic.record import Action, ActionKind, OrderRecord
from listwright.sandbox.planomatic.view import event_of, order_object, status_of
from listwright.sandbox.rate import RateLimiter

START = datetime(2026, 6, 24, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PHOTOS = {"slug": "photos", "quantity": 15}
TOUR = {"slug": "zillow_3d_and_floor_plans", "quantity": 1}
STAGED = {"slug": "ai_virtual_staging", "quantity": 5, "previous_order_id": "654300"}


def order(
    *actions: Action, state: str = "CO", created: datetime = START, **more: Any
) -> OrderRecord:
    location = {"street": "1 A St", "city": "Town", "state": state, "postal_code": "80205"}
    request = {
        "external_property_id": "P-1",
        "billing_entity_slug": "one",
        "property": {"location": location},
        "property_access": {},
        "services": more.get("services", [PHOTOS, TOUR]),
    }
    return OrderRecord(
        order_id=more.get("order_id", 654321),
        request_id=1,
        legacy_order_id=2,
        account="default",
        created=created,
        id_known_from=created,
        request=request,
        actions=actions,
    )


def act(kind: str, hours: float, **words: str) -> Action:
    return Action(kind=ActionKind(kind), at=START + hours * HOUR, **words)


def words_at(record: OrderRecord, hours: float) -> tuple[str, str | None]:
    snapshot = snapshot_at(record, START + hours * HOUR)
    return status_of(snapshot, SandboxOptions()), event_of(snapshot, SandboxOptions())


def shown_at(record: OrderRecord, hours: float) -> dict[str, Any]:
    return order_object(record, START + hours * HOUR, SandboxOptions(), base_url="http://x")


def test_the_documented_walk() -> None:
    seen = [words_at(order(), hours) for hours in (0, 0.2, 2, 6, 24 * 3, 24 * 7)]
    assert seen == [
        ("new_request", None),
        ("ordered", "order.processed"),
        ("scheduling", "order.processed"),
        ("scheduled", "appointment.scheduled"),
        ("post_processing", "order.post_processing"),
        ("completed", "order.delivered"),
    ]


def test_a_delivery_holds_photos_and_links() -> None:
    assert shown_at(order(), 48)["photos"] == []
    delivered = shown_at(order(), 24 * 7)
    assert [photo["sequence"] for photo in delivered["photos"]] == list(range(1, 16))
    captions = [photo["caption"] for photo in delivered["photos"]]
    assert captions[:3] == ["Front View", "Kitchen", "Living Room"]
    assert len(set(captions)) == len(captions)
    first = delivered["photos"][0]
    assert first["full_size_url"].startswith("http://x/g2-tour-files/")
    assert first["full_size_watermarked_url"].endswith("/cw.jpg")
    assert set(delivered["links"]) == {"zillow_3d_link", "photo_manage_link"}
    assert set(shown_at(order(services=[PHOTOS]), 24 * 7)["links"]) == {"photo_manage_link"}


def test_staging_of_delivered_photos_walks_without_a_visit() -> None:
    record = order(services=[STAGED])
    seen = [words_at(record, hours) for hours in (0, 0.2, 2, 24, 26, 24 * 30)]
    assert seen == [
        ("new_request", None),
        ("ordered", "order.processed"),
        ("post_processing", "order.post_processing"),
        ("post_processing", "order.post_processing"),
        ("completed", "order.delivered"),
        ("completed", "order.delivered"),
    ]
    delivered = shown_at(record, 26)
    assert delivered["appointments"] == []
    assert delivered["services"][0]["previous_order_id"] == "654300"
    assert len(delivered["photos"]) == 5
    assert all("Staged" in photo["caption"] for photo in delivered["photos"])
    assert all(not passage.visit for passage in course_of(record))


def test_staging_beside_a_shoot_comes_with_it() -> None:
    both = order(services=[PHOTOS, {"slug": "ai_virtual_staging", "quantity": 3}])
    assert [passage.step for passage in course_of(both)] == [
        passage.step for passage in course_of(order(services=[PHOTOS]))
    ]
    captions = [photo["caption"] for photo in shown_at(both, 24 * 7)["photos"]]
    assert len(captions) == len(set(captions)) == 18
    assert ["Staged" in caption for caption in captions] == [False] * 15 + [True] * 3


def test_photos_that_are_worked_on_again() -> None:
    changed = order(act("deliver", 1), act("change_photos", 5), act("change_photos", 30))
    as_delivered = shown_at(changed, 4)
    assert as_delivered == shown_at(order(act("deliver", 1)), 4)
    for hours, moment in ((5, "2026-06-24T23:00:00.000Z"), (31, "2026-06-26T00:00:00.000Z")):
        shown = shown_at(changed, hours)
        assert {photo["modified_at"] for photo in shown["photos"]} == {moment}
        assert {photo["uploaded_at"] for photo in shown["photos"]} == {"2026-06-24T19:00:00.000Z"}
        assert words_at(changed, hours) == ("completed", "order.delivered")
        rest = {name: value for name, value in shown.items() if name != "photos"}
        assert rest == {n: value for n, value in as_delivered.items() if n != "photos"}


@pytest.mark.parametrize("state", ["CO", "HI", "AK", "ME", "GU", "AS", "PR"])
def test_any_order_is_delivered_within_seven_days(state: str) -> None:
    zones = {"CO": "America/Denver", "HI": "Pacific/Honolulu", "GU": "Pacific/Guam"}
    for hours in range(0, 24 * 7, 5):
        created = START + hours * HOUR
        record = order(state=state, created=created, order_id=654321 + hours)
        assert snapshot_at(record, created + timedelta(days=7)).delivered_at is not None
        (visit,) = [p.visit for p in course_of(record) if p.visit]
        assert visit.start - visit.fixed_at > timedelta(days=1)
        if state in zones:
            local = visit.start.astimezone(ZoneInfo(zones[state]))
            assert local.weekday() < 5
            assert 9 <= local.hour < 16


def test_a_failed_visit_is_arranged_anew() -> None:
    record = order(act("fail_visit", 1))
    first, second = [p.visit for p in course_of(record) if p.visit]
    assert first.failed
    assert not second.failed
    before = snapshot_at(record, first.start - HOUR)
    assert [visit.failed for visit in before.visits] == [False]
    hours = (first.start - START) / HOUR
    assert words_at(record, hours) == (
        "submitted_cancel_onsite",
        "appointment.unable_to_complete",
    )
    failed = shown_at(record, hours)
    assert failed["unable_to_complete_appt"] is True
    assert failed["unable_to_complete_appt_reason"]
    assert failed["appointments"][0]["cancelation_reason"]
    assert words_at(record, hours + 1) == ("pending_reschedule", "appointment.awaiting_reschedule")
    again = shown_at(record, hours + 7)
    assert again["order_status"] == "scheduled"
    assert again["unable_to_complete_appt"] is False
    ids = [visit["appointment_id"] for visit in again["appointments"]]
    assert len(set(ids)) == 2
    assert words_at(record, 24 * 14)[0] == "completed"


def test_coming_visit() -> None:
    visit = coming_visit(order(), START)
    assert visit is not None
    assert coming_visit(order(), visit.end) is None
    assert (
        coming_visit(order(services=[{"slug": "ai_virtual_staging", "quantity": 3}]), START) is None
    )
    twice = order(act("fail_visit", 1), act("fail_visit", 2))
    assert [p.visit.failed for p in course_of(twice) if p.visit] == [True, True, False]


@pytest.mark.parametrize("begin", [0.1, 1, 4])
def test_a_held_order_stands_still(begin: float) -> None:
    held = order(act("status", begin, status="hold"))
    assert words_at(held, begin + 24 * 30)[0] == "hold"
    assert snapshot_at(held, START + 24 * 30 * HOUR).delivered_at is None
    free = order(act("status", begin, status="hold"), act("status", begin + 48))
    plain = [p.at for p in course_of(order()) if p.visit]
    moved = [p.at for p in course_of(free) if p.visit]
    assert moved == [plain[0] + 48 * HOUR]
    assert words_at(free, begin + 48)[0] != "hold"


def test_a_hold_before_the_visit_moves_it() -> None:
    plain = next(p.visit for p in course_of(order()) if p.visit)
    held = act("status", 7, status="hold"), act("status", 8, status="hold", event="x")
    assert [p.visit for p in course_of(order(*held)) if p.visit] == []
    free = order(*held, act("status", 100))
    moved = next(p.visit for p in course_of(free) if p.visit)
    assert moved.start > plain.start
    assert moved.start >= START + 100 * HOUR


@pytest.mark.parametrize("hours", [48.2, 70])
def test_a_hold_in_production_delays_delivery(hours: float) -> None:
    visit = next(p.visit for p in course_of(order()) if p.visit)
    begin = (visit.end - START) / HOUR + 1
    held = order(act("status", begin, status="hold"))
    assert course_of(held)[-1].step.value == "produced"
    during_visit = order(act("status", begin - 1.25, status="hold"))
    assert course_of(during_visit)[-1].step.value == "fixed"
    moving = order(act("fail_visit", 1), act("status", begin - 1.4, status="hold"))
    assert course_of(moving)[-1].step.value == "failed"
    assert hours < begin + 100


def test_canceled_and_delivered_by_hand() -> None:
    gone = order(act("cancel", 1, reason="duplicate_order", notes="n"))
    assert words_at(gone, 0.5)[0] == "ordered"
    assert words_at(gone, 24 * 30) == ("canceled", "order.canceled")
    spelled = SandboxOptions(canceled_spelling="cancelled")
    assert status_of(snapshot_at(gone, START + 2 * HOUR), spelled) == "cancelled"
    done = order(act("deliver", 1))
    assert words_at(done, 1) == ("completed", "order.delivered")
    assert snapshot_at(done, START + HOUR).delivered_at == START + HOUR


@pytest.mark.parametrize(
    ("text", "hours"), [("72h", 72), ("90m", 1.5), ("7d", 168), ("1d12h", 36), ("2w", 336)]
)
def test_durations(text: str, hours: float) -> None:
    assert parse_duration(text) == hours * HOUR


@pytest.mark.parametrize("text", ["", "h", "5", "5y", "-5h", "5h ", "5 h", "9999999h"])
def test_wrong_durations(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


def test_instants_need_an_offset() -> None:
    assert parse_instant("2026-06-24T18:00:00Z") == START
    with pytest.raises(UsageError):
        parse_instant("2026-06-24")


def test_the_rate_window_slides() -> None:
    now = [0.0]
    limiter = RateLimiter(clock=lambda: now[0])
    assert [limiter.admit("k", 2) for _ in range(3)] == [True, True, False]
    now[0] = 60.0
    assert limiter.admit("k", 2)
    assert all(limiter.admit("free", 0) for _ in range(500))
