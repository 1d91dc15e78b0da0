"""Days on which a project orders or cancels nothing."""

from datetime import date, datetime, timedelta

from listwright.engine.view import AccountView, Run
from listwright.engine.wording import minute_of
from listwright.model.names import Address
from listwright.model.need import Because
from listwright.model.plan import Action, Deferred, Reason
from listwright.model.portfolio import Freeze


def find_freeze(run: Run, view: AccountView, action: Action) -> Freeze | None:
    """The freeze that keeps `action` away at the home today; of several, the one that ends last."""
    if not run.portfolio.freeze:
        return None
    today = run.calendar.today(view.facts)
    wanted = frozenset(action.value)
    found = [
        freeze
        for freeze in run.portfolio.freeze
        if freeze.first <= today <= freeze.last and not wanted <= freeze.allow
    ]
    return max(found, key=lambda freeze: freeze.last, default=None)


def frozen_until(run: Run, view: AccountView, freeze: Freeze, *, action: Action) -> datetime:
    """The first instant at which no freeze keeps `action` away: one may follow upon another."""
    wanted = frozenset(action.value)
    last = freeze.last
    for later in sorted(run.portfolio.freeze, key=lambda one: one.first):
        if not wanted <= later.allow and later.first <= _next(last) <= later.last:
            last = later.last
    return run.calendar.end_of(last, view.facts)


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def freeze_deferral(
    run: Run,
    view: AccountView,
    freeze: Freeze,
    *,
    need: Address,
    action: Action,
    because: tuple[Because, ...],
) -> Deferred:
    """The need waits until the freeze is over."""
    reason = f" ({freeze.reason})" if freeze.reason else ""
    until = frozen_until(run, view, freeze, action=action)
    return Deferred(
        need=need,
        action=action,
        reason=Reason.FREEZE,
        why=f"the files freeze {freeze.first} to {freeze.last}{reason} ({freeze.span.at})",
        until=until,
        clears_when=f"the freeze ends {minute_of(until)}",
        because=because,
    )
