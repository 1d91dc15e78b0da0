"""Plans built by hand, one per situation that a reader can meet."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from listwright.engine.digest import plan_digest
from listwright.engine.money import refuse_over_money, total_cost
from listwright.engine.shares import rule_shares
from listwright.errors import Diagnostic, Severity, Span
from listwright.model.account import Account
from listwright.model.audit import AuditFinding
from listwright.model.money import Budget, LearnedPrice
from listwright.model.names import Address, NeedKey, OrderId, OrderKey, PropertyId
from listwright.model.need import Because
from listwright.model.order import Order, Origin, Phase, Service
from listwright.model.plan import (
    Action,
    Blocked,
    Change,
    Deferred,
    Digests,
    Drift,
    FallingDue,
    NeedCounts,
    OrderView,
    Plan,
    Reason,
    Refusal,
    Scope,
    Standing,
)
from listwright.model.reads import Reads
from listwright.model.review import Review

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
ACCOUNT = Account(kind="planomatic", environment="api.planomatic.com", label="planomatic")
BASE = Because(rule="rental-ready", at="rules/portfolio.yaml:3")
STAGING = Because(rule="denver-staging (new only)", at="rules/portfolio.yaml:20")
INLINE = Because(rule="properties.P-1", at="listwright.yaml:18")
HOSTILE = (
    "::error file=x::owned\r\n::set-output name=a::b \x1b[31mred\x1b[0m \x9b31m \u202egnp.exe"
    " ##vso[task.complete] ##[group]x \u200bhidden\u2028line \U000e0041tag | `code` <b> @team"
    " {allowed} %s 写真を撮る" + " " + "x" * 300
)


def review_of(
    plan: Plan,
    findings: Sequence[AuditFinding] | None = None,
    *,
    staging: frozenset[str] = frozenset(),
    per_minute: int | None = None,
) -> Review:
    """A plan, or with findings an audit, with nothing beside it but what its rules cause."""
    return Review(
        plan=plan,
        shares=rule_shares(plan, staging),
        per_minute=per_minute,
        findings=None if findings is None else tuple(findings),
    )


def need(text: str) -> Address:
    home, _, key = text.rpartition("/")
    return Address(PropertyId(home), NeedKey(key))


def services(**quantities: int) -> tuple[Service, ...]:
    return tuple(Service(slug=slug, quantity=quantity) for slug, quantity in quantities.items())


def create(
    home: str,
    *,
    because: tuple[Because, ...] = (BASE,),
    reason: Reason = Reason.MISSING,
    why: str = "no photos on record for this home",
    buys: dict[str, int] | None = None,
) -> Change:
    quantities = buys or {"photos": 15}
    # Staging is asked for by the last rule, everything else by the first.
    asked = tuple(because[-1] if slug == "staging" else because[0] for slug in quantities)
    return Change(
        action=Action.CREATE,
        reason=reason,
        why=why,
        account=ACCOUNT,
        property=PropertyId(home),
        needs=tuple(need(f"{home}/{slug}") for slug in quantities),
        services=services(**quantities),
        billing_entity="investment_entity_1",
        because=because,
        asked_by=asked,
        revision=118,
        order_key=OrderKey(f"lw1-{abs(hash_of(home)):020d}-g1"),
        request_digest="sha256:" + f"{hash_of(home):064x}",
    )


def hash_of(text: str) -> int:
    """The same number in every process."""
    return sum(place * ord(letter) for place, letter in enumerate(text, start=1))


def ending(action: Action, home: str, order_id: str, **fields: object) -> Change:
    """A change of an order that exists."""
    values: dict[str, object] = {
        "reason": Reason.EXPLICIT,
        "why": "photos: none",
        "needs": (need(f"{home}/photos"),),
        "services": services(photos=15),
        "because": (BASE,),
        "order": OrderView(status="ordered", cancelable=True, read_at=NOW - timedelta(minutes=2)),
    }
    return Change(
        action=action,
        account=ACCOUNT,
        property=PropertyId(home),
        billing_entity=None,
        revision=7,
        order_id=OrderId(order_id),
        **(values | fields),  # type: ignore[arg-type]
    )


def plan_of(*changes: Change, **fields: object) -> Plan:
    values: dict[str, object] = {
        "project": "sunbelt-sfr",
        "lineage": "sunbelt-sfr/default",
        "plan_id": "01JDA7Q0000000000000000000",
        "made_at": NOW,
        "expires_at": NOW + timedelta(hours=12),
        "scope": Scope(commit="4f2c9d1"),
        "deferred": (),
        "blocked": (),
        "drift": (),
        "cost": total_cost(changes),
        "unmanaged": (),
        "standing": (),
        "counts": NeedCounts(
            wanted=sum(len(change.needs) for change in changes if change.action.creates),
            to_order=sum(len(change.needs) for change in changes if change.action.creates),
        ),
        "reads": Reads(budget=200),
        "digests": Digests(
            config="sha256:" + "a" * 64,
            inventory="sha256:" + "b" * 64,
            catalog="sha256:" + "c" * 64,
            plan=plan_digest(changes),
        ),
    }
    return Plan(changes=changes, **(values | fields))  # type: ignore[arg-type]


def empty() -> Plan:
    return plan_of(counts=NeedCounts())


def settled() -> Plan:
    """Nothing to do, and needs in every other state."""
    return plan_of(
        standing=(
            Standing(
                need=need("DEN-00001/photos"),
                reason=Reason.SATISFIED,
                why="order 650001 delivered on 2026-10-01",
                account=ACCOUNT,
                order_id=OrderId("650001"),
                because=(BASE,),
            ),
        ),
        deferred=(waiting("DEN-00777/photos", until=NOW + timedelta(days=2, hours=4)),),
        counts=NeedCounts(wanted=5_623, satisfied=5_610, in_progress=12, deferred=1),
        inventory_rows={"units": 5_672},
        reads=Reads(used=12, budget=200, oldest_relevant_age_s=90),
    )


def small() -> Plan:
    return plan_of(create("P-1", because=(INLINE,)))


def waiting(
    address: str,
    reason: Reason = Reason.NOT_READY,
    *,
    until: datetime | None = None,
    clears_when: str = "",
    why: str = "the home is occupied until 2026-11-24",
    waits_for: tuple[str, ...] = (),
    order_id: str | None = None,
) -> Deferred:
    return Deferred(
        need=need(address),
        action=Action.CREATE,
        reason=reason,
        why=why,
        until=until,
        clears_when=clears_when,
        because=(BASE,),
        waits_for=tuple(need(text) for text in waits_for),
        order_id=None if order_id is None else OrderId(order_id),
    )


def unknown(address: str = "PHX-00031/photos") -> Blocked:
    return Blocked(
        need=need(address),
        action=Action.CREATE,
        reason=Reason.CREATE_OUTCOME_UNKNOWN,
        why="the connection broke after the request had left",
        since=datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC),
        remedy=f"listwright resolve {address} --created N | --not-created --reason T",
        because=(BASE,),
    )


def priced() -> Plan:
    """The realistic plan with a price book that lacks one price, and two budgets."""
    plan = realistic()
    costs = {"photos": 15_000, "tour": 12_500, "staging": 4_500}
    changes = tuple(
        replace(
            change,
            cost=None
            if change.property == "DEN-00904"
            else sum(costs[line.slug] for line in change.services),
            billing_entity="investment_entity_2"
            if change.property == "DEN-00901"
            else change.billing_entity or "investment_entity_1",
            asked_by=change.asked_by or tuple(BASE for _ in change.needs),
        )
        if change.action.creates
        else change
        for change in plan.changes
    )
    cost = total_cost(changes, "USD")
    budgets = tuple(
        Budget(
            entity=entity,
            month="2026-11",
            allowed=allowed,
            committed=committed,
            committed_unpriced=unpriced,
            planned=cost.by_entity[entity],
            planned_unpriced=cost.unpriced_orders if entity == "investment_entity_1" else 0,
        )
        for entity, allowed, committed, unpriced in (
            ("investment_entity_1", 4_000_000, 1_240_000, 2),
            ("investment_entity_2", None, 0, 0),
        )
    )
    learned = (
        LearnedPrice(
            label="planomatic",
            slug="photos",
            quantity=25,
            seen=17_500,
            book=None,
            order_id=OrderId("661199"),
            at=NOW - timedelta(days=3),
        ),
        LearnedPrice(
            label="planomatic",
            slug="tour",
            quantity=1,
            seen=13_000,
            book=12_500,
            order_id=OrderId("661198"),
            at=NOW - timedelta(days=4),
        ),
    )
    digests = replace(plan.digests, plan=plan_digest(changes))
    return replace(
        plan, changes=changes, digests=digests, cost=cost, budgets=budgets, learned=learned
    )


def over_budget() -> Plan:
    """Refused for its money, with one entity and no unknown price."""
    changes = [replace(create(f"DEN-{place}"), cost=125_000) for place in range(3)]
    cost = total_cost(changes, "USD")
    budget = Budget(
        entity="investment_entity_1",
        month="2026-11",
        allowed=4_000_000,
        committed=3_700_000,
        committed_unpriced=0,
        planned=cost.known,
        planned_unpriced=0,
    )
    refusals = refuse_over_money(cost, [budget], 300_000)
    return replace(plan_of(*changes, refusals=refusals), cost=cost, budgets=(budget,))


def realistic() -> Plan:
    """Every section at once."""
    creates = [
        create(
            f"DEN-{900 + place:05d}",
            because=(BASE, STAGING) if place % 3 else (BASE,),
            reason=Reason.STALE if place % 5 == 0 else Reason.MISSING,
            buys=({"photos": 20, "tour": 1, "staging": 5} if place % 3 else {"photos": 15}),
        )
        for place in range(23)
    ]
    letter = "Dear PlanOmatic team,\n\nplease cancel order 661300.\n\nThank you"
    return plan_of(
        *creates,
        ending(Action.CANCEL, "MIA-00200", "661204"),
        ending(
            Action.REPLACE,
            "MIA-00300",
            "661210",
            reason=Reason.SPEC_CHANGED,
            why="photos 15 -> 20",
            services=services(photos=20),
            order=OrderView(status="new_request", cancelable=True, read_at=None),
        ),
        ending(
            Action.IMPORT,
            "PHX-00079",
            "640011",
            reason=Reason.DECLARED,
            why="import asked for it",
            order=None,
        ),
        ending(
            Action.FORGET,
            "PHX-00080",
            "640012",
            reason=Reason.NO_CANCEL_AT_VENDOR,
            why="the vendor has no cancel",
            order=None,
            because=(),
        ),
        deferred=(
            *(
                waiting(f"DEN-{700 + place:05d}/photos", until=NOW + timedelta(days=2 + place))
                for place in range(22)
            ),
            waiting(
                "DEN-00777/staging",
                Reason.DEPENDENCY_PENDING,
                clears_when="order 654321 delivered",
                why="its photos come with order 654321, which is scheduled",
                waits_for=("DEN-00777/photos",),
                order_id="654321",
            ),
            waiting(
                "DEN-00701/staging",
                Reason.DEPENDENCY_DEFERRED,
                until=NOW + timedelta(days=3),
                why="it waits for DEN-00701/photos: the home is occupied until 2026-11-24",
                waits_for=("DEN-00701/photos",),
            ),
            waiting(
                "TUS-00310/staging",
                Reason.DEPENDENCY_DEFERRED,
                clears_when="TUS-00310/photos is no longer blocked (vendor_rejected)",
                why="it waits for TUS-00310/photos: postal_code is missing",
                waits_for=("TUS-00310/photos",),
            ),
            waiting(
                "DEN-00800/photos",
                Reason.FREEZE,
                until=NOW + timedelta(days=41),
                clears_when="the freeze ends 2027-01-03 07:00 UTC",
                why="the files freeze 2026-12-24 to 2027-01-02 (year-end) (listwright.yaml:9)",
            ),
        ),
        blocked=(
            unknown(),
            Blocked(
                need=need("TUS-00310/photos"),
                action=Action.CREATE,
                reason=Reason.VENDOR_REJECTED,
                why="postal_code is missing",
                remedy="correct postal_code in inventory units, row 3118",
                since=NOW - timedelta(hours=5),
                because=(BASE,),
            ),
            Blocked(
                need=need("TUS-00400/photos"),
                action=Action.CANCEL,
                reason=Reason.NOT_CANCELABLE,
                why="a visit is confirmed for 2026-11-23",
                remedy="send the text below to the vendor",
                because=(BASE,),
                order_id=OrderId("661300"),
                text=letter,
            ),
        ),
        drift=(
            Drift(
                order_id=OrderId("654300"),
                property=PropertyId("DEN-00001"),
                field="services.photos.quantity",
                was=15,
                now=20,
            ),
            Drift(
                order_id=OrderId("654301"),
                property=PropertyId("DEN-00002"),
                field="status",
                was="open",
                now="canceled",
            ),
            Drift(
                order_id=OrderId("654302"),
                property=PropertyId("DEN-00003"),
                field="ready.photos",
                was="ready",
                now="not until status is vacant_ready (now: occupied) and the make-ready is over",
            ),
            Drift(
                order_id=OrderId("654303"),
                property=PropertyId("DEN-00004"),
                field="order",
                was="scheduled",
                now=None,
            ),
            Drift(
                order_id=OrderId("654304"),
                property=PropertyId("DEN-00005"),
                field="services.zillow_3d_and_floor_plans.quantity",
                was=1,
                now=None,
            ),
            Drift(
                order_id=OrderId("654305"),
                property=PropertyId("DEN-00006"),
                field="something.new",
                was="a",
                now="b",
            ),
        ),
        unmanaged=(
            Order(
                account=ACCOUNT,
                order_id=OrderId("640000"),
                property=PropertyId("DEN-00009"),
                services=services(photos=10),
                status="delivered",
                phase=Phase.DELIVERED,
                managed=False,
                origin=Origin.EVENT,
                created=NOW - timedelta(days=9),
            ),
        ),
        standing=(
            Standing(
                need=need("DEN-00003/photos"),
                reason=Reason.SPEC_CHANGED_KEPT,
                why="delivered with 15, the files say 20",
                account=ACCOUNT,
                order_id=OrderId("650003"),
                because=(BASE,),
            ),
            Standing(
                need=need("DEN-00004/photos"),
                reason=Reason.KEPT,
                why="leased since it was ordered",
                because=(BASE,),
            ),
            Standing(
                need=need("DEN-00005/photos"),
                reason=Reason.SATISFIED,
                why="order 650005 delivered",
                because=(BASE,),
            ),
        ),
        counts=NeedCounts(
            wanted=5_700,
            satisfied=5_610,
            in_progress=4,
            to_order=60,
            deferred=26,
            blocked=3,
            waived=1,
            kept=2,
        ),
        inventory_rows={"units": 5_672, "extra": 1},
        reads=Reads(used=118, budget=200, not_read=4_310, oldest_relevant_age_s=19_800),
        expires_at=NOW + timedelta(hours=24),
        warnings=(
            Diagnostic(
                code="LW1501",
                summary="A column is not used.",
                severity=Severity.WARNING,
                span=Span(file="units.csv", line=1, column=4, row=0, field="beds"),
            ),
            Diagnostic(code="LW1502", summary="No catalog date.", severity=Severity.WARNING),
        ),
    )


def refused() -> Plan:
    return plan_of(
        create("P-1"),
        scope=Scope(
            partial=True,
            target=("P-1", "P-2/photos"),
            select=("city=Denver",),
            exclude=("P-9",),
            only="create",
        ),
        refusals=(
            Refusal(
                code="max_creates",
                allowed=30,
                actual=36,
                remedy="raise limits.max_creates, or pass --override-limit max_creates=36",
            ),
            Refusal(code="max_cancels", allowed=0, actual=1, remedy="raise limits.max_cancels"),
            Refusal(
                code="first_run",
                allowed=None,
                actual=None,
                remedy="pass --bootstrap, after `listwright import --csv` if homes have orders",
            ),
            Refusal(code="max_spend", allowed="100.00", actual="250.00", remedy=""),
            Refusal(code="something_new", allowed=None, actual="7", remedy="read the manual"),
        ),
    )


def partial() -> Plan:
    return plan_of(scope=Scope(partial=True), counts=NeedCounts(wanted=1, satisfied=1))


def hostile() -> Plan:
    rule = Because(rule=HOSTILE, at=f"rules/{HOSTILE}.yaml:3")
    home = "A/very:long.id-" + "0123456789" * 9
    change = create(home, because=(rule,), why=HOSTILE, buys={"photos": 1})
    return plan_of(
        change,
        ending(
            Action.CANCEL,
            "B-1",
            "6\x1b[2J",
            why=HOSTILE,
            because=(rule,),
            order=OrderView(status=HOSTILE, cancelable=False, read_at=NOW),
        ),
        project="::warning::p\x1b]0;title\x07",
        scope=Scope(commit="::c\u202e\n" * 9, partial=True, select=(HOSTILE,)),
        deferred=(waiting("B-2/photos", clears_when=HOSTILE, why=HOSTILE),),
        blocked=(
            Blocked(
                need=need("B-3/photos"),
                action=Action.CREATE,
                reason=Reason.VENDOR_REJECTED,
                why=HOSTILE,
                remedy=HOSTILE,
                because=(rule,),
                text=f"::error::first line\n{HOSTILE}\n\u2028::add-mask::x",
            ),
        ),
        drift=(
            Drift(
                order_id=OrderId("\x00"),
                property=PropertyId("B-4"),
                field=HOSTILE,
                was=HOSTILE,
                now="::x",
            ),
        ),
        refusals=(Refusal(code=HOSTILE, allowed=HOSTILE, actual=HOSTILE, remedy=HOSTILE),),
        inventory_rows={HOSTILE: 3},
        warnings=(
            Diagnostic(
                code="LW1501",
                summary="A row is odd.",
                detail=HOSTILE,
                severity=Severity.WARNING,
                span=Span(file=HOSTILE, line=2),
            ),
        ),
    )


def forecast() -> Plan:
    """Half a year ahead: months in which much, little and nothing falls due."""
    creates = [
        create(f"DEN-{place:05d}", reason=Reason.STALE, why="the newest photos are of 2024-11-30")
        for place in range(30)
    ]
    return plan_of(
        *creates,
        create("PHX-00001", because=(BASE, STAGING), buys={"photos": 20, "staging": 5}),
        deferred=(waiting("DEN-00777/photos", clears_when="status is vacant_ready"),),
        counts=NeedCounts(wanted=5_700, satisfied=5_667, to_order=32, deferred=1),
        reads=Reads(not_read=4_310),
        inventory_rows={"units": 5_672},
        expires_at=NOW,
        as_of=date(2027, 5, 22),
        forecast=(
            FallingDue(month="2026-11", needs=3, orders=2, reasons={"missing": 2, "stale": 1}),
            FallingDue(month="2027-01", needs=1_229, orders=1_228, reasons={"stale": 1_229}),
            FallingDue(
                month="2027-05",
                needs=1,
                orders=1,
                reasons={"invalidated": 1},
            ),
        ),
    )


def quiet_forecast() -> Plan:
    """Nothing falls due."""
    return plan_of(
        counts=NeedCounts(wanted=3, satisfied=3), as_of=date(2027, 5, 22), expires_at=NOW
    )


def unknowns() -> Plan:
    """Nothing to do, but two needs that somebody has to settle."""
    return plan_of(
        blocked=(unknown(), unknown("PHX-00031/tour")),
        counts=NeedCounts(wanted=4, satisfied=2, blocked=2),
    )


def large() -> Plan:
    rules = [
        Because(rule=f"market-{place:02d}", at=f"rules/m{place:02d}.yaml:1") for place in range(25)
    ]
    return plan_of(
        *(create(f"DEN-{place:05d}", because=(rules[place % 25],)) for place in range(450))
    )


PLANS: dict[str, Callable[[], Plan]] = {
    "empty": empty,
    "settled": settled,
    "small": small,
    "realistic": realistic,
    "priced": priced,
    "over_budget": over_budget,
    "refused": refused,
    "partial": partial,
    "hostile": hostile,
    "unknowns": unknowns,
    "forecast": forecast,
    "quiet_forecast": quiet_forecast,
    "large": large,
}
