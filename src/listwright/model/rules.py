"""What the files say about needs, before any home is looked at: entries, rules, access."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

from listwright.errors import Span
from listwright.model.duration import Duration
from listwright.model.names import NeedKey, OrderId
from listwright.model.predicate import Predicate
from listwright.model.private import Private, SecretRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A value with the place where somebody wrote it."""

    value: T
    span: Span


@dataclass(frozen=True, slots=True)
class FromColumn:
    """A value to be taken from a column: `{column: NAME}`."""

    column: str


@dataclass(frozen=True, slots=True)
class SecretFromColumn:
    """A secret whose reference, or code, stands in a cell: `{secret_column: C}`.

    With `json_file` the cell is the key under which the file holds the code.
    """

    column: str
    json_file: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A text in which `${column}` inserts a fact; nothing else is evaluated.

    `parts` alternate: literal text, column name, literal text, ...; an odd count always.
    """

    parts: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it inserts."""
        return self.parts[1::2]


class CountedFrom(Enum):
    """From when on a deliverable ages."""

    CAPTURED = "captured"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshFor:
    """How long a deliverable stays good; None in `max_age` means for ever.

    It is ordered anew `renew_before` its `max_age` is reached; an audit speaks of it once it is
    older than `warn_after`. `invalidated_by` are date columns: a deliverable from before such a
    date (that has come) no longer counts. `per_turn`: only one from the present turn counts.
    """

    max_age: Duration | None = None
    renew_before: Duration | None = None
    warn_after: Duration | None = None
    counted_from: CountedFrom = CountedFrom.CAPTURED
    invalidated_by: tuple[str, ...] = ()
    per_turn: bool = False


class OnMissing(Enum):
    """What a need for pictures does about a wanted room of which there is no photo."""

    ERROR = "error"
    SKIP = "skip"


DEFAULT_SOURCE = "photos"
"""The service, and the key, of the source of staging that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What staging works on: the photos of a need of the same home, of one order, or files.

    Exactly one of `key`, `order_id` and `files` is set; `order_id` may name an order that is not in
    the ledger. `files` are patterns below the project. `captions` (patterns, case does not count)
    and `sequences` narrow the photos; both empty means all of them.
    """

    key: NeedKey | None = None
    order_id: OrderId | None = None
    files: tuple["Template", ...] = ()
    captions: tuple[str, ...] = ()
    sequences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `KEY: {...}` of a package, rule or home: the fields it writes, and only those.

    `none` is the explicit `KEY: none`. Fields left None were not written here.
    """

    key: NeedKey
    span: Span
    none: bool = False
    vendor: Written[str] | None = None
    slug: Written[str] | None = None
    quantity: Written[int] | None = None
    fresh_for: Written[FreshFor] | None = None
    ready_when: Written[Predicate] | None = None
    metadata: Written[tuple[tuple[str, Template], ...]] | None = None
    order_notes: Written[Template] | None = None
    preferred_date: Written[date] | None = None
    source: Written[Source] | None = None
    follow_source: Written[bool] | None = None
    met_by: Written[tuple[str, ...]] | None = None
    protect: Written[bool] | None = None
    tool: Written[str] | None = None
    options: Written[tuple[tuple[str, str], ...]] | None = None
    rooms: Written[tuple[str, ...]] | None = None
    style: Written[str] | None = None
    max_images: Written[int] | None = None
    on_missing: Written[OnMissing] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Have:
    """`have:` for one need key: a deliverable that needs no order.

    `delivered_at` is a date or a column holding one (an empty cell means "no such deliverable").
    `quantity` None counts as enough.
    """

    key: NeedKey
    delivered_at: date | FromColumn
    quantity: int | None
    evidence: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive:
    """`waive:` for one need key: somebody decided that it is not ordered.

    `until` is the last day on which that holds, None for good.
    """

    key: NeedKey
    reason: str
    until: date | None
    by: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """`import:` for one need key: an order that exists and is to be put under management.

    `order_id` is the vendor's id or a column holding it (an empty cell means "none").
    """

    key: NeedKey
    order_id: OrderId | FromColumn
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: when it matches a home, its entries apply in order.

    Packages are already expanded, and the rule's own `ready_when` and `fresh_for` merged into the
    entries. `when` None matches every home. `columns` are those its condition reads.
    """

    name: str
    span: Span
    when: Predicate | None
    entries: tuple[Entry, ...]
    have: tuple[Have, ...] = ()
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingRule:
    """Homes matching `when` are billed to `entity`."""

    when: Predicate | None
    entity: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRule:
    """How a visitor gets in; each field may be unwritten here (None).

    Literal contact fields and the lockbox location are private.
    """

    method: Written[str | FromColumn] | None = None
    access_code: Written[SecretRef | SecretFromColumn] | None = None
    lockbox_location: Written[Private | FromColumn] | None = None
    contact_name: Written[Private | FromColumn] | None = None
    contact_phone: Written[Private | FromColumn] | None = None
    contact_email: Written[Private | FromColumn] | None = None
    vacant: Written[bool | FromColumn] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """`defaults:`: what holds where nothing nearer says otherwise."""

    vendor: Written[str] | None = None
    billing_entity: Written[str] | None = None
    access: AccessRule = AccessRule()
    fresh_for: Written[FreshFor] | None = None
    ready_when: Written[Predicate] | None = None
    have: tuple[Have, ...] = ()
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()
