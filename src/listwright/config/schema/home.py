"""One home under `properties`: its facts and what is said about it alone.

A project may have ten thousand of them, so a home whose keys are all facts costs one pass.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.document import (
    Definitions,
    Document,
    Schema,
    expect_mapping,
    optional,
)
from listwright.config.schema.needs import (
    HAVE,
    METADATA,
    METADATA_NOTE,
    ORDER_NOTES,
    PREFERRED_DATE,
    HaveDocument,
    Require,
    Requirement,
)
from listwright.config.schema.rules import AccessDocument
from listwright.config.schema.templates import TemplateText
from listwright.config.schema.values import CELL, DATE, FLAG, NUMBER, Simple, Whole
from listwright.config.yaml import Entry, Mapping, Node
from listwright.model.columns import NATIVE_COLUMNS, ColumnType
from listwright.model.rules import Template, Written

ID_COLUMN = "external_property_id"
FACT_KEYS = frozenset(NATIVE_COLUMNS) - {ID_COLUMN}
"""The native columns that may stand at the top level of a home; its id is the key above it."""


class FactMap:
    """`facts`: columns of the user's own; the columns' types are known only later."""

    def read(self, node: Node, found: Findings) -> Mapping | None:
        """The mapping as it stands."""
        return expect_mapping(node, found, "`facts`")

    def schema(self, definitions: Definitions) -> Schema:
        """Any columns with single values."""
        return {"type": "object", "additionalProperties": CELL.schema(definitions)}


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeDocument(Document):
    """One home: native columns, facts of your own, and what is required of it alone."""

    place: ClassVar[str] = "A home"
    hint: ClassVar[str] = "Native columns stand beside them; put facts of your own under `facts:`."
    later: ClassVar[frozenset[str]] = frozenset({"waive", "import", "renamed_from", "protect"})
    native: tuple[Entry, ...] = ()
    """The native columns at the top level, not yet read."""

    facts: Mapping | None = optional(FactMap(), "Columns of your own, which rules can select on.")
    access: AccessDocument | None = optional(AccessDocument, "How a visitor gets in.")
    require: tuple[Requirement, ...] | None = optional(
        Require(), "Needs of this home alone; it is the last rule. `KEY: none` drops a need."
    )
    have: tuple[Item[HaveDocument], ...] | None = optional(
        HAVE, "Deliverables that exist already, by need."
    )
    absent: Written[bool] | None = optional(
        FLAG, "`true` ends the home: open orders are cancelled where that is possible."
    )
    order_notes: Written[Template] | None = optional(TemplateText(), ORDER_NOTES)
    metadata: tuple[Item[Written[Template]], ...] | None = optional(METADATA, METADATA_NOTE)
    preferred_date: Written[date] | None = optional(DATE, PREFERRED_DATE)

    @classmethod
    def read(cls, node: Node, found: Findings) -> "HomeDocument | None":
        """Read one home."""
        mapping = expect_mapping(node, found, cls.place)
        if mapping is None:
            return None
        entries = mapping.entries
        native = tuple([entry for entry in entries if entry.key.text in FACT_KEYS])
        if len(native) == len(entries):
            return cls(span=mapping.span, native=native)
        others = tuple(entry for entry in entries if entry.key.text not in FACT_KEYS)
        rest = Mapping(others, mapping.file, line=mapping.line, column=mapping.column)
        # Without arguments, super() fails here: slots make the decorator build a second class.
        home = super(HomeDocument, cls).read(rest, found)
        if home is None:
            return None
        values = {name: getattr(home, name) for name in cls.named_keys()}
        return cls(span=mapping.span, written=home.written, native=native, **values)

    @classmethod
    def schema(cls, definitions: Definitions) -> Schema:
        """The keys of a home beside the native columns."""
        reference = super(HomeDocument, cls).schema(definitions)
        properties = definitions["home"]["properties"]
        for column in sorted(FACT_KEYS):
            kind = _CELLS[NATIVE_COLUMNS[column]]
            properties.setdefault(
                column, {"description": f"The fact `{column}`.", **kind.schema(definitions)}
            )
        return reference

    @classmethod
    def choices(cls) -> tuple[str, ...]:
        """Keys and native columns."""
        return (*cls.named_keys(), *sorted(FACT_KEYS))


_CELLS: dict[ColumnType, Simple[str] | Simple[bool] | Simple[date] | Simple[Decimal] | Whole] = {
    ColumnType.TEXT: CELL,
    ColumnType.WHOLE: Whole(),
    ColumnType.NUMBER: NUMBER,
    ColumnType.FLAG: FLAG,
    ColumnType.DATE: DATE,
}
