"""From decisions about needs to changes of orders, for one property at one account.

Decide per need first, then remove what nobody wants, then replace, then bundle what is due into one
order and ask whether it may be placed; staging that rides in no other order comes last.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from listwright.engine.cancels import remove_orders
from listwright.engine.creates import create_order
from listwright.engine.decide import Again, Decision, Due, decide_need
from listwright.engine.doubts import unknown_remedy
from listwright.engine.drift import find_setbacks
from listwright.engine.imports import adopt, adoptions, import_change, unread_imports
from listwright.engine.replaces import replace_order
from listwright.engine.resends import resend_unknown
from listwright.engine.rest import standing_at_rest
from listwright.engine.staging import drop_orphans, judge_staging, place_staging
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.engine.work import Found, Staged, Work
from listwright.model.intent import Intent, IntentService, IntentState
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason, Standing


def plan_orders(run: Run, view: AccountView, found: Found) -> None:
    """Decide everything about one property at one account into `found`.

    What stands there already of the same property was decided for its other accounts.
    """
    resting = standing_at_rest(run, view)
    if resting is None:
        found.take_in(plan_at_length(run, view, beside=orders_beside(view, found.changes)))
    else:
        found.standing += resting


def orders_beside(view: AccountView, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The orders that this plan places for the home at other accounts of the same vendor."""
    if not view.has_neighbors:
        return ()
    return tuple(
        change
        for change in changes
        if change.action.creates
        and change.property == view.property
        and change.account.is_beside(view.account)
    )


def plan_at_length(run: Run, view: AccountView, *, beside: tuple[Change, ...] = ()) -> Found:
    """The same for a home of any kind."""
    work = Work(run=run, view=view, found=Found(), beside=beside)
    _record_known(work)
    _decide_needs(work)
    if work.view.orders:
        remove_orders(work)
        replace_order(work)
        work.found.drift += find_setbacks(run, view)
    if view.intents:
        told = {item.need for item in work.found.blocked}
        unwanted = _unwanted_unknowns(run, work.view)
        work.found.blocked += [item for item in unwanted if item.need not in told]
        resend_unknown(work, plan_at_length)
    if work.due:
        create_order(work)
    if work.staging:
        place_staging(work)
    return work.found


def _record_known(work: Work) -> None:
    """Orders that exist and should be tracked: decide as if they were, and plan to record them."""
    found = adoptions(work.run, work.view)
    if found:
        work.found.changes += [import_change(work.run, work.view, item) for item in found]
        work.view = adopt(work.view, found)
    if work.view.declared:
        work.found.unread += unread_imports(work.run, work.view)


def _decide_needs(work: Work) -> None:
    """Visits first: staging depends on what becomes of its photos."""
    slugs = work.staging_slugs
    if not any(spec.slug in slugs for spec in work.view.needs):
        for spec in work.view.needs:
            _file(work, decide_need(work.run, work.view, spec))
        return
    visits = tuple(spec for spec in work.view.needs if spec.slug not in slugs)
    staging = drop_orphans(work)
    work.view = replace(work.view, needs=visits + staging)
    for spec in visits:
        decision = decide_need(work.run, work.view, spec)
        work.decided[spec.key] = decision
        _file(work, decision)
    for spec in staging:
        judged = judge_staging(work, spec)
        if isinstance(judged, Staged):
            work.staging.append(judged)
        else:
            _file(work, judged)


def _file(work: Work, decision: Decision) -> None:
    match decision:
        case Due():
            work.due.append(decision)
        case Again():
            work.again.append(decision)
        case Standing():
            work.found.standing.append(decision)
        case Deferred():
            work.found.deferred.append(decision)
        case Blocked():
            work.found.blocked.append(decision)
        case _:
            assert_never(decision)


def _unwanted_unknowns(run: Run, view: AccountView) -> list[Blocked]:
    """Unknown outcomes of needs that nobody wants any more stay on the list, too."""
    wanted = {spec.service_key for spec in (*view.needs, *view.beside)}
    return [
        unwanted_unknown(run, intent, line)
        for intent in view.intents
        if intent.state.is_unsettled and intent.state is not IntentState.SENDING
        for line in intent.services
        if line.service_key not in wanted
    ]


def retired_unknowns(
    run: Run, views: Iterable[AccountView], intents: Iterable[Intent]
) -> list[Blocked]:
    """Unknown outcomes at accounts that the files no longer name, unless a need shows them."""
    shown = {
        (intent.id, spec.service_key)
        for view in views
        for intent in view.doubts
        for spec in view.needs
    }
    return [
        unwanted_unknown(run, intent, line)
        for intent in intents
        if intent.state.is_unsettled and not run.has_account(intent.account)
        for line in intent.services
        if (intent.id, line.service_key) not in shown
    ]


def unwanted_unknown(
    run: Run, intent: Intent, line: IntentService, *, is_wanted: bool = False
) -> Blocked:
    """An unknown outcome of a need that nobody wants any more, or that does not wait for it."""
    beside = "nothing waits for it now" if is_wanted else "the need is no longer wanted"
    if not run.has_account(intent.account):
        beside = f"it went through `vendors.{intent.account.label}`, which the files no longer name"
    return Blocked(
        need=line.address,
        action=Action.CREATE,
        reason=Reason.CREATE_OUTCOME_UNKNOWN,
        why=f"an order for it was sent {minute_of(intent.sent_at)} and its outcome is unknown; "
        f"{beside}",
        remedy=unknown_remedy(run, intent, line.address),
        since=intent.sent_at,
    )
