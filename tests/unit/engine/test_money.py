"""Who pays, how much, and what is left: money without files and without a ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden.plans import NOW, create, ending, plan_of
from tests.unit.engine.worlds import SHOT, home, open_order, world

from listwright.app.approved import match_saved
from listwright.engine.calendar import Calendar
from listwright.engine.committed import Commitments
from listwright.engine.digest import change_digest
from listwright.engine.guard import trim_to_limits
from listwright.engine.learned import learned_prices
from listwright.engine.money import budgets_of, keep_only, refuse_over_money, total_cost
from listwright.engine.months import first_month, month_of
from listwright.engine.placed import Books, placed_orders
from listwright.engine.price_words import price_remedy
from listwright.engine.pricing import block_unpriced, cost_of_order, price_changes
from listwright.engine.resuming import approve
from listwright.engine.wording import amount_of
from listwright.engine.work import Found
from listwright.model.account import Account
from listwright.model.money import PriceBook, Spent, amount_text, cents_of
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Order, Phase, Service
from listwright.model.plan import Action, Change, Plan, Reason
from listwright.model.portfolio import Limits, OnLimit
from listwright.model.saved import SavedPlan

ACCOUNT = Account(kind="planomatic", environment="api.planomatic.com", label="planomatic")
BOOK = PriceBook(
    currency="USD", prices={("planomatic", "photos", 15): 12_500, ("planomatic", "tour", 1): 10_000}
)
DENVER = ZoneInfo("America/Denver")
NOVEMBER = month_of(NOW, DENVER)


def order(*lines: Service, order_id: str = "1", **fields: object) -> Order:
    values: dict[str, object] = {"created": NOW, "status": "ordered", "phase": Phase.OPEN}
    return Order(
        account=ACCOUNT,
        order_id=OrderId(order_id),
        property=create("P-1").property,
        services=lines,
        **(values | fields),  # type: ignore[arg-type]
    )


def held(*orders: Spent, doubts: tuple[Spent, ...] = ()) -> Commitments:
    return Commitments(
        month=NOVEMBER,
        orders={(AccountId("a"), OrderId(str(n))): one for n, one in enumerate(orders)},
        doubts={(AccountId("a"), f"lw1-{n}"): one for n, one in enumerate(doubts)},  # type: ignore[misc]
    )


def test_a_price_below_nothing_is_no_price() -> None:
    refunded = Service(slug="photos", quantity=15, price=-5_000)
    assert cost_of_order(order(refunded), BOOK) == 12_500
    assert cost_of_order(order(refunded), PriceBook()) is None
    assert cost_of_order(order(replace(refunded, price=0)), BOOK) == 0
    assert learned_prices([order(refunded)], {ACCOUNT}, PriceBook()) == ()


def test_a_report_of_spending_says_what_a_budget_counts(tmp_path: Path) -> None:
    """An order costs its lines, whoever asks: one below nothing makes the book speak for all."""
    prices = 'prices: {planomatic: {currency: USD, items: {photos: {15: "125.00"}}}}\n'
    known = world(
        tmp_path,
        prices + "properties:\n" + home("P-1", SHOT),
        [open_order("1", "P-1", "2026-11-20T12:00:00Z")],
    )
    ((canonical, record),) = known.observed.properties.items()
    refunded = tuple(replace(line, price=-5_000) for line in record.orders[0].services)
    record = replace(record, orders=(replace(record.orders[0], services=refunded),))
    books = Books(
        portfolio=known.portfolio,
        calendar=Calendar(now=NOW, zone=DENVER),
        observed=replace(known.observed, properties={canonical: record}),
        payers={},
    )
    (placed,) = placed_orders(books)
    assert placed.cents == cost_of_order(record.orders[0], known.portfolio.prices) == 12_500


def test_lines_for_many_prices_can_be_written_one_after_the_other() -> None:
    missing = [("a", "photos", 15), ("a", "photos", 20), ("a", "tour", 1)]
    assert price_remedy(missing, PriceBook(), {}) == (
        'write `a: {currency: USD, items: {photos: {15: "AMOUNT"}}}` under `prices`; and '
        '`20: "AMOUNT"` under `prices.a.items.photos`; and '
        '`tour: {1: "AMOUNT"}` under `prices.a.items`'
    )


@pytest.mark.parametrize("cents", [0, 5, 99, 100, 12_345, 4_000_000])
def test_amounts_go_there_and_back(cents: int) -> None:
    assert cents_of(amount_text(cents)) == cents


def test_an_amount_below_nothing_is_told_as_it_is() -> None:
    assert [amount_of(cents) for cents in (-2_550, -5, 0, 1_240_005)] == [
        "-25.50",
        "-0.05",
        "0.00",
        "12,400.05",
    ]


def test_months_are_those_of_the_zone() -> None:
    assert NOVEMBER.name == "2026-11"
    assert NOVEMBER.start == datetime(2026, 11, 1, 6, tzinfo=UTC)  # summer time still
    assert NOVEMBER.end == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert NOVEMBER.holds(NOVEMBER.start)
    assert not NOVEMBER.holds(NOVEMBER.end)
    assert not NOVEMBER.holds(None)
    december = first_month(date(2026, 12, 31), DENVER)
    assert (december.start, december.end.year) == (NOVEMBER.end, 2027)
    assert first_month(date(9999, 12, 1), UTC).name == "9999-12"


PHOTOS, TOUR = Service(slug="photos", quantity=15), Service(slug="tour", quantity=1)


@pytest.mark.parametrize(
    ("lines", "echoed", "cents"),
    [
        ((PHOTOS,), (), 12_500),
        ((replace(PHOTOS, price=13_000),), (), 13_000),
        ((replace(PHOTOS, price=0),), (), 0),
        # One line without the vendor's price: the book speaks for all of them.
        ((replace(PHOTOS, price=13_000), TOUR), (), 22_500),
        ((replace(PHOTOS, price=13_000), replace(TOUR, slug="drone")), (), None),
        # What the vendor holds is what it asks money for.
        ((replace(PHOTOS, price=12_500),), (replace(PHOTOS, quantity=25, price=17_500),), 17_500),
        ((), (), None),
    ],
)
def test_an_order_costs_what_its_vendor_says(
    lines: tuple[Service, ...], echoed: tuple[Service, ...], cents: int | None
) -> None:
    assert cost_of_order(order(*lines, echoed=echoed), BOOK) == cents


def test_an_order_is_priced_whole_or_not_at_all() -> None:
    both = create("P-1", buys={"photos": 15, "tour": 1})
    odd = create("P-2", buys={"photos": 15, "staging": 5})
    cancel = ending(Action.CANCEL, "P-3", "640001")
    priced = price_changes([both, odd, cancel], BOOK)
    assert [change.cost for change in priced] == [22_500, None, None]
    cost = total_cost(priced, "USD")
    assert (cost.known, cost.unpriced_orders) == (22_500, 1)


def test_the_newest_price_that_differs_is_learned() -> None:
    orders = [
        order(replace(PHOTOS, price=13_000), order_id="1", created=NOW.replace(day=3)),
        order(replace(PHOTOS, price=14_000), order_id="2", created=NOW.replace(day=4)),
        order(replace(PHOTOS, price=15_000), order_id="3", created=None),
        order(replace(TOUR, price=10_000), order_id="4"),
        replace(
            order(replace(PHOTOS, price=1), order_id="5", created=NOW.replace(day=9)),
            account=replace(ACCOUNT, environment="sandbox"),
        ),
    ]
    (learned,) = learned_prices(orders, {ACCOUNT}, BOOK)
    assert (learned.slug, learned.seen, learned.book) == ("photos", 14_000, 12_500)
    assert learned.order_id == "2"
    assert learned_prices(orders[3:4], {ACCOUNT}, BOOK) == ()


def priced(home: str, cents: int, entity: str = "fund", **fields: object) -> Change:
    change = replace(create(home), cost=cents, billing_entity=entity)
    return replace(change, **fields)  # type: ignore[arg-type]


def test_what_a_change_takes_the_place_of_counts_once() -> None:
    old = Spent(entity="fund", cents=10_000)
    change = priced("P-1", 15_000, action=Action.REPLACE, instead=old)
    month = held(old, Spent(entity="other", cents=None))
    fund, other = budgets_of([change], month, {"fund": 15_000})
    assert (fund.committed, fund.planned, fund.total) == (0, 15_000, 15_000)
    assert not fund.is_exceeded
    assert (other.entity, other.committed, other.committed_unpriced) == ("other", 0, 1)
    plan = replace(plan_of(change), budgets=(fund, other))
    left = keep_only(plan, ())
    assert [one.committed for one in left.budgets] == [10_000, 0]
    assert [one.planned for one in left.budgets] == [0, 0]
    assert left.cost.known == 0


def test_a_month_over_its_budget_refuses_only_what_adds_to_it() -> None:
    month = held(Spent(entity="fund", cents=50_000))
    cancel = ending(Action.CANCEL, "P-3", "640001")
    full = budgets_of([cancel], month, {"fund": 40_000})
    assert refuse_over_money(total_cost([cancel]), full, None) == ()
    more = budgets_of([priced("P-1", 1)], month, {"fund": 40_000})
    (refusal,) = refuse_over_money(total_cost([]), more, None)
    assert (refusal.code, refusal.subject) == ("monthly_budget", "fund")
    assert (refusal.allowed, refusal.actual) == ("400.00", "500.01")
    assert "monthly_budget.fund=500.01" in refusal.remedy


def test_an_entity_with_blanks_is_quoted_for_the_shell() -> None:
    budgets = budgets_of([priced("P-1", 2, "fund a")], held(), {"fund a": 1})
    (refusal,) = refuse_over_money(total_cost([]), budgets, None)
    assert "--override-limit 'monthly_budget.fund a=0.02'" in refusal.remedy


def saved_of(plan: Plan, *changes: Change) -> SavedPlan:
    approval = approve(plan)
    digests = {change_digest(change) for change in changes}
    return SavedPlan(
        project=plan.project,
        lineage=plan.lineage,
        plan_id="saved",
        expires_at=plan.expires_at,
        made_at=plan.made_at,
        digests=plan.digests,
        scope=plan.scope,
        changes=tuple(one for one in approval.changes if one.digest in digests),
    )


def test_limits_that_only_the_unreviewed_rest_exceeds_are_dropped() -> None:
    first, second = priced("P-1", 30_000), priced("P-2", 40_000)
    limits = Limits(max_spend=50_000, monthly_budget={"fund": 60_000})
    budgets = budgets_of([first, second], held(), limits.monthly_budget)
    cost = total_cost([first, second], "USD")
    refusals = refuse_over_money(cost, budgets, limits.max_spend)
    assert [one.code for one in refusals] == ["max_spend", "monthly_budget"]
    fresh = replace(plan_of(first, second), cost=cost, budgets=budgets, refusals=refusals)
    approved = match_saved(saved_of(fresh, first), fresh).plan
    assert approved.refusals == ()
    assert approved.cost.known == 30_000
    assert [one.planned for one in approved.budgets] == [30_000]
    whole = match_saved(saved_of(fresh, first, second), fresh).plan
    assert whole.refusals == refusals


amounts = st.one_of(st.none(), st.integers(0, 500))
entities = st.sampled_from(["fund", "other"])


@st.composite
def changes_of_money(draw: st.DrawFn) -> list[Change]:
    made = []
    for number, cents in enumerate(draw(st.lists(amounts, max_size=12))):
        change = replace(create(f"P-{number}"), cost=cents, billing_entity=draw(entities))
        if draw(st.booleans()):
            old = Spent(entity=draw(entities), cents=draw(amounts))
            change = replace(change, action=Action.REPLACE, instead=old)
        made.append(change)
    return made


@given(changes_of_money(), st.integers(0, 1500), st.integers(0, 1500), st.integers(0, 800))
def test_trimming_never_exceeds_a_limit(
    changes: list[Change], spend: int, budget: int, before: int
) -> None:
    limits = Limits(
        max_creates=1000,
        max_cancels=1000,
        max_spend=spend,
        monthly_budget={"fund": budget},
        on_limit=OnLimit.TRIM,
    )
    olds = [change.instead for change in changes if change.instead is not None]
    month = held(Spent(entity="fund", cents=before), *olds)
    found = block_unpriced(Found(changes=changes), limits, PriceBook())
    assert all(change.cost is not None for change in found.changes)
    kept = trim_to_limits(found, limits, month)
    cost = total_cost(kept.changes)
    assert cost.known <= spend
    assert refuse_over_money(cost, budgets_of(kept.changes, month, {"fund": budget}), spend) == ()
    waiting = {item.need for item in kept.deferred}
    assert waiting == {
        need for one in found.changes if one not in kept.changes for need in one.needs
    }
    # Nothing is left out that would still have fitted behind all that was kept.
    for change in found.changes if not olds else ():
        if change not in kept.changes:
            more = [*kept.changes, change]
            budgets = budgets_of(more, month, {"fund": budget})
            assert refuse_over_money(total_cost(more), budgets, spend)


def test_what_is_free_goes_ahead_in_a_month_that_is_overspent() -> None:
    free = replace(create("P-1"), cost=0, billing_entity="fund")
    limits = Limits(monthly_budget={"fund": 100}, on_limit=OnLimit.TRIM)
    month = held(Spent(entity="fund", cents=101))
    kept = trim_to_limits(Found(changes=[free]), limits, month)
    assert kept.changes == [free]
    assert (
        refuse_over_money(
            total_cost(kept.changes), budgets_of(kept.changes, month, {"fund": 100}), None
        )
        == ()
    )


@given(changes_of_money())
def test_sums_over_entities_are_part_of_what_is_known(changes: list[Change]) -> None:
    cost = total_cost(changes, "USD")
    assert sum(cost.by_entity.values()) == cost.known
    assert cost.unpriced_orders == sum(change.cost is None for change in changes)
    placed = [one.instead for one in changes if one.instead is not None]
    budgets = budgets_of(changes, held(*placed), {})
    assert sum(one.planned for one in budgets) == cost.known
    assert sum(one.planned_unpriced for one in budgets) == cost.unpriced_orders
    assert all(one.committed == 0 == one.committed_unpriced for one in budgets)


@given(st.lists(st.sampled_from(["photos", "tour", "drone"]), max_size=3, unique=True))
def test_another_price_never_leaves_more_unpriced(known: list[str]) -> None:
    changes = [create("P-1", buys={"photos": 1, "tour": 1}), create("P-2", buys={"drone": 1})]
    counts = []
    for number in range(len(known) + 1):
        prices = {("planomatic", slug, 1): 100 for slug in known[:number]}
        counts.append(total_cost(price_changes(changes, PriceBook(prices=prices))).unpriced_orders)
    assert counts == sorted(counts, reverse=True)


def test_a_price_is_no_part_of_what_was_approved() -> None:
    change = create("P-1")
    assert change_digest(change) == change_digest(replace(change, cost=5))
    old = Spent(entity="fund", cents=1)
    assert change_digest(change) == change_digest(replace(change, instead=old))


def test_an_order_above_its_whole_budget_waits_for_no_month() -> None:
    limits = Limits(monthly_budget={"fund": 100}, on_limit=OnLimit.TRIM)
    kept = trim_to_limits(Found(changes=[priced("P-1", 101)]), limits, held())
    (waits,) = kept.deferred
    assert (waits.reason, waits.until) == (Reason.BUDGET_PERIOD, None)
    assert waits.clears_when == "limits.monthly_budget.fund is raised"
