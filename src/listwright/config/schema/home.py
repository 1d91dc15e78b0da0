"""One home under `properties`: its facts and what is said about it alone.

A project may have ten thousand of them, so a home whose keys are all facts costs one pass.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.claims import (
    HAVE,
    HAVE_NOTE,
    IMPORT,
    IMPORT_NOTE,
    WAIVE,
    WAIVE_NOTE,
    HaveDocument,
    ImportDocument,
    WaiveDocument,
)
from listwright.config.schema.collections import DistinctList, Item
from listwright.config.schema.document import (
    Definitions,
    Document,
    Schema,
    expect_mapping,
    optional,
)
from listwright.config.schema.needs import (
    METADATA,
    METADATA_NOTE,
    ORDER_NOTES,
    PREFERRED_DATE,
    Require,
    Requirement,
)
from listwright.config.schema.rules import AccessDocument
from listwright.config.schema.templates import TemplateText
from listwright.config.schema.values import (
    CELL,
    DATE,
    FLAG,
    NUMBER,
    TEXT_TYPES,
    Simple,
    Whole,
)
from listwright.config.yaml import Entry, Mapping, Node, read_text
from listwright.model.columns import NATIVE_COLUMNS, ColumnType
from listwright.model.names import PROPERTY_ID
from listwright.model.rules import Template, Written

ID_COLUMN = "external_property_id"
FACT_KEYS = frozenset(NATIVE_COLUMNS) - {ID_COLUMN}
"""The native columns that may stand at the top level of a home; its id is the key above it."""

FORMER_ID: Simple[str] = Simple(
    read_text, (("type", TEXT_TYPES), ("pattern", f"^{PROPERTY_ID.pattern}$"))
)
"""Whether such an id is good is decided with the others."""


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
    native: tuple[Entry, ...] = ()
    """The native columns at the top level, not yet read."""

    facts: Mapping | None = optional(FactMap(), "Columns of your own, which rules can select on.")
    access: AccessDocument | None = optional(AccessDocument, "How a visitor gets in.")
    require: tuple[Requirement, ...] | None = optional(
        Require(), "Needs of this home alone; it is the last rule. `KEY: none` drops a need."
    )
    have: tuple[Item[HaveDocument], ...] | None = optional(HAVE, HAVE_NOTE)
    waive: tuple[Item[WaiveDocument], ...] | None = optional(WAIVE, WAIVE_NOTE)
    import_: tuple[Item[ImportDocument], ...] | None = optional(IMPORT, IMPORT_NOTE)
    renamed_from: Written[tuple[Written[str], ...]] | None = optional(
        DistinctList(kind=FORMER_ID, place="`renamed_from`"),
        "Former ids of the home, under which orders for it may have been placed.",
    )
    protect: Written[bool] | None = optional(
        FLAG, "`true` keeps the home's open orders from being canceled or replaced."
    )
    absent: Written[bool] | None = optional(
        FLAG, "`true` ends the home: open orders are canceled where that is possible."
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
        return replace(home, span=mapping.span, native=native)

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
