"""Which orders, needs and homes typed addresses mean: exact ones, globs, and `order:ID`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from itertools import chain, islice

from listwright.engine.calendar import Calendar
from listwright.engine.needs import NeedResolver
from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.intent import Intent, Observed
from listwright.model.names import CanonicalId, NeedKey, canonical_id
from listwright.model.need import NeedSet
from listwright.model.order import Order
from listwright.model.portfolio import Home, Portfolio

_ORDER = "order:"
_MOST_CHOICES = 5_000
"""Names that a suggestion is looked for in; a search through all would take seconds."""


def former_ids(portfolio: Portfolio) -> dict[CanonicalId, CanonicalId]:
    """The former ids of renamed homes, and the ids they have now."""
    return {
        canonical_id(written.value): home.canonical
        for home in portfolio.homes
        if home.override is not None
        for written in home.override.renamed_from
    }


@dataclass(slots=True)
class Selection:
    """The typed `patterns`, held against what the files and the ledger know.

    `observed` has renamed homes joined. Without a pattern everything is meant. An id of a home
    means that home, even where a need of another one could be written alike. Remembers which
    pattern found something.
    """

    patterns: tuple[str, ...]
    portfolio: Portfolio
    observed: Observed
    now: datetime
    _homes: dict[CanonicalId, Home] = field(init=False)
    _former: dict[CanonicalId, CanonicalId] = field(init=False)
    _needs: NeedResolver = field(init=False)
    _met: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Look at the files once."""
        self._homes = {home.canonical: home for home in self.portfolio.homes}
        self._former = former_ids(self.portfolio)
        calendar = Calendar(now=self.now, zone=self.portfolio.timezone)
        self._needs = NeedResolver(self.portfolio, calendar)

    def takes_order(self, order: Order) -> bool:
        """Whether the order itself is meant, or its home, or a need that it carries or meets."""
        return self._is_named(lambda pattern: self._names_order(pattern, order))

    def takes_intent(self, intent: Intent) -> bool:
        """Whether a need of the intent is meant, or its home."""
        canonical = canonical_id(intent.property)
        keys = [line.address.key for line in intent.services]
        return self._is_named(lambda pattern: self._names_home(pattern, canonical, keys))

    def takes_home(self, canonical: CanonicalId) -> bool:
        """Whether the home is meant, or any need of it."""
        return self._is_named(lambda pattern: self._knows(pattern, canonical))

    def refuse_unknown(self) -> None:
        """Raise UsageError for a pattern that names nothing, neither here nor in the files."""
        for pattern in self.patterns:
            if pattern not in self._met and not self._is_known(pattern):
                raise self._unknown(pattern)

    def _is_named(self, test: Callable[[str], bool]) -> bool:
        met = {pattern for pattern in self.patterns if test(pattern)}
        self._met |= met
        return bool(met) or not self.patterns

    def _names_order(self, pattern: str, order: Order) -> bool:
        if pattern.startswith(_ORDER):
            return fnmatchcase(f"{_ORDER}{order.order_id}", pattern)
        canonical = canonical_id(order.property)
        if self._names_home(pattern, canonical):
            return True
        return self._may_name_need(pattern, canonical) and self._names_home(
            pattern, canonical, self._keys_met(order)
        )

    def _names_home(
        self, pattern: str, canonical: CanonicalId, keys: Iterable[NeedKey] = ()
    ) -> bool:
        typed = canonical_id(pattern)
        if self._is_home(typed):
            return self._present(typed) == self._present(canonical)
        ids = {canonical, self._present(canonical)}
        return any(fnmatchcase(name, typed) for name in ids) or any(
            fnmatchcase(f"{name}/{key}", typed) for key in keys for name in ids
        )

    def _is_home(self, canonical: CanonicalId) -> bool:
        known = (self._homes, self.observed.properties, self._former)
        return any(canonical in names for names in known)

    def _present(self, canonical: CanonicalId) -> CanonicalId:
        """The id that a home has now."""
        return self._former.get(canonical, canonical)

    def _may_name_need(self, pattern: str, canonical: CanonicalId) -> bool:
        """Whether it is worth working out what the home needs."""
        head, slash, _ = canonical_id(pattern).rpartition("/")
        ids = {canonical, self._present(canonical)}
        return bool(slash) and any(fnmatchcase(name, head) for name in ids)

    def _keys_met(self, order: Order) -> set[NeedKey]:
        """The needs an order was placed for, and those of today that its services meet."""
        home = self._homes.get(self._present(canonical_id(order.property)))
        found = set(order.basis.keys if order.basis is not None else ())
        for spec in self._needs_of(home).specs if home is not None else ():
            if any(order.quantity(slug) is not None for slug in spec.accepted):
                found.add(spec.key)
        return found

    def _needs_of(self, home: Home) -> NeedSet:
        return self._needs.needs_of(home, home.facts)

    def _is_known(self, pattern: str) -> bool:
        if pattern.startswith(_ORDER):
            return False
        names = chain(self._homes, self.observed.properties, self._former)
        return any(self._knows(pattern, canonical) for canonical in names)

    def _knows(self, pattern: str, canonical: CanonicalId) -> bool:
        if self._names_home(pattern, canonical):
            return True
        return self._may_name_need(pattern, canonical) and self._names_home(
            pattern, canonical, self._keys_of(canonical)
        )

    def _keys_of(self, canonical: CanonicalId) -> set[NeedKey]:
        """Every key that the files or the ledger know at a home."""
        home = self._homes.get(self._present(canonical))
        found: set[NeedKey] = set()
        if home is not None:
            needs = self._needs_of(home)
            found |= {spec.key for spec in needs.specs} | {drop.key for drop in needs.dropped}
        record = self.observed.properties.get(self._present(canonical))
        if record is not None:
            found |= {line.address.key for one in record.intents for line in one.services}
        return found

    def _unknown(self, pattern: str) -> UsageError:
        close = nearest(pattern, islice(self._choices(pattern), _MOST_CHOICES))
        if pattern.startswith(_ORDER):
            what = "is no order of the ledger."
            hint = "listwright ledger list shows those it knows."
        else:
            what = "is not an address that the files or the ledger know."
            hint = "listwright status lists every address."
        return UsageError(f"{pattern} {what}", advice=f"Did you mean {close}?" if close else hint)

    def _choices(self, pattern: str) -> Iterator[str]:
        known = self.observed.properties
        if pattern.startswith(_ORDER):
            orders = chain.from_iterable(record.orders for record in known.values())
            yield from (f"{_ORDER}{order.order_id}" for order in orders)
            return
        names = {canonical: str(record.property) for canonical, record in known.items()}
        names |= {home.canonical: str(home.id) for home in self.portfolio.homes}
        for canonical, written in names.items():
            if self._may_name_need(pattern, canonical):
                yield from (f"{written}/{key}" for key in sorted(self._keys_of(canonical)))
        yield from names.values()
