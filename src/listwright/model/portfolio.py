"""The portfolio: everything one project declares, validated and immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from listwright.errors import Span
from listwright.model.account import Account, ResendPolicy, WindowPolicy
from listwright.model.catalog import ServiceOffer
from listwright.model.columns import Facts
from listwright.model.money import NO_PRICES, PriceBook
from listwright.model.names import CanonicalId, PropertyId
from listwright.model.private import SecretRef
from listwright.model.rules import (
    AccessRule,
    BillingRule,
    Defaults,
    Entry,
    Have,
    Import,
    Rule,
    Template,
    Waive,
    Written,
)

INLINE = "inline"
"""The origin of a home that stands under `properties:` and in no inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What `properties.<id>` says beyond facts: the last rule, for one home.

    `renamed_from` are the ids under which its orders may have been placed; `protect` keeps its open
    orders from being cancelled or replaced.
    """

    span: Span
    entries: tuple[Entry, ...] = ()
    access: AccessRule = AccessRule()
    have: tuple[Have, ...] = ()
    order_notes: Written[Template] | None = None
    metadata: Written[tuple[tuple[str, Template], ...]] | None = None
    preferred_date: Written[date] | None = None
    absent: bool = False
    waive: tuple[Waive, ...] = ()
    imports: tuple[Import, ...] = ()
    renamed_from: tuple[Written[PropertyId], ...] = ()
    protect: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One property of the portfolio. `origin` is `inline` or the name of its inventory."""

    id: PropertyId
    canonical: CanonicalId
    origin: str
    facts: Facts
    override: Override | None = None


SETTLE = timedelta(minutes=30)
"""How long an unknown create waits before a person may say that no order exists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSettings:
    """`vendors.NAME`. `rate_per_minute` counts requests; `settle` quarantines an unknown.

    `resend` is None unless the files allow an unknown create to be sent once more.
    """

    account: Account
    endpoint: str
    api_key: SecretRef | None
    span: Span
    rate_per_minute: int
    window: WindowPolicy = WindowPolicy()
    settle: timedelta = SETTLE
    resend: ResendPolicy | None = None
    retry_rejected: timedelta = timedelta(hours=24)
    catalog_additions: tuple[ServiceOffer, ...] = ()
    catalog_file: str | None = None
    """A catalog kept with the project, relative to it; instead of the one that ships."""

    api: str | None = None
    """Which dialect the vendor is spoken to in (`v1`, `v3`); None where there is only one."""

    sells_pictures: bool = False
    """Whether its needs are for single pictures made of photos."""

    submits_per_window: int | None = None
    """How many paid steps its own limit allows in a window; None: what the vendor documents."""

    link_hosts: tuple[str, ...] = ()
    """Hosts of its pictures beyond those it is known to use; `*.` before a name: all below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """Days on which nothing is ordered or cancelled, but for what `allow` names.

    `first` and `last` are included, in each home's time zone. `allow` holds `create` and `cancel`;
    a replacement needs both. Recording and forgetting orders is never frozen.
    """

    first: date
    last: date
    allow: frozenset[str]
    reason: str
    span: Span


class Spending(Enum):
    """How far a plan keeps to what the files say of money."""

    LIMITED = "limited"
    """Limits of money refuse or trim it, and what has no price is blocked: it may be applied."""

    PRICED = "priced"
    """What has no price is blocked, as somebody has to do something about it; an audit."""

    COUNTED = "counted"
    """Money is counted and stops nothing: a forecast, or the rest of what was approved."""


class OnLimit(Enum):
    """What happens when a limit is exceeded."""

    REFUSE = "refuse"
    TRIM = "trim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most one apply may do; counts of orders. A replace counts in both.

    Orders of single pictures count under `max_images` only, and under what may be spent.
    `max_spend` is for one apply, `monthly_budget` for what each billing entity orders in a calendar
    month; both in cents.
    """

    max_creates: int = 25
    max_cancels: int = 10
    max_creates_per_rule: int | None = None
    max_images: int = 25
    max_spend: int | None = None
    monthly_budget: Mapping[str, int] = field(default_factory=dict)
    require_prices: bool = False
    on_limit: OnLimit = OnLimit.REFUSE

    def needs_price(self, entity: str | None) -> bool:
        """Whether nothing may be bought for the entity whose price is not known."""
        return self.require_prices or self.max_spend is not None or entity in self.monthly_budget


class OnRemoved(Enum):
    """What happens to the open order of a need that is no longer wanted."""

    CANCEL = "cancel"
    KEEP = "keep"


class OnChange(Enum):
    """What a changed quantity does to an open order."""

    REPLACE = "replace"
    KEEP = "keep"


class OnChangeDelivered(Enum):
    """What a raised quantity does to a delivered need."""

    KEEP = "keep"
    REORDER = "reorder"


class OnVendorCancel(Enum):
    """What an order cancelled by the vendor does to its needs."""

    BLOCK = "block"
    REORDER = "reorder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """`lifecycle:`; the defaults lose nobody's money."""

    removed_declared: OnRemoved = OnRemoved.CANCEL
    removed_inventory: OnRemoved = OnRemoved.KEEP
    on_change: OnChange = OnChange.REPLACE
    on_change_delivered: OnChangeDelivered = OnChangeDelivered.KEEP
    on_vendor_cancel: OnVendorCancel = OnVendorCancel.BLOCK


class RefreshMode(Enum):
    """How much of the vendor a plan reads."""

    NONE = "none"
    AUTO = "auto"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """`plan:`. `ttl` bounds how long a saved plan is good; `refresh_budget` counts reads."""

    ttl: timedelta = timedelta(hours=24)
    refresh: RefreshMode = RefreshMode.AUTO
    refresh_budget: int = 200
    max_staleness: timedelta = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """`webhooks:`; where it stands, vendors tell what happens (`listwright listen`).

    Every one of `tokens` lets them in: there are two while one replaces the other.
    """

    tokens: tuple[SecretRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file the portfolio was read from, relative to the project, with its bytes' digest."""

    file: str
    digest: str
    rows: int | None = None
    inventory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """Everything one project declares."""

    project: str
    namespace: str
    timezone: ZoneInfo
    vendors: Mapping[str, VendorSettings]
    defaults: Defaults
    rules: tuple[Rule, ...]
    billing: tuple[BillingRule, ...]
    homes: tuple[Home, ...]
    limits: Limits = Limits()
    lifecycle: Lifecycle = Lifecycle()
    plan: PlanSettings = PlanSettings()
    freeze: tuple[Freeze, ...] = ()
    ledger_url: SecretRef | str | None = None
    ledger_head: str | None = None
    files: tuple[SourceFile, ...] = ()
    prices: PriceBook = NO_PRICES
    assets_path: str = "assets"
    """Where pictures are kept, relative to the project."""

    webhooks: WebhookSettings | None = None
    """None: nobody tells anything, and what happens is learned by reads alone."""

    @property
    def lineage(self) -> str:
        """The name under which the ledger and the order names know this project."""
        return f"{self.project}/{self.namespace}"
