"""Finding what an address names: the home and needs of the files, and what the ledger knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from listwright.engine.addresses import Named, parse_address
from listwright.engine.calendar import Calendar
from listwright.engine.needs import NeedResolver
from listwright.engine.renames import join_renamed
from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.intent import NOTHING_KNOWN, Intent, Observed, PropertyRecord
from listwright.model.names import CanonicalId, NeedKey, OrderId, PropertyId, canonical_id
from listwright.model.need import NeedSet
from listwright.model.order import Order
from listwright.model.portfolio import Home, Portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One property somebody named, with the key if they named a need."""

    property: PropertyId
    key: NeedKey | None
    home: Home | None
    needs: NeedSet
    record: PropertyRecord

    def unsettled(self) -> tuple[Intent, ...]:
        """The unknown outcomes meant: those of the key, or all of the property."""
        return tuple(
            intent
            for intent in self.record.intents
            if intent.state.is_unsettled and self._concerns(intent)
        )

    def _concerns(self, intent: Intent) -> bool:
        if self.key is None:
            return True
        slugs = self._slugs()
        return any(line.address.key == self.key or line.slug in slugs for line in intent.services)

    def orders(self) -> tuple[Order, ...]:
        """The orders meant: those that carry the key's service, or all of the property."""
        if self.key is None:
            return self.record.orders
        slugs = self._slugs()
        return tuple(
            order
            for order in self.record.orders
            if any(order.quantity(slug) is not None for slug in slugs)
            or (order.basis is not None and self.key in order.basis.keys)
        )

    def _slugs(self) -> set[str]:
        """The services that stand for the key; of pictures each was made for one need alone."""
        named = (spec for spec in self.needs.specs if spec.key == self.key)
        return {spec.slug for spec in named if spec.tool is None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Everything that an address may name, by canonical id; made once to look up many."""

    homes: Mapping[CanonicalId, Home]
    observed: Observed
    former: Mapping[CanonicalId, CanonicalId]
    resolver: NeedResolver
    known: frozenset[CanonicalId]

    def find(self, text: str) -> Target:
        """What `text` names; raises UsageError when neither files nor ledger know it."""
        named = parse_address(text, self.known)
        if named.order_id is not None:
            named = Named(property=self._owner_of(named.order_id))
        return self.locate(named, text)

    def locate(self, named: Named, text: str) -> Target:
        """The property, or need, that was named apart; `text` is how messages call it."""
        canonical = canonical_id(named.property or "")
        canonical = self.former.get(canonical, canonical)
        home, record = self.homes.get(canonical), self.observed.properties.get(canonical)
        if home is None and record is None:
            raise _unknown(text, named, [home.id for home in self.homes.values()])
        target = Target(
            property=home.id if home is not None else (record or NOTHING_KNOWN).property,
            key=named.key,
            home=home,
            needs=self._needs_of(home),
            record=record or NOTHING_KNOWN,
        )
        if named.key is not None:
            _require_key(target, text)
        return target

    def _needs_of(self, home: Home | None) -> NeedSet:
        return NeedSet(specs=()) if home is None else self.resolver.needs_of(home, home.facts)

    def _owner_of(self, order_id: OrderId) -> PropertyId:
        for record in self.observed.properties.values():
            if any(order.order_id == order_id for order in record.orders):
                return record.property
        message = f"No order {order_id} is in the ledger."
        raise UsageError(message, advice="listwright status lists the orders it knows.")


def open_directory(portfolio: Portfolio, observed: Observed, *, now: datetime) -> Directory:
    """The directory of the files and the ledger as they are now."""
    homes = {home.canonical: home for home in portfolio.homes}
    observed = join_renamed(observed, portfolio.homes)
    former = _former_ids(portfolio)
    return Directory(
        homes=homes,
        observed=observed,
        former=former,
        resolver=NeedResolver(portfolio, Calendar(now=now, zone=portfolio.timezone)),
        known=frozenset(homes) | frozenset(observed.properties) | frozenset(former),
    )


def find_target(text: str, portfolio: Portfolio, observed: Observed, *, now: datetime) -> Target:
    """What `text` names; raises UsageError when neither files nor ledger know it."""
    return open_directory(portfolio, observed, now=now).find(text)


def _former_ids(portfolio: Portfolio) -> dict[CanonicalId, CanonicalId]:
    """The former ids of renamed homes, and the ids they have now."""
    return {
        canonical_id(written.value): home.canonical
        for home in portfolio.homes
        if home.override is not None
        for written in home.override.renamed_from
    }


def _require_key(target: Target, text: str) -> None:
    known = {spec.key for spec in target.needs.specs}
    known |= {line.address.key for intent in target.record.intents for line in intent.services}
    for order in target.record.orders:
        known |= set(order.basis.keys) if order.basis is not None else set()
    known |= {drop.key for drop in target.needs.dropped}
    if target.key not in known and (known or target.home is not None):
        raise _unknown(
            text, Named(property=target.property), [f"{target.property}/{key}" for key in known]
        )


def _unknown(text: str, named: Named, choices: Iterable[str]) -> UsageError:
    close = nearest(text, choices)
    hint = f"Did you mean {close}?" if close else "listwright status lists the addresses."
    what = "a need of that home" if named.key is None and "/" in text else "a home or need"
    return UsageError(f"{text} is not {what} that the files or the ledger know.", advice=hint)
