"""Nouns -> plain JSON objects: the pieces that several documents share."""

from collections.abc import Iterable
from datetime import UTC, datetime

from listwright.errors import Diagnostic
from listwright.model.money import amount_text
from listwright.model.need import Because
from listwright.model.order import Appointment, Order, Service
from listwright.model.picture import PictureTask

Row = dict[str, object]


def instant(moment: datetime) -> str:
    """A UTC instant as `2026-11-22T03:00:00Z`; parts of a second only when there are any."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def maybe_instant(moment: datetime | None) -> str | None:
    """The same, or null."""
    return None if moment is None else instant(moment)


def money(cents: int) -> str:
    """Cents as text with two decimals."""
    return amount_text(cents)


def maybe_money(cents: int | None) -> str | None:
    """The same, or null."""
    return None if cents is None else money(cents)


def diagnostic_row(finding: Diagnostic) -> Row:
    """One finding with its place spread out."""
    span = finding.span
    return {
        "code": finding.code,
        "summary": finding.summary,
        "detail": finding.detail,
        "fix": finding.fix,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
        "suggestion": finding.suggestion,
        "row": span.row if span else None,
        "field": span.field if span else None,
    }


def because_rows(because: Iterable[Because]) -> list[Row]:
    """Rules and where they stand."""
    return [{"rule": each.rule, "at": each.at} for each in because]


def service_rows(services: Iterable[Service]) -> list[Row]:
    """What is bought, without prices."""
    return [
        {
            "slug": line.slug,
            "quantity": line.quantity,
            "previous_order_id": line.previous_order_id,
        }
        for line in services
    ]


def priced_rows(services: Iterable[Service]) -> list[Row]:
    """What was bought, with the vendor's prices."""
    return [
        {
            "slug": line.slug,
            "quantity": line.quantity,
            "price": maybe_money(line.price),
            "previous_order_id": line.previous_order_id,
        }
        for line in services
    ]


def visit_rows(visits: Iterable[Appointment]) -> list[Row]:
    """Visits, those called off as well."""
    return [
        {
            "id": visit.id,
            "start": maybe_instant(visit.start),
            "end": maybe_instant(visit.end),
            "canceled": visit.canceled,
        }
        for visit in visits
    ]


def unmanaged_row(order: Order) -> Row:
    """An order that listwright did not place, as plans list it."""
    return {
        "order_id": order.order_id,
        "property": order.property,
        "services": service_rows(order.services),
        "account": order.account.id,
        "vendor": order.account.label,
        "status": order.status,
        "phase": order.phase.value,
        "created": maybe_instant(order.created),
    }


def order_row(order: Order, *, cancelable: bool) -> Row:
    """One order in full. `cancelable` follows the vendor's rule, which an order does not know."""
    keys = order.basis.keys if order.basis else ()
    return {
        "account": order.account.id,
        "vendor": order.account.label,
        "environment": order.account.environment,
        "order_id": order.order_id,
        "request_id": order.request_id,
        "legacy_order_id": order.legacy_order_id,
        "order_key": order.order_key,
        "property": order.property,
        "needs": [f"{order.property}/{key}" for key in keys],
        "services": priced_rows(order.services),
        "picture": ordered_picture_row(order),
        "status": order.status,
        "phase": order.phase.value,
        "cancelable": cancelable,
        "managed": order.managed,
        "origin": order.origin.value,
        "created": maybe_instant(order.created),
        "captured_at": maybe_instant(order.captured_at),
        "delivered_at": maybe_instant(order.delivered_at),
        **_course(order),
        "read_at": maybe_instant(order.read_at),
        "row": f"rev:{order.revision}",
    }


def task_row(task: PictureTask) -> Row:
    """What is made of which photo."""
    recipe, photo = task.recipe, task.photo
    return {
        "recipe": recipe.key,
        "tool": recipe.tool,
        "room": recipe.room,
        "style": recipe.style,
        "options": dict(recipe.options),
        "source": {
            "sha256": recipe.source,
            "account": photo.account,
            "order_id": photo.order_id,
            "sequence": photo.sequence,
            "caption": photo.caption,
            "path": photo.path,
        },
    }


def ordered_picture_row(order: Order) -> Row | None:
    """The picture that an order holds, and when its vendor expects it; null for other orders."""
    if order.task is None:
        return None
    expected = maybe_instant(order.expected_at)
    return {**task_row(order.task), "eta_s": order.eta_s, "expected_at": expected}


def _course(order: Order) -> Row:
    """Visits, links, photos and what somebody should look at."""
    return {
        "appointments": visit_rows(order.appointments),
        "links": dict(sorted((order.links or {}).items())),
        "photos": [
            {"sequence": photo.sequence, "caption": photo.caption, "url": photo.url}
            for photo in order.photos
        ],
        "attention": order.attention,
    }
