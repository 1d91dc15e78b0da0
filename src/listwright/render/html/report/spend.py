"""Money: what each billing entity has committed, what this plan adds, and what it may spend."""

from collections.abc import Mapping
from dataclasses import dataclass

from listwright.model.money import Budget
from listwright.model.plan import Change, Plan
from listwright.render.html.report.words import amount, priced
from listwright.render.text.words import number

_NAMELESS = "(no billing entity)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One entity of the picture; widths and the mark of the limit in percent of the scale."""

    entity: str
    words: str
    committed: str
    planned: str
    limit: str | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRow:
    """One row of the table: an entity with its month, or one service below it."""

    name: str
    month: str = ""
    orders: str = ""
    planned: str = ""
    committed: str = ""
    allowed: str = ""
    used: str = ""
    service: bool = False
    over: bool = False


@dataclass(slots=True)
class _Sum:
    """Orders, known cents and orders without a price of one service while they grow."""

    orders: int = 0
    known: int = 0
    unpriced: int = 0


def spend_rows(plan: Plan) -> list[SpendRow]:
    """Entity by entity, each with what it buys in this plan.

    An order of several services has one price, so it counts for all of them together.
    """
    bought = _by_service(plan.changes)
    budgets = {one.entity: one for one in plan.budgets}
    month = plan.budgets[0].month if plan.budgets else f"{plan.made_at:%Y-%m}"
    rows: list[SpendRow] = []
    for entity in sorted({*bought, *budgets}, key=str.casefold):
        services = bought.get(entity, {})
        rows.append(_entity_row(entity, services, budget=budgets.get(entity), month=month))
        for name, sums in sorted(services.items()):
            rows.append(
                SpendRow(
                    name=name,
                    orders=number(sums.orders),
                    planned=priced(sums.known, sums.unpriced),
                    service=True,
                )
            )
    return rows


def _by_service(changes: tuple[Change, ...]) -> dict[str, dict[str, _Sum]]:
    sums: dict[str, dict[str, _Sum]] = {}
    for change in changes:
        if not change.action.creates:
            continue
        name = " + ".join(dict.fromkeys(line.slug for line in change.services))
        entity = sums.setdefault(change.billing_entity or _NAMELESS, {})
        one = entity.setdefault(name, _Sum())
        one.orders += 1
        one.known += change.cost or 0
        one.unpriced += change.cost is None
    return sums


def _entity_row(
    entity: str, services: Mapping[str, _Sum], *, budget: Budget | None, month: str
) -> SpendRow:
    orders = sum(one.orders for one in services.values())
    known = sum(one.known for one in services.values())
    unpriced = sum(one.unpriced for one in services.values())
    if budget is None:
        return SpendRow(
            name=entity,
            month=month,
            orders=number(orders),
            planned=priced(known, unpriced),
            committed="not known",
            allowed="none set",
        )
    return SpendRow(
        name=entity,
        month=budget.month,
        orders=number(orders),
        planned=priced(budget.planned, budget.planned_unpriced),
        committed=priced(budget.committed, budget.committed_unpriced),
        allowed="none set" if budget.allowed is None else amount(budget.allowed),
        used=_used(budget),
        over=budget.excess > 0,
    )


def _used(budget: Budget) -> str:
    """How much of the budget is used with this plan, in percent."""
    return "" if budget.percent is None else f"{number(budget.percent)} %"


def spend_bars(plan: Plan) -> list[Bar]:
    """The picture: all entities on one scale, so that their lengths compare."""
    budgets = plan.budgets
    longest = max((max(one.total, one.allowed or 0) for one in budgets), default=0)
    scale = longest * 1.02
    if not scale:
        return []
    return [_bar(one, scale, plan.cost.currency) for one in budgets]


def _bar(budget: Budget, scale: float, currency: str | None) -> Bar:
    words = amount(budget.total, currency)
    if budget.allowed is not None:
        used = f", {_used(budget)}" if budget.allowed else ""
        words += f" of {amount(budget.allowed)}{used}"
    return Bar(
        entity=budget.entity,
        words=f"{words}, over budget" if budget.excess else words,
        committed=f"{100 * budget.committed / scale:.2f}",
        planned=f"{100 * budget.planned / scale:.2f}",
        limit=None if budget.allowed is None else f"{100 * budget.allowed / scale:.2f}",
        over=budget.excess > 0,
    )
