"""Random portfolios and ledgers, small enough to shrink and rich enough to collide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from listwright.engine.calendar import Calendar
from listwright.engine.reconcile import PlanInput, Reconciled, reconcile
from listwright.errors import Span
from listwright.model.account import Account, VendorTraits, WindowPolicy
from listwright.model.columns import NATIVE_COLUMNS, ColumnType, Facts, Table
from listwright.model.duration import Duration
from listwright.model.intent import (
    Hold,
    Intent,
    IntentService,
    IntentState,
    Observed,
    Problem,
    PropertyRecord,
    RefusalKind,
)
from listwright.model.names import (
    Address,
    CanonicalId,
    NeedKey,
    OrderId,
    OrderKey,
    PropertyId,
    ServiceKey,
    canonical_id,
)
from listwright.model.order import (
    Appointment,
    Basis,
    CanceledBy,
    Order,
    Origin,
    Phase,
    Service,
)
from listwright.model.plan import Digests, Plan, Scope
from listwright.model.portfolio import (
    INLINE,
    Freeze,
    Home,
    Lifecycle,
    Limits,
    OnChange,
    OnChangeDelivered,
    OnRemoved,
    OnVendorCancel,
    Override,
    PlanSettings,
    Portfolio,
    VendorSettings,
)
from listwright.model.predicate import (
    AllOf,
    AnyOf,
    Comparison,
    DateTerm,
    NoneOf,
    Operator,
    Predicate,
)
from listwright.model.rules import (
    AccessRule,
    CountedFrom,
    Defaults,
    Entry,
    FreshFor,
    Import,
    Rule,
    Source,
    Waive,
    Written,
)

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
TODAY = NOW.date()
DENVER = ZoneInfo("America/Denver")
CALENDAR = Calendar(now=NOW, zone=DENVER)
SPAN = Span(file="listwright.yaml", line=1)
ACCOUNT = Account(kind="planomatic", environment="sandbox", label="planomatic")
TRAITS = VendorTraits(
    kind="planomatic",
    has_cancel=True,
    cancelable_statuses=frozenset({"ordered", "scheduling"}),
    order_notes_limit=255,
    cancel_notes_limit=255,
    staging_slugs=frozenset({"ai_virtual_staging", "enhanced_virtual_staging_image_select"}),
)
SLUGS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "photos": ("photos", (10, 15, 20)),
    "tour": ("zillow_3d_and_floor_plans", (1,)),
    "exterior": ("exterior_photos", (3, 5)),
    "staging": ("ai_virtual_staging", (3, 5)),
    "styled": ("enhanced_virtual_staging_image_select", (1,)),
}
STAGING = ("staging", "styled")
COLUMNS = (
    "status",
    "listed",
    "ready_on",
    "photos_delivered_on",
    "preferred_on",
    "renovated_on",
    "turn_started_on",
    "timezone",
)
OUTSIDE = "640000"
"""An order that the files name and the ledger may not know."""
PHASES = {
    "ordered": Phase.OPEN,
    "scheduled": Phase.OPEN,
    "completed": Phase.DELIVERED,
    "canceled": Phase.CANCELED,
    "teleported": Phase.UNKNOWN,
}
TWO_YEARS = Duration(months=24, delta=timedelta(0), text="24mo")
OTHER_DAYS = [date(2024, 11, 24), date(2026, 11, 24), date(2026, 11, 20)]
DAYS = [TODAY + timedelta(days=n) for n in (-400, -30, -3, -1, 0, 1, 2, 5)]


def written(value: object) -> Written[object]:
    return Written(value, SPAN)


def type_of(column: str) -> ColumnType:
    return NATIVE_COLUMNS.get(column, ColumnType.TEXT)


def table() -> Table:
    types = tuple(type_of(column) for column in COLUMNS)
    dates = {day.isoformat(): day for day in (*DAYS, *OTHER_DAYS)}
    return Table(
        source="units",
        file="units.csv",
        columns={column: index for index, column in enumerate(COLUMNS)},
        types=types,
        readings=tuple(dates if kind is ColumnType.DATE else None for kind in types),
    )


TABLE = table()


def equals(column: str, *values: str) -> Comparison:
    return Comparison(
        column=column, type=ColumnType.TEXT, operator=Operator.IN, operand=values, span=SPAN
    )


comparisons: st.SearchStrategy[Predicate] = st.one_of(
    st.builds(equals, st.just("status"), st.sampled_from(["vacant", "sold"])),
    st.builds(equals, st.just("listed"), st.just("yes")),
    st.builds(
        Comparison,
        column=st.just("ready_on"),
        type=st.just(ColumnType.DATE),
        operator=st.sampled_from([Operator.BEFORE, Operator.AFTER]),
        operand=st.builds(DateTerm, column=st.none(), days=st.integers(-2, 2)),
        span=st.just(SPAN),
    ),
    st.builds(
        Comparison,
        column=st.just("ready_on"),
        type=st.just(ColumnType.DATE),
        operator=st.just(Operator.AT_LEAST_AGO),
        operand=st.sampled_from([Duration(months=0, delta=timedelta(days=2), text="2d")]),
        span=st.just(SPAN),
    ),
)
predicates: st.SearchStrategy[Predicate] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(AllOf, parts=st.lists(inner, max_size=2).map(tuple)),
        st.builds(AnyOf, parts=st.lists(inner, max_size=2).map(tuple)),
        st.builds(NoneOf, parts=st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=3,
)


@st.composite
def entries(draw: st.DrawFn, *, bare: bool = True) -> Entry:
    key = draw(st.sampled_from(sorted(SLUGS)))
    slug, quantities = SLUGS[key]
    if bare and draw(st.integers(0, 5)) == 0:
        return Entry(key=NeedKey(key), span=SPAN, none=True)
    quantity = Written(draw(st.sampled_from(quantities)), SPAN)
    if bare and draw(st.integers(0, 4)) == 0:
        return Entry(key=NeedKey(key), span=SPAN, quantity=quantity)
    ready = draw(st.one_of(st.none(), st.none(), predicates))
    fresh = draw(st.sampled_from(FRESH))
    source = draw(st.sampled_from(SOURCES)) if key in STAGING else None
    follow = key in STAGING and draw(st.booleans())
    return Entry(
        key=NeedKey(key),
        span=SPAN,
        slug=Written(slug, SPAN),
        quantity=quantity,
        ready_when=None if ready is None else Written(ready, SPAN),
        fresh_for=None if fresh is None else Written(fresh, SPAN),
        source=None if source is None else Written(source, SPAN),
        follow_source=Written(True, SPAN) if follow else None,
        protect=Written(True, SPAN) if draw(st.integers(0, 9)) == 0 else None,
        met_by=Written(("photoplan",), SPAN) if draw(st.integers(0, 5)) == 0 else None,
    )


FRESH = [
    None,
    FreshFor(max_age=TWO_YEARS),
    FreshFor(
        max_age=TWO_YEARS, renew_before=Duration(months=0, delta=timedelta(days=2), text="2d")
    ),
    FreshFor(invalidated_by=("renovated_on",)),
    FreshFor(per_turn=True, counted_from=CountedFrom.DELIVERED),
]
SOURCES = [
    None,
    None,
    Source(key=NeedKey("photos")),
    Source(key=NeedKey("tour")),
    Source(order_id=OrderId(OUTSIDE)),
]
WAIVED_UNTIL = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]


@st.composite
def waivers(draw: st.DrawFn) -> tuple[Waive, ...]:
    if draw(st.integers(0, 3)) != 0:
        return ()
    key = NeedKey(draw(st.sampled_from(sorted(SLUGS))))
    until = draw(st.sampled_from(WAIVED_UNTIL))
    return (Waive(key=key, reason="r", until=until, by="", span=SPAN),)


@st.composite
def imports(draw: st.DrawFn) -> tuple[Import, ...]:
    if draw(st.integers(0, 5)) != 0:
        return ()
    key = NeedKey(draw(st.sampled_from(["photos", "tour"])))
    return (Import(key=key, order_id=OrderId(OUTSIDE), span=SPAN),)


def unique_keys(many: list[Entry]) -> tuple[Entry, ...]:
    return tuple({entry.key: entry for entry in many}.values())


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    return Rule(
        name=f"rule {number}",
        span=SPAN,
        when=draw(st.one_of(st.none(), comparisons)),
        entries=unique_keys(draw(st.lists(entries(), min_size=1, max_size=2))),
    )


@st.composite
def homes(draw: st.DrawFn, number: int) -> Home:
    day = st.sampled_from(["", *(one.isoformat() for one in DAYS)])
    cells = {
        "status": draw(st.sampled_from(["vacant", "sold", ""])),
        "listed": draw(st.sampled_from(["yes", "no"])),
        "ready_on": draw(day),
        "photos_delivered_on": draw(st.sampled_from(["", "", "", "2024-11-24", "2026-11-24"])),
        "preferred_on": draw(st.sampled_from(["", "", "2026-11-24", "2026-11-20"])),
        "renovated_on": draw(day),
        "turn_started_on": draw(day),
        "timezone": draw(st.sampled_from(["", "", "Pacific/Honolulu", "Pacific/Kiritimati"])),
    }
    override = None
    if draw(st.integers(0, 2)) == 0:
        own = unique_keys(draw(st.lists(entries(), max_size=2)))
        former = draw(st.integers(0, 4)) == 0
        override = Override(
            span=SPAN,
            entries=own,
            absent=draw(st.integers(0, 4)) == 0,
            waive=draw(waivers()),
            imports=draw(imports()),
            protect=draw(st.integers(0, 9)) == 0,
            renamed_from=(Written(PropertyId(f"OLD-{number}"), SPAN),) if former else (),
        )
    name = f"HOME-{number}"
    return Home(
        id=PropertyId(name),
        canonical=canonical_id(name),
        origin=draw(st.sampled_from([INLINE, "units"])),
        facts=Facts(TABLE, tuple(cells[column] for column in COLUMNS), number + 2, number + 1),
        override=override,
    )


@st.composite
def freezes(draw: st.DrawFn) -> tuple[Freeze, ...]:
    if draw(st.integers(0, 5)) != 0:
        return ()
    first = TODAY + timedelta(days=draw(st.integers(-2, 2)))
    allow = draw(st.sets(st.sampled_from(["create", "cancel"])))
    last = first + timedelta(days=draw(st.integers(0, 2)))
    return (Freeze(first=first, last=last, allow=frozenset(allow), reason="", span=SPAN),)


@st.composite
def portfolios(draw: st.DrawFn, most_homes: int = 3) -> Portfolio:
    window = draw(st.sampled_from([timedelta(hours=72), timedelta(0), None]))
    settings = VendorSettings(
        account=ACCOUNT,
        endpoint="sandbox",
        api_key=None,
        span=SPAN,
        rate_per_minute=30,
        window=WindowPolicy(
            window=window,
            counts_canceled=draw(st.booleans()),
            exempts_staging=draw(st.booleans()),
        ),
    )
    count = draw(st.integers(1, most_homes))
    return Portfolio(
        project="t",
        namespace="default",
        timezone=DENVER,
        vendors={"planomatic": settings},
        defaults=Defaults(
            vendor=Written("planomatic", SPAN),
            billing_entity=Written("entity", SPAN),
            access=AccessRule(vacant=Written(value=True, span=SPAN)),
        ),
        rules=tuple(draw(rules(number)) for number in range(draw(st.integers(0, 3)))),
        billing=(),
        homes=tuple(draw(homes(number)) for number in range(count)),
        limits=Limits(max_creates=1000, max_cancels=1000),
        lifecycle=Lifecycle(
            removed_declared=draw(st.sampled_from(OnRemoved)),
            removed_inventory=draw(st.sampled_from(OnRemoved)),
            on_change=draw(st.sampled_from(OnChange)),
            on_change_delivered=draw(st.sampled_from(OnChangeDelivered)),
            on_vendor_cancel=draw(st.sampled_from(OnVendorCancel)),
        ),
        freeze=draw(freezes()),
        plan=PlanSettings(ttl=timedelta(days=4), max_staleness=timedelta(days=9)),
    )


@st.composite
def orders(draw: st.DrawFn, home: str, number: int) -> Order:
    keys = draw(st.lists(st.sampled_from(sorted(SLUGS)), min_size=1, max_size=2, unique=True))
    keys.sort()
    status = draw(st.sampled_from(["ordered", "ordered", "completed", "completed", *PHASES]))
    phase = PHASES[status]
    age = draw(st.sampled_from([1, 60, 71, 80, 30 * 24, 729 * 24, 740 * 24]))
    created = NOW - timedelta(hours=age)
    visit = draw(st.integers(0, 4)) == 0
    canceled_by = draw(st.sampled_from(CanceledBy)) if phase is Phase.CANCELED else None
    alone = all(key in STAGING for key in keys)
    previous = OrderId(f"{home}-{number - 1}") if alone else None
    changed = draw(st.integers(0, 5)) == 0 and phase is Phase.DELIVERED
    return Order(
        account=ACCOUNT,
        order_id=OrderId(f"{home}-{number}"),
        property=PropertyId(home),
        services=tuple(
            Service(
                slug=SLUGS[key][0],
                quantity=draw(st.sampled_from(SLUGS[key][1])),
                previous_order_id=previous,
            )
            for key in keys
        ),
        status=status,
        phase=phase,
        order_key=OrderKey(f"lw1-{home.lower()}-{number}-g1"),
        managed=draw(st.integers(0, 4)) != 0,
        origin=draw(st.sampled_from([Origin.CREATED, Origin.CREATED, Origin.EVENT])),
        created=created,
        captured_at=created if phase is Phase.DELIVERED and not alone else None,
        delivered_at=created + timedelta(hours=1) if phase is Phase.DELIVERED else None,
        photos_changed_at=NOW - timedelta(hours=2) if changed else None,
        canceled_by=canceled_by,
        appointments=(Appointment(id="a", start=NOW, end=None),) if visit else (),
        read_at=draw(st.sampled_from([None, NOW, NOW, NOW, NOW - timedelta(days=12)])),
        basis=Basis(
            origin=draw(st.sampled_from([INLINE, "units"])),
            facts=draw(st.sampled_from([{}, {"status": "vacant", "listed": "yes"}])),
            trail=("rule 0@listwright.yaml:1",),
            keys=tuple(NeedKey(key) for key in keys),
            slugs=tuple(SLUGS[key][0] for key in keys),
        ),
    )


@st.composite
def intents(draw: st.DrawFn, home: str) -> Intent:
    keys = draw(st.lists(st.sampled_from(sorted(SLUGS)), min_size=1, max_size=2, unique=True))
    state = draw(st.sampled_from([IntentState.IN_DOUBT, IntentState.REFUSED]))
    sent = NOW - timedelta(hours=draw(st.sampled_from([1, 20, 30])))
    refused = state is IntentState.REFUSED
    return Intent(
        id=1,
        account=ACCOUNT,
        property=PropertyId(home),
        order_key=OrderKey(f"lw1-{home.lower()}-i-g1"),
        generation=1,
        services=tuple(
            IntentService(
                address=Address(PropertyId(home), NeedKey(key)),
                service_key=ServiceKey(SLUGS[key][0]),
                slug=SLUGS[key][0],
                quantity=SLUGS[key][1][0],
            )
            for key in keys
        ),
        request_digest="sha256:0",
        state=state,
        created_at=sent,
        sent_at=sent,
        revision=1,
        refusal=RefusalKind.VALIDATION if refused else None,
        refused_at=sent if refused else None,
        problems=(Problem(attr="services[0].slug", message="no"),) if refused else (),
    )


@st.composite
def records(draw: st.DrawFn, home: str) -> PropertyRecord:
    known = [draw(orders(home, number)) for number in range(draw(st.integers(0, 3)))]
    if draw(st.integers(0, 3)) == 0:
        known.append(replace(draw(orders(home, 9)), order_id=OrderId(OUTSIDE), managed=False))
    known.sort(key=lambda order: order.created or NOW, reverse=True)
    strange = draw(st.integers(0, 9))
    hold = Hold(
        account=ACCOUNT,
        canonical=canonical_id(home),
        since=NOW - timedelta(hours=draw(st.sampled_from([3, 100]))),
        evidence="duplicate",
        released_at=draw(st.sampled_from([None, NOW])),
    )
    return PropertyRecord(
        property=PropertyId(home),
        orders=tuple(known),
        intents=(draw(intents(home)),) if strange <= 1 else (),
        holds=(hold,) if strange == 2 else (),
        revision=3,
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """A portfolio and what the ledger knows."""

    portfolio: Portfolio
    observed: Observed

    def __repr__(self) -> str:
        """What a person needs to see of a failing example."""
        lines = [f"lifecycle {self.portfolio.lifecycle}"]
        lines += [f"window {item.window}" for item in self.portfolio.vendors.values()]
        for rule in self.portfolio.rules:
            lines.append(f"{rule.name} when {rule.when}: {[_told(one) for one in rule.entries]}")
        for home in self.portfolio.homes:
            own = home.override
            told = f"{[_told(one) for one in own.entries]} {own}" if own else ""
            lines.append(f"{home.id} ({home.origin}) {home.facts.values} {told}")
        for record in self.observed.properties.values():
            lines += [f"{order.order_id} {order.status} {order}" for order in record.orders]
            lines += [str(item) for item in (*record.intents, *record.holds)]
        return "\n".join(lines)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def plan(self, now: datetime = NOW, plan_id: str = "p") -> Plan:
        return self.reconciled(now, plan_id).plan

    def reconciled(self, now: datetime = NOW, plan_id: str = "p") -> Reconciled:
        return reconcile(
            PlanInput(
                portfolio=self.portfolio,
                observed=self.observed,
                traits={"planomatic": TRAITS},
                limits=self.portfolio.limits,
                scope=Scope(),
                now=now,
                plan_id=plan_id,
                digests=Digests(config="c", inventory="i", catalog="k", plan=""),
            )
        )

    def record(self, canonical: CanonicalId) -> PropertyRecord:
        return self.observed.properties[canonical]

    def with_records(self, changed: Mapping[CanonicalId, PropertyRecord]) -> "World":
        merged = {**self.observed.properties, **changed}
        return replace(self, observed=replace(self.observed, properties=merged))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    portfolio = draw(portfolios())
    names = [home.id for home in portfolio.homes] + ["GONE-1"]
    names += [
        written.value
        for home in portfolio.homes
        if home.override is not None
        for written in home.override.renamed_from
    ]
    known = {canonical_id(name): draw(records(name)) for name in names if draw(st.booleans())}
    return World(
        portfolio=portfolio,
        observed=Observed(properties=known, generations={}, accounts=frozenset({ACCOUNT.id})),
    )


def _told(entry: Entry) -> str:
    fields = ("quantity", "ready_when", "fresh_for", "source", "follow_source", "protect", "met_by")
    values = {name: getattr(entry, name) for name in fields}
    said = ", ".join(f"{name}={item.value}" for name, item in values.items() if item is not None)
    return f"{entry.key}: {'none' if entry.none else said}"
