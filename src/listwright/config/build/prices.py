"""The price book, and budgets of entities that nothing is billed to."""

from collections.abc import Collection, Iterable, Iterator

from listwright.config.build.wordings import NO_SUCH_ENTITY, TWO_CURRENCIES, UNKNOWN_VENDOR
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.prices import Amounts, PricesDocument
from listwright.config.yaml import excerpt
from listwright.engine.billing import FIELD
from listwright.model.money import PriceBook
from listwright.model.portfolio import Home
from listwright.model.rules import BillingRule, Defaults, Written

_FEW_ENTITIES = 12
"""So many can be named in one sentence."""


def build_prices(
    items: Iterable[Item[PricesDocument]], found: Findings, *, vendors: Collection[str]
) -> PriceBook:
    """The prices of all accounts; `vendors` are those that the files define."""
    currency = None
    amounts: dict[tuple[str, str, int], Written[int]] = {}
    for item in items:
        if item.name not in vendors:
            detail = f"{excerpt(item.name)!r} is not an account of this project."
            nearest = found.nearest(item.name, vendors)
            found.add(UNKNOWN_VENDOR, detail, item.span, suggestion=nearest)
        written = item.value.currency
        if written is not None:
            currency = currency or written
            if written.value != currency.value:
                detail = f"{written.value} here, and {currency.value} at {currency.span}."
                found.add(TWO_CURRENCIES, detail, written.span)
        amounts.update(_amounts(item))
    return PriceBook(
        currency=currency.value if currency else None,
        prices={key: amount.value for key, amount in amounts.items()},
        spans={key: amount.span for key, amount in amounts.items()},
    )


def _amounts(account: Item[PricesDocument]) -> Iterator[tuple[tuple[str, str, int], Written[int]]]:
    for service in account.value.items or ():
        for amount in service.value:
            yield (account.name, service.name, int(amount.name)), amount.value


def check_budgets(
    budgets: Amounts, found: Findings, *, homes: Iterable[Home], payers: Iterable[str]
) -> None:
    """Warn of a budget that no order will ever count against; `payers` stand in the files."""
    if not budgets:
        return
    known = {*payers, *filter(None, (home.facts.text(FIELD) for home in homes))}
    for budget in budgets:
        if budget.name in known:
            continue
        names = ", ".join(sorted(known)[:_FEW_ENTITIES]) or "nobody"
        detail = f"No home is billed to {excerpt(budget.name)!r}; who pays is {names}."
        nearest = found.nearest(budget.name, known)
        found.warn(NO_SUCH_ENTITY, detail, budget.span, suggestion=nearest)


def payers_of(defaults: Defaults, billing: Iterable[BillingRule]) -> frozenset[str]:
    """The entities that the files name for more than one home."""
    default = defaults.billing_entity
    return frozenset(
        [*(rule.entity for rule in billing), *([default.value] if default is not None else [])]
    )
