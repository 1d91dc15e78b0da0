"""What could keep a need that is due from being ordered: its source, a window, a freeze, a fact."""

from collections.abc import Iterator

from listwright.engine.access import MissingFactError
from listwright.engine.creates import met_beside
from listwright.engine.dependencies import what_it_waits_for
from listwright.engine.explain.answers import NO, Answer, passes, stops, weigh
from listwright.engine.explain.case import NeedCase
from listwright.engine.freezes import find_freeze, freeze_deferral
from listwright.engine.rejected import blocked_by_refusal, refused_alone, refused_whole
from listwright.engine.renames import blocked_by_rename
from listwright.engine.request import request_digest
from listwright.engine.sources import Delivered, find_source
from listwright.engine.specs import Placing, build_spec
from listwright.engine.staging import closed_window
from listwright.engine.windows import Closed
from listwright.engine.work import Found, Work, window_deferral
from listwright.model.names import OrderId
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason
from listwright.model.portfolio import OnLimit

REFUSED_LINE = "Did the vendor refuse this service of its last order?"
SOURCE = "Do the photos it works on keep it waiting?"
BESIDE = "Will another service that this plan orders meet it, too?"
WINDOW = "Is it too soon after another order for the home?"
FREEZE = "Are orders frozen today?"
RENAMED = "Is an order under way for a home that is gone, at the same address?"
FACTS = "Does the order lack a fact of the home?"
REFUSED_REQUEST = "Did the vendor refuse just this order before?"
LIMITS = "Was it left out because a limit of the run is used up?"
BUDGET = "Is the budget of this period used up?"


def create_answers(case: NeedCase, work: Work, spec: NeedSpec) -> Iterator[Answer]:
    """Everything after the gates, for a new order."""
    yield refused_line_answer(work, spec)
    yield _beside_answer(work, spec)
    rides = _rides(case, work, spec)
    if spec.slug in work.staging_slugs:
        yield _source_answer(case, work, spec, rides=rides)
    alone = spec.slug in work.staging_slugs and not rides
    closed = closed_window(_without(work, case)) if alone else work.closed_window()
    yield _window_answer(work, spec, closed)
    yield freeze_answer(case, work, spec, action=Action.CREATE)
    yield _renamed_answer(case, work, spec)
    yield from request_answers(case, work, spec)


def request_answers(case: NeedCase, work: Work, spec: NeedSpec) -> Iterator[Answer]:
    """What speaks against the order itself, however it comes to be placed."""
    previous = _previous(case, work, spec)
    yield _facts_answer(case, work, spec, previous=previous)
    yield _refused_request_answer(case, work, spec, previous=previous)
    yield limits_answer(case)


def refused_line_answer(work: Work, spec: NeedSpec) -> Answer:
    """Whether a refusal that named just this service still stands."""
    refused = refused_alone(work.run, work.view, spec)
    if refused is None or work.is_requested(spec):
        detail = NO if refused is None else "it did; tried again on request (--replace)"
        return passes("refused_line", REFUSED_LINE, detail)
    return stops("refused_line", REFUSED_LINE, blocked_by_refusal(work.view, spec, refused))


def _beside_answer(work: Work, spec: NeedSpec) -> Answer:
    ordered = {need for change in work.creates() for need in change.needs}
    others = [one for one in work.view.needs if work.view.address(one) in ordered]
    tray = Work(run=work.run, view=work.view, found=Found())
    met = met_beside(tray, spec, others) and spec not in others
    return weigh("met_beside", BESIDE, tray.found.deferred[0] if met else None)


def _rides(case: NeedCase, work: Work, spec: NeedSpec) -> bool:
    """Whether the plan orders it beside other things that are made by a visit."""
    address = work.view.address(spec)
    return any(
        isinstance(line, Change)
        and line.action.creates
        and address in line.needs
        and any(one.previous_order_id is None for one in line.services)
        for line in case.lines
    )


def _without(work: Work, case: NeedCase) -> Work:
    """The desk as it was before the order for the need was made."""
    changes = [one for one in work.found.changes if case.address not in one.needs]
    found = Found(
        changes=changes,
        deferred=work.found.deferred,
        blocked=work.found.blocked,
        standing=work.found.standing,
    )
    return Work(run=work.run, view=work.view, found=found)


def _source_answer(case: NeedCase, work: Work, spec: NeedSpec, *, rides: bool) -> Answer:
    if rides:
        return passes("source", SOURCE, "no: it rides in the order for its photos")
    before = _without(work, case)
    source = find_source(before, spec)
    waits = what_it_waits_for(before, spec, source)
    if waits is not None:
        return stops("source", SOURCE, waits)
    if isinstance(source, Delivered):
        return passes("source", SOURCE, f"no: order {source.order.order_id} delivered them")
    return passes("source", SOURCE)


