"""Rows to nouns and back; pure.

Times are text in UTC with microseconds, so that they sort as text and read as dates. Values with a
shape of their own (services, visits, photos, a basis) are JSON columns.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from listwright.ledger.database import Cell, Row
from listwright.ledger.picture_rows import read_task, read_upload, task_text
from listwright.model.account import Account
from listwright.model.intent import (
    AttemptKind,
    Draft,
    Hold,
    HoldCause,
    Intent,
    IntentService,
    IntentState,
    Problem,
    RefusalKind,
    Request,
)
from listwright.model.names import (
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
)
from listwright.model.order import (
    Appointment,
    Basis,
    CanceledBy,
    Order,
    Origin,
    Phase,
    Photo,
    Service,
)


def time_text(moment: datetime) -> str:
    """A moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_or_none(moment: datetime | None) -> str | None:
    """The same for a moment that may be missing."""
    return None if moment is None else time_text(moment)


def read_time(text: str | None) -> datetime | None:
    """A stored moment."""
    return None if text is None else datetime.fromisoformat(text)


@lru_cache(maxsize=256)
def read_account(text: str) -> Account:
    """The account behind its id."""
    kind, environment, label = text.split("/", 2)
    return Account(kind=kind, environment=environment, label=label)


def base_key(order_key: str) -> str:
    """An order key without its generation."""
    return order_key.rsplit("-g", 1)[0]


def json_text(value: object) -> str:
    """JSON without blanks, in the characters people typed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---- services, visits, photos, basis -------------------------------------------------------------


def services_text(services: Iterable[Service]) -> str:
    """The lines of an order as one short text; orders alike share it."""
    return json_text(
        [[one.slug, one.quantity, one.price, one.previous_order_id] for one in services]
    )


@lru_cache(maxsize=4096)
def read_services(text: str) -> tuple[Service, ...]:
    """The lines behind `services_text`; equal texts give the same tuple."""
    return tuple(
        Service(slug=slug, quantity=quantity, price=price, previous_order_id=previous)
        for slug, quantity, price, previous in json.loads(text)
    )


def visits_text(visits: Iterable[Appointment]) -> str:
    """The appointments of an order."""
    return json_text(
        [[one.id, time_or_none(one.start), time_or_none(one.end), one.canceled] for one in visits]
    )


def read_visits(text: str) -> tuple[Appointment, ...]:
    """The appointments behind `visits_text`."""
    return tuple(
        Appointment(id=name, start=read_time(start), end=read_time(end), canceled=canceled)
        for name, start, end, canceled in json.loads(text)
    )


def photos_text(photos: Iterable[Photo]) -> str:
    """The photos of an order."""
    return json_text(
        [
            [
                one.sequence,
                one.caption,
                one.url,
                time_or_none(one.uploaded_at),
                time_or_none(one.modified_at),
            ]
            for one in photos
        ]
    )


def read_photos(text: str) -> tuple[Photo, ...]:
    """The photos behind `photos_text`."""
    return tuple(
        Photo(
            sequence=sequence,
            caption=caption,
            url=url,
            uploaded_at=read_time(uploaded),
            modified_at=read_time(modified),
        )
        for sequence, caption, url, uploaded, modified in json.loads(text)
    )


def basis_text(basis: Basis) -> str:
    """What a decision stood on."""
    day = None if basis.day is None else basis.day.isoformat()
    return json_text([basis.origin, dict(basis.facts), basis.trail, basis.keys, basis.slugs, day])


def read_basis(text: str | None) -> Basis | None:
    """The basis behind `basis_text`."""
    if text is None:
        return None
    # Earlier versions stored no day.
    origin, facts, trail, keys, slugs, *rest = json.loads(text)
    return Basis(
        origin=origin,
        facts=facts,
        trail=tuple(trail),
        keys=tuple(keys),
        slugs=tuple(slugs),
        day=date.fromisoformat(rest[0]) if rest and rest[0] else None,
    )


# ---- orders --------------------------------------------------------------------------------------


def order_cells(order: Order) -> dict[str, Cell]:
    """The columns of an order that a reading may change."""
    return {
        "services": services_text(order.services),
        "status": order.status,
        "phase": order.phase.value,
        "order_key": order.order_key,
        "request_id": order.request_id,
        "legacy_order_id": order.legacy_order_id,
        "event": order.event,
        "managed": int(order.managed),
        "origin": order.origin.value,
        "created": time_or_none(order.created),
        "captured_at": time_or_none(order.captured_at),
        "delivered_at": time_or_none(order.delivered_at),
        "canceled_by": order.canceled_by.value if order.canceled_by else None,
        "attention": order.attention,
        "read_at": time_or_none(order.read_at),
        "revision": order.revision,
        "basis": basis_text(order.basis) if order.basis else None,
        "appointments": visits_text(order.appointments),
        "echoed": services_text(order.echoed) if order.echoed else None,
        "photos_changed_at": time_or_none(order.photos_changed_at),
        "task": task_text(order.task),
        "eta_s": order.eta_s,
    }


def asset_cells(order: Order) -> dict[str, Cell]:
    """What was delivered, kept apart from the order; nothing when there is nothing."""
    if not order.photos and order.links is None:
        return {}
    return {
        "links": None if order.links is None else json_text(dict(order.links)),
        "photos": photos_text(order.photos),
    }


def read_order(row: Row) -> Order:
    """One order with everything it holds."""
    links: Mapping[str, str] | None = json.loads(row["links"]) if row["links"] else None
    return Order(
        account=read_account(row["account"]),
        order_id=OrderId(row["order_id"]),
        property=PropertyId(row["written"]),
        services=read_services(row["services"]),
        status=row["status"],
        phase=Phase(row["phase"]),
        order_key=row["order_key"],
        request_id=row["request_id"],
        legacy_order_id=row["legacy_order_id"],
        event=row["event"],
        managed=bool(row["managed"]),
        origin=Origin(row["origin"]),
        created=read_time(row["created"]),
        captured_at=read_time(row["captured_at"]),
        delivered_at=read_time(row["delivered_at"]),
        canceled_by=CanceledBy(row["canceled_by"]) if row["canceled_by"] else None,
        appointments=read_visits(row["appointments"]),
        links=links,
        photos=read_photos(row["photos"] or "[]"),
        attention=row["attention"],
        read_at=read_time(row["read_at"]),
        revision=row["revision"],
        basis=read_basis(row["basis"]),
        echoed=read_services(row["echoed"]) if row["echoed"] else (),
        photos_changed_at=read_time(row["photos_changed_at"]),
        task=read_task(row["task"]),
        eta_s=row["eta_s"],
    )


# ---- intents, needs, holds -----------------------------------------------------------------------


def need_cells(draft: Draft, *, active: bool) -> Iterable[dict[str, Cell]]:
    """One row per need of a draft; the intent's id is still missing."""
    for position, one in enumerate(draft.services):
        yield {
            "position": position,
            "account": draft.account.id,
            "property": draft.canonical,
            "service_key": one.service_key,
            "turn": one.turn,
            "need_key": one.address.key,
            "slug": one.slug,
            "quantity": one.quantity,
            "previous_order_id": one.previous_order_id,
            "active": int(active),
        }


