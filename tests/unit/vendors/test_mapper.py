"""From PlanOmatic's order object to ours; whatever it looks like."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.vendors.specs import ACCESS_CODE, ACCOUNT, ORDER_KEY, order_body

from listwright.http.redaction import without_secrets
from listwright.model.names import PropertyId
from listwright.model.order import Order, Phase, Service
from listwright.vendors.planomatic.mapper import Known, to_order
from listwright.vendors.planomatic.phases import STATUS_PHASES
from listwright.vendors.planomatic.texts import one_line
from listwright.vendors.planomatic.wire import read_envelope

KNOWN = Known(account=ACCOUNT, property=PropertyId("DEN-001"), order_key=None)
SENT = (Service(slug="photos", quantity=15),)


def order_of(document: object, known: Known = KNOWN) -> Order | None:
    envelope = read_envelope(document)
    return None if envelope is None else to_order(envelope, known)


def seen(**changes: Any) -> Order:
    order = order_of(order_body(**changes))
    assert order is not None
    return order


def test_the_sample() -> None:
    order = seen()
    assert order.order_id == "654321"
    assert order.property == "DEN-001"
    assert order.order_key == ORDER_KEY
    assert order.legacy_order_id == "543210"
    assert (order.status, order.event, order.phase) == (
        "completed",
        "order.delivered",
        Phase.DELIVERED,
    )
    assert order.services[0] == Service(slug="photos", quantity=15, price=12500)
    assert order.created == datetime(2026, 5, 18, 18, 3, 30, tzinfo=UTC)
    assert order.captured_at == datetime(2026, 5, 20, 18, tzinfo=UTC)
    assert order.delivered_at == datetime(2026, 5, 21, 7, tzinfo=UTC)
    assert [visit.canceled for visit in order.appointments] == [True, False]
    assert order.links == {"zillow_3d_link": "https://zillow.test/x"}
    assert [photo.caption for photo in order.photos] == ["Front View", "Kitchen"]
    assert order.attention is None
    assert "CANARY" not in repr(order)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda order: order,
        lambda order: {"code": 200, "status": "action-successful", "data": order},
        lambda order: {"code": 200, "order": order},
        lambda order: {"data": {"order": order}},
        lambda order: {"data": {"order": None, **order}},
        lambda order: {"data": [], "order": "x", **order},
    ],
)
def test_envelopes(wrap: Any) -> None:
    assert order_of(wrap(order_body())) == seen()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (654321, "654321"),
        ("654321", "654321"),
        (" 654321\n", "654321"),
        (654321.0, "654321"),
        ("ord_7-b", "ord_7-b"),
        ("007", "007"),
        ("", None),
        ("null", None),
        ("65 43", None),
        ("9" * 65, None),
        (0, None),
        ("0", None),
        (-5, None),
        (10**30, None),
        (True, None),
        (None, None),
        (1.5, None),
        ([654321], None),
        ({"id": 1}, None),
        ("\uff16\uff15", None),
    ],
)
def test_ids(written: object, read: str | None) -> None:
    envelope = read_envelope({"order_id": written})
    assert envelope is not None
    assert envelope.order.order_id == read


def test_two_different_ids_conflict() -> None:
    envelope = read_envelope({"order_id": 1, "data": {"order_id": 2}})
    assert envelope is not None
    assert envelope.conflicting
    same = read_envelope({"order_id": 1, "data": {"order_id": "1"}})
    assert same is not None
    assert not same.conflicting


@pytest.mark.parametrize(("status", "phase"), STATUS_PHASES.items())
def test_every_documented_status(status: str, phase: Phase) -> None:
    assert seen(order_status=status, event=None).phase is phase
    bare = seen(order_status=status, event=None, photos=[], links={})
    assert bare.phase is (Phase.OPEN if phase is Phase.DELIVERED else phase)
    assert bare.status == status


@pytest.mark.parametrize(
    ("status", "event", "phase"),
    [
        ("COMPLETED ", None, Phase.DELIVERED),
        ("brand_new_word", None, Phase.UNKNOWN),
        ("brand_new_word", "order.delivered", Phase.DELIVERED),
        (None, None, Phase.UNKNOWN),
        (7, None, Phase.UNKNOWN),
        ("canceled", "order.delivered", Phase.CANCELED),
        ("scheduled", "brand.new", Phase.OPEN),
    ],
)
def test_odd_statuses(status: object, event: str | None, phase: Phase) -> None:
    assert seen(order_status=status, event=event).phase is phase


def test_a_created_order_without_a_status_is_open() -> None:
    known = Known(
        account=ACCOUNT,
        property=PropertyId("DEN-001"),
        order_key=ORDER_KEY,
        services=SENT,
        just_created=True,
    )
    order = order_of({"order_id": 7}, known)
    assert order is not None
    assert (order.phase, order.status, order.services) == (Phase.OPEN, "", SENT)
    assert order.order_key == ORDER_KEY


@pytest.mark.parametrize(
    "services", [None, [], "photos", [{"slug": "photos"}], [{"slug": "photos", "quantity": "many"}]]
)
def test_unreadable_services_make_no_order(services: object) -> None:
    assert order_of(order_body(services=services)) is None


def test_quantities_and_prices_may_be_texts() -> None:
    services = [
        {"slug": "photos", "quantity": "15", "price": "12500", "previous_order_id": 7},
        {"slug": "tour", "quantity": 1.0, "price": 125.5},
    ]
    first, second = seen(services=services).services
    assert (first.quantity, first.price, first.previous_order_id) == (15, 12500, "7")
    assert (second.quantity, second.price) == (1, None)


def test_staging_shows_no_capture_of_its_own() -> None:
    line = {"slug": "ai_virtual_staging", "quantity": 5, "previous_order_id": "1"}
    order = seen(services=[line])
    assert order.captured_at is None
    assert order.delivered_at is not None


def test_staging_beside_a_shoot_was_captured_with_it() -> None:
    """Nothing but `previous_order_id` tells staging of older photos from staging of its own."""
    lines = [{"slug": "photos", "quantity": 15}, {"slug": "ai_virtual_staging", "quantity": 5}]
    assert seen(services=lines).captured_at == datetime(2026, 5, 20, 18, tzinfo=UTC)


def test_photos_keep_when_they_were_changed() -> None:
    first, second = seen().photos
    assert first.uploaded_at == datetime(2026, 5, 21, 6, 41, 58, tzinfo=UTC)
    assert first.modified_at == datetime(2026, 5, 22, 21, 7, 56, tzinfo=UTC)
    assert second.modified_at is None


def test_capture_without_visits_is_the_first_upload() -> None:
    assert seen(appointments=[]).captured_at == datetime(2026, 5, 21, 6, 41, 58, tzinfo=UTC)
    assert seen(appointments=[], photos=[]).captured_at is None
    assert seen(order_status="scheduled", event=None).captured_at is None


@pytest.mark.parametrize("reason", [None, "client_requested_cancelation", "duplicate_order", "x"])
def test_who_canceled_is_not_the_vendors_to_say(reason: str | None) -> None:
    order = seen(order_status="canceled", order_cancelation_reason=reason)
    assert order.phase is Phase.CANCELED
    assert order.canceled_by is None


def test_a_failed_visit_asks_for_attention() -> None:
    order = seen(
        order_status="pending_reschedule",
        event="appointment.unable_to_complete",
        unable_to_complete_appt=True,
        unable_to_complete_appt_reason="no_access",
        unable_to_complete_appt_notes=f"code {ACCESS_CODE}\nwas refused\x1b[31m by CANARY Doe",
    )
    assert order.attention == "The visit could not be completed: no_access."
    bare = seen(order_status="submitted_cancel_onsite", event=None)
    assert bare.attention == "The visit could not be completed."


def test_a_hold_asks_for_attention() -> None:
    assert seen(order_status="hold", event=None).attention == "The vendor put the order on hold."


@pytest.mark.parametrize("field", ["notes", "reason"])
@pytest.mark.parametrize("said", ["code 4321 did not open", "4321", "Shamrock", "x" * 99, "a\x1bb"])
def test_free_text_never_asks_for_attention(field: str, said: str) -> None:
    """A door code is quoted there in many ways, also when the access itself is not echoed."""
    body = order_body(order_status="hold", event=None, **{f"unable_to_complete_appt_{field}": said})
    body.pop("property_access")
    order = order_of(body)
    assert order is not None
    assert order.attention == "The vendor put the order on hold."


@pytest.mark.parametrize("moment", ["yesterday", "", 7, "0001-01-01T00:00:00+14:00", None])
def test_unreadable_moments_are_absent(moment: object) -> None:
    assert seen(created=moment).created is None


def test_moments_without_a_zone_are_utc() -> None:
    assert seen(created="2026-05-18T18:03:30").created == datetime(
        2026, 5, 18, 18, 3, 30, tzinfo=UTC
    )


def test_foreign_names_are_not_order_keys() -> None:
    assert seen(external_order_id="PO-77").order_key is None


def test_texts_are_made_storable() -> None:
    order = seen(order_status="a\ud800b\0c")
    assert order.status == "a?b\ufffdc"
    assert one_line("ab" * 9, 5) == "abab…"
    assert one_line("ababa", 5) == "ababa"
    assert one_line("\n" * 9, 5) == "\\n\\n…"


def test_short_secrets_are_not_masked() -> None:
    assert without_secrets("12 and 1234 and 12345", ["12", "1234", "12345"]) == "12 and *** and ***"


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2026-05-18")
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted(order_body()))


@given(st.dictionaries(FIELDS | st.sampled_from(["data", "order", "code"]), JSON) | JSON)
def test_no_document_raises(document: object) -> None:
    order_of(document)


@given(
    st.dictionaries(FIELDS.filter(lambda name: name != "order_id"), JSON),
    st.integers(min_value=1, max_value=10**15),
    st.booleans(),
    st.sampled_from(["flat", "data", "order", "data.order"]),
)
def test_ids_survive_whatever_stands_beside_them(
    fields: dict[str, object], number: int, as_text: bool, envelope: str
) -> None:
    document: object = {**fields, "order_id": str(number) if as_text else number}
    for name in reversed(envelope.split(".")):
        document = document if name == "flat" else {name: document}
    read = read_envelope(document)
    assert read is not None
    assert read.order.order_id == str(number)


@given(st.text(min_size=4).filter(lambda text: not re.fullmatch(r"\**", text)))
def test_echoed_codes_never_reach_the_order(code: str) -> None:
    body = order_body(
        order_status="hold",
        event=None,
        property_access={"access_code": "~~" + code},
        unable_to_complete_appt_notes=f"tried ~~{code}",
        unable_to_complete_appt_reason=f"~~{code}",
    )
    assert "~~" + code not in json.dumps(repr(order_of(body)), ensure_ascii=False)
