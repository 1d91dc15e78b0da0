"""Webhooks of PlanOmatic: whatever comes in becomes an event, and no secret of it stays."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.model.event import VendorEvent
from listwright.model.names import AccountId
from listwright.vendors.planomatic.events import read_event

ACCOUNT = AccountId("planomatic/api.planomatic.com/planomatic")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ORDER = {
    "order_id": "654321",
    "request_id": 99,
    "external_order_id": "lw1-7c1e9x2kq0m4b8v5t3ad-g1",
    "external_property_id": "DEN-00412",
    "event": "order.delivered",
    "order_status": "completed",
}
SECRETS = {
    "property_access": {"access_code": "code-7193", "onsite_contact_name": "Jane Secret"},
    "order_notes": "code-7193 Jane Secret",
    "order_cancelation_notes": "code-7193",
    "unable_to_complete_appt_notes": "Jane Secret",
    "links": {"zillow_3d_link": "https://secret.test/1"},
    "photos": [{"full_size_url": "https://secret.test/2", "caption": "Jane Secret"}],
    "appointments": [{"planotech_name": "Jane Secret", "cancelation_notes": "code-7193"}],
    "metadata": {"code-7193": "Jane Secret"},
}


def read(document: object) -> VendorEvent:
    return read_raw(json.dumps(document).encode())


def read_raw(body: bytes) -> VendorEvent:
    return read_event(body, account=ACCOUNT, at=AT)


@pytest.mark.parametrize(
    "document",
    [
        ORDER,
        {"data": ORDER},
        {"order": ORDER},
        {"data": {"order": ORDER}},
        {"event": "order.delivered", "data": {k: v for k, v in ORDER.items() if k != "event"}},
        {**ORDER, "order_id": 654321, "request_id": "99"},
        {**ORDER, **SECRETS},
    ],
)
def test_an_order_is_read_wherever_it_is_wrapped(document: object) -> None:
    found = read(document)
    assert (found.account, found.received_at, found.note) == (ACCOUNT, AT, "")
    assert (found.event, found.status) == ("order.delivered", "completed")
    assert (found.order_id, found.request_id) == ("654321", "99")
    assert (found.order_key, found.property) == ("lw1-7c1e9x2kq0m4b8v5t3ad-g1", "DEN-00412")


def test_nothing_in_confidence_is_kept_or_in_the_digest() -> None:
    full = read({**ORDER, **SECRETS})
    assert "7193" not in repr(full)
    assert "ecret" not in repr(full)
    others = json.loads(json.dumps(SECRETS).replace("7193", "0000").replace("ecret", "mith"))
    assert read({**ORDER, **others}).digest == full.digest


VISIT = {
    "appointment_id": "a1",
    "start_datetime": "2026-11-24T17:00:00+00:00",
    "end_datetime": "2026-11-24T18:00:00+00:00",
}


@pytest.mark.parametrize(
    "change",
    [
        {"event": "order.canceled"},
        {"order_status": "notified"},
        {"order_id": "654322"},
        {"external_property_id": "DEN-2"},
        {"appointments": [VISIT]},
        {"appointments": [{**VISIT, "start_datetime": "2026-11-25T17:00:00+00:00"}]},
        {"appointments": [{**VISIT, "cancelation_reason": "weather"}]},
        {"photos": [{"uploaded_at": "2026-11-24T19:00:00Z"}]},
        {"photos": [{"modified_at": "2026-11-25T19:00:00Z"}]},
        {"order_cancelation_reason": "duplicate_order"},
        {"unable_to_complete_appt": True},
    ],
)
def test_what_says_more_has_another_digest(change: dict[str, object]) -> None:
    digests = {read({**ORDER, **one}).digest for one in ({}, {"appointments": [VISIT]}, change)}
    assert len(digests) == (2 if change == {"appointments": [VISIT]} else 3)


def test_order_of_keys_and_visits_makes_no_difference_and_the_account_does() -> None:
    other = {**VISIT, "appointment_id": "a2"}
    first = read({**ORDER, "appointments": [VISIT, other]})
    again = read(dict(reversed({**ORDER, "appointments": [other, VISIT]}.items())))
    assert first.digest == again.digest
    body = json.dumps({**ORDER, "appointments": [VISIT, other]}).encode()
    elsewhere = read_event(body, account=AccountId("planomatic/x/y"), at=AT)
    assert elsewhere.digest != first.digest


@pytest.mark.parametrize(
    "document",
    [
        {"external_id": "DEN-1", "id": 5, "status": "scheduled"},
        {"order_id": 5, "property_info": {}},
        {"data": {"order_id": 5, "primary_service": "photos"}},
        {"add_on_services": []},
    ],
)
def test_an_old_payload_is_known_for_one(document: object) -> None:
    found = read(document)
    assert (found.event, found.order_id) == ("", None)
    assert "version 3" in found.note


@pytest.mark.parametrize("event", ["order.received", "brand.new", "Ereignis"])
def test_an_unknown_event_is_kept_as_it_is(event: str) -> None:
    assert read({**ORDER, "event": event}).event == event


def test_an_order_without_an_event_is_a_hint_all_the_same() -> None:
    found = read({"order_id": 5})
    assert (found.event, found.order_id) == ("unnamed", "5")
    assert "nothing of an order but its id" in found.note


def test_an_event_without_an_order_is_kept() -> None:
    assert read({"event": "ping"}).event == "ping"


def test_a_body_that_names_two_orders_is_no_word_on_either() -> None:
    found = read({"order_id": 1, "event": "order.delivered", "data": {"order_id": 2}})
    assert (found.event, found.order_id) == ("order.delivered", None)
    assert "two different orders" in found.note


@pytest.mark.parametrize("bad", ["", " ", "null", "7" * 10_000, 0, -5, None, True, [], {}, 1.5])
def test_hostile_ids_are_no_ids(bad: object) -> None:
    found = read({**ORDER, "order_id": bad, "request_id": bad})
    assert (found.order_id, found.request_id) == (None, None)
    assert found.event == "order.delivered"


@pytest.mark.parametrize("bad", ["", "  ", "x" * 10_000, "a\nb", "\x1b[2J", {}, None])
def test_hostile_names_are_no_names(bad: object) -> None:
    found = read({**ORDER, "external_order_id": bad, "external_property_id": bad})
    assert (found.order_key, found.property) == (None, None)


def test_long_and_odd_words_are_cut_and_cleaned() -> None:
    found = read({**ORDER, "event": "x" * 10_000, "order_status": "a\x1b[2J\u202eb\nc"})
    assert len(found.event) == 80
    assert found.status == "a?[2J?b c"


POISON = {
    b"": "the body is empty",
    b"{": "the body is not JSON",
    b"[]": "the body is no JSON object",
    b"7": "the body is no JSON object",
    b"\xff": "the body is not UTF-8 text",
    b'{"a": 1, "a": 2}': "the body names a key twice",
    b'{"order_id": NaN}': "the body holds NaN or infinity",
    b"{}": "the body names neither an order nor an event",
    b"[" * 100_000: "the body is nested deeper than 32 levels",
    b'{"a":' * 100_000: "the body is nested deeper than 32 levels",
}


@pytest.mark.parametrize("body", POISON)
def test_a_body_that_cannot_be_used_is_an_event_with_a_note(body: bytes) -> None:
    found = read_raw(body)
    assert (found.event, found.order_id, found.note) == ("", None, POISON[body])
    assert read_raw(body).digest == found.digest


_KEYS = st.sampled_from(
    [*ORDER, *SECRETS, "data", "order", "appointment_id", "start_datetime", "modified_at", "code"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=15,
)


@given(_JSON)
def test_reading_is_total(document: object) -> None:
    found = read(document)
    assert found.event or found.note
    assert len(found.digest) == 64
    for text in (found.event, found.status, found.order_key or "", found.property or ""):
        assert text.isprintable()
        text.encode()


@given(st.binary(max_size=200))
def test_reading_is_total_for_bytes(body: bytes) -> None:
    assert read_raw(body).received_at == AT
