"""What is known of an order after one more reading; pure.

Readings come late, twice and in any order (a webhook and a runner may both have read). So an order
only ever moves forward: open, then cancelled, then delivered; and dates once known are not lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from listwright.model.order import CanceledBy, Order, Phase, Photo, Service

_RANK = {Phase.OPEN: 0, Phase.UNKNOWN: 0, Phase.CANCELED: 1, Phase.DELIVERED: 2}
"""Delivered outranks cancelled: what was delivered has value and must not be bought again."""


def merge_reading(stored: Order, seen: Order, *, at: datetime, by: CanceledBy) -> Order:
    """The stored order moved on by what was just seen.

    `at` is when delivery counts as first seen; `by` who ended it, should it be cancelled now.
    """
    if _is_outdated(stored, seen, at):
        return stored
    phase = seen.phase if _RANK[seen.phase] >= _RANK[stored.phase] else stored.phase
    merged = replace(
        seen,
        property=stored.property,
        services=seen.services or stored.services,
        phase=phase,
        order_key=stored.order_key or seen.order_key,
        request_id=stored.request_id or seen.request_id,
        legacy_order_id=stored.legacy_order_id or seen.legacy_order_id,
        event=seen.event or stored.event,
        managed=stored.managed,
        origin=stored.origin,
        created=stored.created or seen.created,
        captured_at=stored.captured_at or seen.captured_at,
        delivered_at=stored.delivered_at or seen.delivered_at,
        canceled_by=stored.canceled_by or seen.canceled_by,
        appointments=seen.appointments or stored.appointments,
        links=stored.links if seen.links is None else seen.links,
        photos=seen.photos or stored.photos,
        read_at=seen.read_at or stored.read_at,
        revision=stored.revision,
        basis=stored.basis or seen.basis,
        echoed=seen.echoed if seen.services else stored.echoed,
        photos_changed_at=_later(stored.photos_changed_at, _changed_at(stored, seen, at)),
        task=stored.task or seen.task,
        eta_s=seen.eta_s if stored.eta_s is None else stored.eta_s,
    )
    return date_order(merged, at=at, by=by)


def date_order(order: Order, *, at: datetime, by: CanceledBy) -> Order:
    """The order with the dates and the doer that follow from its phase."""
    if order.phase is Phase.CANCELED:
        return replace(order, canceled_by=order.canceled_by or by)
    if order.phase is not Phase.DELIVERED:
        return replace(order, captured_at=None, delivered_at=None, canceled_by=None)
    uploads = [photo.uploaded_at for photo in order.photos if photo.uploaded_at is not None]
    return replace(
        order,
        captured_at=_captured(order, uploads, at),
        delivered_at=max(uploads, default=order.delivered_at or at),
        canceled_by=None,
    )


def _captured(order: Order, uploads: list[datetime], at: datetime) -> datetime | None:
    """When the photos were taken. Staging alone shows older ones: only its source knows."""
    if order.task is not None:
        return None
    if order.services and all(line.previous_order_id for line in order.services):
        return None
    return _last_visit(order, at) or min(uploads, default=order.captured_at)


def same_content(one: Order, other: Order) -> bool:
    """Whether two readings say the same, however long ago they were made and links were signed."""
    return _without_dates(one) == _without_dates(other)


def not_of_the_future(order: Order, at: datetime) -> Order:
    """The reading dated `at` at the latest: a clock ahead must not outrank later readings."""
    ahead = order.read_at is not None and order.read_at > at
    return replace(order, read_at=at) if ahead else order


def as_sent(order: Order, sent: tuple[Service, ...]) -> Order:
    """The order with the lines that we sent; what the vendor says of them is kept beside.

    Prices are the vendor's to say. An order of which the vendor shows no line stays as it is.
    """
    told = order.echoed or order.services
    if not told:
        return order
    prices = {line.slug: line.price for line in told}
    lines = tuple(replace(line, price=prices.get(line.slug)) for line in sent)
    differs = _counted(told) != _counted(lines)
    return replace(order, services=lines, echoed=told if differs else ())


def _counted(lines: tuple[Service, ...]) -> list[tuple[str, int]]:
    return sorted((line.slug, line.quantity) for line in lines)


def _changed_at(stored: Order, seen: Order, at: datetime) -> datetime | None:
    """When a delivered order got other photos than before, None when it did not.

    The first photos are no change, and neither is a reading that shows none. The vendor's own date
    counts: a read may come long after the change, and after those very photos were staged.
    """
    if stored.phase is not Phase.DELIVERED or not stored.photos or not seen.photos:
        return None
    if stored.task is not None:
        # Its photos are results, under links that change; what stands in the assets counts.
        return None
    before, now = _editions(stored.photos), _editions(seen.photos)
    other = [name for name in now if name not in before or _is_other(before[name], now[name])]
    if not other:
        return at if before.keys() - now.keys() else None
    dates = [now[name] for name in other]
    known = [moment for moment in dates if moment is not None]
    return min(max(known), at) if len(known) == len(dates) else at


def _without_dates(order: Order) -> Order:
    photos = tuple(replace(photo, url=_place(photo.url)) for photo in order.photos)
    return replace(order, read_at=None, revision=0, photos=photos)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def _is_other(one: datetime | None, other: datetime | None) -> bool:
    return None not in {one, other} and one != other


def _editions(photos: Iterable[Photo]) -> Mapping[str, datetime | None]:
    """When each photo was last worked on, by its place."""
    return {_place(photo.url): photo.modified_at for photo in photos}


def _place(address: str) -> str:
    """The path of an address: what stays of it while the photo is the same.

    Links that expire are signed anew at every read, and the host may be another one of many (the
    sandbox's port changes with every command). A change that is none would buy a staging twice.
    """
    bare = address.partition("?")[0]
    _, mark, located = bare.partition("://")
    return "/" + located.partition("/")[2] if mark else bare


def _is_outdated(stored: Order, seen: Order, at: datetime) -> bool:
    """Whether an older reading arrived after a newer one and brings nothing final.

    A stored reading of the future was made by a clock that was ahead: it outranks nothing.
    """
    if stored.read_at is None or seen.read_at is None or seen.read_at >= stored.read_at:
        return False
    if stored.read_at > at:
        return False
    return _RANK[seen.phase] <= _RANK[stored.phase]


def _last_visit(order: Order, at: datetime) -> datetime | None:
    """When the photographer was there last; visits still to come have taken no photos."""
    kept = [visit.start for visit in order.appointments if not visit.canceled]
    return max((start for start in kept if start is not None and start <= at), default=None)
