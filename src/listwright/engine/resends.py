"""Unknown creates that go out once more: the very order that the plan would place without them."""

from collections.abc import Callable
from dataclasses import replace

from listwright.engine.naming import stem_of
from listwright.engine.resending import resend_obstacle
from listwright.engine.second_words import doubt_of, policy_of
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.engine.work import Found, Work
from listwright.model.intent import Intent
from listwright.model.names import Address
from listwright.model.plan import Action, Blocked, Change, Reason, Resend

Foresee = Callable[[Run, AccountView], Found]
"""Decides everything about one property at one account."""

_CHANGED = "; it is not sent once more: today's plan would not place just that order"


def resend_unknown(work: Work, foresee: Foresee) -> None:
    """Plan the second request of the home's unknown create, in place of what blocks its needs.

    Whatever keeps a create away keeps this one away too: it is planned only where the plan, were
    the request not unknown, would place just the order that it asked for.
    """
    run, view = work.run, work.view
    for intent in (one for one in view.intents if one.state.is_unsettled):
        policy = policy_of(run, intent)
        doubt = doubt_of(view, intent)
        if policy is None or resend_obstacle(doubt, policy, now=run.now) is not None:
            continue
        others = tuple(one for one in view.intents if one.id != intent.id)
        foreseen = foresee(run, replace(view, intents=others))
        same = _same_order(foreseen, intent)
        lines = _lines_about(work, same.needs if same is not None else ())
        if same is None or len(lines) != len(same.needs):
            _say_changed(work, intent)
            continue
        resend = Resend(policy=policy, otherwise=tuple(lines))
        work.found.blocked[:] = [one for one in work.found.blocked if one not in lines]
        work.found.changes.append(_second(same, intent, resend))
        known = work.found.findings
        known += [finding for finding in foreseen.findings if finding not in known]


def _same_order(foreseen: Found, intent: Intent) -> Change | None:
    """The create of the same name and request, if it would be planned."""
    return next(
        (
            change
            for change in foreseen.changes
            if change.action is Action.CREATE
            and stem_of(change.order_key or intent.order_key) == stem_of(intent.order_key)
            and change.request_digest == intent.request_digest
        ),
        None,
    )


def _lines_about(work: Work, needs: tuple[Address, ...]) -> list[Blocked]:
    unknown = Reason.CREATE_OUTCOME_UNKNOWN
    return [one for one in work.found.blocked if one.need in needs and one.reason is unknown]


def _say_changed(work: Work, intent: Intent) -> None:
    addresses = tuple(line.address for line in intent.services)
    for place, line in enumerate(work.found.blocked):
        if line.need in addresses and line.reason is Reason.CREATE_OUTCOME_UNKNOWN:
            work.found.blocked[place] = replace(line, why=line.why + _CHANGED)


def _second(change: Change, intent: Intent, resend: Resend) -> Change:
    return replace(
        change,
        reason=Reason.RESEND_UNKNOWN,
        why=f"it was sent {minute_of(intent.sent_at)} and its outcome is unknown; the same request "
        "goes out once more under the same name, which is safe inside the duplicate window: if "
        "the first one made an order, the vendor refuses the second",
        order_key=intent.order_key,
        generation=intent.generation,
        resend=resend,
    )
