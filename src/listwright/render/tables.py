"""Orders and deliverables as CSV: a header, a line for each thing, nothing a sheet would run."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO

from listwright.model.assets import Delivered
from listwright.model.order import Order
from listwright.planfile.rows import maybe_instant
from listwright.render.escape import for_cell

DELIVERABLE_COLUMNS = (
    "property",
    "needs",
    "vendor",
    "order_id",
    "services",
    "status",
    "captured_at",
    "delivered_at",
    "appointments",
    "item",
    "name",
    "sequence",
    "caption",
    "url",
    "room",
    "style",
    "source_order_id",
    "source_sequence",
    "source_path",
    "file",
    "sha256",
    "virtually_staged",
)
ORDER_COLUMNS = (
    "property",
    "needs",
    "vendor",
    "environment",
    "order_id",
    "order_key",
    "services",
    "status",
    "phase",
    "managed",
    "origin",
    "created",
    "captured_at",
    "delivered_at",
    "appointments",
    "links",
    "photos",
    "attention",
    "read_at",
)


def render_deliverables(deliverables: Iterable[Delivered]) -> str:
    """A line for each photo and each link; one for an order that brought neither.

    `item` says which: `photo`, `link` or `order`. A link's kind stands under `name`.
    """
    rows = [row for one in deliverables for row in _deliverable_rows(one)]
    return as_table(DELIVERABLE_COLUMNS, rows)


def render_orders(orders: Iterable[Order]) -> str:
    """A line for each order; `links` and `photos` count them."""
    return as_table(ORDER_COLUMNS, [_order_cells(order) for order in orders])


_Cells = dict[str, str]


def as_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The rows under a header; a cell that a row does not have is empty."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([for_cell(row.get(column, "")) for column in columns])
    return out.getvalue()


def _deliverable_rows(one: Delivered) -> list[_Cells]:
    order, task = one.order, one.order.task
    shared = _shared_cells(order)
    if task is not None:
        photo = task.photo
        shared |= {
            "room": task.recipe.room or "",
            "style": task.recipe.style or "",
            "source_order_id": photo.order_id or "",
            "source_sequence": str(photo.sequence) if photo.path is None else "",
            "source_path": photo.path or "",
        }
    photos = [{**shared, **_photo_cells(one, place, name)} for place, name in enumerate(one.names)]
    links = [
        {**shared, "item": "link", "name": kind, "url": url}
        for kind, url in sorted((order.links or {}).items())
    ]
    return photos + links or [{**shared, "item": "order"}]


def _photo_cells(one: Delivered, place: int, name: str) -> _Cells:
    photo, stored = one.order.photos[place], one.stored.get(name)
    staged = stored.staged if stored is not None else True if one.order.task else None
    return {
        "item": "photo",
        "name": name,
        "sequence": "" if photo.sequence is None else str(photo.sequence),
        "caption": photo.caption,
        "url": photo.url,
        "file": "" if stored is None else stored.path,
        "sha256": "" if stored is None else stored.print.sha256,
        "virtually_staged": "" if staged is None else _truth(staged),
    }


def _order_cells(order: Order) -> _Cells:
    return {
        **_shared_cells(order),
        "environment": order.account.environment,
        "order_key": order.order_key or "",
        "phase": order.phase.value,
        "managed": _truth(order.managed),
        "origin": order.origin.value,
        "created": _moment(order.created),
        "links": str(len(order.links or {})),
        "photos": str(len(order.photos)),
        "attention": order.attention or "",
        "read_at": _moment(order.read_at),
    }


def _shared_cells(order: Order) -> _Cells:
    keys = order.basis.keys if order.basis is not None else ()
    visits = [visit for visit in order.appointments if not visit.canceled]
    return {
        "property": order.property,
        "needs": "; ".join(f"{order.property}/{key}" for key in keys),
        "vendor": order.account.label,
        "order_id": order.order_id,
        "services": _services(order),
        "status": order.status,
        "captured_at": _moment(order.captured_at),
        "delivered_at": _moment(order.delivered_at),
        "appointments": "; ".join(
            f"{_moment(visit.start)}/{_moment(visit.end)}" for visit in visits
        ),
    }


def _services(order: Order) -> str:
    """`photos(15); tour(1)`; of one picture what it is made of."""
    if order.task is not None:
        return f"{order.task.recipe.words}: {order.task.photo}"
    return "; ".join(f"{line.slug}({line.quantity})" for line in order.services)


def _moment(moment: datetime | None) -> str:
    """`2026-11-22T03:00:00Z`, or nothing."""
    return maybe_instant(moment) or ""


def _truth(value: bool) -> str:  # noqa: FBT001 - the value itself is the subject
    return "true" if value else "false"
