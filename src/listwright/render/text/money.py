"""What a plan costs, how much of each month's budget is used, and prices that vendors told."""

from listwright.engine.price_words import price_line
from listwright.model.money import Budget, LearnedPrice, PriceBook
from listwright.model.plan import Plan
from listwright.render.escape import for_terminal
from listwright.render.text.layout import wrapped
from listwright.render.text.style import Role, Style, more_line, paint
from listwright.render.text.words import amount, count, number

_ENTITIES_SHOWN = 10
_PRICES_SHOWN = 5


def cost_section(plan: Plan, style: Style) -> list[str]:
    """What the orders cost, and what each entity spends in the month."""
    cost = plan.cost
    if cost.currency is None:
        return [*_without_book(plan, style), *budget_lines(_limited(plan), style)]
    budgets = [one for one in plan.budgets if one.allowed is not None or _plans(one)]
    total = f"{amount(cost.known)} {for_terminal(cost.currency)}"
    text = f"Cost: {total} known, {number(cost.unpriced_orders)} unpriced."
    if not any(change.action.creates for change in plan.changes):
        if not budgets:
            return []
        text = "Cost: nothing is ordered."
    if len(budgets) == 1:
        return _wrapped(f"{text} {_budget_words(budgets[0])}", style)
    return [*_wrapped(text, style), *budget_lines(budgets, style, indent=2)]


def _without_book(plan: Plan, style: Style) -> list[str]:
    """One quiet line: nobody has to keep a price book."""
    unpriced = plan.cost.unpriced_orders
    if not unpriced:
        return []
    text = f"Cost: not known; {count(unpriced, 'order')} without a price, as no `prices` are set."
    return [paint(line, Role.FAINT, style) for line in _wrapped(text, style)]


def _limited(plan: Plan) -> list[Budget]:
    return [one for one in plan.budgets if one.allowed is not None]


def _plans(budget: Budget) -> bool:
    return bool(budget.planned or budget.planned_unpriced)


def budget_lines(budgets: list[Budget], style: Style, *, indent: int = 0) -> list[str]:
    """One line for each entity; those that are over their budget first."""
    ordered = sorted(budgets, key=lambda one: not one.is_exceeded)
    every = style.opens("budgets")
    listed = ordered if every else ordered[:_ENTITIES_SHOWN]
    lines = [
        line
        for one in listed
        for line in wrapped(
            _budget_words(one), width=style.columns, indent=indent, hanging=indent + 2
        )
    ]
    return lines + more_line(len(ordered) - len(listed), indent)


def _budget_words(budget: Budget) -> str:
    """`investment_entity_1: 12,400.00 this month + 7,200.00 = 49 % of 40,000.00`, and a point."""
    before = amount(budget.committed)
    if budget.committed_unpriced:
        before += f" and {count(budget.committed_unpriced, 'order')} without a price"
    after = amount(budget.planned)
    if budget.planned_unpriced:
        after += f" and {count(budget.planned_unpriced, 'order')} without a price"
    text = f"{for_terminal(budget.entity)}: {before} this month + {after}"
    return f"{text} = {_share(budget)}."


def _share(budget: Budget) -> str:
    """How much of the budget that is, or the sum where there is none."""
    if budget.allowed is None:
        return amount(budget.total)
    if budget.percent is None:
        return f"{amount(budget.total)} of {amount(0)}"
    return f"{number(budget.percent)} % of {amount(budget.allowed)}"


def _wrapped(text: str, style: Style) -> list[str]:
    return wrapped(text, width=style.columns, indent=0, hanging=2)


def learned_section(plan: Plan, style: Style) -> list[str]:
    """Prices to write into the book, where there is one; a suggestion that decides nothing."""
    if not plan.learned or plan.cost.currency is None:
        return []
    listed = plan.learned if style.opens("prices") else plan.learned[:_PRICES_SHOWN]
    lines = [paint("Prices that vendors asked last, and the files do not have:", Role.TITLE, style)]
    for one in listed:
        text = f"* {_learned_words(one, plan.cost.currency)}"
        lines += wrapped(text, width=style.columns, indent=2, hanging=4)
    return lines + more_line(len(plan.learned) - len(listed), 2)


def _learned_words(learned: LearnedPrice, currency: str) -> str:
    """What was asked, and the line to write; the whole path, as the book is not at hand here."""
    key = (learned.label, learned.slug, learned.quantity)
    book = PriceBook(currency=currency, prices={key: 0})
    said = "not in the files" if learned.book is None else f"{amount(learned.book)} in the files"
    line = for_terminal(price_line(key, learned.seen, book))
    what = f"{for_terminal(learned.slug)} {number(learned.quantity)}"
    asked = f"order {for_terminal(learned.order_id)} cost {amount(learned.seen)}"
    return f"{what}: {asked}, {said}: write {line}"
