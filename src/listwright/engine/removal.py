"""Open orders nobody wants: cancel what the files stopped wanting, keep the rest.

The test: run today's rules over the facts, and on the day, the order was decided on. Need still
there: the facts moved, or time passed, and the order stays. Need gone: the files changed, and a
reviewer saw it. When that cannot be told, the order stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from listwright.engine.memory import needs_then, trail_of, what_moved
from listwright.engine.pictures.scene import is_treated_so
from listwright.engine.view import AccountView, Run, holds
from listwright.model.names import Address, NeedKey, canonical_id
from listwright.model.need import Because, NeedSpec
from listwright.model.order import Basis, Order, Phase
from listwright.model.plan import Reason
from listwright.model.portfolio import INLINE, Home, OnRemoved


class Why(Enum):
    """Who stopped wanting one service of an order."""

    WANTED = "wanted"
    EXPLICIT = "explicit"
    FILES = "files"
    FACTS = "facts"
    UNSURE = "unsure"
    """The home is in no file any more, and may have stood in an inventory after it was ordered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What should become of one open order, or one of a status we do not know.

    `cancel`: nothing it holds is wanted any more. `shrink`: something is, and the files dropped the
    rest, so it should be replaced. Otherwise it is kept. `needs` are the unwanted ones; `because`
    are the places that say "not wanted", where the files do.
    """

    order: Order
    cancel: bool
    shrink: bool
    reason: Reason
    why: str
    needs: tuple[Address, ...]
    because: tuple[Because, ...] = ()


def find_removals(
    run: Run, view: AccountView, orphans: Mapping[str, str | None]
) -> tuple[Removal, ...]:
    """The open orders of ours at this account that carry something nobody wants now.

    `orphans` are staging services that have nothing left to work on, with the service of their
    source: they go where it goes.
    """
    found = (
        _judge(run, view, order, orphans=orphans)
        for order in view.orders
        if order.managed and order.phase in {Phase.OPEN, Phase.UNKNOWN}
    )
    return tuple(removal for removal in found if removal is not None)


def _judge(
    run: Run, view: AccountView, order: Order, *, orphans: Mapping[str, str | None]
) -> Removal | None:
    basis = order.basis
    if basis is None:
        return None
    carried = tuple(zip(basis.keys, basis.slugs, strict=False))
    held = frozenset(basis.slugs)
    judged = {
        (key, slug): _why_unwanted(run, view, order, slug=_leading(slug, orphans, held))
        for key, slug in carried
    }
    gone = {pair: why for pair, why in judged.items() if why is not Why.WANTED}
    if not gone:
        return None
    needs = tuple(Address(view.property, key) for key, _ in sorted(gone))
    reasons = frozenset(gone.values())
    why = _why_kept(run, view, order, reasons=reasons)
    if why is not None:
        return _kept(order, needs, why)
    # An order may hold more than it was placed or imported for; what is wanted of that counts too.
    wanted = len(gone) < len(carried) or any(_holds_for(order, spec) for spec in view.needs)
    return Removal(
        order=order,
        cancel=not wanted,
        shrink=wanted,
        reason=Reason.EXPLICIT if Why.EXPLICIT in reasons else Reason.NOT_REQUIRED,
        why=_sentence(view, order, reasons),
        needs=needs,
        because=_said_so(view, order, frozenset(slug for _, slug in gone)),
    )


def _leading(slug: str, orphans: Mapping[str, str | None], held: frozenset[str]) -> str:
    """The service whose fate decides: orphaned staging follows its source in the same order."""
    source = orphans.get(slug)
    return source if source is not None and source in held else slug


def _said_so(view: AccountView, order: Order, slugs: frozenset[str]) -> tuple[Because, ...]:
    """Where the files say that these services are not wanted: `absent`, or `KEY: none`."""
    home = view.home
    if home is None:
        return ()
    if home.override is not None and home.override.absent:
        return (Because(rule=f"properties.{home.id}", at=home.override.span.at),)
    keys = frozenset(key for slug in slugs for key in _keys_of(order, slug))
    return tuple(
        dict.fromkeys(
            drop.because
            for drop in view.all_needs.dropped
            if drop.key in keys or (order.task is None and drop.slug in slugs)
        )
    )


def _why_kept(run: Run, view: AccountView, order: Order, *, reasons: frozenset[Why]) -> str | None:
    """Why an order stays of which something is no longer wanted, or None."""
    moved = meets_beside(view, order)
    if moved is not None:
        return f"it also meets {view.address(moved)}, which `vendors.{moved.vendor}` buys now"
    not_by_files = reasons & {Why.FACTS, Why.UNSURE}
    if not_by_files and not _inventory_cancels(run, view):
        return _what_moved(view, order, reasons)
    heir = _heir(run, view, order) if view.home is None else None
    if heir is not None:
        return f"{heir.id} has its address now, and may be the same home under a new id"
    keeps = run.portfolio.lifecycle.removed_declared is OnRemoved.KEEP
    if keeps and Why.FACTS not in reasons:
        return "lifecycle.on_removed keeps what the files stopped wanting"
    return None


def _heir(run: Run, view: AccountView, order: Order) -> Home | None:
    """The home that may be the gone one under a new id, if it wants what the order is for."""
    heir = run.renames.heirs.get(canonical_id(view.property))
    if heir is None or (heir.override is not None and heir.override.absent):
        return None
    specs = run.resolver.needs_of(heir, heir.facts).specs
    wants = any(_holds_for(order, spec) for spec in specs if spec.vendor == view.account.label)
    return heir if wants else None


def _what_moved(view: AccountView, order: Order, reasons: frozenset[Why]) -> str:
    if Why.UNSURE in reasons:
        return (
            "the home is in no file any more, and whether the files or an inventory dropped it is "
            "not on record; to cancel, write it under `properties:` with `absent: true`"
        )
    if view.home is None:
        return "the home is no longer in the inventory, and nobody said so in the files"
    if order.basis is None:
        return "what it was placed for is not on record"
    if _left_inventory(view.home, order.basis):
        now = "under `properties:`" if view.home.origin == INLINE else f"in {view.home.origin}"
        return f"the home stood in {order.basis.origin} when it was ordered and stands {now} now"
    return f"{what_moved(view.home, order.basis)}, not the files"


def _left_inventory(home: Home, basis: Basis) -> bool:
    """Whether the home stood in an inventory then and stands elsewhere now: a row vanished."""
    return basis.origin not in {INLINE, home.origin}


def meets_beside(view: AccountView, order: Order) -> NeedSpec | None:
    """A need that another account of the same vendor buys now, and that `order` meets."""
    if order.phase is not Phase.OPEN:
        return None
    if order.task is not None:
        recipe, keys = order.task.recipe, order.basis.keys if order.basis is not None else ()
        named = (spec for spec in view.beside if spec.key in keys)
        return next((spec for spec in named if is_treated_so(recipe, spec)), None)
    return next((spec for spec in view.beside if (holds(order, spec) or 0) >= spec.quantity), None)


def _holds_for(order: Order, spec: NeedSpec) -> bool:
    """Whether the order holds something for the need; each picture was made for one need alone."""
    if order.task is not None:
        return order.basis is not None and spec.key in order.basis.keys
    return holds(order, spec) is not None


def _asks_for(spec: NeedSpec, order: Order, *, slug: str) -> bool:
    return _holds_for(order, spec) if order.task is not None else slug in spec.accepted


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


def _sentence(view: AccountView, order: Order, reasons: frozenset[Why]) -> str:
    if Why.FACTS in reasons:
        return "the home is no longer in the inventory"
    if view.home is None:
        return "the home is no longer in the files"
    if Why.EXPLICIT in reasons:
        return "the files say that it is not wanted"
    rules = ", ".join(dict.fromkeys(because.rule for because in trail_of(order)))
    asked = f"; ordered for {rules}" if rules else ""
    return f"no rule asks for it any more (home at {view.home.facts.origin.at}{asked})"


def _why_unwanted(run: Run, view: AccountView, order: Order, *, slug: str) -> Why:
    moved = meets_beside(view, order)
    if moved is not None and slug in moved.accepted:
        return Why.WANTED
    if any(_asks_for(spec, order, slug=slug) for spec in view.needs):
        return Why.WANTED
    if view.home is None:
        return _why_vanished(run, order)
    if view.home.override is not None and view.home.override.absent:
        return Why.EXPLICIT
    keys = _keys_of(order, slug)
    same = order.task is None
    if any(drop.key in keys or (same and drop.slug == slug) for drop in view.all_needs.dropped):
        return Why.EXPLICIT
    return _why_no_rule(run, view, view.home, order=order, slug=slug)


def _why_vanished(run: Run, order: Order) -> Why:
    """Of an inline home: only where no inventory could have held it since, the files dropped it."""
    if order.basis is None or order.basis.origin != INLINE:
        return Why.FACTS
    has_inventories = any(source.inventory is not None for source in run.portfolio.files)
    return Why.UNSURE if has_inventories else Why.FILES


def _why_no_rule(run: Run, view: AccountView, home: Home, *, order: Order, slug: str) -> Why:
    if order.basis is None or _left_inventory(home, order.basis):
        return Why.FACTS
    then = needs_then(run, home, order)
    label = view.account.label
    still = any(_asks_for(spec, order, slug=slug) and spec.vendor == label for spec in then.specs)
    return Why.FACTS if still else Why.FILES


def _keys_of(order: Order, slug: str) -> frozenset[NeedKey]:
    basis = order.basis
    if basis is None:
        return frozenset()
    return frozenset(
        key for key, bought in zip(basis.keys, basis.slugs, strict=False) if bought == slug
    )
