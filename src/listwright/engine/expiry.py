"""Until when a plan is good: the first instant at which one of its changes would not be planned.

Only time is moved here, and only by whole days, since every condition in the language speaks in
days. Facts and orders are compared again by `apply`.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from listwright.engine.freshness import start_of
from listwright.engine.needs import NeedResolver
from listwright.engine.predicates import Truth
from listwright.engine.readiness import truth_on
from listwright.model.names import PropertyId
from listwright.model.need import NeedSpec
from listwright.model.plan import Action, Change
from listwright.model.portfolio import Home, Portfolio


def expires_at(portfolio: Portfolio, changes: list[Change], now: datetime) -> datetime:
    """When a plan with these changes stops being good."""
    latest = now + portfolio.plan.ttl
    touched = {change.property for change in changes}
    homes = {home.id: home for home in portfolio.homes if home.id in touched}
    day = now.astimezone(portfolio.timezone).date() + timedelta(days=1)
    while (midnight := start_of(day, portfolio.timezone)) < latest:
        resolver = NeedResolver(portfolio, day)
        if not all(_still_planned(change, homes, resolver, day=day) for change in changes):
            return midnight.astimezone(now.tzinfo)
        day += timedelta(days=1)
    return latest


def _still_planned(
    change: Change, homes: Mapping[PropertyId, Home], resolver: NeedResolver, *, day: date
) -> bool:
    home = homes.get(change.property)
    if home is None or (home.override is not None and home.override.absent):
        return True
    specs = resolver.needs_of(home, home.facts).specs
    wanted = {(spec.slug, spec.quantity) for spec in specs if _is_ready(spec, home, day)}
    lines = {(line.slug, line.quantity) for line in change.services}
    if change.action is Action.CANCEL:
        return not lines & {(spec.slug, spec.quantity) for spec in specs}
    return lines <= wanted


def _is_ready(spec: NeedSpec, home: Home, day: date) -> bool:
    if spec.preferred_date is not None and spec.preferred_date <= day:
        return False
    return spec.ready_when is None or truth_on(spec.ready_when, home.facts, day) is Truth.TRUE
