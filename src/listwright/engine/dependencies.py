"""What staging waits for, in words: an order to be delivered, photos that wait themselves."""

from dataclasses import replace
from typing import assert_never

from listwright.engine.creates import source_spec
from listwright.engine.freshness import captured_at
from listwright.engine.imports import Unread as UnreadOrder
from listwright.engine.sources import (
    Attested,
    Coming,
    Delivered,
    Elsewhere,
    Nowhere,
    Planned,
    Source,
    Unread,
    Waiting,
    Wrong,
)
from listwright.engine.view import AccountView
from listwright.engine.wording import day_of
from listwright.engine.work import Work
from listwright.model.names import Address, OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import Action, Blocked, Deferred, Reason


def what_it_waits_for(work: Work, spec: NeedSpec, source: Source) -> Deferred | Blocked | None:
    """What staging waits for; None when it may be ordered, or has nothing to work on."""
    match source:
        case Delivered():
            return _too_old(work, spec, source)
        case Coming() | Planned() | Waiting():
            return _for_photos(work, spec, source)
        case Attested() | Unread() | Wrong() | Elsewhere():
            return _for_knowledge(work, spec, source)
        case Nowhere():
            return None
        case _:
            assert_never(source)


def _for_photos(work: Work, spec: NeedSpec, source: Coming | Planned | Waiting) -> Deferred:
    match source:
        case Coming(order=order):
            return _pending(work, spec, order)
        case Planned():
            return _planned(work.view, spec)
        case Waiting(root=root):
            return _rooted(work.view, spec, root)
        case _:
            assert_never(source)


def _for_knowledge(
    work: Work, spec: NeedSpec, source: Attested | Unread | Wrong | Elsewhere
) -> Deferred | Blocked:
    match source:
        case Attested():
            return _only_attested(work.view, spec, source)
        case Unread(order_id=order_id):
            return _unread(work, spec, order_id)
        case Wrong():
            return _wrong(work.view, spec, source)
        case Elsewhere(label=label):
            return _elsewhere(work.view, spec, label)
        case _:
            assert_never(source)


def _sources(view: AccountView, spec: NeedSpec) -> tuple[Address, ...]:
    source = source_spec(view, spec)
    return () if source is None else (view.address(source),)


def _deferred(
    view: AccountView, spec: NeedSpec, *, reason: Reason, why: str, clears_when: str
) -> Deferred:
    return Deferred(
        need=view.address(spec),
        action=Action.CREATE,
        reason=reason,
        why=why,
        clears_when=clears_when,
        because=spec.because,
        waits_for=_sources(view, spec),
    )


def _too_old(work: Work, spec: NeedSpec, source: Delivered) -> Deferred | None:
    """Photos that are too old for the staging's own `fresh_for` would be staged in vain."""
    view, now, order = work.view, work.run.now, source.order
    age = view.yardstick(work.run, spec).measure(captured_at(order, view.order, now), now)
    if age.is_good or work.is_requested(spec):
        return None
    waits = _deferred(
        view,
        spec,
        reason=Reason.DEPENDENCY_PENDING,
        why=f"the photos of order {order.order_id} are of {day_of(age.captured)}, {age.detail}; "
        "staged now, the need would be due again at once",
        clears_when="newer photos are delivered",
    )
    return replace(waits, order_id=order.order_id)


def _pending(work: Work, spec: NeedSpec, order: Order) -> Deferred:
    view = work.view
    if work.must_read(order):
        waits = work.read_first(view.address(spec), order, Action.CREATE)
        return replace(waits, because=spec.because, waits_for=_sources(view, spec))
    waits = _deferred(
        view,
        spec,
        reason=Reason.DEPENDENCY_PENDING,
        why=f"its photos come with order {order.order_id}, which is {order.status}",
        clears_when=f"order {order.order_id} delivered",
    )
    return replace(waits, order_id=order.order_id)


def _planned(view: AccountView, spec: NeedSpec) -> Deferred:
    return _deferred(
        view,
        spec,
        reason=Reason.DEPENDENCY_PENDING,
        why="its photos are ordered by this plan, in an order that it cannot ride in",
        clears_when="the order for the photos is delivered",
    )


def _rooted(view: AccountView, spec: NeedSpec, root: Deferred | Blocked) -> Deferred:
    """It clears when its photos do: the same date, the same condition."""
    why = f"it waits for {root.need}: {root.why}"
    if isinstance(root, Blocked):
        clears_when = f"{root.need} is no longer blocked ({root.reason.value})"
        return _deferred(
            view, spec, reason=Reason.DEPENDENCY_DEFERRED, why=why, clears_when=clears_when
        )
    waits = _deferred(
        view, spec, reason=Reason.DEPENDENCY_DEFERRED, why=why, clears_when=root.clears_when
    )
    return replace(waits, until=root.until, order_id=root.order_id)


def _only_attested(view: AccountView, spec: NeedSpec, source: Attested) -> Blocked:
    photos = next(iter(_sources(view, spec)), Address(view.property, source.proof.key))
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.MISSING_FACT,
        why=f"its photos are known only by attestation ({source.proof.at}): which order "
        "delivered them is not on record",
        remedy=f"listwright import {photos} --order-id N, with the order that delivered them",
        because=spec.because,
    )


def _unread(work: Work, spec: NeedSpec, order_id: OrderId) -> Deferred:
    view = work.view
    work.found.unread.append(
        UnreadOrder(label=view.account.label, property=view.property, order_id=order_id)
    )
    place = spec.spans.get("source", spec.spans["slug"]).at
    waits = _deferred(
        view,
        spec,
        reason=Reason.READ_REQUIRED,
        why=f"order {order_id}, which `source` names at {place}, has not been read",
        clears_when=f"order {order_id} is read (--refresh auto, a larger --refresh-budget)",
    )
    return replace(waits, order_id=order_id)


def _elsewhere(view: AccountView, spec: NeedSpec, label: str) -> Blocked:
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.MISSING_FACT,
        why=f"its photos come through `vendors.{label}`, and an order of `vendors.{spec.vendor}` "
        "cannot name an order of another account",
        remedy=f"order it where the photos are: `vendor: {label}` at "
        f"{spec.spans.get('vendor', spec.spans['slug']).at}",
        because=spec.because,
    )


def _wrong(view: AccountView, spec: NeedSpec, source: Wrong) -> Blocked:
    place = spec.spans.get("source", spec.spans["slug"]).at
    return Blocked(
        need=view.address(spec),
        action=Action.CREATE,
        reason=Reason.IDENTITY_MISMATCH,
        why=f"`source` names order {source.order_id}, but {source.detail}",
        remedy=f"correct the order id at {place}",
        because=spec.because,
        order_id=source.order_id,
    )
