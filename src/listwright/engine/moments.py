"""The few instants at which anything about a home can change by itself: only time is moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from listwright.engine.calendar import Calendar
from listwright.engine.freshness import (
    TURN_COLUMNS,
    Age,
    Yardstick,
    age_of_attestation,
    age_of_order,
    captured_at,
)
from listwright.engine.memory import facts_then
from listwright.engine.predicates import comparisons_of
from listwright.engine.readiness import turning_days
from listwright.engine.resending import resend_until
from listwright.engine.second_words import policy_of
from listwright.engine.view import Run, attest, attest_now, holds
from listwright.engine.windows import find_closed_window
from listwright.model.intent import PropertyRecord
from listwright.model.need import NeedSet
from listwright.model.order import Order, Phase
from listwright.model.portfolio import Home, Portfolio
from listwright.model.predicate import AllOf, Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the moments of all homes of one run share: `dated` holds every condition at once."""

    run: Run
    dated: Predicate


def course_of(run: Run) -> Course:
    """The course of a run."""
    return Course(run=run, dated=AllOf(parts=tuple(_conditions(run.portfolio))))


def _conditions(portfolio: Portfolio) -> Iterator[Predicate]:
    """Every comparison that may speak of any home."""
    written = [portfolio.defaults.ready_when]
    written += [entry.ready_when for rule in portfolio.rules for entry in rule.entries]
    predicates = [item.value for item in written if item is not None]
    predicates += [rule.when for rule in portfolio.rules if rule.when is not None]
    predicates += [rule.when for rule in portfolio.billing if rule.when is not None]
    for predicate in dict.fromkeys(predicates):
        yield from comparisons_of(predicate)


def moments_of(course: Course, home: Home | None, record: PropertyRecord) -> set[datetime]:
    """Every instant at which a decision about the home may turn out otherwise, past ones too."""
    run = course.run
    moments = _retries(run, record) | _window_ends(run, record) | _resend_ends(run, record)
    if home is None:
        return moments | {run.calendar.start_of(day) for day in _freeze_days(run.portfolio)}
    needs = run.resolver.needs_of(home, home.facts)
    days = _turning_days(course, home, record, needs=needs)
    moments |= {run.calendar.start_of(day, home.facts) for day in days}
    return moments | _stale_moments(run, home, record, needs=needs)


def _retries(run: Run, record: PropertyRecord) -> set[datetime]:
    """When what the vendor refused is tried again."""
    vendors = run.portfolio.vendors
    return {
        (intent.refused_at or intent.sent_at) + vendors[intent.account.label].retry_rejected
        for intent in record.intents
        if intent.refusal is not None and intent.account.label in vendors
    }


def _window_ends(run: Run, record: PropertyRecord) -> set[datetime]:
    """When the vendor takes another order for the home."""
    closed = [
        find_closed_window(
            settings.window,
            (order for order in record.orders if order.account == settings.account),
            record.holds,
            now=run.now,
        )
        for settings in run.portfolio.vendors.values()
        if record.orders or record.holds
    ]
    return {one.until for one in closed if one is not None}


def _resend_ends(run: Run, record: PropertyRecord) -> set[datetime]:
    """When it is too late to send an unknown create once more."""
    found: set[datetime] = set()
    for intent in record.intents:
        policy = policy_of(run, intent)
        if policy is not None and intent.requests:
            found.add(resend_until(intent.sent_at, policy))
    return found


def _turning_days(
    course: Course, home: Home, record: PropertyRecord, *, needs: NeedSet
) -> set[date]:
    """The days on which a condition, an attestation, a waiver or a freeze may change its mind."""
    run = course.run
    own = home.override.entries if home.override is not None else ()
    conditions = [entry.ready_when.value for entry in own if entry.ready_when is not None]
    dated = AllOf(parts=(course.dated, *conditions))
    days = set(turning_days(dated, home.facts))
    for order in record.orders:
        if order.basis is not None:
            days |= set(turning_days(dated, facts_then(home.facts, order.basis)))
    days |= {
        proof.delivered_on
        for proof in attest(home, needs, date.max, said=record.attestations).values()
    }
    days |= {_next(waive.until) for waive in needs.waive if waive.until is not None}
    days |= set(_freeze_days(run.portfolio))
    return days | set(_invalidating_days(home, needs))


def _freeze_days(portfolio: Portfolio) -> Iterator[date]:
    for freeze in portfolio.freeze:
        yield from (freeze.first, _next(freeze.last))


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _invalidating_days(home: Home, needs: NeedSet) -> Iterator[date]:
    """The dates that, once they come, take the worth from what was delivered before."""
    for spec in needs.specs:
        if spec.fresh_for is None:
            continue
        turns = TURN_COLUMNS if spec.fresh_for.per_turn else ()
        for column in (*spec.fresh_for.invalidated_by, *turns):
            value = home.facts.value(column)
            if isinstance(value, date):
                yield value


def _stale_moments(
    run: Run, home: Home, record: PropertyRecord, *, needs: NeedSet
) -> set[datetime]:
    """When what was delivered is to be ordered anew, or staged in vain."""
    attested = attest_now(run, home, needs, record=record)
    by_id: dict[str, Order] = {order.order_id: order for order in record.orders}
    found: list[Age] = []
    for spec in needs.specs:
        if spec.fresh_for is None:
            continue
        yardstick = Yardstick(fresh=spec.fresh_for, calendar=run.calendar, facts=home.facts)
        delivered = [order for order in record.orders if order.phase is Phase.DELIVERED]
        found += [
            age_of_order(order, yardstick, by_id.get)
            for order in delivered
            if holds(order, spec) is not None
        ]
        found += [
            yardstick.measure(captured_at(order, by_id.get, run.now), run.now)
            for order in delivered
            if spec.vendor in run.traits and spec.slug in run.traits[spec.vendor].staging_slugs
        ]
        if spec.key in attested:
            found.append(age_of_attestation(attested[spec.key], yardstick))
    return {age.renew_from for age in found if age.renew_from is not None}


def run_at(run: Run, moment: datetime) -> Run:
    """`run` as it would be at another moment, with orders read in between."""
    plan = replace(run.portfolio.plan, max_staleness=timedelta.max)
    portfolio = replace(run.portfolio, plan=plan)
    calendar = Calendar(now=moment, zone=run.calendar.zone)
    return replace(
        run,
        portfolio=portfolio,
        resolver=run.resolver.at(calendar),
        calendar=calendar,
    )
