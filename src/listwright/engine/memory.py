"""The facts a decision was made on: what to store with an order, and how to look back."""

from collections.abc import Iterable
from dataclasses import replace

from listwright.engine.predicates import columns_of
from listwright.model.columns import PRIVATE_COLUMNS, Facts
from listwright.model.need import NeedSet, NeedSpec
from listwright.model.order import Basis
from listwright.model.portfolio import Home, Portfolio


def columns_read(portfolio: Portfolio) -> frozenset[str]:
    """The columns that any rule's condition reads, private ones excepted."""
    read: set[str] = set()
    for rule in portfolio.rules:
        read |= columns_of(rule.when)
    return frozenset(read - PRIVATE_COLUMNS)


def basis_of(
    home: Home, needs: NeedSet, specs: Iterable[NeedSpec], *, read: frozenset[str]
) -> Basis:
    """What the ledger stores with an order for `specs`."""
    ordered = sorted(specs, key=lambda spec: spec.key)
    return Basis(
        origin=home.origin,
        facts={column: home.facts.text(column) or "" for column in sorted(read)},
        trail=tuple(f"{rule.rule}@{rule.at}" for rule in needs.rules),
        keys=tuple(spec.key for spec in ordered),
        slugs=tuple(spec.slug for spec in ordered),
    )


def facts_then(facts: Facts, basis: Basis) -> Facts:
    """`facts` with the cells the order was decided on put back."""
    cells = list(facts.values)
    for column, text in basis.facts.items():
        index = facts.table.columns.get(column)
        if index is not None:
            cells[index] = text
    return replace(facts, values=tuple(cells))
