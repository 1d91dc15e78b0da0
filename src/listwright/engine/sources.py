"""What staging works on: where the photos of its source stand right now.

Vendor rules: planomatic-services.txt, "Asset orders"; the two edges: staging beside the shoot in
one order, or after it with the id of the delivered order.
"""

from dataclasses import dataclass

from listwright.engine.creates import source_spec
from listwright.engine.proofs import delivered_ages
from listwright.engine.view import AccountView, holds
from listwright.engine.waivers import waiver_of
from listwright.engine.work import Work
from listwright.model.names import OrderId
from listwright.model.need import Attestation, NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason, Standing
from listwright.model.rules import DEFAULT_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The photos are there: staging may name this order."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An open order will bring the photos."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """This plan orders the photos, in an order that the staging does not ride in."""

    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The photos wait themselves, or are stuck."""

    root: Deferred | Blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Somebody says that there are photos, and no order is known that delivered them."""

    proof: Attestation


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The files name an order that was not read yet."""

    order_id: OrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """The order that the files name cannot be the source."""

    order_id: OrderId
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The photos are bought, or were delivered, through another account."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Nowhere:
    """The photos are neither wanted nor delivered."""


Source = Delivered | Coming | Planned | Waiting | Attested | Unread | Wrong | Elsewhere | Nowhere


def find_source(work: Work, staging: NeedSpec) -> Source:
    """Where the photos stand, after everything else of the home was decided."""
    source = staging.source
    if source is not None and source.order_id is not None:
        return _outside(work, source.order_id)
    spec = source_spec(work.view, staging)
    if spec is not None:
        return _wanted(work, spec)
    other = wanted_elsewhere(work.view, staging)
    return _unwanted(work, staging) if other is None else Elsewhere(label=other.vendor)


def _outside(work: Work, order_id: OrderId) -> Source:
    view = work.view
    order = view.order(order_id)
    if order is None:
        problem = work.run.unread_because(view.account.id, order_id)
        if problem is not None and problem.settled:
            return Wrong(order_id=order_id, detail=problem.detail)
        return Unread(order_id=order_id)
    if order.account != view.account:
        return Elsewhere(label=order.account.label)
    if order.phase is Phase.CANCELED:
        return Wrong(order_id=order_id, detail="it is canceled and will bring no photos")
    return Delivered(order=order) if order.phase is Phase.DELIVERED else Coming(order=order)


def _wanted(work: Work, spec: NeedSpec) -> Source:
    address = work.view.address(spec)
    for change in work.creates():
        if address in change.needs:
            return Planned(change=change)
    found = work.found
    waiting: list[Deferred | Blocked] = [*found.deferred, *found.blocked]
    for item in waiting:
        if item.need == address:
            return Waiting(root=item)
    standing = next((item for item in found.standing if item.need == address), None)
    if standing is not None and standing.reason is not Reason.WAIVED:
        return _of_standing(work, spec, standing)
    return _left(work, spec)


def _of_standing(work: Work, spec: NeedSpec, standing: Standing) -> Source:
    order = work.view.order(standing.order_id) if standing.order_id is not None else None
    if order is not None and order.account != work.view.account:
        return Elsewhere(label=order.account.label)
    if order is not None:
        return Delivered(order=order) if order.phase is Phase.DELIVERED else Coming(order=order)
    proof = work.view.attestations.get(spec.key)
    if standing.met_by is not None and proof is not None:
        best = _best_delivered(work, spec)
        return Attested(proof=proof) if best is None else Delivered(order=best)
    # Being ordered by another run, or not numbered yet: it will be an open order.
    return Waiting(
        root=Deferred(
            need=standing.need,
            action=Action.CREATE,
            reason=Reason.DEPENDENCY_PENDING,
            why=standing.why,
            clears_when="the order has an id",
        )
    )


def _best_delivered(work: Work, spec: NeedSpec) -> Order | None:
    """The newest delivered order that is still good for the need."""
    account = work.view.account
    ages = delivered_ages(work.run, work.view, spec)
    own = (order for order, age in ages if age.is_good and order.account == account)
    return next(own, None)


def _left(work: Work, spec: NeedSpec) -> Source:
    """Photos of a need that is waived: what there is of them, or nothing."""
    best = _best_delivered(work, spec)
    if best is not None:
        return Delivered(order=best)
    proof = work.view.attestations.get(spec.key)
    return Nowhere() if proof is None else Attested(proof=proof)


def _unwanted(work: Work, staging: NeedSpec) -> Source:
    """Photos that no rule asks for (any more): delivered ones are as good as ever."""
    slug = source_slug(work.view, staging)
    canceled = {change.order_id for change in work.found.changes if change.action.cancels}
    coming: Order | None = None
    for order in work.view.orders:
        if slug is None or order.quantity(slug) is None or order.order_id in canceled:
            continue
        if order.account != work.view.account:
            continue
        if order.phase is Phase.DELIVERED:
            return Delivered(order=order)
        if order.phase is not Phase.CANCELED and holds(order, staging) is None:
            coming = coming or order
    if coming is not None:
        return Coming(order=coming)
    key = staging.source.key if staging.source is not None else DEFAULT_SOURCE
    proof = next((one for name, one in work.view.attestations.items() if name == key), None)
    return Nowhere() if proof is None else Attested(proof=proof)


def source_slug(view: AccountView, staging: NeedSpec) -> str | None:
    """The service of a source that no rule wants: what a `none` dropped, or the default."""
    key = staging.source.key if staging.source is not None else None
    dropped = next((drop.slug for drop in view.all_needs.dropped if drop.key == key), None)
    if dropped is not None:
        return dropped
    for order in view.orders:
        if order.basis is not None and key in order.basis.keys:
            return order.basis.slugs[order.basis.keys.index(key)]
    return DEFAULT_SOURCE if key is None or key == DEFAULT_SOURCE else None


def is_orphan(work: Work, staging: NeedSpec) -> bool:
    """Whether staging has nothing to work on, now or later: its source is not wanted, nor there."""
    source = staging.source
    if source is not None and source.order_id is not None:
        return False
    spec = source_spec(work.view, staging)
    if spec is not None:
        waived = waiver_of(work.run, work.view, spec) is not None
        return waived and not _has_any(work.view, spec)
    if wanted_elsewhere(work.view, staging) is not None:
        return False
    return isinstance(_unwanted(work, staging), Nowhere)


def wanted_elsewhere(view: AccountView, staging: NeedSpec) -> NeedSpec | None:
    """The need whose photos `staging` works on, when another account buys it."""
    source = staging.source
    key = source.key if source is not None else None
    return next(
        (
            spec
            for spec in view.all_needs.specs
            if spec.vendor != staging.vendor
            and (spec.slug == DEFAULT_SOURCE if source is None else spec.key == key)
        ),
        None,
    )


def _has_any(view: AccountView, spec: NeedSpec) -> bool:
    return bool(view.open(spec) or view.delivered(spec) or spec.key in view.attestations)
