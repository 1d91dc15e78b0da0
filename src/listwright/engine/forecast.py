"""What falls due until a day, month by month, if no fact moves and nothing is ordered before.

A need counts once: on the first day on which an order for it would be planned. Being due can end
again (a freeze begins, a date moves out of a rule), so the few days on which anything about a home
can change by itself are visited one after the other, each at its last instant.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from listwright.engine.moments import Course, course_of, moments_of, run_at
from listwright.engine.predicates import comparisons_of
from listwright.engine.proofs import due_because
from listwright.engine.reconcile import Reconciled, decide_one
from listwright.engine.scope import narrow
from listwright.engine.view import Run, account_views
from listwright.model.columns import ColumnType
from listwright.model.duration import Duration
from listwright.model.intent import NOTHING_KNOWN, PropertyRecord
from listwright.model.names import Address, PropertyId
from listwright.model.plan import Change, FallingDue, Reason, Scope
from listwright.model.portfolio import Home, Portfolio
from listwright.model.predicate import AllOf, Comparison, DateTerm

_INSTANT = timedelta(microseconds=1)

_BY_PROOF = frozenset({Reason.MISSING, Reason.STALE, Reason.INVALIDATED})
"""Reasons that tell what is wrong with what was delivered before."""


def falling_due(made: Reconciled, scope: Scope, *, since: datetime) -> tuple[FallingDue, ...]:
    """What falls due from `since` to the instant `made` was decided for; that one is included.

    What is due at `since` already counts in its month. Months are those of the project's zone.
    """
    walk = _Walk.over(made, scope, since=since)
    tally: dict[str, _Month] = defaultdict(_Month)
    zone = made.run.calendar.zone
    for home in _homes(made):
        record = made.observed.properties.get(home.canonical, NOTHING_KNOWN)
        for moment, reasons in walk.first_dues(home, record):
            tally[f"{moment.astimezone(zone):%Y-%m}"].add(reasons)
    return tuple(
        FallingDue(
            month=name,
            needs=month.reasons.total(),
            orders=month.orders,
            reasons=dict(sorted(month.reasons.items())),
        )
        for name, month in sorted(tally.items())
    )


def _homes(made: Reconciled) -> Iterator[Home]:
    """The homes that may want something on the way."""
    dated = _has_dated_rules(made.run.portfolio)
    for wanted in made.wants.homes:
        override = wanted.home.override
        if override is not None and override.absent:
            continue
        if dated or wanted.needs.specs:
            yield wanted.home


def _has_dated_rules(portfolio: Portfolio) -> bool:
    """Whether time alone may make a rule match."""
    return any(
        _is_dated(part)
        for rule in portfolio.rules
        if rule.when is not None
        for part in comparisons_of(rule.when)
    )


def _is_dated(part: Comparison) -> bool:
    """Whether its answer depends on the day, not on the facts alone."""
    against_today = isinstance(part.operand, DateTerm) and part.operand.column is None
    return part.type is ColumnType.DATE and (against_today or isinstance(part.operand, Duration))


@dataclass(slots=True)
class _Month:
    """What falls due in one month; an order counts where its first need does."""

    orders: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, reasons: Iterable[Reason]) -> None:
        """Count an order, with why each of its needs is due that was not due before."""
        self.orders += 1
        self.reasons.update(reason.value for reason in reasons)


_Due = tuple[datetime, list[Reason]]
"""When an order is due, and why each of its needs is that was not due before."""


@dataclass(frozen=True, slots=True)
class _Stop:
    """One home at one instant of the way."""

    moment: datetime
    home: Home
    record: PropertyRecord


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The way from one instant to another, gone by one home at a time.

    `planned` are the orders placed at its end, by home. `dated`: time alone may change what a home
    wants. `terms` are the comparisons of dates. Remembers the runs of the days.
    """

    run: Run
    dated: bool
    terms: AllOf
    scope: Scope
    since: datetime
    planned: dict[PropertyId, list[Change]]
    runs: dict[datetime, Run] = field(default_factory=dict)

    @classmethod
    def over(cls, made: Reconciled, scope: Scope, *, since: datetime) -> "_Walk":
        """The way from `since` to the instant of `made`."""
        planned: dict[PropertyId, list[Change]] = defaultdict(list)
        for change in made.plan.changes:
            planned[change.property].append(change)
        terms = tuple(filter(_is_dated, comparisons_of(course_of(made.run).dated)))
        return cls(
            run=made.run,
            dated=_has_dated_rules(made.run.portfolio),
            terms=AllOf(parts=terms),
            scope=scope,
            since=since,
            planned=planned,
        )

    def first_dues(self, home: Home, record: PropertyRecord) -> Iterator[_Due]:
        """When which needs of the home are due for the first time."""
        seen: set[Address] = set()
        if self._next(home, record, self.since) is None:
            # Nothing changes on the way: what is planned at its end is due already.
            planned = self.planned.get(home.id, ())
            yield from self._new_dues(_Stop(self.since, home, record), planned, seen)
            return
        moment: datetime | None = self.since
        while moment is not None and not self._has_all(home, seen):
            found = narrow(decide_one(self._at(moment), home, record), self.scope, (home,))
            yield from self._new_dues(_Stop(moment, home, record), found.changes, seen)
            moment = self._next(home, record, moment)

    def _has_all(self, home: Home, seen: set[Address]) -> bool:
        """Whether every need that the home will ever want has been seen."""
        if self.dated or not seen:
            return False
        return len(seen) == len(self.run.resolver.needs_of(home, home.facts).specs)

    def _new_dues(
        self, stop: _Stop, changes: Iterable[Change], seen: set[Address]
    ) -> Iterator[_Due]:
        """The orders that hold a need not seen before; `seen` takes those needs in."""
        before = frozenset(seen)
        for change in changes:
            new = [need for need in change.needs if need not in before]
            if change.action.creates and new:
                # Of pictures one need makes many orders, and is counted with the first of them.
                fresh = [need for need in new if need not in seen]
                seen.update(fresh)
                yield stop.moment, [self._reason(stop, change, need) for need in fresh]

    def _reason(self, stop: _Stop, change: Change, need: Address) -> Reason:
        """Why one need of an order is due; the order itself has but one word for all of them."""
        if change.reason not in _BY_PROOF or len(change.needs) == 1:
            return change.reason
        run, home = self._at(stop.moment), stop.home
        needs = run.resolver.needs_of(home, home.facts)
        views = account_views(run, home, needs, record=stop.record)
        view = next(view for view in views if view.account == change.account)
        spec = next((spec for spec in view.needs if spec.key == need.key), None)
        return change.reason if spec is None else due_because(run, view, spec)[0]

    def _next(self, home: Home, record: PropertyRecord, moment: datetime) -> datetime | None:
        """The end of the next day on the way on which anything about the home may change.

        It is looked for anew each time: what the home wants then decides what ends later.
        """
        course = Course(run=self._at(moment), dated=self.terms)
        later = (one for one in moments_of(course, home, record) if moment < one <= self.run.now)
        first = min(later, default=None)
        if first is None:
            return None
        calendar = self.run.calendar
        return min(calendar.end_of(calendar.day_of(first)) - _INSTANT, self.run.now)

    def _at(self, moment: datetime) -> Run:
        known = self.runs.get(moment)
        if known is None:
            known = self.runs[moment] = run_at(self.run, moment)
        return known
