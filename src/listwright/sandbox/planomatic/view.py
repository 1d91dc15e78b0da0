"""The order object, as retrieve shows it: built from the masked request and a snapshot."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from listwright.sandbox.options import SandboxOptions
from listwright.sandbox.planomatic.lifecycle import Snapshot, Step, Visit, snapshot_at
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.record import OrderRecord, OrderSummary

JsonDict = dict[str, Any]


def order_object(
    order: OrderRecord, now: datetime, options: SandboxOptions, *, base_url: str
) -> JsonDict:
    """The order at `now`. An order whose id is still to come shows its request id instead.

    `base_url` is this server as the client called it: the photos are served there.
    """
    snapshot = snapshot_at(order, now)
    shown = {
        **_identity(order, now),
        **_progress(snapshot, options),
        "billing_entity": _billing_entity(order),
        "property": _property(order),
        "services": [_service(service) for service in order.services],
        "property_access": order.request["property_access"],
        "order_notes": order.request.get("order_notes"),
        "metadata": order.request.get("metadata") or {},
        "appointments": [_appointment(order, visit) for visit in snapshot.visits],
        **_troubles(snapshot),
        **_delivery(order, snapshot, base_url),
    }
    if options.extra_fields:
        unknown = literals().only("unknown")
        shown[unknown["field"]] = unknown["value"]
    return shown


def order_summary(order: OrderRecord, now: datetime, options: SandboxOptions) -> OrderSummary:
    """The order in one line."""
    snapshot = snapshot_at(order, now)
    return OrderSummary(
        order_id=str(order.order_id),
        request_id=str(order.request_id),
        legacy_order_id=str(order.legacy_order_id),
        account=order.account,
        external_property_id=order.external_property_id,
        external_order_id=order.external_order_id,
        status=status_of(snapshot, options),
        event=event_of(snapshot, options),
        created=order.created,
        delivered_at=snapshot.delivered_at,
        services=tuple((row["slug"], row["quantity"]) for row in order.services),
    )


def status_of(snapshot: Snapshot, options: SandboxOptions) -> str:
    """The status word on the wire."""
    if snapshot.forced is not None and snapshot.forced.status is not None:
        return snapshot.forced.status
    if snapshot.step is Step.CANCELED:
        return options.canceled_spelling
    if snapshot.step is Step.PRODUCED and options.extra_fields:
        return str(literals().only("unknown")["status"])
    return literals().steps[snapshot.step.value].status


def event_of(snapshot: Snapshot, options: SandboxOptions) -> str | None:
    """The most recent event; None before the first."""
    if snapshot.forced is not None and snapshot.forced.event is not None:
        return snapshot.forced.event
    events = [word_of_step(step, options) for step in snapshot.steps]
    return next((event for event in reversed(events) if event), None)


def word_of_step(step: Step, options: SandboxOptions) -> str | None:
    """The event that a step triggers; None for the steps nobody is told of."""
    if step is Step.PRODUCED and options.extra_fields:
        return str(literals().only("unknown")["event"])
    return literals().steps[step.value].event


def captions_of(order: OrderRecord) -> tuple[str, ...]:
    """The captions of the photos an order is delivered with, in their sequence."""
    return tuple(text for service in order.services for text in _captions(service))


def _identity(order: OrderRecord, now: datetime) -> JsonDict:
    given = now >= order.id_known_from
    ids = {"order_id": str(order.order_id)} if given else {"request_id": str(order.request_id)}
    return {
        **ids,
        "external_property_id": order.external_property_id,
        "external_order_id": order.external_order_id,
        "created": _milliseconds(order.created),
        **({"legacy_order_id": str(order.legacy_order_id)} if given else {}),
    }


def _progress(snapshot: Snapshot, options: SandboxOptions) -> JsonDict:
    canceled = snapshot.canceled
    return {
        "order_status": status_of(snapshot, options),
        "event": event_of(snapshot, options),
        "order_cancelation_reason": canceled.reason if canceled else None,
        "order_cancelation_notes": canceled.notes if canceled else None,
    }


def _billing_entity(order: OrderRecord) -> JsonDict:
    slug = str(order.request["billing_entity_slug"])
    return {"slug": slug, "name": slug.replace("_", " ").title()}


def _property(order: OrderRecord) -> JsonDict:
    home = order.request["property"]
    place = home["location"]
    parts = [place.get(key) for key in ("street", "street2", "city", "state", "postal_code")]
    location = {
        "address": ", ".join(part for part in parts if part),
        **place,
        "country": literals().only("country")["text"],
        "market": place["city"],
    }
    return {**home, "location": location}


def _service(service: Mapping[str, Any]) -> JsonDict:
    slug, quantity = service["slug"], service["quantity"]
    price = _price(slug, quantity)
    return {**service, "name": literals().services[slug].name, "price": price}


def _price(slug: str, quantity: int) -> int:
    row = literals().row("price", slug=slug, quantity=quantity)
    if row is not None:
        return int(row["cents"])
    unit = literals().row("unit_price", slug=slug)
    return int(unit["cents"]) * quantity if unit else 0


def _appointment(order: OrderRecord, visit: Visit) -> JsonDict:
    words = literals().only("visit")
    first = literals().row("id_range", name="appointment") or {}
    number = first["first"] + 10 * order.order_id + visit.number
    return {
        "appointment_id": str(number),
        "start_datetime": visit.start.isoformat(timespec="milliseconds"),
        "end_datetime": visit.end.isoformat(timespec="milliseconds"),
        "duration_m": int((visit.end - visit.start).total_seconds() // 60),
        "planotech_name": words["photographer"],
        "cancelation_reason": words["failure_reason"] if visit.failed else None,
        "cancelation_notes": words["failure_notes"] if visit.failed else None,
    }


def _troubles(snapshot: Snapshot) -> JsonDict:
    words = literals().only("visit")
    failed = bool(snapshot.visits) and snapshot.visits[-1].failed
    return {
        "unable_to_complete_appt": failed,
        "unable_to_complete_appt_reason": words["failure_reason"] if failed else None,
        "unable_to_complete_appt_notes": words["failure_notes"] if failed else None,
    }


def _delivery(order: OrderRecord, snapshot: Snapshot, base_url: str) -> JsonDict:
    if snapshot.delivered_at is None:
        return {"links": {}, "photos": []}
    dates = {
        "uploaded_at": _milliseconds(snapshot.delivered_at),
        "modified_at": _milliseconds(snapshot.photos_changed_at or snapshot.delivered_at),
    }
    photos = [
        {"sequence": sequence, "caption": caption, **_addresses(order, sequence, base_url), **dates}
        for sequence, caption in enumerate(captions_of(order), start=1)
    ]
    slugs = {service["slug"] for service in order.services}
    links = {
        row["name"]: row["text"].format(order_id=order.order_id)
        for row in literals().tables["link"]
        if row.get("slug") in {None, *slugs}
    }
    return {"links": links, "photos": photos}


def _captions(service: Mapping[str, Any]) -> Sequence[str]:
    """One caption for each picture of a service; names that run out are numbered."""
    row = literals().row("deliverable", slug=service["slug"])
    if row is None:
        return ()
    rows = literals().tables["caption"]
    names = [caption["text"] for caption in rows if caption["group"] == row["captions"]]
    count = row["per_unit"] * service["quantity"]
    return [_numbered(names[i % len(names)], i // len(names)) for i in range(count)]


def _numbered(name: str, turn: int) -> str:
    return f"{name} {turn + 1}" if turn else name


def _addresses(order: OrderRecord, sequence: int, base_url: str) -> JsonDict:
    texts = {row["name"]: row["text"] for row in literals().tables["template"]}
    token = texts["token"].format(order_id=order.order_id, sequence=sequence)
    return {
        "full_size_url": texts["photo"].format(base=base_url, token=token),
        "full_size_watermarked_url": texts["watermarked"].format(base=base_url, token=token),
    }


def _milliseconds(instant: datetime) -> str:
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
