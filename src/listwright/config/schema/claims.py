"""What is said of a need beside wanting it: it exists, it is waived, its order exists."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from listwright.config.schema.collections import NEED_NAME, Item, NamedMap
from listwright.config.schema.document import Document, Kind, optional, required
from listwright.config.schema.references import OrColumn
from listwright.config.schema.templates import OpenLine, OpenText
from listwright.config.schema.values import DATE, Name, Whole
from listwright.model.rules import FromColumn, Written

MOST_PIECES = 1_000

ORDER_ID = Name(
    pattern="[!-~]{1,100}",
    form="the id of an order: letters, digits and signs without spaces, at most 100",
)
"""Vendors choose the form of their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HaveDocument(Document):
    """A deliverable that exists already, so that nothing is ordered for it."""

    place: ClassVar[str] = "An entry of `have`"
    delivered_at: Written[date | FromColumn] | None = required(
        OrColumn(DATE), "The day of delivery, or the column that holds it."
    )
    quantity: Written[int] | None = optional(
        Whole(least=1, most=MOST_PIECES), "How many pieces there are; without it, enough."
    )
    evidence: Written[str] | None = optional(OpenText(), "How somebody knows.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveDocument(Document):
    """A decision that a need is not ordered."""

    place: ClassVar[str] = "An entry of `waive`"
    reason: Written[str] | None = required(OpenLine(longest=500), "Why it is not ordered.")
    until: Written[date] | None = optional(
        DATE, "The last day on which that holds; without it, for good."
    )
    by: Written[str] | None = optional(OpenLine(longest=100), "Who decided it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDocument(Document):
    """An order that exists at the vendor and is to be managed from now on."""

    place: ClassVar[str] = "An entry of `import`"
    order_id: Written[str | FromColumn] | None = required(
        OrColumn(ORDER_ID), "The vendor's id of the order, or the column that holds it."
    )


HAVE: Kind[tuple[Item[HaveDocument], ...]] = NamedMap(
    names=NEED_NAME, kind=HaveDocument, place="`have`"
)
WAIVE: Kind[tuple[Item[WaiveDocument], ...]] = NamedMap(
    names=NEED_NAME, kind=WaiveDocument, place="`waive`"
)
IMPORT: Kind[tuple[Item[ImportDocument], ...]] = NamedMap(
    names=NEED_NAME, kind=ImportDocument, place="`import`"
)
HAVE_NOTE = "Deliverables that exist already, by need."
WAIVE_NOTE = "Needs that are not ordered, by decision, with the reason."
IMPORT_NOTE = "Orders that exist at the vendor and are to be managed from now on, by need."
