"""Stored pictures and exported orders -> documents."""

from collections.abc import Collection, Iterable

from listwright.model.assets import Delivered, Pulled, PulledPicture, PullReport
from listwright.model.names import OrderId
from listwright.model.order import Order
from listwright.model.picture import StoredPicture
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.rows import Row, order_row


def assets_document(report: PullReport, run: Run) -> Document:
    """What came of each picture, and the pages."""
    summary: Row = {outcome.value: report.count(outcome) for outcome in Pulled}
    return filled(
        "assets",
        run,
        {
            "pictures": [_pulled_row(one) for one in report.pictures],
            "sheets": list(report.sheets),
            "summary": summary | {"undelivered": report.undelivered},
        },
    )


def export_document(
    what: str,
    run: Run,
    *,
    deliverables: Iterable[Delivered] = (),
    orders: Iterable[Order] = (),
    cancelable: Collection[OrderId] = (),
    file: str | None = None,
) -> Document:
    """Orders, or what was delivered; `file` is where it was written instead."""
    return filled(
        "export",
        run,
        {
            "what": what,
            "file": file,
            "deliverables": [_deliverable_row(one) for one in deliverables],
            "orders": [order_row(one, cancelable=one.order_id in cancelable) for one in orders],
        },
    )


def _pulled_row(one: PulledPicture) -> Row:
    return {
        "property": one.order.property,
        "vendor": one.order.account.label,
        "order_id": one.order.order_id,
        "name": one.name,
        "caption": one.caption,
        "outcome": one.outcome.value,
        **_file_keys(one.stored),
        "virtually_staged": None if one.stored is None else one.stored.staged,
        "kind": one.kind or None,
        "why": one.why or None,
    }


def _file_keys(stored: StoredPicture | None) -> Row:
    if stored is None:
        return dict.fromkeys(("file", "sha256", "size", "width", "height"))
    found = stored.print
    return {
        "file": stored.path,
        "sha256": found.sha256,
        "size": found.size,
        "width": found.width,
        "height": found.height,
    }


_ORDER_KEYS = (
    "property",
    "needs",
    "account",
    "vendor",
    "environment",
    "order_id",
    "order_key",
    "services",
    "status",
    "captured_at",
    "delivered_at",
    "appointments",
    "links",
)


def _deliverable_row(one: Delivered) -> Row:
    order, task = one.order, one.order.task
    whole = order_row(order, cancelable=False)
    recipe = task.recipe if task is not None else None
    return {
        **{key: whole[key] for key in _ORDER_KEYS},
        "photos": _photo_rows(one),
        "room": recipe.room if recipe is not None else None,
        "style": recipe.style if recipe is not None else None,
        "tool": recipe.tool if recipe is not None else None,
        "source": _source_row(order),
    }


def _photo_rows(one: Delivered) -> list[Row]:
    rows: list[Row] = []
    for name, photo in zip(one.names, one.order.photos, strict=True):
        stored = one.stored.get(name)
        known = stored.staged if stored is not None else True if one.order.task else None
        rows.append(
            {
                "name": name,
                "sequence": photo.sequence,
                "caption": photo.caption,
                "url": photo.url,
                **_file_keys(stored),
                "virtually_staged": known,
            }
        )
    return rows


def _source_row(order: Order) -> Row | None:
    if order.task is None:
        return None
    photo = order.task.photo
    return {
        "order_id": photo.order_id,
        "sequence": photo.sequence if photo.path is None else None,
        "path": photo.path,
        "sha256": order.task.recipe.source,
    }
