"""The money of a plan: what it costs, what the month holds, and where a limit is exceeded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from shlex import quote

from listwright.engine.committed import Commitments, Payers, month_commitments
from listwright.engine.learned import learned_prices, orders_holding
from listwright.engine.months import month_of
from listwright.engine.pricing import price_changes
from listwright.engine.view import Run
from listwright.engine.wording import amount_of
from listwright.model.intent import Observed
from listwright.model.money import Budget, Cost, LearnedPrice, Spent, amount_text
from listwright.model.plan import Change, Plan, Refusal
from listwright.model.portfolio import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The changes with their prices, and what stands beside them.

    `month` is None where nobody asks for it: there are no prices and no budgets, and nothing is
    ordered.
    """

    changes: list[Change]
    month: Commitments | None
    learned: tuple[LearnedPrice, ...]


def weigh_money(
    changes: list[Change], run: Run, observed: Observed, *, limits: Limits, payers: Payers
) -> Money:
    """What `changes` cost, and what the month of the plan holds beside them."""
    book = run.portfolio.prices
    creates = any(change.action.creates for change in changes)
    if not (creates or book.prices or limits.monthly_budget):
        return Money(changes=changes, month=None, learned=())
    month = month_of(run.now, run.calendar.zone)
    held = month_commitments(run, observed, payers, month=month)
    wanted = {
        (change.account.label, line.slug, line.quantity)
        for change in changes
        if change.action.creates
        for line in change.services
    }
    orders = [*held.recent, *(orders_holding(observed, wanted) if wanted else ())]
    accounts = frozenset(settings.account for settings in run.portfolio.vendors.values())
    return Money(
        changes=[_in_place_of(change, held) for change in price_changes(changes, book)],
        month=held,
        learned=learned_prices(orders, accounts, book),
    )


def _in_place_of(change: Change, held: Commitments) -> Change:
    """The change, with what the month counts already and will not cost beside it.

    A replacement is ordered only after the old order was seen canceled; a request that goes out
    once more makes the order that the first may have made.
    """
    spent: Spent | None = None
    if change.resend is not None and change.order_key is not None:
        spent = held.doubts.get((change.account.id, change.order_key))
    elif change.action.creates and change.order_id is not None:
        spent = held.orders.get((change.account.id, change.order_id))
    return change if spent is None else replace(change, instead=spent)


def total_cost(changes: Iterable[Change], currency: str | None = None) -> Cost:
    """What the orders that `changes` place cost, in all and by billing entity."""
    by_entity: Counter[str] = Counter()
    known = unpriced = 0
    for change in changes:
        if not change.action.creates:
            continue
        if change.cost is None:
            unpriced += 1
            continue
        known += change.cost
        if change.billing_entity is not None:
            by_entity[change.billing_entity] += change.cost
    return Cost(
        currency=currency,
        known=known,
        unpriced_orders=unpriced,
        by_entity=dict(sorted(by_entity.items())),
    )


@dataclass(slots=True)
class _Sums:
    """What one entity spends, while it is added up."""

    committed: int = 0
    committed_unpriced: int = 0
    planned: int = 0
    planned_unpriced: int = 0

    def commit(self, spent: Spent, sign: int = 1) -> None:
        """Add an order that was placed, or take it away again."""
        self.committed += sign * (spent.cents or 0)
        self.committed_unpriced += sign * (spent.cents is None)

    def plan(self, change: Change, sign: int = 1) -> None:
        """Add an order that would be placed, or take it away again."""
        self.planned += sign * (change.cost or 0)
        self.planned_unpriced += sign * (change.cost is None)


def budgets_of(
    changes: Iterable[Change], held: Commitments | None, allowed: Mapping[str, int]
) -> tuple[Budget, ...]:
    """The month of every entity that has a budget or spends anything in it, by name."""
    if held is None:
        return ()
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for entity in allowed:
        sums[entity] = _Sums()
    for spent in held.spent():
        sums[spent.entity].commit(spent)
    _count(changes, sums, sign=1)
    return tuple(
        Budget(
            entity=entity,
            month=held.month.name,
            allowed=allowed.get(entity),
            committed=one.committed,
            committed_unpriced=one.committed_unpriced,
            planned=one.planned,
            planned_unpriced=one.planned_unpriced,
        )
        for entity, one in sorted(sums.items())
    )


def _count(changes: Iterable[Change], sums: Mapping[str, _Sums], *, sign: int) -> None:
    """Count changes as planned, or not any more; the orders they replace the other way round."""
    for change in changes:
        if not change.action.creates:
            continue
        if change.billing_entity is not None:
            sums[change.billing_entity].plan(change, sign)
        if change.instead is not None:
            sums[change.instead.entity].commit(change.instead, -sign)


def keep_only(plan: Plan, kept: tuple[Change, ...]) -> Plan:
    """The plan with nothing but `kept`, which are of its own changes, and what these cost."""
    names = {id(change) for change in kept}
    dropped = [change for change in plan.changes if id(change) not in names]
    sums = {
        one.entity: _Sums(
            committed=one.committed,
            committed_unpriced=one.committed_unpriced,
            planned=one.planned,
            planned_unpriced=one.planned_unpriced,
        )
        for one in plan.budgets
    }
    if sums:
        _count(dropped, sums, sign=-1)
    budgets = tuple(
        replace(
            one,
            committed=sums[one.entity].committed,
            committed_unpriced=sums[one.entity].committed_unpriced,
            planned=sums[one.entity].planned,
            planned_unpriced=sums[one.entity].planned_unpriced,
        )
        for one in plan.budgets
    )
    cost = total_cost(kept, plan.cost.currency)
    return replace(plan, changes=kept, cost=cost, budgets=budgets)


def refuse_over_money(
    cost: Cost, budgets: Iterable[Budget], max_spend: int | None
) -> tuple[Refusal, ...]:
    """Every limit of money that a plan exceeds."""
    refusals = []
    if max_spend is not None and cost.known > max_spend:
        actual = amount_text(cost.known)
        remedy = (
            "raise limits.max_spend, narrow the plan with --target, or "
            f"--override-limit max_spend={actual} --reason T"
        )
        refusals.append(
            Refusal(code="max_spend", allowed=amount_text(max_spend), actual=actual, remedy=remedy)
        )
    refusals += [_over_budget(one, one.allowed) for one in budgets if one.is_exceeded]
    return tuple(refusals)


def _over_budget(budget: Budget, allowed: int | None) -> Refusal:
    actual = amount_text(budget.total)
    override = quote(f"monthly_budget.{budget.entity}={actual}")
    return Refusal(
        code="monthly_budget",
        allowed=amount_text(allowed or 0),
        actual=actual,
        remedy=(
            f"{budget.entity} has {amount_of(budget.committed)} ordered in {budget.month} and "
            f"{amount_of(budget.planned)} planned; raise limits.monthly_budget, narrow the plan "
            f"with --target, or --override-limit {override} --reason T"
        ),
        subject=budget.entity,
    )
