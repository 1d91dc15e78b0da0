"""Staging: made from photos, so ordered beside them or, once they are delivered, after them."""

from collections import defaultdict
from datetime import timedelta

from listwright.engine.creates import (
    Parcel,
    is_held,
    is_refused,
    joined_why,
    place_order,
    source_spec,
    without_met,
)
from listwright.engine.decide import Again, Decision, Due, decide_beyond, decide_need
from listwright.engine.dependencies import what_it_waits_for
from listwright.engine.freshness import captured_at, staged_from
from listwright.engine.sources import Delivered, Nowhere, find_source, is_orphan, source_slug
from listwright.engine.windows import Closed, closed_by_plan
from listwright.engine.wording import day_of
from listwright.engine.work import Staged, Work
from listwright.errors import Diagnostic, Severity
from listwright.model.intent import RefusalKind
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec
from listwright.model.order import Order
from listwright.model.plan import Blocked, Deferred, Reason, Standing


def drop_orphans(work: Work) -> tuple[NeedSpec, ...]:
    """The staging of the home, without what has nothing to work on: of that only a note is left."""
    kept: list[NeedSpec] = []
    for spec in work.view.needs:
        if spec.slug not in work.staging_slugs:
            continue
        if is_orphan(work, spec):
            work.orphans[spec.slug] = source_slug(work.view, spec)
            _drop(work, spec)
        else:
            kept.append(spec)
    return tuple(kept)


def _drop(work: Work, spec: NeedSpec) -> None:
    work.found.dropped.append(work.view.address(spec))
    work.found.findings.append(orphaned(spec))


def orphaned(spec: NeedSpec) -> Diagnostic:
    """The note on staging that has nothing to work on."""
    source = spec.source.key if spec.source is not None else "photos"
    return Diagnostic(
        code="LW1364",
        summary="Staging has nothing to work on",
        detail=f"The need `{spec.key}` stages the photos of `{source}`, and some homes neither "
        "want nor have any; there it is left out.",
        fix=f"Require `{source}` for these homes too, or narrow the rule that asks for "
        f"`{spec.key}`.",
        span=spec.spans["slug"],
        severity=Severity.WARNING,
    )


def judge_staging(work: Work, spec: NeedSpec) -> Decision | Staged:
    """What should happen to one staging need, as far as it can be said before orders are made."""
    decision = decide_need(work.run, work.view, spec)
    if isinstance(decision, Due):
        return Staged(due=decision)
    if not isinstance(decision, Standing) or not spec.follow_source:
        return decision
    if decision.met_by is None or decision.order_id is None:
        return decision
    return _followed(work, spec, decision)


def _followed(work: Work, spec: NeedSpec, standing: Standing) -> Decision | Staged:
    """Staging that stands, and is made anew when its photos are."""
    why = _source_change(work, spec, standing)
    if why is not None:
        rest = decide_beyond(work.run, work.view, spec, gate_name="proof")
        due = Due(spec=spec, reason=Reason.SOURCE_CHANGED, why=why)
        return Staged(due=due) if rest is None else rest
    source = source_spec(work.view, spec)
    decided = work.decided.get(source.key) if source is not None else None
    if isinstance(decided, Due | Again) and not work.view.open(spec):
        why = f"the photos it works on are ordered anew: {decided.why}"
        due = Due(spec=spec, reason=Reason.SOURCE_CHANGED, why=why)
        return Staged(due=due, follows=standing)
    return standing


def _source_change(work: Work, spec: NeedSpec, standing: Standing) -> str | None:
    """What happened to the photos since they were staged, or None."""
    staging = work.view.order(standing.order_id or "")
    if staging is None:
        return None
    used = work.view.order(staged_from(staging) or staging.order_id)
    source = find_source(work, spec)
    if used is None or not isinstance(source, Delivered):
        return None
    newest = source.order
    if newest.order_id != used.order_id and _is_newer(work, newest, used):
        return f"order {newest.order_id} delivered newer photos than order {used.order_id}"
    if used is staging:
        # It rode with the shoot: photos that came later are its own.
        return None
    changed, made = used.photos_changed_at, staging.delivered_at or staging.created
    if changed is not None and made is not None and changed > made + _CLOCKS_DIFFER:
        return f"the photos of order {used.order_id} changed {day_of(changed)}, after it was staged"
    return None


_CLOCKS_DIFFER = timedelta(hours=1)
"""The vendor dates a delivery, we date a change that we saw: only a clearly later one is later."""


def _is_newer(work: Work, one: Order, other: Order) -> bool:
    find, now = work.view.order, work.run.now
    return captured_at(one, find, now) > captured_at(other, find, now)


def place_staging(work: Work) -> None:
    """Order the staging that rides in no other order, once per source; or say what it waits for."""
    groups: dict[OrderId, list[Due]] = defaultdict(list)
    for staged in work.staging:
        if staged.follows is not None:
            work.found.standing.append(staged.follows)
        elif not is_refused(work, staged.due):
            source = find_source(work, staged.spec)
            waits = what_it_waits_for(work, staged.spec, source)
            if isinstance(source, Delivered) and waits is None:
                groups[source.order.order_id].append(staged.due)
            elif isinstance(source, Nowhere):
                _drop(work, staged.spec)
            else:
                _file(work, waits)
    work.staging = []
    for order_id, dues in sorted(groups.items()):
        if not is_held(work, [due.spec for due in dues], closed=closed_window(work)):
            specs = tuple(without_met(work, [due.spec for due in dues]))
            why = f"{joined_why(dues)}; from the photos of order {order_id}"
            parcel = Parcel(needs=specs, reason=dues[0].reason, why=why, previous=order_id)
            place_order(work, parcel)


def _file(work: Work, waits: Deferred | Blocked | None) -> None:
    if isinstance(waits, Deferred):
        work.found.deferred.append(waits)
    elif waits is not None:
        work.found.blocked.append(waits)


def closed_window(work: Work) -> Closed | None:
    """The window as staging alone meets it: an order of this very plan closes it, too."""
    if work.window.exempts_staging and not _was_called_duplicate(work):
        return None
    if any(work.creates()):
        return closed_by_plan(work.window, now=work.run.now)
    return work.closed_window()


def _was_called_duplicate(work: Work) -> bool:
    """Whether the vendor refused staging alone as a duplicate, whatever the files say of it."""
    return any(
        intent.refusal is RefusalKind.DUPLICATE
        and all(line.previous_order_id is not None for line in intent.services)
        for intent in work.view.intents
    )
