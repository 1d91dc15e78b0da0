"""The second request of a create in doubt: recorded first, then sent, and never a third."""

from listwright.app.creating import RATE_PAUSE, as_recorded, send_create, told_line
from listwright.app.effects import Announce, CloseAttempt, OpenProbe, Pace, Pause, Steps
from listwright.app.outcomes import not_started, overtaken, resend_outcome
from listwright.errors import InternalError
from listwright.model.intent import Intent, RefusalKind, SecondRequest
from listwright.model.outcome import ChangeOutcome
from listwright.model.plan import Change, Resend


def resend_steps(change: Change, resend: Resend) -> Steps[ChangeOutcome]:
    """Send the create of `change` once more, under its old name.

    Unlike a first request it is not tried again after a 429: one second request is all there is.
    """
    spec, key, digest = change.spec, change.order_key, change.request_digest
    if spec is None or key is None or digest is None:
        message = "a second request without a name"
        raise InternalError(message)
    go_on = yield Pace(change.account)
    if not go_on:
        return not_started(change)
    second = SecondRequest(
        account=change.account,
        canonical=spec.canonical,
        order_key=key,
        request_digest=digest,
        policy=resend.policy,
    )
    ref = yield OpenProbe(second, change.revision)
    if ref is None:
        return overtaken(change)
    answer = yield from send_create(ref, spec, key)
    intent: Intent = yield CloseAttempt(ref, answer)
    answer = as_recorded(answer, intent)
    yield Announce(f"{told_line(change, key, answer)} (sent once more)")
    if answer.refusal is RefusalKind.RATE:
        yield Pause(change.account, answer.retry_after or RATE_PAUSE)
    return resend_outcome(change, answer)
