"""What vendors asked last for services, where the price book has nothing, or something else."""

from collections.abc import Iterable, Iterator, Set
from datetime import datetime

from listwright.engine.pricing import asked_price, told_lines
from listwright.model.account import Account
from listwright.model.intent import Observed
from listwright.model.money import LearnedPrice, PriceBook, PriceKey
from listwright.model.order import Order


def learned_prices(
    orders: Iterable[Order], accounts: Set[Account], book: PriceBook
) -> tuple[LearnedPrice, ...]:
    """One suggestion for each service of `orders` that the book has not, or has differently.

    Of several orders the newest one counts. Orders of other accounts say nothing: prices are made
    with each of them.
    """
    newest: dict[PriceKey, LearnedPrice] = {}
    for order in orders:
        if order.account in accounts:
            for key, seen in _prices(order):
                known = newest.get(key)
                if known is None or _age(order.created, order.order_id) > _age(
                    known.at, known.order_id
                ):
                    newest[key] = _learned(order, key, seen, book=book)
    return tuple(newest[key] for key in sorted(newest) if newest[key].seen != newest[key].book)


def orders_holding(observed: Observed, wanted: Set[PriceKey]) -> Iterator[Order]:
    """Every known order of which the vendor told the price of something that is `wanted`."""
    for record in observed.properties.values():
        for order in record.orders:
            label = order.account.label
            for line in told_lines(order):
                known = asked_price(line) is not None
                if known and (label, line.slug, line.quantity) in wanted:
                    yield order
                    break


def _prices(order: Order) -> Iterator[tuple[PriceKey, int]]:
    for line in told_lines(order):
        asked = asked_price(line)
        if asked is not None:
            yield (order.account.label, line.slug, line.quantity), asked


def _age(created: datetime | None, order_id: str) -> tuple[float, str]:
    return (created.timestamp() if created is not None else 0.0, order_id)


def _learned(order: Order, key: PriceKey, seen: int, *, book: PriceBook) -> LearnedPrice:
    label, slug, quantity = key
    return LearnedPrice(
        label=label,
        slug=slug,
        quantity=quantity,
        seen=seen,
        book=book.price(*key),
        order_id=order.order_id,
        at=order.created,
    )
