"""The settings of a project: inventories, limits, life cycle, plan, ledger, assets."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import (
    COLUMN_NAME,
    LABEL,
    DistinctList,
    Item,
    ListOf,
    NamedMap,
)
from listwright.config.schema.document import (
    Definitions,
    Document,
    Kind,
    Schema,
    optional,
    required,
)
from listwright.config.schema.prices import BUDGETS, Amounts
from listwright.config.schema.references import Secret
from listwright.config.schema.templates import OpenLine
from listwright.config.schema.values import DATE, FLAG, MONEY, Choice, Exact, Text, Whole
from listwright.config.yaml import Mapping, Node
from listwright.config.yaml.findings import Wording
from listwright.model.columns import ColumnType
from listwright.model.portfolio import (
    OnChange,
    OnChangeDelivered,
    OnLimit,
    OnRemoved,
    OnVendorCancel,
    RefreshMode,
)
from listwright.model.private import SecretRef
from listwright.model.rules import Written

DATABASE_ADDRESS = Wording(
    code="LW1337",
    summary="The address of a database stands in the file",
    fix="Write `{env: NAME}`; the address of a database holds its password. A plain text names an "
    "SQLite file.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvDocument(Document):
    """A CSV file with a header."""

    place: ClassVar[str] = "`csv`"
    later: ClassVar[frozenset[str]] = frozenset({"preset"})
    path: Written[str] | None = required(Text(), "The file, relative to the project.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryDocument(Document):
    """A source of homes: one row, one home."""

    place: ClassVar[str] = "An inventory"
    later: ClassVar[frozenset[str]] = frozenset(
        {"json", "xlsx", "sql", "http", "status_map", "guard"}
    )
    name: Written[str] | None = required(LABEL, "What plans and messages call the source.")
    csv: CsvDocument | None = required(CsvDocument, "A CSV file with a header.")
    id: Written[str] | None = optional(
        COLUMN_NAME, "The column that holds the id of the home (external_property_id)."
    )
    types: tuple[Item[Written[ColumnType]], ...] | None = optional(
        NamedMap(names=COLUMN_NAME, kind=Choice(ColumnType), place="`types`"),
        "The types of columns that are not native; without it they are text.",
    )


INVENTORY: Kind[tuple[InventoryDocument, ...]] = ListOf(kind=InventoryDocument, place="`inventory`")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsDocument(Document):
    """The most one apply may do."""

    place: ClassVar[str] = "`limits`"
    max_creates: Written[int] | None = optional(Whole(), "Orders placed (25).")
    max_cancels: Written[int] | None = optional(Whole(), "Orders canceled (10).")
    max_creates_per_rule: Written[int] | None = optional(Whole(), "Orders placed for one rule.")
    max_images: Written[int] | None = optional(
        Whole(), "Single pictures ordered of vendors that make them (25)."
    )
    max_spend: Written[int] | None = optional(MONEY, "What one apply may order for, in all.")
    monthly_budget: Amounts | None = optional(
        BUDGETS, "What each billing entity may order for in a calendar month."
    )
    require_prices: Written[bool] | None = optional(
        FLAG,
        "Whether nothing is ordered whose price is not under `prices` (false; true where "
        "`max_spend` or a `monthly_budget` is to hold).",
    )
    on_limit: Written[OnLimit] | None = optional(
        Choice(OnLimit), "`refuse` the whole apply, or `trim` it to what is allowed."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRemovedDocument(Document):
    """What happens to the open order of a need that is no longer wanted."""

    place: ClassVar[str] = "`on_removed`"
    declared: Written[OnRemoved] | None = optional(
        Choice(OnRemoved), "When the reviewed files stopped wanting it (cancel)."
    )
    inventory: Written[OnRemoved] | None = optional(
        Choice(OnRemoved), "When only the facts of the home moved (keep)."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleDocument(Document):
    """What changes do to orders that exist."""

    place: ClassVar[str] = "`lifecycle`"
    on_removed: OnRemovedDocument | None = optional(
        OnRemovedDocument, "When a need is no longer wanted."
    )
    on_change: Written[OnChange] | None = optional(
        Choice(OnChange), "When the quantity of an open order is changed (replace)."
    )
    on_change_delivered: Written[OnChangeDelivered] | None = optional(
        Choice(OnChangeDelivered), "When more is wanted than was delivered (keep)."
    )
    on_vendor_cancel: Written[OnVendorCancel] | None = optional(
        Choice(OnVendorCancel), "When the vendor cancels an order (block)."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDocument(Document):
    """How plans are made."""

    place: ClassVar[str] = "`plan`"
    ttl: Written[timedelta] | None = optional(
        Exact(zero_allowed=False), "How long a saved plan can be applied (24h)."
    )
    refresh: Written[RefreshMode] | None = optional(
        Choice(RefreshMode), "How much of the vendor a plan reads (auto)."
    )
    refresh_budget: Written[int] | None = optional(Whole(), "Reads in one plan at most (200).")
    max_staleness: Written[timedelta] | None = optional(
        Exact(zero_allowed=True), "How old a read may be that a decision rests on (6h)."
    )


class FrozenAction(Enum):
    """What a freeze may still allow; a replacement needs both."""

    CREATE = "create"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeDocument(Document):
    """Days on which nothing is ordered or canceled, both ends included."""

    place: ClassVar[str] = "An entry of `freeze`"
    from_: Written[date] | None = required(DATE, "The first day.")
    to: Written[date] | None = required(DATE, "The last day.")
    allow: Written[tuple[Written[FrozenAction], ...]] | None = optional(
        DistinctList(kind=Choice(FrozenAction), place="`allow`"),
        "What is done in spite of it: `create`, `cancel`, or both; without it, neither.",
    )
    reason: Written[str] | None = optional(OpenLine(longest=500), "Why.")


FREEZE: Kind[tuple[FreezeDocument, ...]] = ListOf(kind=FreezeDocument, place="`freeze`")


class LedgerAddress:
    """The path of an SQLite file, or a reference to the address of a database."""

    def read(self, node: Node, found: Findings) -> Written[str | SecretRef] | None:
        """The path or the reference with its place."""
        if isinstance(node, Mapping):
            reference = Secret().read(node, found)
            return None if reference is None else Written(reference.value, reference.span)
        path = Text().read(node, found)
        if path is None:
            return None
        if "://" in path.value:
            found.add(DATABASE_ADDRESS, "Such an address is a secret.", node.span)
            return None
        return Written(path.value, path.span)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        return {"anyOf": [Text().schema(definitions), Secret().schema(definitions)]}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDocument(Document):
    """Where listwright remembers its orders."""

    place: ClassVar[str] = "`ledger`"
    url: Written[str | SecretRef] | None = optional(
        LedgerAddress(), "An SQLite file beside this one, or `{env: NAME}` with a database address."
    )
    head: Written[str] | None = optional(
        Text(),
        "A small file on another disk than the ledger. It knows the newest state of the ledger, so "
        "that an old copy which was put back is noticed before anything is ordered.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetsDocument(Document):
    """Where pictures are kept."""

    place: ClassVar[str] = "`assets`"
    path: Written[str] | None = required(
        Text(longest=200), "A directory below the project, which is made when it is needed."
    )