def read_need(row: Row, written: PropertyId) -> IntentService:
    """One need of an intent."""
    previous: str | None = row["previous_order_id"]
    return IntentService(
        address=Address(written, NeedKey(row["need_key"])),
        service_key=ServiceKey(row["service_key"]),
        slug=row["slug"],
        quantity=row["quantity"],
        turn=row["turn"],
        previous_order_id=None if previous is None else OrderId(previous),
    )


def problems_text(problems: Iterable[Problem]) -> str:
    """The vendor's complaints."""
    return json_text([[one.attr, one.message, one.at] for one in problems])


def read_problems(text: str) -> tuple[Problem, ...]:
    """The complaints as they were stored."""
    said: list[Any] = json.loads(text)
    return tuple(Problem(attr=attr, message=message, at=at) for attr, message, at in said)


def read_intent(row: Row, needs: Sequence[Row], state: IntentState) -> Intent:
    """An intent. `state` is what the row reads as; its runner may have died since."""
    written = PropertyId(row["written"])
    return Intent(
        id=row["id"],
        account=read_account(row["account"]),
        property=written,
        order_key=OrderKey(row["order_key"]),
        generation=row["generation"],
        services=tuple(read_need(need, written) for need in needs),
        request_digest=row["request_digest"],
        state=state,
        created_at=datetime.fromisoformat(row["created_at"]),
        sent_at=datetime.fromisoformat(row["sent_at"]),
        revision=row["revision"],
        refusal=RefusalKind(row["refusal"]) if row["refusal"] else None,
        refused_at=read_time(row["refused_at"]),
        problems=read_problems(row["problems"]),
        evidence=row["evidence"],
        basis=read_basis(row["basis"]),
        request_id=row["request_id"],
        requests=tuple(_read_requests(row["requests"])),
        task=read_task(row["task"]),
        handle=read_upload(row["prepare_handle"]),
        billing_entity=row["billing_entity"],
    )


def _read_requests(listed: str | None) -> Iterator[Request]:
    """From `create 2026-11-22T16:00:00.000000+00:00,probe ...`."""
    for one in listed.split(",") if listed else ():
        kind, at = one.split(" ")
        yield Request(AttemptKind(kind), datetime.fromisoformat(at))


def read_hold(row: Row) -> Hold:
    """A hold, released or not."""
    return Hold(
        account=read_account(row["account"]),
        canonical=CanonicalId(row["property"]),
        since=datetime.fromisoformat(row["since"]),
        evidence=row["evidence"],
        keys=tuple(json.loads(row["keys"])),
        released_at=read_time(row["released_at"]),
        cause=HoldCause(row["cause"]),
    )
