"""The price book: what services cost at which account."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.schema.collections import LABEL, Item, NamedMap
from listwright.config.schema.document import Document, Kind, required
from listwright.config.schema.values import MONEY, Name
from listwright.model.rules import Written

CURRENCY = Name(pattern="[A-Z]{3}", form="a currency of three capital letters, such as `USD`")
ENTITY = Name(
    pattern="[^\\s]([^\\r\\n]{0,253}[^\\s])?",
    form="the name of a billing entity, as under `billing`",
)

Amounts = tuple[Item[Written[int]], ...]

_QUANTITIES: NamedMap[Written[int]] = NamedMap(
    names=Name(pattern="[1-9][0-9]{0,3}", form="a quantity: a whole number from 1"),
    kind=MONEY,
    place="A service of `items`",
)
_ITEMS: NamedMap[Amounts] = NamedMap(
    names=Name(pattern="[A-Za-z0-9_-]{1,100}", form="the slug of a service, or a tool"),
    kind=_QUANTITIES,
    place="`items`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesDocument(Document):
    """What the services of one account cost."""

    place: ClassVar[str] = "An entry of `prices`"
    hint: ClassVar[str] = 'Services stand under `items:`, as `photos: {15: "125.00"}`.'
    currency: Written[str] | None = required(CURRENCY, "The currency, such as `USD`.")
    items: tuple[Item[Amounts], ...] | None = required(
        _ITEMS,
        "By slug and quantity what an order line costs in all; a picture by its tool, quantity 1.",
    )


PRICES: Kind[tuple[Item[PricesDocument], ...]] = NamedMap(
    names=LABEL, kind=PricesDocument, place="`prices`"
)
BUDGETS: Kind[Amounts] = NamedMap(names=ENTITY, kind=MONEY, place="`monthly_budget`")
