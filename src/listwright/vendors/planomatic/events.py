"""What a webhook of the vendor hints at (sheet 6.2, 7).

The body is the order object with `event` naming the trigger, flat or wrapped: no wrapper is
documented, so all are taken. Nothing signs it, and it echoes door codes and contacts. So only ids,
our own names, the event and the status are kept, and whoever acts reads the order first. Reading is
total: a body that cannot be used is an event too, because one that is refused may hold up all later
ones (sheet 7).
"""

import re
from collections.abc import Iterator
from datetime import datetime

from listwright.engine.incoming import (
    UNNAMED,
    echoed_name,
    event_digest,
    event_word,
    unread_event,
)
from listwright.http.strict_json import NotJsonError, parse_json
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId, OrderId, OrderKey, PropertyId
from listwright.vendors.planomatic.wire import Envelope, WireOrder, WirePhoto, read_envelope

SUBSCRIPTION = (
    "In PlanOintegrate choose version 3 and the events order.processed, appointment.scheduled, "
    "appointment.unable_to_complete, order.delivered and order.canceled. The vendor does not "
    "recommend order.processed, and it is the one that settles creates whose outcome is unknown."
)
"""What a person has to choose there; there is no interface for it (sheet 7)."""

_SECOND_VERSION = frozenset({"property_info", "primary_service", "add_on_services"})
"""Keys of version 2 payloads that version 3 does not have (sheet 7)."""

_OLD_PAYLOAD = "a payload of version 2; choose version 3 for the subscription in PlanOintegrate"
_NO_OBJECT = "the body is no JSON object"
_NO_ORDER = "the body names neither an order nor an event"
_TWO_ORDERS = "the body names two different orders"
_BARE_ID = "the body says nothing of an order but its id"

_REASON = re.compile(r"[a-z]+(?:_[a-z]+)*")
"""A reason from the vendor's list. Other texts may quote a door code, so they have no digest."""

_VISIT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def read_event(body: bytes, *, account: AccountId, at: datetime) -> VendorEvent:
    """The event in a body that came in at `at`; one without a word when it cannot be used."""
    try:
        document = parse_json(body)
    except NotJsonError as error:
        return unread_event(account, at=at, note=str(error), size=len(body))
    envelope = read_envelope(document)
    fault = _NO_OBJECT if envelope is None else _fault_of(document, envelope)
    if envelope is None or fault is not None:
        return unread_event(account, at=at, note=fault or _NO_OBJECT, size=len(body))
    return _event_of(envelope, account, at)


def _fault_of(document: object, envelope: Envelope) -> str | None:
    keys = {key for layer in _objects(document) for key in layer}
    if keys & _SECOND_VERSION or ("external_id" in keys and "external_property_id" not in keys):
        return _OLD_PAYLOAD
    named = envelope.order.has_id or any(layer.event for layer in envelope.layers)
    return None if named or echoed_name(envelope.order.external_order_id) else _NO_ORDER


def _objects(document: object) -> Iterator[dict[str, object]]:
    if isinstance(document, dict):
        yield document
        for name in ("data", "order"):
            yield from _objects(document.get(name))


def _event_of(envelope: Envelope, account: AccountId, at: datetime) -> VendorEvent:
    order, torn = envelope.order, envelope.conflicting
    order_id = None if torn else order.order_id
    request_id = None if torn else order.request_id
    order_key, home = echoed_name(order.external_order_id), echoed_name(order.external_property_id)
    event = event_word(_said(envelope, "event")) or UNNAMED
    status = event_word(_said(envelope, "order_status"))
    digest = event_digest(
        account, order_id, request_id, order_key, home, event, status, *_progress_of(order)
    )
    return VendorEvent(
        account=account,
        digest=digest,
        received_at=at,
        event=event,
        order_id=OrderId(order_id) if order_id else None,
        request_id=request_id,
        order_key=OrderKey(order_key) if order_key else None,
        property=PropertyId(home) if home else None,
        status=status,
        note=_TWO_ORDERS if torn else "" if status or order_key or home else _BARE_ID,
    )


def _said(envelope: Envelope, name: str) -> str | None:
    """The first layer's word: an event may stand outside of what is wrapped."""
    words: Iterator[str | None] = (getattr(layer, name) for layer in envelope.layers)
    return next((word for word in words if word), None)


def _progress_of(order: WireOrder) -> tuple[object, ...]:
    """What tells two deliveries with one event and one status apart (sheet 7)."""
    visits = sorted(
        (
            _visit_id(visit.appointment_id),
            _time(visit.start_datetime),
            _time(visit.end_datetime),
            _reason(visit.cancelation_reason),
        )
        for visit in order.appointments
    )
    newest = max((_newest(photo) for photo in order.photos), default="")
    return (
        visits,
        len(order.photos),
        newest,
        _reason(order.order_cancelation_reason),
        order.unable_to_complete_appt,
    )


def _newest(photo: WirePhoto) -> str:
    return max(_time(photo.uploaded_at), _time(photo.modified_at))


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _visit_id(text: str | None) -> str:
    return text if text and _VISIT_ID.fullmatch(text) else ""


def _reason(text: str | None) -> str:
    """The reason if it is a word of a list, else only whether there is one."""
    if not text:
        return ""
    return text if _REASON.fullmatch(text) and len(text) <= 64 else "other"
