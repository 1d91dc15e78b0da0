"""PlanOmatic's statuses as data: sheet 6.1 and 6.2, one row per documented word."""

from collections.abc import Mapping

from listwright.model.order import Phase

STATUS_PHASES: Mapping[str, Phase] = {
    # before an appointment
    "new_request": Phase.OPEN,
    "ordered": Phase.OPEN,
    "scheduling": Phase.OPEN,
    "submitted": Phase.OPEN,
    "order_processing": Phase.OPEN,
    "unscheduled": Phase.OPEN,
    "ready_to_schedule": Phase.OPEN,
    "pending_appointment": Phase.OPEN,
    "committed": Phase.OPEN,
    "pending_reschedule": Phase.OPEN,
    # paused
    "hold": Phase.OPEN,
    # the appointment is fixed, or the photographer is there
    "scheduled": Phase.OPEN,
    "on_site": Phase.OPEN,
    "submitted_cancel_onsite": Phase.OPEN,
    # in production
    "post_processing": Phase.OPEN,
    "assembly": Phase.OPEN,
    # ended
    "notified": Phase.DELIVERED,
    "completed": Phase.DELIVERED,
    "canceled": Phase.CANCELED,
    "cancelled": Phase.CANCELED,
}

CANCELABLE_STATUSES = frozenset({"new_request", "ordered", "scheduling"})
"""With no confirmed appointment; the vendor may change the set (sheet 5)."""

FAILED_VISIT_STATUS = "submitted_cancel_onsite"
HOLD_STATUS = "hold"
DELIVERED_EVENT = "order.delivered"


def phase_of(status: str, event: str | None, *, has_assets: bool) -> Phase:
    """Our reading of a status.

    Delivered needs the delivery event, or a delivered status with photos or links (sheet 13, 14).
    An unknown word stays unknown: it blocks, it never frees.
    """
    phase = STATUS_PHASES.get(status.strip().lower(), Phase.UNKNOWN)
    if phase is Phase.CANCELED:
        return phase
    if event == DELIVERED_EVENT:
        return Phase.DELIVERED
    if phase is Phase.DELIVERED and not has_assets:
        return Phase.OPEN
    return phase
