"""Whether vendors still tell what happens, and which orders are read all the same."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from listwright.model.names import AccountId
from listwright.model.order import Order
from listwright.model.reads import Unheard

HEARD_FOR = timedelta(hours=24)
"""How long one event says that those of its account arrive."""

HEALED_AFTER = timedelta(days=7)
"""When an order without any news is read: its event may have been lost."""

PICTURE_HEALED_AFTER = timedelta(hours=1)
"""The same for a picture, which is done within minutes."""


def unheard_accounts(
    orders: Iterable[Order], heard: Mapping[AccountId, datetime], *, now: datetime
) -> tuple[Unheard, ...]:
    """The accounts of open `orders` from which no event came in lately, by label."""
    accounts = {order.account.id: order.account for order in orders}
    return tuple(
        Unheard(vendor=account.label, last=heard.get(account_id))
        for account_id, account in sorted(accounts.items(), key=lambda item: item[1].label)
        if not _is_recent(heard.get(account_id), now)
    )


def _is_recent(last: datetime | None, now: datetime) -> bool:
    """An event of the future says as little as one of long ago: some clock was wrong."""
    return last is not None and abs(now - last) <= HEARD_FOR


def may_have_lost_news(order: Order, now: datetime) -> bool:
    """Whether nothing was heard of an open order for so long that it is read all the same.

    Events are confirmed by reads, so its last read is the last news of it.
    """
    news = order.read_at or order.created
    if news is None or news > now:
        return True
    return now - news >= (HEALED_AFTER if order.task is None else PICTURE_HEALED_AFTER)


def read_for_age(
    orders: Iterable[Order], unheard: Collection[Unheard], *, now: datetime
) -> tuple[Order, ...]:
    """Those of open `orders` that are read though no event names them."""
    deaf = {one.vendor for one in unheard}
    return tuple(
        order for order in orders if order.account.label in deaf or may_have_lost_news(order, now)
    )
