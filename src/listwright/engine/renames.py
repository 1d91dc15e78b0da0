"""Homes that seem to have got a new id: the same address, while an order is open under the old one.

The vendor's duplicate protection goes by id, so nothing but this keeps such a home from being
visited twice.
"""

from collections.abc import Callable, Iterable, Mapping

from listwright.model.intent import PropertyRecord
from listwright.model.names import Address, CanonicalId
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Reason
from listwright.model.portfolio import Home

ADDRESS_COLUMNS = ("street", "street2", "postal_code")
"""What tells one home from another on a map; stored with every order."""

_Key = tuple[str, ...]


def find_former_orders(
    homes: Iterable[Home], observed: Mapping[CanonicalId, PropertyRecord]
) -> Mapping[CanonicalId, Order]:
    """The open order of a home that is gone, by the home that has its address now."""
    homes = tuple(homes)
    present = {home.canonical for home in homes}
    gone = {
        key: order
        for canonical, record in observed.items()
        if canonical not in present
        for order in record.orders
        if (key := _key_of_order(order)) is not None
    }
    if not gone:
        return {}
    return {
        home.canonical: gone[key]
        for home in homes
        if (key := _key(home.facts.text)) is not None and key in gone
    }


def _key_of_order(order: Order) -> _Key | None:
    if not order.managed or order.phase is not Phase.OPEN or order.basis is None:
        return None
    return _key(order.basis.facts.get)


def _key(text: Callable[[str], str | None]) -> _Key | None:
    """The address as it is compared, or None without a street."""
    parts = tuple(" ".join((text(column) or "").casefold().split()) for column in ADDRESS_COLUMNS)
    return parts if parts[0] else None


def blocked_by_rename(need: Address, spec: NeedSpec, former: Order) -> Blocked:
    """The need waits until somebody says whether this is the same home."""
    return Blocked(
        need=need,
        action=Action.CREATE,
        reason=Reason.PROTECTED,
        why=f"order {former.order_id} for the same address is open under the id {former.property}, "
        "which the files no longer have: was the home renamed?",
        remedy=f"give the home its old id back; if it is another home, apply --replace {need}",
        since=former.created,
        because=spec.because,
        order_id=former.order_id,
    )
