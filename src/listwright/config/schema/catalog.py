"""The document of a catalog file: all that one vendor offers, on one day."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from listwright.config.schema.collections import Item, NamedMap
from listwright.config.schema.document import Document, required
from listwright.config.schema.values import DATE, FLAG, Choice, Name, Text
from listwright.config.schema.vendors import OfferDocument, Quantities, VendorKind
from listwright.model.rules import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeOfferDocument(OfferDocument):
    """A service that the vendor offers; nothing is left to a default."""

    place: ClassVar[str] = "An entry of `offers`"
    quantities: Written[tuple[int, ...] | None] | None = required(
        Quantities(), "The quantities that can be ordered, or `any`."
    )
    access: Written[bool] | None = required(FLAG, "Whether somebody has to enter.")
    asset: Written[bool] | None = required(
        FLAG, "Whether it is made from existing photos, without a visit."
    )


class CatalogKind(Enum):
    """Whose services are ordered by slug and quantity."""

    PLANOMATIC = VendorKind.PLANOMATIC.value


_OFFERS: NamedMap[WholeOfferDocument] = NamedMap(
    names=Name(pattern="[A-Za-z0-9_-]{1,100}", form="the slug of a service"),
    kind=WholeOfferDocument,
    place="`offers`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogFileDocument(Document):
    """A catalog: what one vendor offers, and since when that is known."""

    place: ClassVar[str] = "A catalog file"
    kind: Written[CatalogKind] | None = required(Choice(CatalogKind), "Whose catalog this is.")
    dated: Written[date] | None = required(DATE, "The day of the catalog.")
    source: Written[str] | None = required(Text(longest=500), "Where it comes from, in words.")
    offers: tuple[Item[WholeOfferDocument], ...] | None = required(_OFFERS, "Services by slug.")
