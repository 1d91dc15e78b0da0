"""Placing orders: everything due for one property goes into one, if the vendor would take it."""

from collections.abc import Set
from dataclasses import dataclass, replace

from listwright.engine.access import MissingFactError
from listwright.engine.decide import Due
from listwright.engine.freezes import find_freeze, frozen_until
from listwright.engine.memory import basis_of
from listwright.engine.naming import NamedService, next_generation, order_key, order_stem
from listwright.engine.rejected import blocked_by_refusal, refused_alone, refused_whole
from listwright.engine.renames import blocked_by_rename
from listwright.engine.request import request_digest
from listwright.engine.specs import Placing, build_picture_spec, build_spec
from listwright.engine.view import AccountView, Run
from listwright.engine.windows import Closed
from listwright.engine.work import Found, Work, view_of, window_deferral
from listwright.model.names import OrderId
from listwright.model.need import Because, NeedSpec, OrderSpec
from listwright.model.order import Basis, Order, Service
from listwright.model.picture import PictureTask
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason
from listwright.model.rules import DEFAULT_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What rides together in one order.

    `previous` is the delivered order whose photos all of it works on: then nobody visits.
    `replaces` is the order that is cancelled for it.
    """

    needs: tuple[NeedSpec, ...]
    reason: Reason
    why: str
    previous: OrderId | None = None
    replaces: Order | None = None


def create_order(work: Work) -> None:
    """Bundle everything due into one order, with the staging of its photos, if it may be placed."""
    ready = [due for due in work.due if not is_refused(work, due)]
    ready = [due for due in ready if not _comes_beside(work, due.spec)]
    if not ready or is_held(work, [due.spec for due in ready], closed=work.closed_window()):
        return
    buys = without_met(work, [due.spec for due in ready])
    ready = [due for due in ready if due.spec in buys]
    riders = take_riders(work, {due.spec.key for due in ready})
    staged = without_met(work, [due.spec for due in riders])
    together = [*ready, *(due for due in riders if due.spec in staged)]
    place_order(
        work,
        Parcel(
            needs=tuple(due.spec for due in together),
            reason=_reason(ready),
            why=joined_why(together),
        ),
    )


def _comes_beside(work: Work, spec: NeedSpec) -> bool:
    """File the need as waiting when another account of the vendor orders its service right now."""
    for change in work.beside:
        if any(line.slug in spec.accepted for line in change.services):
            work.found.deferred.append(
                Deferred(
                    need=work.view.address(spec),
                    action=Action.CREATE,
                    reason=Reason.DEPENDENCY_PENDING,
                    why=f"this plan orders it through `vendors.{change.account.label}`, which will "
                    "meet it too",
                    clears_when="that order is placed",
                    because=spec.because,
                    waits_for=change.needs,
                )
            )
            return True
    return False


def is_held(work: Work, needs: list[NeedSpec], *, closed: Closed | None) -> bool:
    """File the needs as deferred when a freeze or the duplicate window keeps a new order away.

    When both do, the one that ends later tells when the order can come.
    """
    requested = any(work.is_requested(spec) for spec in needs)
    if closed is not None and requested and closed.assumed and not closed.planned:
        closed = None
    freeze = find_freeze(work.run, work.view, Action.CREATE)
    until = frozen_until(work.run, work.view, freeze, action=Action.CREATE) if freeze else None
    if until is not None and (closed is None or closed.until <= until):
        return work.defer_frozen(
            Action.CREATE, [(work.view.address(spec), spec.because) for spec in needs]
        )
    if closed is None:
        return False
    work.found.deferred += [
        window_deferral(work.view.address(spec), Action.CREATE, closed, spec=spec) for spec in needs
    ]
    return True


def without_met(work: Work, specs: list[NeedSpec]) -> list[NeedSpec]:
    """What one order has to buy: a need that another one of it will meet only waits."""
    kept = list(specs)
    for spec in sorted(specs, key=lambda spec: spec.key):
        others = [other for other in kept if other is not spec]
        if spec.met_by and met_beside(work, spec, others):
            kept.remove(spec)
    return kept


def met_beside(work: Work, spec: NeedSpec, others: list[NeedSpec]) -> bool:
    """File the need as waiting when one of `others` buys what will meet it."""
    for other in others:
        if other.slug in spec.met_by:
            break
    else:
        return False
    address = work.view.address(other)
    work.found.deferred.append(
        Deferred(
            need=work.view.address(spec),
            action=Action.CREATE,
            reason=Reason.DEPENDENCY_PENDING,
            why=f"{address}, which this plan orders, will meet it too (`met_by`)",
            clears_when=f"the order for {address} is placed",
            because=spec.because,
            waits_for=(address,),
        )
    )
    return True


def take_riders(work: Work, keys: Set[str]) -> list[Due]:
    """The staging of photos that are ordered under one of `keys`: it rides in the same order."""
    riders = [staged for staged in work.staging if rides_with(work.view, staged.spec, keys)]
    for staged in riders:
        work.staging.remove(staged)
    return [staged.due for staged in riders if not is_refused(work, staged.due)]


def rides_with(view: AccountView, staging: NeedSpec, keys: Set[str]) -> bool:
    """Whether the need whose photos `staging` works on is among `keys`."""
    source = source_spec(view, staging)
    return source is not None and source.key in keys


def source_spec(view: AccountView, staging: NeedSpec) -> NeedSpec | None:
    """The need whose photos `staging` works on, if it is wanted at this account."""
    source = staging.source
    if source is None:
        return next((spec for spec in view.needs if spec.slug == DEFAULT_SOURCE), None)
    return next((spec for spec in view.needs if spec.key == source.key), None)


def _reason(ready: list[Due]) -> Reason:
    """One word for the whole order: that something is missing outweighs that something is old."""
    reasons = [due.reason for due in ready]
    return Reason.MISSING if Reason.MISSING in reasons else reasons[0]


def joined_why(ready: list[Due]) -> str:
    """One sentence for the whole order."""
    never = [due.spec.slug for due in ready if due.never]
    parts = [f"no {_listed(never)} on record for this home"] if never else []
    parts += [due.why for due in ready if not due.never]
    return "; ".join(dict.fromkeys(parts))


def _listed(names: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def is_refused(work: Work, due: Due) -> bool:
    """File the need as blocked when the vendor refused just its line."""
    if work.is_requested(due.spec):
        return False
    refused = refused_alone(work.run, work.view, due.spec)
    if refused is None:
        return False
    work.found.blocked.append(blocked_by_refusal(work.view, due.spec, refused))
    return True


def place_order(work: Work, parcel: Parcel) -> None:
    """Plan one order for what rides in `parcel`."""
    home = work.view.home
    if home is None:
        return
    specs = sorted(parcel.needs, key=lambda spec: spec.key)
    former = work.run.renames.former.get(home.canonical) if parcel.replaces is None else None
    if former is not None and not any(work.is_requested(spec) for spec in specs):
        work.found.blocked += [
            blocked_by_rename(work.view.address(spec), spec, former) for spec in specs
        ]
        return
    placing = Placing(
        account=work.view.account, calendar=work.run.calendar, previous=parcel.previous
    )
    try:
        built = build_spec(work.run.portfolio, home, specs, placing=placing)
    except MissingFactError as missing:
        work.found.blocked += [_missing(work, spec, missing) for spec in specs]
        return
    work.found.findings += built.findings
    digest = request_digest(built.spec)
    refused = refused_whole(work.run, work.view, digest)
    if refused is not None and not any(work.is_requested(spec) for spec in specs):
        work.found.blocked += [blocked_by_refusal(work.view, spec, refused) for spec in specs]
        return
    change = _change(work, built.spec, specs, replaces=parcel.replaces)
    change = replace(change, reason=parcel.reason, why=parcel.why, request_digest=digest)
    work.found.changes.append(change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why an order is placed: a word for it, and a sentence."""

    reason: Reason
    why: str


