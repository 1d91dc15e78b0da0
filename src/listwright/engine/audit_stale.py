"""Needs whose proof is too old, or soon will be: what `stale` means to audit and `--fail-on`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from listwright.engine.audit_pictures import newest_pictures
from listwright.engine.freshness import Age, Worth, age_of_attestation
from listwright.engine.proofs import delivered_ages, due_because
from listwright.engine.reconcile import Reconciled
from listwright.engine.view import AccountView, Run, account_views
from listwright.engine.wording import day_of
from listwright.model.intent import NOTHING_KNOWN
from listwright.model.names import Address, OrderId, PropertyId
from listwright.model.need import NeedSpec, Wanted
from listwright.model.plan import Action, Blocked, Change, Deferred, Reason, Standing

_TOO_OLD = frozenset({Reason.STALE, Reason.INVALIDATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedNeed:
    """One need that nothing recent enough meets, and no open order will.

    `since` is when what there is stopped counting. `still_good`: it counts, and is past
    `warn_after`; `since` is then when the warning began. `line` is what the plan says of it.
    """

    need: Address
    since: datetime | None
    why: str
    line: Change | Deferred | Blocked | Standing
    order_id: OrderId | None = None
    still_good: bool = False


def aged_needs(made: Reconciled) -> tuple[AgedNeed, ...]:
    """Every such need, by address."""
    lines = dict(_lines(made))
    homes = {need.property for need in lines}
    wanted = {one.home.id: one for one in made.wants.homes if one.home.id in homes}
    found = (_judge(made, wanted, need, line=line) for need, line in lines.items())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.need))


_Line = Change | Deferred | Blocked | Standing


def _lines(made: Reconciled) -> Iterator[tuple[Address, _Line]]:
    """The lines that may speak of an aged need; none whose order is on its way."""
    plan = made.plan
    for change in plan.changes:
        if change.action is Action.CREATE and change.resend is None:
            yield from ((need, change) for need in change.needs)
    waiting: tuple[Deferred | Blocked, ...] = (*plan.deferred, *plan.blocked)
    for item in waiting:
        if item.action is Action.CREATE and item.reason is not Reason.CREATE_OUTCOME_UNKNOWN:
            yield item.need, item
    for standing in plan.standing:
        warned = standing.warn_on is not None and standing.warn_on <= made.run.now
        if warned and standing.met_by is not None:
            yield standing.need, standing


def _judge(
    made: Reconciled, homes: dict[PropertyId, Wanted], need: Address, *, line: _Line
) -> AgedNeed | None:
    wanted = homes.get(need.property)
    if wanted is None:
        return None
    spec = next((one for one in wanted.needs.specs if one.key == need.key), None)
    if spec is None:
        return None
    views = _views_of(made, wanted)
    view = next((one for one in views if one.account.label == spec.vendor), None)
    if view is not None and made.run.makes_pictures(view):
        return _judge_pictures(made.run, views, spec, line=line, need=need)
    if view is None or view.open(spec):
        return None
    if isinstance(line, Standing):
        return _warned(line, spec)
    reason, why, _ = due_because(made.run, view, spec)
    if reason not in _TOO_OLD:
        return None
    order_id, age = _newest(made.run, view, spec)
    since = _since(made.run, view, spec, age=age)
    return AgedNeed(need=need, since=since, why=why, line=line, order_id=order_id)


def _judge_pictures(
    run: Run, views: tuple[AccountView, ...], spec: NeedSpec, *, line: _Line, need: Address
) -> AgedNeed | None:
    """Pictures are as old as the photos they were made of."""
    if isinstance(line, Standing):
        return _warned(line, spec)
    newest = newest_pictures(run, views, spec)
    if newest is None or newest[1].is_good:
        return None
    order, age = newest
    day = day_of(age.captured)
    why = f"its pictures are made of photos of {day}, {age.detail}"
    since = age.renew_from if age.worth is Worth.STALE else None
    return AgedNeed(need=need, since=since, why=why, line=line, order_id=order.order_id)


def _views_of(made: Reconciled, wanted: Wanted) -> tuple[AccountView, ...]:
    record = made.observed.properties.get(wanted.home.canonical, NOTHING_KNOWN)
    return account_views(made.run, wanted.home, wanted.needs, record=record)


def _warned(line: Standing, spec: NeedSpec) -> AgedNeed:
    what = spec.slug if spec.tool is None else "photos its pictures are made of"
    captured = f"the newest {what} are of {day_of(line.at)}" if line.at else "it grows old"
    ends = "" if line.stale_on is None else f"; they count until {day_of(line.stale_on)}"
    return AgedNeed(
        need=line.need,
        since=line.warn_on,
        why=f"{captured}, past `warn_after`{ends}",
        line=line,
        order_id=line.order_id,
        still_good=True,
    )


def _newest(run: Run, view: AccountView, spec: NeedSpec) -> tuple[OrderId | None, Age | None]:
    """The newest proof: its order, if it is one, and its age."""
    ages: list[tuple[OrderId | None, Age]] = [
        (order.order_id, age) for order, age in delivered_ages(run, view, spec)
    ]
    attested = view.attestations.get(spec.key)
    if attested is not None:
        ages.append((None, age_of_attestation(attested, view.yardstick(run, spec))))
    return max(ages, key=lambda item: item[1].captured, default=(None, None))


def _since(run: Run, view: AccountView, spec: NeedSpec, *, age: Age | None) -> datetime | None:
    """When the newest proof stopped counting."""
    if age is None or spec.fresh_for is None:
        return None
    if age.worth is Worth.STALE:
        return age.renew_from
    taken = run.calendar.day_of(age.captured, view.facts)
    today = run.calendar.today(view.facts)
    days = [
        day
        for column in spec.fresh_for.invalidated_by
        if view.facts is not None
        and isinstance(day := view.facts.value(column), date)
        and taken < day <= today
    ]
    return run.calendar.start_of(min(days), view.facts) if days else None
