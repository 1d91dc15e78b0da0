"""Placing orders: everything due for one property goes into one, if the vendor would take it."""

from collections.abc import Iterable
from dataclasses import replace

from listwright.engine.access import MissingFactError
from listwright.engine.decide import Due
from listwright.engine.memory import basis_of
from listwright.engine.naming import next_generation, order_key, order_stem
from listwright.engine.rejected import blocked_by_refusal, refused_alone, refused_whole
from listwright.engine.renames import blocked_by_rename
from listwright.engine.request import request_digest
from listwright.engine.specs import build_spec
from listwright.engine.work import Work, view_of, window_deferral
from listwright.model.need import Because, NeedSpec, OrderSpec
from listwright.model.order import Basis, Order, Service
from listwright.model.plan import Action, Blocked, Change, Reason


def create_order(work: Work) -> None:
    """Bundle everything due into one order, if the window is open."""
    ready = [due for due in work.due if not is_refused(work, due)]
    if not ready:
        return
    closed = work.closed_window()
    requested = any(work.is_requested(due.spec) for due in ready)
    if closed is not None and not (requested and closed.assumed):
        work.found.deferred += [
            window_deferral(work.view.address(due.spec), Action.CREATE, closed, spec=due.spec)
            for due in ready
        ]
        return
    place_order(work, [due.spec for due in ready], reason=_reason(ready), why=_why(ready))


def _reason(ready: list[Due]) -> Reason:
    """One word for the whole order: that something is missing outweighs that something is old."""
    reasons = [due.reason for due in ready]
    return Reason.MISSING if Reason.MISSING in reasons else reasons[0]


def _why(ready: list[Due]) -> str:
    """One sentence for the whole order."""
    never = [due.spec.slug for due in ready if due.never]
    parts = [f"no {' and no '.join(never)} on record for this home"] if never else []
    parts += [due.why for due in ready if not due.never]
    return "; ".join(dict.fromkeys(parts))


def is_refused(work: Work, due: Due) -> bool:
    """File the need as blocked when the vendor refused just its line."""
    if work.is_requested(due.spec):
        return False
    refused = refused_alone(work.run, work.view, due.spec)
    if refused is None:
        return False
    work.found.blocked.append(blocked_by_refusal(work.view, due.spec, refused))
    return True


def place_order(
    work: Work,
    needs: Iterable[NeedSpec],
    *,
    reason: Reason,
    why: str,
    replaces: Order | None = None,
) -> None:
    """Plan one order for `needs`, instead of `replaces` if that is given."""
    home = work.view.home
    if home is None:
        return
    specs = sorted(needs, key=lambda spec: spec.key)
    former = work.run.former.get(home.canonical) if replaces is None else None
    if former is not None and not any(work.is_requested(spec) for spec in specs):
        work.found.blocked += [
            blocked_by_rename(work.view.address(spec), spec, former) for spec in specs
        ]
        return
    try:
        built = build_spec(
            work.run.portfolio, home, specs, account=work.view.account, today=work.run.today
        )
    except MissingFactError as missing:
        work.found.blocked += [_missing(work, spec, missing) for spec in specs]
        return
    work.found.findings += built.findings
    digest = request_digest(built.spec)
    refused = refused_whole(work.run, work.view, digest)
    if refused is not None and not any(work.is_requested(spec) for spec in specs):
        work.found.blocked += [blocked_by_refusal(work.view, spec, refused) for spec in specs]
        return
    change = _change(work, built.spec, specs, replaces=replaces)
    work.found.changes.append(replace(change, reason=reason, why=why, request_digest=digest))


def _change(
    work: Work, spec: OrderSpec, needs: list[NeedSpec], *, replaces: Order | None
) -> Change:
    """The change that places `spec`; its reason and digest are the caller's to fill in."""
    stem = order_stem(
        work.run.portfolio.lineage,
        spec.account.id,
        spec.canonical,
        services=[(need.service_key, "-", need.quantity, None) for need in needs],
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
        services=tuple(Service(slug=line.slug, quantity=line.quantity) for line in spec.lines),
        billing_entity=spec.billing_entity,
        because=_because(needs),
        revision=work.view.revision,
        order_key=order_key(stem, generation),
        generation=generation,
        order_id=replaces.order_id if replaces is not None else None,
        order=view_of(replaces, cancelable=True) if replaces is not None else None,
        current=replaces,
        spec=spec,
        basis=_basis(work, needs),
    )


def _basis(work: Work, needs: list[NeedSpec]) -> Basis | None:
    home = work.view.home
    if home is None:
        return None
    run = work.run
    return basis_of(home, work.view.all_needs, needs, read=run.columns, day=run.today)


def _because(specs: list[NeedSpec]) -> tuple[Because, ...]:
    return tuple(dict.fromkeys(because for spec in specs for because in spec.because))


def _missing(work: Work, spec: NeedSpec, missing: MissingFactError) -> Blocked:
    return Blocked(
        need=work.view.address(spec),
        action=Action.CREATE,
        reason=Reason.MISSING_FACT,
        why=f"nothing says `{missing.fact}` for this home",
        remedy=f"fill in `{missing.fact}` at {missing.span}",
        because=spec.because,
    )
