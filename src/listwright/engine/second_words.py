"""What a plan says of an unknown create that the files allow to be sent once more, and is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from listwright.engine.resending import Doubt, Obstacle, resend_from, resend_obstacle
from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.model.account import ResendPolicy
from listwright.model.intent import Intent, IntentState


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondWord:
    """Additions to a blocked line: behind its why, before its remedy, and when it may change."""

    why: str = ""
    before_remedy: str = ""
    until: datetime | None = None


def second_word(run: Run, view: AccountView, intent: Intent) -> SecondWord:
    """Why it is not sent once more now, and when it will be; nothing where nobody allows it."""
    policy = policy_of(run, intent)
    if policy is None or intent.state is not IntentState.IN_DOUBT:
        return SecondWord()
    doubt = doubt_of(view, intent)
    obstacle = resend_obstacle(doubt, policy, now=run.now)
    if obstacle is Obstacle.TOO_EARLY:
        return _later(resend_from(doubt.sent_at, policy))
    return SecondWord(why=_WHY.get(obstacle, ""))


_WHY: Mapping[Obstacle | None, str] = {
    Obstacle.SENT_BEFORE: "; it is never sent a third time",
    Obstacle.STAGING_ONLY: ("; staging alone is not sent once more: the vendor may not protect it"),
    Obstacle.OTHER_ORDER: (
        "; it is not sent once more: the vendor could refuse it for another order"
    ),
    Obstacle.TOO_LATE: (
        "; it is too late to send it once more: the duplicate window may end first"
    ),
}


def _later(moment: datetime) -> SecondWord:
    return SecondWord(
        why=f"; it can be sent once more from {minute_of(moment)}",
        before_remedy=f"apply again after {minute_of(moment)}, or ",
        until=moment,
    )


def policy_of(run: Run, intent: Intent) -> ResendPolicy | None:
    """Under what protection it may be sent once more; None when the files do not allow it."""
    if not run.has_account(intent.account):
        return None
    return run.portfolio.vendors[intent.account.label].resend


def doubt_of(view: AccountView, intent: Intent) -> Doubt:
    """The intent as the question sees it."""
    return Doubt(
        state=intent.state,
        requests=intent.requests,
        staging_only=all(line.previous_order_id is not None for line in intent.services),
        beside=any(one.id != intent.id for one in view.unsettled()),
        orders=view.orders,
        holds=view.holds,
    )
