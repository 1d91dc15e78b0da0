"""Webhooks of AI HomeDesign: hints, and nothing that could be believed or fetched."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.model.names import AccountId
from listwright.vendors.aihomedesign.events import EventHint, EventKind, read_event, read_hint

ACCOUNT = AccountId("aihomedesign/api.aihomedesign.com/ahd")
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LINK = "https://s3.amazonaws.com/bucket/1.jpg"


def hint(document: object) -> EventHint | None:
    return read_hint(document)


def test_v1_image() -> None:
    image = {"id": "im-1", "before_src": LINK, "after_src": "https://cdn.test/2.jpg"}
    found = hint({"order_id": "or-1", "image": image, "service_name": "s", "user_id": "u1"})
    assert found == EventHint(
        kind=EventKind.IMAGE,
        order_id="or-1",
        request_ids=("im-1",),
    )


@pytest.mark.parametrize("name", ["order_id", "orderId"])
def test_v1_oldest_form(name: str) -> None:
    images = [{"id": "im-1", "after_src": LINK}, {"id": "im-2"}, {"id": "im-1"}, 7]
    found = hint({name: "or-1", "images": images})
    assert found == EventHint(
        kind=EventKind.IMAGES,
        order_id="or-1",
        request_ids=("im-1", "im-2"),
    )


def test_v1_upscaled() -> None:
    found = hint({"generated_image_id": "im-1", "upscaled_image_src": LINK, "user_id": "u1"})
    assert found == EventHint(kind=EventKind.UPSCALED, order_id=None, request_ids=("im-1",))


@pytest.mark.parametrize(("status", "failed"), [("done", False), ("failed", True), ("new", False)])
def test_v3_process(status: str, failed: bool) -> None:
    assets = [] if failed else [{"asset_id": "a1", "temp_src": LINK}]
    found = hint(
        {
            "event": "process.completed",
            "process_id": "p" * 23 + "1",
            "order_id": "or-1",
            "status": status,
            "final_assets": assets,
        }
    )
    assert found is not None
    assert (found.kind, found.failed) == (EventKind.PROCESS, failed)
    assert found.word == "process.completed"


def test_deliveries_that_say_the_same_have_one_key() -> None:
    body = {"process_id": "p1", "order_id": "o1", "status": "done", "final_assets": []}
    first, again = hint(body), hint({**body, "final_assets": [{"temp_src": LINK}]})
    failed = hint({**body, "status": "failed"})
    assert first is not None
    assert again is not None
    assert failed is not None
    assert first.key == again.key != failed.key


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"\xff", b'{"order_id": "1"}', b'{"image": {"id": "1"}}',
     b'{"order_id": null, "image": {}}', b'{"process_id": "p1"}', b'{"a": 1, "a": 2}'],
)  # fmt: skip
def test_what_is_not_understood_is_no_hint(body: bytes) -> None:
    found = read_event(body, account=ACCOUNT, at=AT)
    assert (found.event, found.order_id, found.request_id) == ("", None, None)
    assert found.note


def test_an_event_has_the_ids_and_no_link() -> None:
    body = {
        "event": "process.completed",
        "process_id": "p1",
        "order_id": "or-1",
        "status": "failed",
        "final_assets": [{"temp_src": LINK}],
    }
    found = read_event(json.dumps(body).encode(), account=ACCOUNT, at=AT)
    assert (found.account, found.received_at, found.note) == (ACCOUNT, AT, "")
    assert (found.event, found.status) == ("process.completed", "failed")
    assert (found.order_id, found.request_id) == ("or-1", "p1")
    assert "amazonaws" not in repr(found)


def test_the_first_interface_names_no_event_and_its_shape_does() -> None:
    body = {"order_id": "or-1", "images": [{"id": "im-1"}, {"id": "im-2"}]}
    found = read_event(json.dumps(body).encode(), account=ACCOUNT, at=AT)
    assert (found.event, found.order_id, found.request_id) == ("images", "or-1", None)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["order_id", "orderId", "image", "images", "id", "data", "process_id", "final_assets",
             "status", "temp_src", "after_src", "generated_image_id", "upscaled_image_src"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_reading_is_total(document: object) -> None:
    found = hint(document)
    assert found is None or isinstance(found.key, tuple)
