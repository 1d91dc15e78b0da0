"""When an unknown create may be sent once more: one question, asked of frozen values.

Inside the vendor's duplicate window a second, identical request is safe. If the first one made an
order, the vendor refuses the second as its duplicate; if it did not, the second makes the one order
there is. That holds only while the window is surely open for as long as the second request may be
on its way, and says something only when no other order can be the cause of a refusal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from listwright.engine.windows import find_closed_window
from listwright.model.account import ResendPolicy, WindowPolicy
from listwright.model.intent import AttemptKind, Hold, IntentState, Request
from listwright.model.order import Order

CLOCK_ERROR = timedelta(seconds=2)
"""How far our clock and the vendor's may be apart."""

SENDING_TIME = timedelta(seconds=60)
"""From the decision to the moment at which the request has surely left, or never does."""


class Obstacle(Enum):
    """Why an unknown create is not sent once more."""

    NOT_IN_DOUBT = "not_in_doubt"
    SENT_BEFORE = "sent_before"
    STAGING_ONLY = "staging_only"
    OTHER_ORDER = "other_order"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An unknown create with everything that its second request depends on.

    `requests` are all that may have made its order; `staging_only`: nothing of it needs a visit.
    `orders` and `holds` are those of its home at the same vendor; `beside`: so is another create
    of which nobody knows what became.
    """

    state: IntentState
    requests: tuple[Request, ...]
    staging_only: bool
    beside: bool
    orders: tuple[Order, ...]
    holds: tuple[Hold, ...]

    @property
    def sent_at(self) -> datetime:
        """When the last request was recorded, just before it left."""
        return max(request.at for request in self.requests)


def resend_obstacle(doubt: Doubt, policy: ResendPolicy, *, now: datetime) -> Obstacle | None:
    """What forbids a second request at `now`; None when it may leave."""
    if doubt.state is not IntentState.IN_DOUBT:
        return Obstacle.NOT_IN_DOUBT
    if not is_first_doubt(doubt):
        return Obstacle.SENT_BEFORE
    if doubt.staging_only:
        # Whether the window also guards staging is documented nowhere.
        return Obstacle.STAGING_ONLY
    if doubt.beside or _has_other_cause(doubt.orders, doubt.holds, policy, now=now):
        return Obstacle.OTHER_ORDER
    if now < resend_from(doubt.sent_at, policy):
        return Obstacle.TOO_EARLY
    return None if now < resend_until(doubt.sent_at, policy) else Obstacle.TOO_LATE


def resubmit_obstacle(doubt: Doubt, policy: ResendPolicy, *, now: datetime) -> Obstacle | None:
    """What forbids a second paid step on the upload of a picture in doubt; None when it may leave.

    Both steps work on one upload, so however many arrive there is one order, paid once. That is
    how the vendor's own application treats a repetition, and no promise of its interface: so there
    is one, after the first had its time to show. The window of homes does not matter.
    """
    if doubt.state is not IntentState.IN_DOUBT:
        return Obstacle.NOT_IN_DOUBT
    if not is_first_doubt(doubt):
        return Obstacle.SENT_BEFORE
    return Obstacle.TOO_EARLY if now < resend_from(doubt.sent_at, policy) else None


def is_first_doubt(doubt: Doubt) -> bool:
    """Whether nothing but its first request may have made the order."""
    return [request.kind for request in doubt.requests] == [AttemptKind.CREATE]


def resend_from(sent_at: datetime, policy: ResendPolicy) -> datetime:
    """From when on the first request is surely carried out, or never will be."""
    return _moved(sent_at, policy.settle)


def resend_until(sent_at: datetime, policy: ResendPolicy) -> datetime:
    """Up to when a request that leaves is surely carried out inside the window, or never.

    The window begins when the order was made: never before its request was recorded. The second
    request may be on its way for the settle time, like any other.
    """
    return _moved(sent_at, policy.window - _kept_back(policy))


def has_time_to_resend(policy: ResendPolicy) -> bool:
    """Whether there is any moment between "settled" and "too late"."""
    return policy.settle < policy.window - _kept_back(policy)


def _kept_back(policy: ResendPolicy) -> timedelta:
    """The end of the window that is not used; the clocks may differ at both of its ends."""
    return 2 * CLOCK_ERROR + SENDING_TIME + policy.settle + policy.margin


def _moved(instant: datetime, length: timedelta) -> datetime:
    try:
        return instant + length
    except OverflowError:
        return _FAR


_FAR = datetime(9999, 12, 30, tzinfo=UTC)
"""Later than any run, and still a date in every time zone."""


def _has_other_cause(
    orders: Iterable[Order], holds: tuple[Hold, ...], policy: ResendPolicy, *, now: datetime
) -> bool:
    """Whether the vendor could call the second request a duplicate of something else.

    Every order counts, canceled or staging: what the files say of the window only lets orders pass.
    """
    if any(hold.released_at is None for hold in holds):
        return True
    window = WindowPolicy(window=policy.window, margin=policy.margin)
    return find_closed_window(window, orders, holds, now=now) is not None