def _window_answer(work: Work, spec: NeedSpec, closed: Closed | None) -> Answer:
    name = "duplicate_window"
    if closed is None:
        return passes(name, WINDOW)
    deferral = window_deferral(work.view.address(spec), Action.CREATE, closed, spec=spec)
    if closed.assumed and not closed.planned and work.is_requested(spec):
        return passes(name, WINDOW, f"passed over on request (--replace): {deferral.why}")
    return stops(name, WINDOW, deferral)


def freeze_answer(case: NeedCase, work: Work, spec: NeedSpec | None, *, action: Action) -> Answer:
    """Whether the files freeze the action at the home today."""
    freeze = find_freeze(work.run, work.view, action)
    if freeze is None:
        return passes("freeze", FREEZE)
    because = spec.because if spec is not None else ()
    deferral = freeze_deferral(
        work.run, work.view, freeze, need=case.address, action=action, because=because
    )
    return stops("freeze", FREEZE, deferral)


def _renamed_answer(case: NeedCase, work: Work, spec: NeedSpec) -> Answer:
    home = case.at.home
    former = work.run.renames.former.get(home.canonical) if home is not None else None
    if former is None:
        return passes("renamed", RENAMED)
    blocked = blocked_by_rename(case.address, spec, former)
    if work.is_requested(spec):
        return passes("renamed", RENAMED, f"passed over on request (--replace): {blocked.why}")
    return stops("renamed", RENAMED, blocked)


def _previous(case: NeedCase, work: Work, spec: NeedSpec) -> OrderId | None:
    """The order whose photos it works on, when it is ordered without a visit."""
    if spec.slug not in work.staging_slugs or _rides(case, work, spec):
        return None
    source = find_source(_without(work, case), spec)
    return source.order.order_id if isinstance(source, Delivered) else None


def _facts_answer(
    case: NeedCase, work: Work, spec: NeedSpec, *, previous: OrderId | None
) -> Answer:
    missing = _missing(case, work, spec, previous=previous)
    return weigh("facts", FACTS, missing)


def _missing(
    case: NeedCase, work: Work, spec: NeedSpec, *, previous: OrderId | None
) -> Blocked | None:
    home = case.at.home
    if home is None:
        return None
    try:
        build_spec(work.run.portfolio, home, [spec], placing=_placing(work, previous))
    except MissingFactError as missing:
        return Blocked(
            need=case.address,
            action=Action.CREATE,
            reason=Reason.MISSING_FACT,
            why=f"nothing says `{missing.fact}` for this home",
            remedy="",
            because=spec.because,
        )
    return None


def _placing(work: Work, previous: OrderId | None) -> Placing:
    return Placing(account=work.view.account, calendar=work.run.calendar, previous=previous)


def _refused_request_answer(
    case: NeedCase, work: Work, spec: NeedSpec, *, previous: OrderId | None
) -> Answer:
    """Whether the vendor refused the very order that the need would ride in."""
    home = case.at.home
    together = _together(case, work, spec)
    if home is None or _missing(case, work, spec, previous=previous) is not None:
        return passes("refused_request", REFUSED_REQUEST)
    built = build_spec(work.run.portfolio, home, together, placing=_placing(work, previous))
    refused = refused_whole(work.run, work.view, request_digest(built.spec))
    if refused is None or work.is_requested(spec):
        detail = NO if refused is None else "it did; tried again on request (--replace)"
        return passes("refused_request", REFUSED_REQUEST, detail)
    return stops("refused_request", REFUSED_REQUEST, blocked_by_refusal(work.view, spec, refused))


def _together(case: NeedCase, work: Work, spec: NeedSpec) -> list[NeedSpec]:
    """The needs of the order: those of the same change, or blocked by the same refusal."""
    line = case.line
    if isinstance(line, Change):
        needs = set(line.needs)
    else:
        why = line.why if line is not None else ""
        needs = {one.need for one in work.found.blocked if one.why == why}
    found = [one for one in work.view.needs if work.view.address(one) in needs]
    return found if spec in found else [spec]


_TRIMMED = {Reason.OVER_LIMIT: ("limits", LIMITS), Reason.BUDGET_PERIOD: ("budget", BUDGET)}


def limits_answer(case: NeedCase) -> Answer:
    """Whether the plan trimmed its order away."""
    waiting = (line for line in case.lines if isinstance(line, Deferred))
    over = next((line for line in waiting if line.reason in _TRIMMED), None)
    if over is not None:
        name, question = _TRIMMED[over.reason]
        return stops(name, question, over)
    if case.at.run.portfolio.limits.on_limit is OnLimit.TRIM:
        return passes("limits", LIMITS)
    detail = "no: a limit refuses a whole plan, never one order of it"
    return passes("limits", LIMITS, detail)
