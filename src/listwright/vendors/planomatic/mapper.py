"""From PlanOmatic's order object to ours; pure, and total: no answer makes it raise."""

import re
from dataclasses import dataclass
from datetime import datetime

from listwright.model.account import Account
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.order import Appointment, Order, Phase, Photo, Service
from listwright.vendors.planomatic import phases
from listwright.vendors.planomatic.wire import Envelope, WireOrder, WireVisit

_OUR_NAME = re.compile(r"lw1-[0-9a-z]+-g[0-9]+")
_REASON_WORD = re.compile(r"(?=.{1,40}\Z)[a-z]+(?:_[a-z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we know of an order beside the answer: whose it is, and what we asked for."""

    account: Account
    property: PropertyId
    order_key: OrderKey | None
    services: tuple[Service, ...] | None = None
    """As sent; used when the answer to a create shows none."""

    just_created: bool = False
    """An answer without a status then means open, not unknown."""


def services_of(wire: WireOrder) -> tuple[Service, ...] | None:
    """The lines of an order; None when there are none or one cannot be read.

    A line read wrongly could look like an order for less, which would be ordered again.
    """
    lines = [
        Service(
            slug=line.slug,
            quantity=line.quantity,
            price=line.price,
            previous_order_id=_order_id(line.previous_order_id),
        )
        for line in wire.services
        if line.slug is not None and line.quantity is not None
    ]
    return tuple(lines) if lines and len(lines) == len(wire.services) else None


def to_order(envelope: Envelope, known: Known) -> Order | None:
    """The order; None when the answer has no order id or does not show what was ordered."""
    wire = envelope.order
    services = services_of(wire) or known.services
    if wire.order_id is None or services is None:
        return None
    phase = _phase_of(wire, just_created=known.just_created)
    return Order(
        account=known.account,
        order_id=OrderId(wire.order_id),
        property=known.property,
        services=services,
        status=wire.order_status or "",
        phase=phase,
        order_key=_order_key(wire.external_order_id) or known.order_key,
        request_id=wire.request_id,
        legacy_order_id=wire.legacy_order_id,
        event=wire.event,
        created=wire.created,
        captured_at=_captured_at(wire, services) if phase is Phase.DELIVERED else None,
        delivered_at=_delivered_at(wire) if phase is Phase.DELIVERED else None,
        appointments=tuple(_appointment(visit) for visit in wire.appointments),
        links=dict(wire.links),
        photos=_photos(wire),
        attention=_attention(wire) if phase is Phase.OPEN else None,
    )


def _order_id(text: str | None) -> OrderId | None:
    return OrderId(text) if text is not None else None


def _order_key(text: str | None) -> OrderKey | None:
    """Our name; what another system wrote there is not one."""
    return OrderKey(text) if text is not None and _OUR_NAME.fullmatch(text) else None


def _phase_of(wire: WireOrder, *, just_created: bool) -> Phase:
    if wire.order_status is None and just_created:
        return Phase.OPEN
    return phases.phase_of(
        wire.order_status or "", wire.event, has_assets=bool(wire.photos or wire.links)
    )


def _is_called_off(visit: WireVisit) -> bool:
    return visit.cancelation_reason is not None or visit.cancelation_notes is not None


def _appointment(visit: WireVisit) -> Appointment:
    return Appointment(
        id=visit.appointment_id or "",
        start=visit.start_datetime,
        end=visit.end_datetime,
        canceled=_is_called_off(visit),
    )


def _photos(wire: WireOrder) -> tuple[Photo, ...]:
    return tuple(
        Photo(
            sequence=photo.sequence,
            caption=photo.caption or "",
            url=photo.full_size_url,
            uploaded_at=photo.uploaded_at,
            modified_at=photo.modified_at,
        )
        for photo in wire.photos
        if photo.full_size_url is not None
    )


def _captured_at(wire: WireOrder, services: tuple[Service, ...]) -> datetime | None:
    """Start of the last kept visit, else the earliest upload.

    A staging-only order shows an older capture, which only its source knows.
    """
    if all(line.previous_order_id is not None for line in services):
        return None
    starts = [visit.start_datetime for visit in wire.appointments if not _is_called_off(visit)]
    kept = [start for start in starts if start is not None]
    if kept:
        return max(kept)
    return min(_uploads(wire), default=None)


def _delivered_at(wire: WireOrder) -> datetime | None:
    """The latest upload; without one, whoever sees the delivery first knows when."""
    return max(_uploads(wire), default=None)


def _uploads(wire: WireOrder) -> list[datetime]:
    return [photo.uploaded_at for photo in wire.photos if photo.uploaded_at is not None]


def _attention(wire: WireOrder) -> str | None:
    """What a person should know: a failed visit or a hold, with the vendor's word for the reason.

    A word only: `property_not_ready`, not "4321 did not open". Free text quotes door codes in more
    ways than a mask could know, and what is told here goes into plans and the ledger.
    """
    status = (wire.order_status or "").strip().lower()
    if wire.unable_to_complete_appt or status == phases.FAILED_VISIT_STATUS:
        opening = "The visit could not be completed"
    elif status == phases.HOLD_STATUS:
        opening = "The vendor put the order on hold"
    else:
        return None
    word = (wire.unable_to_complete_appt_reason or "").strip()
    return f"{opening}: {word}." if _REASON_WORD.fullmatch(word) else f"{opening}."
