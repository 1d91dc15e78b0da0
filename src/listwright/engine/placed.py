"""Every order of the ledger that costs money, with who pays for it and what it costs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

from listwright.engine.calendar import Calendar
from listwright.engine.committed import NearAccounts, Payers, Paying, asked_lines
from listwright.engine.months import month_of
from listwright.engine.pricing import line_prices, told_lines
from listwright.model.intent import Intent, Observed
from listwright.model.money import PriceBook
from listwright.model.order import Order, Phase, Service
from listwright.model.portfolio import Portfolio
from listwright.model.report import Placed, PlacedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a report of money is made of: the files, the ledger, and who was to pay for what.

    `observed` has renamed homes joined.
    """

    portfolio: Portfolio
    calendar: Calendar
    observed: Observed
    payers: Payers


def placed_orders(books: Books) -> tuple[Placed, ...]:
    """All of them at accounts of the files, canceled ones too, and the requests in doubt."""
    return tuple(_placed(books))


def _placed(books: Books) -> Iterator[Placed]:
    portfolio = books.portfolio
    near = NearAccounts([settings.account for settings in portfolio.vendors.values()])
    paying = Paying(portfolio, books.calendar, books.payers)
    for canonical, record in books.observed.properties.items():
        home = paying.home(canonical)
        market = home.facts.text("market") if home is not None else None
        for order in record.orders:
            if near.has(order.account):
                entity = paying.of_order(canonical, order)
                yield _of_order(order, books, entity=entity, market=market)
        for intent in record.intents:
            if intent.state.is_unsettled and near.has(intent.account):
                yield _of_doubt(intent, books, market=market)


def _of_order(order: Order, books: Books, *, entity: str | None, market: str | None) -> Placed:
    book = books.portfolio.prices
    created = order.created or books.calendar.now
    return Placed(
        order_id=order.order_id,
        order_key=order.order_key,
        property=order.property,
        entity=entity,
        market=market,
        month=month_of(created, books.calendar.zone).name,
        lines=tuple(_lines(order, book)),
        aliases=tuple(filter(None, (order.request_id, order.legacy_order_id))),
        managed=order.managed,
        picture=order.task is not None,
        canceled=order.phase is Phase.CANCELED,
    )


def _lines(order: Order, book: PriceBook) -> Iterator[PlacedLine]:
    """Its services, all with a price or all without."""
    lines, prices = told_lines(order), line_prices(order, book)
    for line, cents in zip(lines, prices or repeat(None), strict=False):
        yield PlacedLine(slug=line.slug, cents=cents)


def _of_doubt(intent: Intent, books: Books, *, market: str | None) -> Placed:
    lines = asked_lines(intent)
    book, label = books.portfolio.prices, intent.account.label
    known = book.total(label, lines) is not None
    return Placed(
        order_id=None,
        order_key=intent.order_key,
        property=intent.property,
        entity=intent.billing_entity or None,
        market=market,
        month=month_of(intent.sent_at, books.calendar.zone).name,
        lines=tuple(_doubtful(lines, book, label=label, known=known)),
        picture=intent.task is not None,
    )


def _doubtful(
    lines: Iterable[Service], book: PriceBook, *, label: str, known: bool
) -> Iterator[PlacedLine]:
    for line in lines:
        cents = book.price(label, line.slug, line.quantity) if known else None
        yield PlacedLine(slug=line.slug, cents=cents)
