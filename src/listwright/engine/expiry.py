"""Until when a plan is good: the first instant at which one of its changes would not be planned.

Only time is moved here. A home is decided again at the few instants at which anything about it can
change by itself; facts and orders are compared again by `apply`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from listwright.engine.digest import change_digest
from listwright.engine.freshness import age_of_attestation, age_of_order, start_of
from listwright.engine.memory import facts_then
from listwright.engine.needs import NeedResolver
from listwright.engine.predicates import comparisons_of
from listwright.engine.readiness import turning_days
from listwright.engine.view import Run, attest
from listwright.engine.work import Found
from listwright.errors import Severity
from listwright.model.intent import NOTHING_KNOWN, PropertyRecord
from listwright.model.names import CanonicalId, PropertyId, canonical_id
from listwright.model.order import Phase
from listwright.model.plan import Change
from listwright.model.portfolio import Home, Portfolio
from listwright.model.predicate import AllOf, Predicate

Decide = Callable[[Run, Home | None, PropertyRecord], Found]
"""Decides everything about one property, as of the run's `now`."""


def expires_at(
    run: Run,
    changes: list[Change],
    observed: Mapping[CanonicalId, PropertyRecord],
    *,
    decide: Decide,
) -> datetime:
    """When a plan with these changes stops being good."""
    latest = run.now + run.portfolio.plan.ttl
    by_home: dict[PropertyId, list[Change]] = defaultdict(list)
    for change in changes:
        by_home[change.property].append(change)
    homes = {home.id: home for home in run.portfolio.homes if home.id in by_home}
    dated = AllOf(parts=tuple(_conditions(run.portfolio)))
    runs: dict[date, Run] = {}
    for name, planned in by_home.items():
        home = homes.get(name)
        record = observed.get(canonical_id(name), NOTHING_KNOWN)
        approved = {change_digest(change) for change in planned}
        moments = _retries(run, record)
        if home is not None:
            moments |= _turning_midnights(run, home, record, dated=dated)
            moments |= _stale_moments(run, home, record)
        for change in planned:
            moments |= _wished_midnight(run, change)
        for moment in sorted(moments):
            if run.now < moment < latest:
                later = decide(_run_at(run, moment, runs), home, record)
                if not _still_plans(later, approved):
                    latest = moment
    return latest.astimezone(run.now.tzinfo)


def _still_plans(later: Found, approved: set[str]) -> bool:
    if any(finding.severity is Severity.ERROR for finding in later.findings):
        return False
    return approved <= {change_digest(change) for change in later.changes}


def _run_at(run: Run, moment: datetime, runs: dict[date, Run]) -> Run:
    """`run` as it would be at a later moment, with orders read in between."""
    day = moment.astimezone(run.portfolio.timezone).date()
    if day not in runs:
        plan = replace(run.portfolio.plan, max_staleness=timedelta.max)
        runs[day] = replace(
            run,
            portfolio=replace(run.portfolio, plan=plan),
            resolver=NeedResolver(run.portfolio, day),
            today=day,
        )
    return replace(runs[day], now=moment)


def _retries(run: Run, record: PropertyRecord) -> set[datetime]:
    """When what the vendor refused is tried again."""
    vendors = run.portfolio.vendors
    return {
        (intent.refused_at or intent.sent_at) + vendors[intent.account.label].retry_rejected
        for intent in record.intents
        if intent.refusal is not None and intent.account.label in vendors
    }


def _stale_moments(run: Run, home: Home, record: PropertyRecord) -> set[datetime]:
    """When what was delivered stops counting."""
    needs = run.resolver.needs_of(home, home.facts)
    attested = attest(home, needs, run.today)
    ages = [
        age_of_order(order, spec, run.now)
        for spec in needs.specs
        for order in record.orders
        if order.phase is Phase.DELIVERED and order.quantity(spec.slug) is not None
    ]
    ages += [
        age_of_attestation(attested[spec.key], spec, run.portfolio.timezone)
        for spec in needs.specs
        if spec.key in attested
    ]
    return {age.stale_from for age in ages if age.stale_from is not None}


def _conditions(portfolio: Portfolio) -> Iterator[Predicate]:
    """Every comparison that may speak of any home."""
    written = [portfolio.defaults.ready_when]
    written += [entry.ready_when for rule in portfolio.rules for entry in rule.entries]
    predicates = [item.value for item in written if item is not None]
    predicates += [rule.when for rule in portfolio.rules if rule.when is not None]
    predicates += [rule.when for rule in portfolio.billing if rule.when is not None]
    for predicate in dict.fromkeys(predicates):
        yield from comparisons_of(predicate)


def _turning_midnights(
    run: Run, home: Home, record: PropertyRecord, *, dated: Predicate
) -> set[datetime]:
    """The beginnings of the days on which a condition, or an attestation, may change its mind."""
    own = home.override.entries if home.override is not None else ()
    conditions = [entry.ready_when.value for entry in own if entry.ready_when is not None]
    dated = AllOf(parts=(dated, *conditions))
    days = set(turning_days(dated, home.facts))
    for order in record.orders:
        if order.basis is not None:
            days |= set(turning_days(dated, facts_then(home.facts, order.basis)))
    needs = run.resolver.needs_of(home, home.facts)
    days |= {proof.delivered_on for proof in attest(home, needs, date.max).values()}
    return {start_of(day, run.portfolio.timezone) for day in days if day > run.today}


def _wished_midnight(run: Run, change: Change) -> set[datetime]:
    wish = change.spec.access.preferred_date if change.spec is not None else None
    return set() if wish is None else {start_of(wish, run.portfolio.timezone)}
