"""A plan or an audit as CSV: a line for everything in it, in columns that stay as they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from listwright.model.audit import AuditFinding
from listwright.model.names import Address, PropertyId
from listwright.model.need import Because
from listwright.model.order import Order, Service
from listwright.model.plan import Blocked, Change, Deferred, Drift
from listwright.model.review import Gone, HomeFacts, Review
from listwright.planfile.rows import maybe_instant, maybe_money
from listwright.render.tables import as_table

COLUMNS = (
    "kind",
    "action",
    "reason",
    "property",
    "market",
    "status",
    "city",
    "state",
    "needs",
    "buys",
    "billing_entity",
    "cost",
    "currency",
    "cause",
    "vendor",
    "order_id",
    "order_key",
    "order_status",
    "since",
    "until",
    "clears_when",
    "waits_for",
    "field",
    "was",
    "now",
    "why",
    "remedy",
    "rules",
    "places",
)
"""`kind` is `change`, `deferred`, `blocked`, `drift`, `unmanaged`, `gone` or `finding`."""

_Cells = dict[str, str]


def render_table(review: Review) -> str:
    """The header, and a line for each thing in the order of the document."""
    rows = (
        {**_facts(review.homes.get(home)), **cells} if home is not None else cells
        for home, cells in _lines(review)
    )
    return as_table(COLUMNS, rows)


def _lines(review: Review) -> Iterator[tuple[PropertyId | None, _Cells]]:
    """Every line with its home."""
    plan, currency = review.plan, review.plan.cost.currency or ""
    yield from ((one.property, _change(one, currency)) for one in plan.changes)
    yield from ((one.need.property, _deferred(one)) for one in plan.deferred)
    yield from ((one.need.property, _blocked(one)) for one in plan.blocked)
    yield from ((one.property, _drift(one)) for one in plan.drift)
    yield from ((one.property, _unmanaged(one)) for one in plan.unmanaged)
    gone = review.against.gone if review.against is not None else ()
    yield from ((one.property, _gone(one)) for one in gone)
    yield from (_found(one) for one in review.findings or ())


def _facts(home: HomeFacts | None) -> _Cells:
    if home is None:
        return {}
    return {
        "market": home.market or "",
        "status": home.status or "",
        "city": home.city or "",
        "state": home.state or "",
        "billing_entity": home.billing_entity or "",
    }


def _change(change: Change, currency: str) -> _Cells:
    cost = maybe_money(change.cost) or ""
    cells = {
        "kind": "change",
        "action": "/".join(change.action.value),
        "reason": change.reason.value,
        "property": change.property,
        "needs": _listed(map(str, change.needs)),
        "buys": _buys(change),
        "cost": cost,
        "currency": currency if cost else "",
        "cause": change.cause.value if change.cause else "",
        "vendor": change.account.label,
        "order_id": change.order_id or "",
        "order_key": change.order_key or "",
        "order_status": change.order.status if change.order else "",
        "why": change.why,
        **_because(change.because),
    }
    return cells | ({"billing_entity": change.billing_entity} if change.billing_entity else {})


def _buys(change: Change) -> str:
    if change.task is not None:
        return f"{change.task.recipe.words}: {change.task.photo}"
    return _services(change.services)


def _deferred(one: Deferred) -> _Cells:
    return {
        "kind": "deferred",
        "until": _moment(one.until),
        "clears_when": one.clears_when,
        "waits_for": _listed(map(str, one.waits_for)),
        **_waiting(one),
    }


def _blocked(one: Blocked) -> _Cells:
    return {
        "kind": "blocked",
        "since": _moment(one.since),
        "until": _moment(one.until),
        "remedy": one.remedy,
        **_waiting(one),
    }


def _waiting(one: Deferred | Blocked) -> _Cells:
    return {
        "action": "/".join(one.action.value),
        "reason": one.reason.value,
        "property": one.need.property,
        "needs": str(one.need),
        "order_id": one.order_id or "",
        "why": one.why,
        **_because(one.because),
    }


def _drift(one: Drift) -> _Cells:
    return {
        "kind": "drift",
        "property": one.property,
        "order_id": one.order_id,
        "field": one.field,
        "was": "" if one.was is None else str(one.was),
        "now": "" if one.now is None else str(one.now),
    }


def _unmanaged(order: Order) -> _Cells:
    return {
        "kind": "unmanaged",
        "property": order.property,
        "buys": _services(order.services),
        "vendor": order.account.label,
        "order_id": order.order_id,
        "order_status": order.status,
        "since": _moment(order.created),
    }


def _gone(one: Gone) -> _Cells:
    return {
        "kind": "gone",
        "action": "/".join(one.action.value),
        "property": one.property,
        "needs": _listed(map(str, one.needs)),
        "buys": _services(one.services),
        "cause": "edit",
        "order_id": one.order_id or "",
        "why": one.why,
    }


def _found(one: AuditFinding) -> tuple[PropertyId | None, _Cells]:
    where = one.address
    home = where.property if isinstance(where, Address) else where
    return home, {
        "kind": "finding",
        "reason": one.code.value,
        "property": home or "",
        "needs": str(where) if isinstance(where, Address) else "",
        "order_id": one.order_id or "",
        "since": _moment(one.since),
        "why": one.why,
        "remedy": one.remedy,
    }


def _because(because: Sequence[Because]) -> _Cells:
    return {
        "rules": _listed(dict.fromkeys(one.rule for one in because)),
        "places": _listed(dict.fromkeys(one.at for one in because if one.at)),
    }


def _services(services: Iterable[Service]) -> str:
    """`photos(15); tour(1)`, as in every table."""
    return _listed(f"{line.slug}({line.quantity})" for line in services)


def _listed(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _moment(moment: datetime | None) -> str:
    return maybe_instant(moment) or ""
