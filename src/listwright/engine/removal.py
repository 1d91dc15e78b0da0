"""Open orders nobody wants: cancel what the files stopped wanting, keep the rest.

The test: run today's rules over the facts the order was decided on. Need still there: the facts
moved, and the order stays. Need gone: the files changed, and a reviewer saw it.
"""

from dataclasses import dataclass
from enum import Enum

from listwright.engine.memory import facts_then
from listwright.engine.view import AccountView, Run
from listwright.model.names import Address, NeedKey
from listwright.model.order import Order, Phase
from listwright.model.plan import Reason
from listwright.model.portfolio import INLINE, OnRemoved


class Why(Enum):
    """Who stopped wanting one service of an order."""

    WANTED = "wanted"
    EXPLICIT = "explicit"
    FILES = "files"
    FACTS = "facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What should become of one open order.

    `cancel`: none of its needs is wanted any more. `shrink`: some are, and the files dropped the
    rest, so it should be replaced. Otherwise it is kept. `needs` are the unwanted ones.
    """

    order: Order
    cancel: bool
    shrink: bool
    reason: Reason
    why: str
    needs: tuple[Address, ...]


def find_removals(run: Run, view: AccountView) -> tuple[Removal, ...]:
    """The open orders of ours at this account that carry something nobody wants now."""
    found = (
        _judge(run, view, order)
        for order in view.orders
        if order.managed and order.phase is Phase.OPEN
    )
    return tuple(removal for removal in found if removal is not None)


def _judge(run: Run, view: AccountView, order: Order) -> Removal | None:
    basis = order.basis
    if basis is None:
        return None
    carried = tuple(zip(basis.keys, basis.slugs, strict=False))
    reasons = {(key, slug): _why_unwanted(run, view, order, slug=slug) for key, slug in carried}
    gone = {pair: why for pair, why in reasons.items() if why is not Why.WANTED}
    if not gone:
        return None
    needs = tuple(Address(view.property, key) for key, _ in sorted(gone))
    moved = Why.FACTS in gone.values()
    if moved and not _inventory_cancels(run, view):
        gone_row = "the home is no longer in the inventory, and nobody said so in the files"
        facts = "the facts of the home moved, the files still want it"
        return _kept(order, needs, gone_row if view.home is None else facts)
    if run.portfolio.lifecycle.removed_declared is OnRemoved.KEEP and not moved:
        return _kept(order, needs, "lifecycle.on_removed keeps what the files stopped wanting")
    explicit = Why.EXPLICIT in gone.values()
    return Removal(
        order=order,
        cancel=len(gone) == len(carried),
        shrink=len(gone) < len(carried),
        reason=Reason.EXPLICIT if explicit else Reason.NOT_REQUIRED,
        why=_sentence(view, explicit=explicit, moved=moved),
        needs=needs,
    )


def _kept(order: Order, needs: tuple[Address, ...], why: str) -> Removal:
    return Removal(
        order=order,
        cancel=False,
        shrink=False,
        reason=Reason.KEPT,
        why=f"no longer wanted, kept: {why} (order {order.order_id})",
        needs=needs,
    )


def _inventory_cancels(run: Run, view: AccountView) -> bool:
    vanished = view.home is None
    return vanished and run.portfolio.lifecycle.removed_inventory is OnRemoved.CANCEL


def _sentence(view: AccountView, *, explicit: bool, moved: bool) -> str:
    if moved:
        return "the home is no longer in the inventory"
    if view.home is None:
        return "the home is no longer in the files"
    if explicit:
        return "the files say that it is not wanted"
    return "no rule asks for it any more"


def _why_unwanted(run: Run, view: AccountView, order: Order, *, slug: str) -> Why:
    basis = order.basis
    if any(spec.slug == slug for spec in view.needs):
        return Why.WANTED
    if view.home is None:
        return Why.FILES if basis is not None and basis.origin == INLINE else Why.FACTS
    if view.home.override is not None and view.home.override.absent:
        return Why.EXPLICIT
    keys = _keys_of(order, slug)
    if any(drop.slug == slug or drop.key in keys for drop in view.all_needs.dropped):
        return Why.EXPLICIT
    if basis is None:
        return Why.FACTS
    then = run.resolver.needs_of(view.home, facts_then(view.home.facts, basis))
    still = any(spec.slug == slug and spec.vendor == view.account.label for spec in then.specs)
    return Why.FACTS if still else Why.FILES


def _keys_of(order: Order, slug: str) -> frozenset[NeedKey]:
    basis = order.basis
    if basis is None:
        return frozenset()
    return frozenset(
        key for key, bought in zip(basis.keys, basis.slugs, strict=False) if bought == slug
    )
