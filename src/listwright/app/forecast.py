"""`plan --as-of`: the plan of a day that is still to come. Reads nothing, and is never applied."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from listwright.app.plan import PlanDesk, PlanOptions, plan_in_full, without_limits
from listwright.app.refresh import RefreshPolicy
from listwright.engine.calendar import Calendar
from listwright.engine.forecast import falling_due
from listwright.engine.reconcile import Reconciled
from listwright.errors import UsageError
from listwright.model.portfolio import RefreshMode
from listwright.model.reads import Reads

FARTHEST_YEARS = 10
"""Nobody keeps facts for longer, and dates stay far from the end of the calendar."""


def forecast_plan(desk: PlanDesk, options: PlanOptions, day: date) -> Reconciled:
    """The plan as of the start of `day` in the project's zone; as of now, if that is today.

    No fact moves until then, nothing is ordered, and what was last read of the orders still holds.
    The limits of an apply and the first run are left out. Raises UsageError for a day that has
    passed or lies too far ahead.
    """
    now = desk.clock.now()
    calendar = Calendar(now=now, zone=desk.portfolio.timezone)
    _check_day(day, calendar.today())
    moment = max(now, calendar.start_of(day).astimezone(UTC))
    made = plan_in_full(_blind(desk), _unlimited(options, moment))
    plan = replace(
        made.plan,
        made_at=now,
        expires_at=now,
        as_of=day,
        reads=Reads(not_read=made.plan.reads.not_read),
        forecast=falling_due(made, options.scope, since=now),
    )
    return replace(made, plan=plan)


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise UsageError(
            f"--as-of {day.isoformat()} has passed: today is {today.isoformat()}.",
            advice="Name a day that is still to come.",
        )
    if (day.year - FARTHEST_YEARS, day.month, day.day) > (today.year, today.month, today.day):
        raise UsageError(
            f"--as-of {day.isoformat()} lies more than {FARTHEST_YEARS} years ahead.",
            advice="Name a nearer day.",
        )


def _blind(desk: PlanDesk) -> PlanDesk:
    """The desk without a way to a vendor; no reading is too old for it."""
    settings = replace(desk.portfolio.plan, max_staleness=timedelta.max)
    return replace(desk, portfolio=replace(desk.portfolio, plan=settings), driver=None)


def _unlimited(options: PlanOptions, moment: datetime) -> PlanOptions:
    """The options for that moment, without reads and without what cuts a single apply."""
    policy = RefreshPolicy(mode=RefreshMode.NONE, budget=0)
    return replace(without_limits(options), refresh=policy, at=moment)
