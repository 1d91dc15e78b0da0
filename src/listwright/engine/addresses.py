"""What users type to name things: properties, needs, orders, and globs over them."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from listwright.model.names import (
    NEED_KEY,
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    PropertyId,
    canonical_id,
)

_ORDER_PREFIX = "order:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an address stands for: an order, one need, or a whole property (`key` None)."""

    property: PropertyId | None = None
    key: NeedKey | None = None
    order_id: OrderId | None = None


def parse_address(text: str, known: frozenset[CanonicalId]) -> Named:
    """Read `PROPERTY`, `PROPERTY/KEY` or `order:ID`.

    Property ids may hold slashes: a text that equals a known id is that property, anything else is
    split at its last slash when what follows can be a key.
    """
    if text.startswith(_ORDER_PREFIX):
        return Named(order_id=OrderId(text.removeprefix(_ORDER_PREFIX)))
    if canonical_id(text) in known:
        return Named(property=PropertyId(text))
    head, slash, tail = text.rpartition("/")
    if slash and NEED_KEY.fullmatch(tail):
        return Named(property=PropertyId(head), key=NeedKey(tail))
    return Named(property=PropertyId(text))


@dataclass(frozen=True, slots=True)
class Selector:
    """A list of addresses or globs; matches when one of them does."""

    patterns: tuple[str, ...]

    def matches(self, address: Address) -> bool:
        """Whether a pattern names this need or its property. Ids compare without case."""
        if not self.patterns:
            return False
        full, home = str(address).casefold(), address.property.casefold()
        return any(_glob(pattern, full, home) for pattern in self.patterns)

    def matches_property(self, property_id: PropertyId) -> bool:
        """Whether a pattern names this property, or some need of it."""
        home = property_id.casefold()
        return any(
            fnmatchcase(home, pattern.casefold())
            or fnmatchcase(home, pattern.casefold().rpartition("/")[0])
            for pattern in self.patterns
        )

    def __bool__(self) -> bool:
        """Whether there is any pattern."""
        return bool(self.patterns)


def _glob(pattern: str, full: str, home: str) -> bool:
    folded = pattern.casefold()
    return fnmatchcase(full, folded) or fnmatchcase(home, folded)
