"""What orders cost: by the price book before they are placed, by the vendor's word afterwards."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from listwright.engine.price_words import missing_words, price_remedy
from listwright.engine.wording import asked_of
from listwright.engine.work import Found
from listwright.model.money import LearnedPrice, PriceBook, PriceKey
from listwright.model.names import Address
from listwright.model.order import Order, Service
from listwright.model.picture import PictureCounts
from listwright.model.plan import Blocked, Change, Reason
from listwright.model.portfolio import Limits


def price_changes(changes: Iterable[Change], book: PriceBook) -> list[Change]:
    """The changes, each order that would be placed with its price, if all of it has one."""
    return [
        replace(change, cost=book.total(change.account.label, change.services))
        if change.action.creates
        else change
        for change in changes
    ]


def told_lines(order: Order) -> tuple[Service, ...]:
    """The lines of an order as its vendor has them, which are the ones it asks money for."""
    return order.echoed or order.services


def asked_price(line: Service) -> int | None:
    """What the vendor asked for a line, in cents; None when it did not say.

    Less than nothing is no price: it would make room in a budget that nobody gave.
    """
    return line.price if line.price is not None and line.price >= 0 else None


def line_prices(order: Order, book: PriceBook) -> tuple[int, ...] | None:
    """What each of `told_lines` costs: the vendor's own prices, else those of the book, else None.

    An order is priced whole or not at all.
    """
    lines, label = told_lines(order), order.account.label
    asked = (asked_price(line) for line in lines)
    listed = (book.price(label, line.slug, line.quantity) for line in lines)
    return _whole(asked) or _whole(listed)


def _whole(prices: Iterable[int | None]) -> tuple[int, ...] | None:
    """The prices, if there are any and none is missing."""
    found = tuple(prices)
    known = tuple(price for price in found if price is not None)
    return known if known and len(known) == len(found) else None


def cost_of_order(order: Order, book: PriceBook) -> int | None:
    """What an order costs, in cents; None when that is not known."""
    prices = line_prices(order, book)
    return None if prices is None else sum(prices)


def block_unpriced(
    found: Found, limits: Limits, book: PriceBook, *, learned: Iterable[LearnedPrice] = ()
) -> Found:
    """`found` with the orders blocked whose price nobody knows, where money is limited.

    A second request that is left out is in doubt as before.
    """
    stuck = [
        change
        for change in found.changes
        if change.action.creates
        and change.cost is None
        and limits.needs_price(change.billing_entity)
    ]
    if not stuck:
        return found
    seen = {(one.label, one.slug, one.quantity): one for one in learned}
    names = {id(change) for change in stuck}
    blocked: dict[tuple[Address, str], Blocked] = {}
    for change in stuck:
        for line in _lines(change, book, seen):
            # Of pictures one need makes many orders, which all lack the same price.
            blocked.setdefault((line.need, line.why), line)
    counts = Counter(need for change in stuck for need in change.needs)
    return replace(
        found,
        changes=[change for change in found.changes if id(change) not in names],
        blocked=[*found.blocked, *blocked.values()],
        pictures=[(need, _counted(one, counts[need])) for need, one in found.pictures],
    )


def _lines(
    change: Change, book: PriceBook, learned: dict[PriceKey, LearnedPrice]
) -> tuple[Blocked, ...]:
    if change.resend is not None:
        return change.resend.otherwise
    label = change.account.label
    missing = [
        (label, line.slug, line.quantity)
        for line in change.services
        if book.price(label, line.slug, line.quantity) is None
    ]
    return tuple(
        Blocked(
            need=need,
            action=change.action,
            reason=Reason.UNPRICED,
            why=missing_words(missing),
            remedy=price_remedy(missing, book, learned),
            because=because,
            order_id=change.order_id,
        )
        for need, because in asked_of(change)
    )


def _counted(counts: PictureCounts, stuck: int) -> PictureCounts:
    if not stuck:
        return counts
    return replace(counts, to_order=counts.to_order - stuck, blocked=counts.blocked + stuck)
