"""Wanted things: needs resolved for a home, and what one create call would ask for."""

import builtins
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from listwright.errors import Span
from listwright.model.account import Account
from listwright.model.names import Address, CanonicalId, NeedKey, OrderId, PropertyId, ServiceKey
from listwright.model.picture import PictureTask
from listwright.model.portfolio import Home
from listwright.model.predicate import Predicate
from listwright.model.private import Private, SecretRef
from listwright.model.rules import (
    FreshFor,
    Have,
    Import,
    OnMissing,
    Source,
    Template,
    Waive,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """A rule that asked for something, and where it stands (`file:line`)."""

    rule: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSpec:
    """One need as the rules make it, shared by every home that matches the same rules.

    `because` lists the rules that wrote it, first the one that added it; `spans` says where each
    field was written. `tool` is set on a need for pictures: then `slug` is the same word,
    `quantity` is 1, and `options`, `rooms`, `style`, `max_images` and `on_missing` say which
    pictures are made of the photos of `source`. For other needs those are as the files have them,
    and a vendor that has no use for them says so.
    """

    key: NeedKey
    vendor: str
    slug: str
    quantity: int
    because: tuple[Because, ...]
    spans: Mapping[str, Span]
    fresh_for: FreshFor | None = None
    ready_when: Predicate | None = None
    metadata: tuple[tuple[str, Template], ...] = ()
    order_notes: Template | None = None
    preferred_date: date | None = None
    source: Source | None = None
    follow_source: bool = False
    met_by: tuple[str, ...] = ()
    protect: bool = False
    tool: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    rooms: tuple[str, ...] = ()
    style: str | None = None
    max_images: int | None = None
    on_missing: OnMissing = OnMissing.ERROR

    @builtins.property
    def service_key(self) -> ServiceKey:
        """What is bought; of pictures the treatment, since the photos are known later."""
        if self.tool is None:
            return ServiceKey(self.slug)
        words = [self.tool, *self.rooms, self.style or "", *(f"{k}={v}" for k, v in self.options)]
        return ServiceKey("/".join(words))

    @builtins.property
    def accepted(self) -> tuple[str, ...]:
        """The slugs that satisfy it: its own, and those it may be met by."""
        return (self.slug, *self.met_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """Proof without an order: somebody says the need was met on that day.

    `quantity` None counts as enough; `at` is where it was said: `file:line`, or the ledger.
    """

    key: NeedKey
    delivered_on: date
    quantity: int | None
    evidence: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An explicit `KEY: none`: the need it took away, and the rule that said so.

    `slug` is what the key stood for when it was dropped, or None when no earlier rule had added it.
    """

    key: NeedKey
    slug: str | None
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSet:
    """What a home wants, shared by all homes that match the same rules.

    `have` are the attestations that apply, one per key, the nearest first; so are `waive` and
    `imports`. `rules` are those matched.
    """

    specs: tuple[NeedSpec, ...]
    dropped: tuple[Dropped, ...] = ()
    have: tuple[Have, ...] = ()
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()
    rules: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One home with what it wants."""

    home: Home
    needs: NeedSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where the home is. Latitude and longitude stay text, as the vendor shows them."""

    street: str
    city: str
    state: str
    postal_code: str
    street2: str | None = None
    latitude: str | None = None
    longitude: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwelling:
    """What the home is. `price` in whole dollars a month or as listed, as the inventory has it."""

    location: Location
    property_type: str | None = None
    bedrooms: int | None = None
    bathrooms: Decimal | None = None
    price: int | None = None
    square_footage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How the visitor gets in. Everything a burglar or a spammer would like is private."""

    vacant: bool
    method: str | None
    access_code: SecretRef | None = None
    lockbox_location: Private | None = None
    contact_name: Private | None = None
    contact_phone: Private | None = None
    contact_email: Private | None = None
    preferred_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One service of a create call and the need it is for; `turn` is `-` unless turns matter."""

    address: Address
    slug: str
    quantity: int
    previous_order_id: OrderId | None = None
    turn: str = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSpec:
    """What one create call would ask for, vendor-neutral.

    `origins` maps a field path (`property.location.postal_code`, `services[0].quantity`) to the
    line or row that supplied it, so that a refusal can point there. `metadata` holds the user's
    pairs only; the vendor package adds ours. `task` is set on an order of one picture: then there
    is one line, its slug is the tool, and nobody visits.
    """

    account: Account
    property: PropertyId
    canonical: CanonicalId
    billing_entity: str
    lines: tuple[OrderLine, ...]
    dwelling: Dwelling
    access: Access
    origins: Mapping[str, Span]
    order_notes: Private | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    task: PictureTask | None = None

    def service_key(self, line: OrderLine) -> ServiceKey:
        """What one of its lines buys, as the journal and the order's name know it."""
        return ServiceKey(line.slug) if self.task is None else self.task.recipe.key

    @builtins.property
    def is_staging_only(self) -> bool:
        """Whether no one visits: every line works on photos that exist."""
        return self.task is not None or all(
            line.previous_order_id is not None for line in self.lines
        )
