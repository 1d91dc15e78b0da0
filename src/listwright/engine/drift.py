"""Drift: what the vendor holds beside what we sent. Shown, never acted on."""

from collections.abc import Iterator, Set

from listwright.model.intent import Observed
from listwright.model.names import AccountId
from listwright.model.order import Order, Phase
from listwright.model.plan import Drift

_UNFINISHED = frozenset({Phase.OPEN, Phase.UNKNOWN})


def find_drift(observed: Observed, accounts: Set[AccountId]) -> tuple[Drift, ...]:
    """Every difference in an open order of ours at one of `accounts`, sorted."""
    found = [
        item
        for record in observed.properties.values()
        for order in record.orders
        if order.echoed and order.managed and order.phase in _UNFINISHED
        if order.account.id in accounts
        for item in _differences(order)
    ]
    return tuple(sorted(found, key=lambda item: (item.property, item.order_id, item.field)))


def _differences(order: Order) -> Iterator[Drift]:
    sent = {line.slug: line.quantity for line in order.services}
    held = {line.slug: line.quantity for line in order.echoed}
    for slug in sorted(sent.keys() | held.keys()):
        was, now = sent.get(slug), held.get(slug)
        if was != now:
            yield Drift(
                order_id=order.order_id,
                property=order.property,
                field=f"services.{slug}.quantity",
                was=was,
                now=now,
            )
