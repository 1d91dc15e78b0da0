"""Everything a plan needs in one pass over the tables, light enough for a hundred thousand orders.

Orders come without photos and links, and only open ones with appointments and basis: decisions
about an order that has ended look at neither, and parsing them would cost more than all the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from listwright.ledger.attesting import newest_testimonies
from listwright.ledger.database import Sql
from listwright.ledger.picture_rows import read_task
from listwright.ledger.reading import Liveness, speaking_intents
from listwright.ledger.rows import (
    read_account,
    read_basis,
    read_hold,
    read_services,
    read_visits,
)
from listwright.model.intent import Hold, Observed, PropertyRecord
from listwright.model.names import CanonicalId, PropertyId
from listwright.model.order import CanceledBy, Order, Origin, Phase

_EVERY_ORDER = (
    "SELECT property, account, order_id, written, services, status, phase, order_key, request_id,"
    " legacy_order_id, event, managed, origin, created, captured_at, delivered_at, canceled_by,"
    " attention, read_at, revision, appointments, basis, echoed, photos_changed_at, task, eta_s"
    " FROM orders"
)
_ORDERS = _EVERY_ORDER.replace(
    "appointments, basis",
    "CASE WHEN phase IN ('open', 'unknown') THEN appointments END,"
    " CASE WHEN phase IN ('open', 'unknown') OR task IS NOT NULL THEN basis END",
)

_STORES = tuple(getattr(Order, field.name).__set__ for field in fields(Order))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_PHASES = {one.value: one for one in Phase}
_ORIGINS = {one.value: one for one in Origin}
_CANCELED_BY: Mapping[str | None, CanceledBy | None] = {
    None: None,
    **{one.value: one for one in CanceledBy},
}


def observe(sql: Sql, alive: Liveness) -> Observed:
    """All of it; the caller holds one read transaction around this."""
    orders = _orders(sql, _ORDERS)
    intents = speaking_intents(sql, alive)
    holds = _holds(sql)
    known: dict[CanonicalId, tuple[PropertyId, int]] = {}
    accounts = set()
    for canonical, account, name, revision in sql.tuples(
        "SELECT property, account, written, revision FROM property"
    ):
        accounts.add(account)
        before = known.get(canonical)
        known[canonical] = (name, revision) if before is None else _joined(before, revision)
    properties = {
        canonical: PropertyRecord(
            property=name,
            orders=tuple(orders.get(canonical, ())),
            intents=tuple(intents.get(canonical, ())),
            holds=tuple(holds.get(canonical, ())),
            revision=revision,
        )
        for canonical, (name, revision) in known.items()
    }
    for canonical, (name, said) in newest_testimonies(sql).items():
        # Of a home that was never ordered for, what people said is all there is.
        record = properties.get(canonical, PropertyRecord(property=name))
        properties[canonical] = replace(record, attestations=tuple(said))
    return Observed(
        properties=properties,
        generations=dict(_generations(sql)),
        accounts=frozenset(accounts),
    )


def _joined(known: tuple[PropertyId, int], revision: int) -> tuple[PropertyId, int]:
    """One property at several accounts: the first spelling, the highest revision."""
    return known[0], max(known[1], revision)


def _generations(sql: Sql) -> Iterable[tuple[str, int]]:
    """Of all intents, not only of those that ended: an order may carry another name than its."""
    return sql.tuples("SELECT base_key, max(generation) FROM intent GROUP BY base_key")


def _holds(sql: Sql) -> Mapping[CanonicalId, Sequence[Hold]]:
    found: dict[CanonicalId, list[Hold]] = defaultdict(list)
    for row in sql.execute("SELECT * FROM hold ORDER BY id DESC"):
        found[row["property"]].append(read_hold(row))
    return found


def all_orders(sql: Sql) -> tuple[Order, ...]:
    """Every order with visits and basis, whatever its phase; by property, then newest first."""
    found = _orders(sql, _EVERY_ORDER)
    return tuple(order for canonical in sorted(found) for order in found[canonical])


def _orders(sql: Sql, statement: str) -> Mapping[CanonicalId, Sequence[Order]]:
    found: dict[CanonicalId, list[Order]] = {}
    for row in sql.tuples(statement):
        canonical: CanonicalId = row[0]
        present = found.get(canonical)
        if present is None:
            found[canonical] = [_light_order(row)]
        else:
            present.append(_light_order(row))
    for present in found.values():
        if len(present) > 1:
            present.sort(key=attrgetter("order_id"))
            present.sort(key=_placed, reverse=True)
    return found


def _placed(order: Order) -> datetime:
    return order.created or _LONG_AGO


def _light_order(row: tuple[Any, ...]) -> Order:
    (
        _, account, order_id, written, services, status, phase, order_key, request_id,
        legacy_order_id, event, managed, origin, created, captured_at, delivered_at, canceled_by,
        attention, read_at, revision, visits, basis, echoed, photos_changed_at, task, eta_s,
    ) = row  # fmt: skip
    parse = datetime.fromisoformat
    return _built(
        read_account(account),
        order_id,
        written,
        read_services(services),
        status,
        _PHASES[phase],
        order_key,
        request_id,
        legacy_order_id,
        event,
        managed == 1,
        _ORIGINS[origin],
        created and parse(created),
        captured_at and parse(captured_at),
        delivered_at and parse(delivered_at),
        _CANCELED_BY[canceled_by],
        read_visits(visits) if visits and visits != "[]" else (),
        None,
        (),
        attention,
        read_at and parse(read_at),
        revision,
        read_basis(basis) if basis else None,
        read_services(echoed) if echoed else (),
        photos_changed_at and parse(photos_changed_at),
        read_task(task) if task else None,
        eta_s,
    )


def _built(*values: object) -> Order:
    """An order from its fields in their order, without the dataclass's `__init__`.

    A frozen `__init__` takes 4 µs for this many fields, a third of the whole read; storing into the
    slots takes 1. Only here, where the count is large and the values come from our own table.
    """
    order = object.__new__(Order)
    for store, value in zip(_STORES, values, strict=True):
        store(order, value)
    return order