def picture_change(
    run: Run, view: AccountView, spec: NeedSpec, *, task: PictureTask, ground: Ground
) -> Change | None:
    """The change that orders one picture for a need; None for a home that is gone."""
    if view.home is None:
        return None
    built = build_picture_spec(view.account, view.home, spec, task=task)
    work = Work(run=run, view=view, found=Found())
    change = _change(work, built, [spec], replaces=None)
    digest = request_digest(built)
    return replace(change, reason=ground.reason, why=ground.why, request_digest=digest)


def _named_services(spec: OrderSpec) -> list[NamedService]:
    """What the order is named after."""
    return [
        (spec.service_key(line), line.turn, line.quantity, line.previous_order_id)
        for line in spec.lines
    ]


def _change(
    work: Work, spec: OrderSpec, needs: list[NeedSpec], *, replaces: Order | None
) -> Change:
    """The change that places `spec`; its reason and digest are the caller's to fill in."""
    stem = order_stem(
        work.run.portfolio.lineage,
        spec.account.id,
        spec.canonical,
        services=_named_services(spec),
    )
    generation = next_generation(
        stem, work.run.generations.get(stem, 0), [order.order_key for order in work.view.orders]
    )
    return Change(
        action=Action.CREATE if replaces is None else Action.REPLACE,
        reason=Reason.MISSING,
        why="",
        account=spec.account,
        property=spec.property,
        needs=tuple(line.address for line in spec.lines),
        services=tuple(
            Service(
                slug=line.slug, quantity=line.quantity, previous_order_id=line.previous_order_id
            )
            for line in spec.lines
        ),
        billing_entity=spec.billing_entity or None,
        because=_because(needs),
        asked_by=tuple(need.because[0] for need in needs),
        revision=work.view.revision,
        order_key=order_key(stem, generation),
        generation=generation,
        order_id=replaces.order_id if replaces is not None else None,
        order=view_of(replaces, cancelable=True) if replaces is not None else None,
        current=replaces,
        spec=spec,
        basis=_basis(work, needs),
        task=spec.task,
    )


def _basis(work: Work, needs: list[NeedSpec]) -> Basis | None:
    home = work.view.home
    if home is None:
        return None
    run = work.run
    day = run.calendar.today(home.facts)
    return basis_of(home, work.view.all_needs, needs, read=run.columns, day=day)


def _because(specs: list[NeedSpec]) -> tuple[Because, ...]:
    return tuple(dict.fromkeys(because for spec in specs for because in spec.because))


def _missing(work: Work, spec: NeedSpec, missing: MissingFactError) -> Blocked:
    facts = work.view.facts
    lacking = facts is not None and missing.fact not in facts.table.columns
    where = f"fill in `{missing.fact}` at {missing.span}"
    if lacking:
        where = (
            f"add a column `{missing.fact}`, write it for the home, or set it under "
            "`defaults: {access: ...}`"
        )
    return Blocked(
        need=work.view.address(spec),
        action=Action.CREATE,
        reason=Reason.MISSING_FACT,
        why=f"nothing says `{missing.fact}` for this home",
        remedy=where,
        because=spec.because,
    )
