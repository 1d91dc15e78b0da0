"""Until when a plan is good: the first instant at which one of its changes would not be planned.

Only time is moved here. A home is decided again at the few instants at which anything about it can
change by itself; facts and orders are compared again by `apply`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime

from listwright.engine.digest import change_digest
from listwright.engine.moments import course_of, moments_of, run_at
from listwright.engine.view import Run
from listwright.engine.work import Found
from listwright.errors import Severity
from listwright.model.intent import NOTHING_KNOWN, PropertyRecord
from listwright.model.names import CanonicalId, PropertyId, canonical_id
from listwright.model.plan import Change
from listwright.model.portfolio import Home

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
    course = course_of(run)
    runs: dict[datetime, Run] = {}
    for name, planned in by_home.items():
        home = homes.get(name)
        record = observed.get(canonical_id(name), NOTHING_KNOWN)
        approved = {change_digest(change) for change in planned}
        moments = moments_of(course, home, record)
        for change in planned:
            moments |= _wished_midnight(run, home, change)
        for moment in sorted(moments):
            if run.now < moment < latest:
                later = runs.get(moment) or runs.setdefault(moment, run_at(run, moment))
                if not _still_plans(decide(later, home, record), approved):
                    latest = moment
    return latest.astimezone(run.now.tzinfo)


def _still_plans(later: Found, approved: set[str]) -> bool:
    if any(finding.severity is Severity.ERROR for finding in later.findings):
        return False
    return approved <= {change_digest(change) for change in later.changes}


def _wished_midnight(run: Run, home: Home | None, change: Change) -> set[datetime]:
    wish = change.spec.access.preferred_date if change.spec is not None else None
    facts = home.facts if home is not None else None
    return set() if wish is None else {run.calendar.start_of(wish, facts)}
