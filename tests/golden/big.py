"""Reviews of any size, the same every time: what a portfolio of that many changes looks like."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import cycle, islice

from tests.golden.plans import ACCOUNT, NOW, need, plan_of, review_of, services

from listwright.engine.digest import plan_digest
from listwright.engine.money import total_cost
from listwright.errors import Diagnostic, Severity, Span
from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.money import Budget, LearnedPrice
from listwright.model.names import OrderId, OrderKey, PropertyId
from listwright.model.need import Because
from listwright.model.order import Order, Origin, Phase
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
    Refusal,
)
from listwright.model.reads import Reads
from listwright.model.review import (
    Against,
    Applied,
    FunnelStep,
    Gone,
    HomeFacts,
    Review,
    Stage,
)

SIZES = (10, 450, 5_000, 100_000)

MARKETS = (
    ("DEN", "Denver", "CO"),
    ("PHX", "Phoenix", "AZ"),
    ("MIA", "Miami", "FL"),
    ("TUS", "Tucson", "AZ"),
    ("ATL", "Atlanta", "GA"),
    ("CLT", "Charlotte", "NC"),
)
ENTITIES = ("investment_entity_1", "investment_entity_2", "sunbelt-holdings-iii")
RULES = tuple(
    Because(rule=name, at=f"rules/{file}.yaml:{line}")
    for name, file, line in (
        ("rental-ready", "portfolio", 3),
        ("tour for large homes", "portfolio", 14),
        ("denver staging", "markets/denver", 2),
        ("refresh after two years", "freshness", 8),
    )
)
_MIX = (Action.CANCEL, *[Action.CREATE] * 8, Action.REPLACE, *[Action.CREATE] * 9, Action.IMPORT)
_CAUSES = (Cause.EDIT, Cause.TIME, Cause.FACTS, Cause.TIME, Cause.BEFORE)
_WAITS = (
    (Reason.NOT_READY, "the home is occupied until 2026-12-01"),
    (Reason.DUPLICATE_WINDOW, "order 650001 was placed 2 h ago; the window of 72 h is not over"),
    (Reason.DEPENDENCY_PENDING, "its photos come with order 650002, which is scheduled"),
)
_STUCK = (
    (Reason.VENDOR_REJECTED, "postal_code is missing", "correct postal_code in units.csv"),
    (
        Reason.CREATE_OUTCOME_UNKNOWN,
        "the connection broke after the request had left",
        "listwright resolve ADDRESS --created N | --not-created --reason T",
    ),
    (Reason.MISSING_FACT, "nobody says whether the home is vacant", "fill the column `vacant`"),
)
_WHY = {
    Reason.MISSING: "no photos on record for this home",
    Reason.STALE: "the newest photos are of 2024-10-30",
    Reason.EXPLICIT: "photos: none",
    Reason.SPEC_CHANGED: "photos 15 -> 20",
    Reason.DECLARED: "import asked for it",
}

Foreign = Callable[[str, int], str]
"""A text that somebody typed, and its number -> the text to take instead."""


def _as_typed(text: str, _number: int) -> str:
    return text


@cache
def big_review(changes: int) -> Review:
    """So many changes, and everything beside them in proportion."""
    return _review(changes, _as_typed)


def hostile_review(changes: int, texts: tuple[str, ...]) -> Review:
    """The same with one of `texts` wherever somebody may have typed something."""
    return _review(changes, lambda _text, number: texts[number % len(texts)])


def big_audit(findings: int) -> Review:
    """An audit with so many findings."""
    return replace(big_review(10), findings=tuple(islice(_findings(), findings)))


def _review(changes: int, foreign: Foreign) -> Review:
    plan = _plan(changes, foreign)
    review = review_of(plan, staging=frozenset({"staging"}), per_minute=30)
    named = {change.property for change in plan.changes}
    named |= {one.need.property for one in plan.deferred}
    named |= {one.need.property for one in plan.blocked}
    return replace(
        review,
        homes={home: _facts(home, foreign) for home in sorted(named)},
        funnel=tuple(
            FunnelStep(stage=stage, homes=max(len(plan.changes), 12_000 - 2_000 * place))
            for place, stage in enumerate(Stage)
        ),
        orders=plan.unmanaged[:50],
        applied=_applied(foreign),
        against=_against(foreign),
    )


def _home(number: int) -> PropertyId:
    code, _, _ = MARKETS[number % len(MARKETS)]
    return PropertyId(f"{code}-{number:05d}")


def _plan(changes: int, foreign: Foreign) -> Plan:
    made = tuple(_change(number, foreign) for number in range(changes))
    made = tuple(sorted(made, key=lambda one: list(Action).index(one.action)))
    deferred = tuple(_deferred(number, foreign) for number in range(changes // 3 + 1))
    blocked = tuple(_blocked(number, foreign) for number in range(changes // 60 + 1))
    cost = replace(total_cost(made), currency="USD")
    return plan_of(
        *made,
        digests=replace(plan_of().digests, plan=plan_digest(made)),
        deferred=deferred,
        blocked=blocked,
        drift=tuple(_drift(number, foreign) for number in range(changes // 90 + 1)),
        unmanaged=tuple(_order(number, foreign) for number in range(changes // 120 + 1)),
        counts=NeedCounts(
            wanted=8 * changes,
            satisfied=6 * changes,
            to_order=sum(len(one.needs) for one in made if one.action.creates),
            deferred=len(deferred),
            blocked=len(blocked),
        ),
        cost=cost,
        budgets=tuple(
            Budget(
                entity=foreign(entity, place),
                month="2026-11",
                allowed=None if place == 2 else 4_000_000,
                committed=1_240_000,
                committed_unpriced=place,
                planned=cost.by_entity.get(foreign(entity, place), 0),
                planned_unpriced=0,
            )
            for place, entity in enumerate(ENTITIES)
        ),
        learned=(
            LearnedPrice(
                label=ACCOUNT.label,
                slug=foreign("photos", 9),
                quantity=20,
                seen=26_000,
                book=25_000 if changes % 2 else None,
                order_id=OrderId("650003"),
                at=NOW - timedelta(days=1),
            ),
        ),
        refusals=_refusals(len(made), foreign),
        warnings=(
            Diagnostic(
                code="LW1501",
                summary="A column is not used.",
                detail=foreign("beds", 7),
                severity=Severity.WARNING,
                span=Span(file=foreign("units.csv", 8), line=1, column=4),
            ),
        ),
        inventory_rows={foreign("units", 3): 12_000},
        reads=Reads(used=118, budget=200, not_read=10, oldest_relevant_age_s=19_800),
    )


def _refusals(changes: int, foreign: Foreign) -> tuple[Refusal, ...]:
    if changes <= 1_000:
        return ()
    remedy = foreign("raise limits.max_creates, or pass --override-limit", 4)
    return (Refusal(code="max_creates", allowed=1_000, actual=changes, remedy=remedy),)


def _change(number: int, foreign: Foreign) -> Change:
    action = _MIX[number % len(_MIX)]
    home = _home(number)
    reason = {
        Action.CREATE: Reason.STALE if number % 5 == 0 else Reason.MISSING,
        Action.CANCEL: Reason.EXPLICIT,
        Action.REPLACE: Reason.SPEC_CHANGED,
        Action.IMPORT: Reason.DECLARED,
    }[action]
    rule = RULES[number % len(RULES)]
    because = Because(rule=foreign(rule.rule, number), at=foreign(rule.at, number + 1))
    large = action is Action.CREATE and number % 3 == 0
    bought = {"photos": 20, "tour": 1} if large else {"photos": 15}
    ends = None if action is Action.CREATE else OrderId(f"{660_000 + number}")
    return Change(
        action=action,
        reason=reason,
        why=foreign(_WHY[reason], number + 2),
        account=ACCOUNT,
        property=home,
        needs=tuple(need(f"{home}/{slug}") for slug in bought),
        services=services(**bought),
        billing_entity=foreign(ENTITIES[number % 3], number % 3) if action.creates else None,
        because=(because,),
        asked_by=(because,) * len(bought) if action.creates else (),
        revision=number,
        order_key=OrderKey(f"lw1-{number:020d}-g1") if action.creates else None,
        order_id=ends,
        order=OrderView(
            status=foreign("ordered", number + 3),
            cancelable=True,
            read_at=NOW - timedelta(minutes=number % 90),
        )
        if action.cancels
        else None,
        request_digest=f"sha256:{number:064x}" if action.creates else None,
        cost=(25_000 if large else 17_500) if action.creates and number % 37 else None,
        cause=_CAUSES[number % len(_CAUSES)],
    )


def _deferred(number: int, foreign: Foreign) -> Deferred:
    reason, why = _WAITS[number % len(_WAITS)]
    pending = reason is Reason.DEPENDENCY_PENDING
    return Deferred(
        need=need(f"{_home(200_000 + number)}/photos"),
        action=Action.CREATE,
        reason=reason,
        why=foreign(why, number),
        until=None if pending else NOW + timedelta(hours=number % 500),
        clears_when=foreign("order 650002 delivered", number + 1) if pending else "",
        because=(RULES[number % len(RULES)],),
    )


def _blocked(number: int, foreign: Foreign) -> Blocked:
    reason, why, remedy = _STUCK[number % len(_STUCK)]
    address = f"{_home(400_000 + number)}/photos"
    return Blocked(
        need=need(address),
        action=Action.CREATE,
        reason=reason,
        why=foreign(why, number),
        remedy=foreign(remedy.replace("ADDRESS", address), number + 1),
        since=NOW - timedelta(hours=number % 300),
        because=(RULES[number % len(RULES)],),
        text=foreign("", number + 2),
    )


def _drift(number: int, foreign: Foreign) -> Drift:
    return Drift(
        order_id=OrderId(f"{700_000 + number}"),
        property=_home(500_000 + number),
        field=foreign("services.photos.quantity", number),
        was=15,
        now=20,
    )


def _order(number: int, foreign: Foreign) -> Order:
    return Order(
        account=ACCOUNT,
        order_id=OrderId(f"{800_000 + number}"),
        property=_home(600_000 + number),
        services=services(photos=10),
        status=foreign("delivered", number),
        phase=Phase.DELIVERED,
        managed=False,
        origin=Origin.EVENT,
        created=NOW - timedelta(days=number % 400),
    )


def _facts(home: PropertyId, foreign: Foreign) -> HomeFacts:
    number = int(home[4:])
    code, city, state = MARKETS[number % len(MARKETS)]
    return HomeFacts(
        market=foreign(code.lower(), number),
        status=foreign("vacant_ready", number + 1),
        city=foreign(city, number + 2),
        state=state,
        billing_entity=foreign(ENTITIES[number % 3], number % 3),
    )


def _applied(foreign: Foreign) -> tuple[Applied, ...]:
    return tuple(
        Applied(
            at=NOW - timedelta(days=place + 1),
            plan_id=f"01JDA7Q{place:019d}",
            digest=f"sha256:{place:064x}",
            actor=foreign("rosa", place),
            run=f"01JDA7R{place:019d}",
            note=foreign("", place),
            changes=12 + place,
        )
        for place in range(5)
    )


def _against(foreign: Foreign) -> Against:
    return Against(
        ref=foreign("origin/main", 5),
        commit="9b1f0c2d4e5f60718293a4b5c6d7e8f901234567",
        committed_at=NOW - timedelta(days=3),
        knows_facts=True,
        gone=(
            Gone(
                action=Action.CREATE,
                property=_home(7),
                needs=(need(f"{_home(7)}/tour"),),
                services=services(tour=1),
                order_id=None,
                why=foreign("no rule asks for it any more", 6),
            ),
        ),
    )


def _findings() -> Iterator[AuditFinding]:
    for number, code in enumerate(cycle(FindingCode)):
        home = _home(number)
        yield AuditFinding(
            code=code,
            address=need(f"{home}/photos") if number % 3 else home,
            order_id=OrderId(f"{660_000 + number}") if number % 2 else None,
            since=NOW - timedelta(hours=number % 700),
            why="what is there differs from what was ordered",
            remedy="look at the order at the vendor",
        )
