"""From decisions about needs to changes of orders, for one property at one account.

Decide per need first, then remove what nobody wants, then replace, then bundle what is due into one
order and ask whether it may be placed.
"""

from collections.abc import Iterable
from typing import assert_never

from listwright.engine.cancels import remove_orders
from listwright.engine.creates import create_order
from listwright.engine.decide import Again, Decision, Due, decide_need
from listwright.engine.doubts import unknown_remedy
from listwright.engine.replaces import replace_order
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.engine.work import Found, Work
from listwright.model.intent import Intent, IntentService, IntentState
from listwright.model.plan import Action, Blocked, Deferred, Reason, Standing


def plan_orders(run: Run, view: AccountView, found: Found) -> None:
    """Decide everything about one property at one account into `found`."""
    work = Work(run=run, view=view, found=Found())
    for spec in view.needs:
        _file(work, decide_need(run, view, spec))
    if view.orders:
        remove_orders(work)
        replace_order(work)
    if view.intents:
        work.found.blocked += _unwanted_unknowns(run, view)
    if work.due:
        create_order(work)
    found.take_in(work.found)


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
        _unknown(run, intent, line)
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
        _unknown(run, intent, line)
        for intent in intents
        if intent.state.is_unsettled and not run.has_account(intent.account)
        for line in intent.services
        if (intent.id, line.service_key) not in shown
    ]


def _unknown(run: Run, intent: Intent, line: IntentService) -> Blocked:
    beside = "the need is no longer wanted"
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
