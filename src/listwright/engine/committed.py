"""What was ordered in a month already, and who pays for it: orders, and requests in doubt.

A request of which nobody knows what became of it counts, because its order may exist. An order that
was canceled does not. Pictures are billed to nobody by name, so they count in no budget.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from listwright.engine.billing import find_entity
from listwright.engine.calendar import Calendar
from listwright.engine.months import Month
from listwright.engine.pricing import cost_of_order
from listwright.engine.view import Run
from listwright.model.account import Account
from listwright.model.intent import Intent, Observed, PropertyRecord
from listwright.model.money import Spent
from listwright.model.names import AccountId, CanonicalId, OrderId, OrderKey
from listwright.model.order import Order, Phase, Service
from listwright.model.portfolio import Home, Portfolio

Payers = Mapping[tuple[AccountId, OrderId], str]
"""The entity that each order was placed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """The orders of one month and the requests in doubt, with what each costs whom.

    `recent` are all orders of the month, those of nobody and the canceled ones as well.
    """

    month: Month
    orders: Mapping[tuple[AccountId, OrderId], Spent]
    doubts: Mapping[tuple[AccountId, OrderKey], Spent]
    recent: tuple[Order, ...] = ()

    def spent(self) -> Iterator[Spent]:
        """All of it."""
        yield from self.orders.values()
        yield from self.doubts.values()


def month_commitments(run: Run, observed: Observed, payers: Payers, *, month: Month) -> Commitments:
    """What the ledger knows of the month.

    Who pays for an order that somebody else placed, or that was imported, is who would pay for an
    order for its home today.
    """
    near = NearAccounts([settings.account for settings in run.portfolio.vendors.values()])
    recent = [
        (canonical, order)
        for canonical, record in observed.properties.items()
        for order in record.orders
        if month.holds(order.created) and near.has(order.account)
    ]
    entities = Paying(run.portfolio, run.calendar, payers)
    orders: dict[tuple[AccountId, OrderId], Spent] = {}
    for canonical, order in recent:
        entity = entities.of_order(canonical, order)
        if entity is not None and order.phase is not Phase.CANCELED:
            cents = cost_of_order(order, run.portfolio.prices)
            orders[order.account.id, order.order_id] = Spent(entity=entity, cents=cents)
    return Commitments(
        month=month,
        orders=orders,
        doubts=dict(_doubts(run, observed.properties.values(), near=near, month=month)),
        recent=tuple(order for _, order in recent),
    )


def _doubts(
    run: Run, records: Iterable[PropertyRecord], *, near: "NearAccounts", month: Month
) -> Iterator[tuple[tuple[AccountId, OrderKey], Spent]]:
    for intent in (one for record in records for one in record.intents):
        if not (intent.state.is_unsettled and intent.billing_entity and near.has(intent.account)):
            continue
        # Any of its requests may have made the order.
        if month.holds(intent.created_at) or month.holds(intent.sent_at):
            cents = run.portfolio.prices.total(intent.account.label, asked_lines(intent))
            spent = Spent(entity=intent.billing_entity, cents=cents)
            yield (intent.account.id, intent.order_key), spent


def asked_lines(intent: Intent) -> list[Service]:
    """What a request asked for."""
    return [Service(slug=line.slug, quantity=line.quantity) for line in intent.services]


class NearAccounts:
    """The accounts that the files name, and those at the same vendor under other labels."""

    def __init__(self, accounts: list[Account]) -> None:
        """`accounts` are those of the files."""
        self._accounts = accounts
        self._known: dict[AccountId, bool] = {}

    def has(self, account: Account) -> bool:
        """Whether orders there are paid by the same people."""
        known = self._known.get(account.id)
        if known is None:
            known = any(account == one or account.is_beside(one) for one in self._accounts)
            self._known[account.id] = known
        return known


class Paying:
    """Who pays for an order."""

    def __init__(self, portfolio: Portfolio, calendar: Calendar, payers: Payers) -> None:
        """Homes are looked up when the first order needs it: most say themselves who pays."""
        self._portfolio = portfolio
        self._calendar = calendar
        self._payers = payers
        self._homes: dict[CanonicalId, Home] | None = None

    def home(self, canonical: CanonicalId) -> Home | None:
        """The home of that id, if the files and inventories still have it."""
        if self._homes is None:
            self._homes = {home.canonical: home for home in self._portfolio.homes}
        return self._homes.get(canonical)

    def of_order(self, canonical: CanonicalId, order: Order) -> str | None:
        """The entity; None for a picture, and for a home that is gone."""
        placed = self._payers.get((order.account.id, order.order_id))
        if placed is not None or order.task is not None:
            return placed
        home = self.home(canonical)
        if home is None:
            return None
        entity, _, _ = find_entity(self._portfolio, home, self._calendar.today(home.facts))
        return entity or None
