"""Until when a plan is good: the first instant at which one of its changes would not be planned.

Only time is moved here: by whole days, since every condition in the language speaks in days, and to
the instants at which another need of a home falls due and would ride in its order. Facts and orders
are compared again by `apply`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from listwright.engine.freshness import start_of
from listwright.engine.needs import NeedResolver
from listwright.engine.predicates import Truth
from listwright.engine.readiness import truth_on
from listwright.engine.view import attest
from listwright.engine.work import Found
from listwright.model.names import NeedKey, PropertyId
from listwright.model.need import NeedSet, NeedSpec
from listwright.model.plan import Action, Change, Reason
from listwright.model.portfolio import Home, Portfolio

Joining = Mapping[PropertyId, tuple[datetime, ...]]
"""Per home, when one more of its needs falls due by itself."""

_REFUSED = {Reason.VENDOR_REJECTED, Reason.CATALOG_MISMATCH}


def joining_at(found: Found, portfolio: Portfolio) -> Joining:
    """When needs of homes with a new order would join it, each making it another order."""
    instants: dict[PropertyId, list[datetime]] = defaultdict(list)
    homes = {change.property for change in found.changes if change.action.creates}
    for item in found.deferred:
        if item.reason is Reason.NOT_READY and item.until is not None:
            instants[item.need.property].append(item.until)
    for proof in found.standing:
        if proof.stale_on is not None and proof.need.property in homes:
            instants[proof.need.property].append(proof.stale_on)
    retry = min((vendor.retry_rejected for vendor in portfolio.vendors.values()), default=None)
    for blocked in found.blocked:
        if blocked.reason in _REFUSED and blocked.since is not None and retry is not None:
            instants[blocked.need.property].append(blocked.since + retry)
    return {home: tuple(moments) for home, moments in instants.items() if home in homes}


def expires_at(
    portfolio: Portfolio, changes: list[Change], now: datetime, *, joining: Joining
) -> datetime:
    """When a plan with these changes stops being good."""
    growing = {change.property for change in changes if change.action.creates}
    moments = (moment for home in growing for moment in joining.get(home, ()) if moment > now)
    latest = min((now + portfolio.plan.ttl, *moments))
    touched = {change.property for change in changes}
    homes = {home.id: home for home in portfolio.homes if home.id in touched}
    today = now.astimezone(portfolio.timezone).date()
    at_first = _Day(today=today, day=today, resolver=NeedResolver(portfolio, today))
    day = today + timedelta(days=1)
    while (midnight := start_of(day, portfolio.timezone)) < latest:
        later = _Day(today=today, day=day, resolver=NeedResolver(portfolio, day))
        if not all(_still_planned(change, homes, later, at_first=at_first) for change in changes):
            return midnight.astimezone(now.tzinfo)
        day += timedelta(days=1)
    return latest.astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One day as the rules would see it; `today` is the day of the plan."""

    today: date
    day: date
    resolver: NeedResolver


def _still_planned(
    change: Change, homes: Mapping[PropertyId, Home], later: _Day, *, at_first: _Day
) -> bool:
    home = homes.get(change.property)
    if home is None or (home.override is not None and home.override.absent):
        return True
    needs = later.resolver.needs_of(home, home.facts)
    specs = [spec for spec in needs.specs if spec.vendor == change.account.label]
    before = at_first.resolver.needs_of(home, home.facts)
    if change.action is Action.CANCEL:
        wanted_anew = {spec.slug for spec in specs} - {spec.slug for spec in before.specs}
        return not {line.slug for line in change.services} & wanted_anew
    ready = [spec for spec in specs if _is_ready(spec, home, later.day)]
    lines = {(line.slug, line.quantity) for line in change.services}
    return (
        lines <= {(spec.slug, spec.quantity) for spec in ready}
        and {spec.key for spec in ready} <= {spec.key for spec in before.specs}
        and not _passes_wish(change, home, specs, later=later)
        and not _attested_by_then(change, home, needs, later=later)
    )


def _is_ready(spec: NeedSpec, home: Home, day: date) -> bool:
    return spec.ready_when is None or truth_on(spec.ready_when, home.facts, day) is Truth.TRUE


def _passes_wish(change: Change, home: Home, specs: list[NeedSpec], *, later: _Day) -> bool:
    """Whether the date that the visit is wished for has come by then."""
    ordered = {need.key for need in change.needs}
    wishes: list[object] = [spec.preferred_date for spec in specs if spec.key in ordered]
    if home.override is not None and home.override.preferred_date is not None:
        wishes.append(home.override.preferred_date.value)
    wishes.append(home.facts.value("preferred_on"))
    wish = next((wish for wish in wishes if isinstance(wish, date)), None)
    return wish is not None and later.today < wish <= later.day


def _attested_by_then(change: Change, home: Home, needs: NeedSet, *, later: _Day) -> bool:
    """Whether an attestation of a coming day begins to speak for something ordered."""
    known: set[NeedKey] = set(attest(home, needs, later.today))
    added = set(attest(home, needs, later.day)) - known
    return any(need.key in added for need in change.needs)
