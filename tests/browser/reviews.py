"""Reviews as they come out of a large portfolio: every kind of line, money, orders, applies."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from tests.golden.plans import ACCOUNT, BASE, NOW, STAGING, ending, need, plan_of, unknown, waiting

from listwright.engine.funnel import funnel_of
from listwright.engine.money import total_cost
from listwright.engine.shares import rule_shares
from listwright.errors import Diagnostic, Severity, Span
from listwright.model.money import Budget, LearnedPrice
from listwright.model.names import NeedKey, OrderId, OrderKey, PropertyId
from listwright.model.need import Because
from listwright.model.order import Appointment, Basis, Order, Phase, Service
from listwright.model.plan import (
    Action,
    Blocked,
    Cause,
    Change,
    Deferred,
    Drift,
    NeedCounts,
    OrderView,
    Plan,
    Reason,
    Standing,
)
from listwright.model.reads import Reads
from listwright.model.review import Against, Applied, Gone, HomeFacts, Review

MARKETS = {
    "DEN": ("Denver", "Denver", "CO"),
    "PHX": ("Phoenix", "Phoenix", "AZ"),
    "MIA": ("Miami", "Hialeah", "FL"),
    "TUS": ("Tucson", "Tucson", "AZ"),
    "ATL": ("Atlanta", "Marietta", "GA"),
}
ENTITIES = ("investment_entity_1", "investment_entity_2", "Sunbelt Holdings III, LLC")
STATUSES = ("vacant_ready", "on_notice", "make_ready", "occupied")
BUNDLES = (
    ({"photos": 20}, 17_500),
    ({"photos": 20, "tour": 1}, 24_000),
    ({"photos": 20, "tour": 1, "staging": 5}, 32_000),
    ({"tour": 1}, 9_500),
    ({"zillow_3d_and_floor_plans": 1}, None),
)
RULES = (
    BASE,
    STAGING,
    Because(rule="tours for houses over 1,800 sq ft", at="rules/portfolio.yaml:31"),
    Because(rule="atlanta launch", at="rules/atlanta.yaml:4"),
)


def home(place: int) -> PropertyId:
    """A home; the market tells where it is."""
    return PropertyId(f"{list(MARKETS)[place % 5]}-{place:05d}")


def facts(place: int) -> HomeFacts:
    """What is known of that home."""
    market, city, state = list(MARKETS.values())[place % 5]
    return HomeFacts(
        market=market,
        status=STATUSES[place % 4],
        city=city,
        state=state,
        billing_entity=ENTITIES[place % 3],
    )


def created(place: int, chance: Random) -> Change:
    """A create of one of the bundles, for a reason that fits."""
    buys, cost = BUNDLES[chance.choice((0, 0, 0, 1, 1, 2, 2, 3, 4))]
    stale = chance.random() < 0.35
    day = NOW - timedelta(days=chance.randrange(366, 900))
    rule = RULES[chance.choice((0, 0, 0, 2, 3))]
    asked = tuple(STAGING if slug == "staging" else rule for slug in buys)
    return Change(
        action=Action.CREATE,
        reason=Reason.STALE if stale else Reason.MISSING,
        why=f"the newest photos are of {day:%Y-%m-%d}, older than 365 days"
        if stale
        else "no photos on record for this home",
        account=ACCOUNT,
        property=home(place),
        needs=tuple(need(f"{home(place)}/{slug}") for slug in buys),
        services=tuple(Service(slug=slug, quantity=n) for slug, n in buys.items()),
        billing_entity=ENTITIES[place % 3],
        because=tuple(dict.fromkeys(asked)),
        asked_by=asked,
        revision=118,
        order_key=OrderKey(f"lw1-{chance.getrandbits(100):020x}-g1"),
        cost=cost,
        cause=chance.choice((Cause.EDIT, Cause.FACTS, Cause.FACTS, Cause.TIME)),
    )


def deferred(place: int, chance: Random) -> Deferred:
    """A need that waits for something that comes by itself."""
    days = chance.randrange(1, 60)
    day = NOW + timedelta(days=days)
    address = f"{home(place)}/photos"
    match chance.randrange(4):
        case 0:
            return waiting(
                address,
                Reason.DUPLICATE_WINDOW,
                until=NOW + timedelta(hours=days),
                why=f"order {650_000 + place} was placed less than 72 hours ago",
                order_id=str(650_000 + place),
            )
        case 1:
            return waiting(
                f"{home(place)}/staging",
                Reason.DEPENDENCY_PENDING,
                clears_when=f"order {650_000 + place} is delivered",
                why=f"its photos come with order {650_000 + place}, which is scheduled",
                waits_for=(address,),
                order_id=str(650_000 + place),
            )
        case _:
            return waiting(address, until=day, why=f"the home is occupied until {day:%Y-%m-%d}")


def blocked(place: int) -> Blocked:
    """A need that waits for a person."""
    return Blocked(
        need=need(f"{home(place)}/photos"),
        action=Action.CREATE,
        reason=Reason.VENDOR_REJECTED,
        why="postal_code is missing",
        remedy=f"correct postal_code in inventory units, row {place}",
        since=NOW - timedelta(hours=place % 90 + 1),
        because=(BASE,),
    )


def open_order(place: int, chance: Random) -> Order:
    """An order on its way, of any age and status."""
    status = chance.choice(
        ("ordered", "scheduling", "scheduling", "scheduled", "scheduled", "post_processing")
    )
    age = timedelta(hours=chance.choice((5, 30, 60, 130, 200, 420, 900)) + place % 20)
    visit: datetime | None = None
    if status == "scheduled":
        visit = NOW + timedelta(hours=chance.randrange(8, 90))
    if status == "post_processing":
        visit = NOW - timedelta(hours=chance.randrange(4, 40))
    late = age > timedelta(days=14) and chance.random() < 0.4
    return Order(
        account=ACCOUNT,
        order_id=OrderId(str(640_000 + place)),
        property=home(place),
        services=tuple(Service(slug=slug, quantity=n) for slug, n in BUNDLES[place % 4][0].items()),
        status=status,
        phase=Phase.OPEN,
        created=NOW - age,
        captured_at=visit if status == "post_processing" else None,
        appointments=()
        if visit is None
        else (Appointment(id=f"a{place}", start=visit, end=visit + timedelta(hours=1)),),
        attention="the photographer found the home occupied" if late else None,
        basis=Basis(
            origin="units", facts={}, trail=(), keys=tuple(map(NeedKey, BUNDLES[place % 4][0]))
        ),
    )


def budgets(changes: tuple[Change, ...]) -> tuple[Budget, ...]:
    """One entity with room, one that comes over its budget, one without a budget."""
    limits = {ENTITIES[0]: 4_000_000, ENTITIES[1]: 1_500_000, ENTITIES[2]: None}
    committed = {ENTITIES[0]: 1_240_000, ENTITIES[1]: 1_370_000, ENTITIES[2]: 0}
    return tuple(
        budget(
            entity,
            [one for one in changes if one.billing_entity == entity and one.action.creates],
            allowed=limits[entity],
            committed=committed[entity],
        )
        for entity in sorted(ENTITIES, key=str.casefold)
    )


def budget(entity: str, changes: list[Change], *, allowed: int | None, committed: int) -> Budget:
    """What an entity spends in the month of the plan; `changes` are its creates."""
    return Budget(
        entity=entity,
        month="2026-11",
        allowed=allowed,
        committed=committed,
        committed_unpriced=0,
        planned=sum(one.cost or 0 for one in changes),
        planned_unpriced=sum(one.cost is None for one in changes),
    )


def applies() -> Iterator[Applied]:
    """The newest applies."""
    for place in range(6):
        yield Applied(
            at=NOW - timedelta(days=place * 3 + 1, hours=place),
            plan_id=f"01JD{9 - place}A7Q{sha256(bytes([place])).hexdigest()[:18].upper()}",
            digest=f"sha256:{sha256(bytes([place])).hexdigest()}",
            actor=("ci-apply", "m.alvarez")[place % 4 == 1],
            run=f"sunbelt/portfolio#{4_180 - place}",
            note="--override-limit max_creates=60" if place == 1 else "",
            changes=12 + place * 7,
        )


def review_with(changes: int, *, waiting_needs: int = 0, orders: int = 60) -> Review:
    """A review with that many creates, and a realistic share of everything else; never differs."""
    chance = Random(20_261_122)
    creates = tuple(created(place, chance) for place in range(changes))
    start = changes + 100
    waits = tuple(deferred(start + place, chance) for place in range(waiting_needs))
    stuck = tuple(blocked(start + waiting_needs + place) for place in range(min(changes, 9)))
    plan = plan_of(
        *creates,
        *_endings(),
        deferred=waits,
        blocked=(unknown(), *stuck),
        drift=_drift(),
        unmanaged=(_foreign(),),
        standing=tuple(
            Standing(need=need(f"DEN-9{place:04d}/photos"), reason=Reason.SATISFIED, why="")
            for place in range(changes * 3)
        ),
        inventory_rows={"units": changes * 6 + 500},
        reads=Reads(used=118, budget=200, not_read=12, oldest_relevant_age_s=19_800),
        warnings=(_warning(),),
        budgets=budgets((*creates, *_endings())),
        learned=(_learned(),),
        counts=NeedCounts(
            wanted=changes * 5 + waiting_needs + 10,
            satisfied=changes * 3,
            in_progress=orders,
            to_order=sum(len(change.needs) for change in creates),
            deferred=waiting_needs,
            blocked=len(stuck) + 1,
        ),
        cost=total_cost((*creates, *_endings()), "USD"),
    )
    return _review(plan, changes * 6 + 500, tuple(open_order(n, chance) for n in range(orders)))


def _review(plan: Plan, homes: int, orders: tuple[Order, ...]) -> Review:
    known = {home(place): facts(place) for place in range(homes)}
    named = {change.property for change in plan.changes}
    named |= {item.need.property for item in plan.deferred}
    named |= {item.need.property for item in plan.blocked}
    return Review(
        plan=plan,
        shares=rule_shares(plan, frozenset({"staging"})),
        homes={name: known[name] for name in sorted(named & known.keys())},
        funnel=funnel_of(plan, homes),
        orders=tuple(sorted(orders, key=lambda one: one.created or NOW)),
        applied=tuple(applies()),
        against=Against(
            ref="origin/main",
            commit="9d07c1e5a7f14f0f9a55",
            committed_at=NOW - timedelta(days=2),
            knows_facts=True,
            gone=(
                Gone(
                    action=Action.CREATE,
                    property=PropertyId("TUS-00043"),
                    needs=(need("TUS-00043/tour"),),
                    services=(Service(slug="tour", quantity=1),),
                    order_id=None,
                    why="the rule tours for all houses no longer matches it",
                ),
            ),
        ),
        per_minute=30,
    )


def _endings() -> tuple[Change, ...]:
    return (
        ending(
            Action.CANCEL,
            "MIA-00002",
            "661204",
            why="the rule miami-photos was taken out; photos: none",
            cause=Cause.EDIT,
        ),
        replace(
            ending(
                Action.REPLACE,
                "PHX-00006",
                "661210",
                reason=Reason.SPEC_CHANGED,
                why="photos 15 -> 20",
                services=(Service(slug="photos", quantity=20),),
                order=OrderView(
                    status="new_request", cancelable=True, read_at=NOW - timedelta(minutes=9)
                ),
                cost=17_500,
                cause=Cause.EDIT,
            ),
            billing_entity=ENTITIES[0],
        ),
        ending(
            Action.IMPORT,
            "PHX-00011",
            "640011",
            reason=Reason.DECLARED,
            why="import asked for it",
            order=None,
        ),
    )


def _drift() -> tuple[Drift, ...]:
    return (
        Drift(
            order_id=OrderId("654300"),
            property=home(5),
            field="services.photos.quantity",
            was=15,
            now=20,
        ),
        Drift(
            order_id=OrderId("654301"), property=home(7), field="status", was="open", now="canceled"
        ),
    )


def _foreign() -> Order:
    return Order(
        account=ACCOUNT,
        order_id=OrderId("640000"),
        property=home(9),
        services=(Service(slug="photos", quantity=10),),
        status="scheduled",
        phase=Phase.OPEN,
        managed=False,
        created=NOW - timedelta(days=9),
    )


def _warning() -> Diagnostic:
    return Diagnostic(
        code="LW1501",
        summary="A column is not used.",
        severity=Severity.WARNING,
        span=Span(file="units.csv", line=1, column=4, row=0, field="beds"),
    )


def _learned() -> LearnedPrice:
    return LearnedPrice(
        label="planomatic",
        slug="photos",
        quantity=20,
        seen=17_900,
        book=17_500,
        order_id=OrderId("640003"),
        at=NOW - timedelta(days=4),
    )
