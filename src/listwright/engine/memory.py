"""The facts a decision was made on: what to store with an order, and how to look back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from listwright.engine.predicates import columns_of
from listwright.engine.renames import ADDRESS_COLUMNS
from listwright.engine.view import Run
from listwright.model.columns import NATIVE_COLUMNS, PRIVATE_COLUMNS, ColumnType, Facts, Table
from listwright.model.need import Because, NeedSet, NeedSpec
from listwright.model.order import Basis, Order
from listwright.model.portfolio import Home, Portfolio


def columns_read(portfolio: Portfolio) -> frozenset[str]:
    """The columns stored with an order: the address, and what conditions read, if not private."""
    read: set[str] = set(ADDRESS_COLUMNS)
    ready = [portfolio.defaults.ready_when]
    for rule in portfolio.rules:
        read |= columns_of(rule.when)
        ready += [entry.ready_when for entry in rule.entries]
    for condition in ready:
        read |= columns_of(condition.value if condition is not None else None)
    return frozenset(read - PRIVATE_COLUMNS)


def basis_of(
    home: Home, needs: NeedSet, specs: Iterable[NeedSpec], *, read: frozenset[str], day: date
) -> Basis:
    """What the ledger stores with an order for `specs` that is decided on `day`."""
    ordered = sorted(specs, key=lambda spec: spec.key)
    return Basis(
        origin=home.origin,
        facts={column: home.facts.text(column) or "" for column in sorted(read)},
        trail=tuple(f"{rule.rule}@{rule.at}" for rule in needs.rules),
        keys=tuple(spec.key for spec in ordered),
        slugs=tuple(spec.slug for spec in ordered),
        day=day,
    )


def needs_then(run: Run, home: Home, order: Order) -> NeedSet:
    """What today's rules ask for over the facts, and on the day, that `order` was decided on."""
    if order.basis is None:
        return NeedSet(specs=())
    facts = facts_then(home.facts, order.basis)
    return run.resolver.needs_of(home, facts, decided_on(run, home.facts, order))


def decided_on(run: Run, facts: Facts, order: Order) -> date | None:
    """The day at the home on which `order` was decided, as far as anything tells."""
    if order.basis is not None and order.basis.day is not None:
        return order.basis.day
    return run.calendar.day_of(order.created, facts) if order.created is not None else None


def what_moved(home: Home, basis: Basis) -> str:
    """What makes today's rules say something else than they do over what was stored."""
    same = all((home.facts.text(column) or "") == text for column, text in basis.facts.items())
    return "time passed since it was ordered" if same else "the facts of the home moved"


def facts_then(facts: Facts, basis: Basis) -> Facts:
    """`facts` with the cells the order was decided on put back, lost columns included."""
    known = facts.table.columns
    lost = tuple(
        sorted(column for column, text in basis.facts.items() if text and column not in known)
    )
    table = _widen(_Widening(facts.table, lost)) if lost else facts.table
    spans = None if facts.spans is None else (*facts.spans, *(facts.origin for _ in lost))
    cells = [*facts.values, *("" for _ in lost)]
    for column, text in basis.facts.items():
        index = table.columns.get(column)
        if index is not None:
            cells[index] = text
    return replace(facts, table=table, values=tuple(cells), spans=spans)


@dataclass(frozen=True, slots=True, eq=False)
class _Widening:
    """A table and columns to add. The same table, not an equal one: comparing would be slow."""

    table: Table
    columns: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((id(self.table), self.columns))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Widening)
            and self.table is other.table
            and self.columns == other.columns
        )


@lru_cache(maxsize=256)
def _widen(widening: _Widening) -> Table:
    """The table with the columns added; one per pair, so that rules are bound to few tables."""
    table, added = widening.table, widening.columns
    names = (*table.columns, *added)
    return replace(
        table,
        columns={name: index for index, name in enumerate(names)},
        types=(*table.types, *(NATIVE_COLUMNS.get(name, ColumnType.TEXT) for name in added)),
        readings=(*table.readings, *(None for _ in added)),
    )


def trail_of(order: Order) -> tuple[Because, ...]:
    """The rules an order was placed for, from what was stored with it."""
    if order.basis is None:
        return ()
    parts = (entry.rpartition("@") for entry in order.basis.trail)
    return tuple(Because(rule=rule, at=at) for rule, _, at in parts)
