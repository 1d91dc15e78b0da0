"""Prices in words: what is missing from the book, and the lines of YAML that would put it there."""

from collections.abc import Mapping, Sequence

from listwright.model.money import LearnedPrice, PriceBook, PriceKey, amount_text

_UNKNOWN = '"AMOUNT"'
"""Stands for a price that only a person knows; pasted as it is, it is refused."""

STANDARD_CURRENCY = "USD"


def price_line(key: PriceKey, cents: int | None, book: PriceBook) -> str:
    """What to write for one price, and where: as much of `prices` as is not there yet."""
    label, slug, quantity = key
    amount = _UNKNOWN if cents is None else f'"{amount_text(cents)}"'
    line = f"{quantity}: {amount}"
    if any(one[:2] == (label, slug) for one in book.prices):
        return f"`{line}` under `prices.{label}.items.{slug}`"
    if any(one[0] == label for one in book.prices):
        return f"`{slug}: {{{line}}}` under `prices.{label}.items`"
    currency = book.currency or STANDARD_CURRENCY
    account = f"{label}: {{currency: {currency}, items: {{{slug}: {{{line}}}}}}}"
    return f"`{account}` under `prices`"


def missing_words(missing: Sequence[PriceKey]) -> str:
    """What has no price, as one sentence; all of one account."""
    names = " and ".join(f"{slug} {quantity}" for _, slug, quantity in missing)
    return f"no price of {names} is known at {missing[0][0]}, and what may be spent is limited"


def price_remedy(
    missing: Sequence[PriceKey], book: PriceBook, learned: Mapping[PriceKey, LearnedPrice]
) -> str:
    """Every line to write, one after the other; with what the vendor asked last, where it did."""
    told = []
    for key in missing:
        told.append(_told(key, book, learned.get(key)))
        currency = book.currency or STANDARD_CURRENCY
        book = PriceBook(currency=currency, prices={**book.prices, key: 0})
    return "write " + "; and ".join(told)


def _told(key: PriceKey, book: PriceBook, learned: LearnedPrice | None) -> str:
    if learned is None:
        return price_line(key, None, book)
    asked = f"order {learned.order_id} cost {amount_text(learned.seen)}"
    return f"{price_line(key, learned.seen, book)} ({asked})"
