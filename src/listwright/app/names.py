"""Addresses typed for a plan that name nothing: a typo must not look like "nothing to do"."""

from collections.abc import Iterable, Iterator
from itertools import chain

from listwright.engine.addresses import Selector
from listwright.engine.needs import Wants
from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.intent import Observed
from listwright.model.names import Address
from listwright.model.plan import Scope

_MOST_CHOICES = 5_000
"""Addresses that a suggestion is looked for in; a search through all would take seconds."""


def refuse_unknown_names(scope: Scope, wants: Wants, observed: Observed) -> None:
    """Raise UsageError for a target, exclusion or replacement that names no need and no home."""
    typed = (*scope.target, *scope.exclude, *scope.replace)
    if not typed:
        return
    known = list(_addresses(wants, observed))
    for pattern in typed:
        only = Selector((pattern,))
        if not any(only.matches(address) for address in known):
            raise _unknown(pattern, known)


def _addresses(wants: Wants, observed: Observed) -> Iterator[Address]:
    for wanted in wants.homes:
        for spec in wanted.needs.specs:
            yield Address(wanted.home.id, spec.key)
        for drop in wanted.needs.dropped:
            yield Address(wanted.home.id, drop.key)
    for record in observed.properties.values():
        for intent in record.intents:
            yield from (line.address for line in intent.services)
        for order in record.orders:
            keys = order.basis.keys if order.basis is not None else ()
            yield from (Address(order.property, key) for key in keys)


def _unknown(pattern: str, known: Iterable[Address]) -> UsageError:
    first = [str(address) for _, address in zip(range(_MOST_CHOICES), known, strict=False)]
    homes = dict.fromkeys(address.rpartition("/")[0] for address in first)
    close = nearest(pattern, chain(first, homes))
    return UsageError(
        f"{pattern} names no need and no home of this plan.",
        advice=f"Did you mean {close}?" if close else "listwright status lists every address.",
    )
