"""The life of an order as a pure function of the sandbox clock: nothing is scheduled or stored.

Asking at a later instant gives a later state; that is what makes `sandbox advance` instant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from zoneinfo import ZoneInfo

from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.record import Action, ActionKind, OrderRecord
from listwright.sandbox.planomatic.services import only_staging

_SATURDAY = 5
_WEEK = 7


class Step(Enum):
    """Where an order stands; the data file says what the wire calls it."""

    CREATED = "created"
    ACCEPTED = "accepted"
    PLANNING = "planning"
    FIXED = "fixed"
    FAILED = "failed"
    MOVING = "moving"
    PRODUCED = "produced"
    DELIVERED = "delivered"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Delays of the life cycle; the first three count from the order, the others from before."""

    accepted: timedelta
    planning: timedelta
    fixed: timedelta
    visit: timedelta
    visit_length: timedelta
    moving: timedelta
    refixed: timedelta
    delivered: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An appointment: known from `fixed_at`; `failed` once the photographer could not work."""

    number: int
    fixed_at: datetime
    start: datetime
    end: datetime
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The order reaches `step` at `at`; a visit comes with the step that fixes it."""

    step: Step
    at: datetime
    visit: Visit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An order at one instant.

    `forced` is the status somebody set by hand, while it holds. `photos_changed_at` is when the
    delivered photos were worked on again last, None while they are as delivered, `photo_changes`
    how often.
    """

    steps: tuple[Step, ...]
    visits: tuple[Visit, ...]
    forced: Action | None
    canceled: Action | None
    delivered_at: datetime | None
    photos_changed_at: datetime | None
    photo_changes: int

    @property
    def step(self) -> Step:
        """The step reached last."""
        return self.steps[-1]

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.step in {Step.DELIVERED, Step.CANCELED}


@cache
def default_schedule() -> Schedule:
    """The delays of the data file."""
    rows = literals().tables["delay"]
    return Schedule(**{row["step"]: timedelta(minutes=row["minutes"]) for row in rows})


def snapshot_at(order: OrderRecord, now: datetime, *, schedule: Schedule | None = None) -> Snapshot:
    """The order at `now` (UTC, sandbox clock)."""
    end = _ending(order, now)
    until = end.at if end else now
    passed = passed_by(order, now, schedule=schedule)
    delivered_at = next((p.at for p in passed if p.step is Step.DELIVERED), None)
    canceled = end if any(p.step is Step.CANCELED for p in passed) else None
    changes = _photo_changes(order, now)
    return Snapshot(
        steps=tuple(passage.step for passage in passed),
        visits=tuple(_seen(p.visit, until) for p in passed if p.visit is not None),
        forced=None if end else _forced(order, now),
        canceled=canceled,
        delivered_at=delivered_at,
        photos_changed_at=max(changes, default=None) if delivered_at else None,
        photo_changes=len(changes) if delivered_at else 0,
    )


def passed_by(
    order: OrderRecord, now: datetime, *, schedule: Schedule | None = None
) -> tuple[Passage, ...]:
    """The steps the order has taken at `now`, in time order, an end made by hand included."""
    end = _ending(order, now)
    until = end.at if end else now
    passed = tuple(p for p in course_of(order, schedule=schedule) if p.at <= until)
    if end is None or any(p.step is Step.DELIVERED for p in passed):
        return passed
    last = Step.CANCELED if end.kind is ActionKind.CANCEL else Step.DELIVERED
    return (*passed, Passage(step=last, at=end.at))


def coming_visit(order: OrderRecord, now: datetime) -> Visit | None:
    """The next visit that has not ended and is not already told to fail."""
    visits = (p.visit for p in course_of(order) if p.visit is not None)
    return next((v for v in visits if v.end > now and not v.failed), None)


def course_of(order: OrderRecord, *, schedule: Schedule | None = None) -> tuple[Passage, ...]:
    """Every step the order takes if nobody cancels or delivers it by hand, in time order."""
    return tuple(_Course(order, schedule or default_schedule()).passages())


def needs_visit(order: OrderRecord) -> bool:
    """Whether somebody goes there: staging alone works on photos that exist."""
    return not only_staging(order.services)


class _Course:
    """Walks one order from step to step, standing still while a status is forced."""

    def __init__(self, order: OrderRecord, schedule: Schedule) -> None:
        self._order = order
        self._schedule = schedule
        self._pauses = _pauses(order)
        kinds = [a for a in order.actions if a.kind is ActionKind.FAIL_VISIT]
        self._failures = [action.at for action in kinds]

    def passages(self) -> Iterator[Passage]:
        """The steps, until the end or until a pause that was never ended."""
        plan = self._schedule
        yield Passage(step=Step.CREATED, at=self._order.created)
        accepted = self._later(self._order.created, plan.accepted)
        if accepted is None:
            return
        yield Passage(step=Step.ACCEPTED, at=accepted)
        planning = self._later(accepted, plan.planning - plan.accepted)
        if planning is None:
            return
        if not needs_visit(self._order):
            yield from self._production(planning)
            return
        yield Passage(step=Step.PLANNING, at=planning)
        yield from self._visits(self._later(planning, plan.fixed - plan.planning))

    def _visits(self, fixed: datetime | None) -> Iterator[Passage]:
        number = 0
        while fixed is not None:
            visit = self._arrange(fixed, number)
            if visit is None:
                return
            yield Passage(step=Step.FIXED, at=fixed, visit=visit)
            if not visit.failed:
                done = self._later(visit.start, self._schedule.visit_length)
                yield from self._production(done) if done else ()
                return
            yield Passage(step=Step.FAILED, at=visit.start)
            moving = self._later(visit.start, self._schedule.moving)
            if moving is None:
                return
            yield Passage(step=Step.MOVING, at=moving)
            fixed = self._later(moving, self._schedule.refixed)
            number += 1

    def _production(self, start: datetime) -> Iterator[Passage]:
        yield Passage(step=Step.PRODUCED, at=start)
        delivered = self._later(start, self._schedule.delivered)
        if delivered is not None:
            yield Passage(step=Step.DELIVERED, at=delivered)

    def _arrange(self, fixed: datetime, number: int) -> Visit | None:
        """The visit fixed at `fixed`; a pause before it begins makes it a later one."""
        begin: datetime | None = fixed
        start = fixed
        while begin is not None:
            start = _business_time(self._order, begin + self._schedule.visit)
            pause = next((p for p in self._pauses if begin <= p[0] < start), None)
            if pause is None:
                end = start + self._schedule.visit_length
                failed = self._take_failure(end)
                return Visit(number=number, fixed_at=fixed, start=start, end=end, failed=failed)
            begin = pause[1]
        return None

    def _take_failure(self, end: datetime) -> bool:
        due = next((at for at in self._failures if at < end), None)
        if due is not None:
            self._failures.remove(due)
        return due is not None

    def _later(self, start: datetime, delay: timedelta) -> datetime | None:
        target = start + delay
        for begin, end in self._pauses:
            if start <= begin < target:
                if end is None:
                    return None
                target += end - begin
        return target


def _pauses(order: OrderRecord) -> list[tuple[datetime, datetime | None]]:
    """Stretches in which a status was forced; the last may have no end yet."""
    pauses: list[tuple[datetime, datetime | None]] = []
    begin: datetime | None = None
    for action in order.actions:
        if action.kind is not ActionKind.STATUS:
            continue
        if action.status is not None:
            begin = begin or action.at
        elif begin is not None:
            pauses.append((begin, action.at))
            begin = None
    return pauses if begin is None else [*pauses, (begin, None)]


def _ending(order: OrderRecord, now: datetime) -> Action | None:
    kinds = {ActionKind.CANCEL, ActionKind.DELIVER}
    return next((a for a in order.actions if a.kind in kinds and a.at <= now), None)


def _photo_changes(order: OrderRecord, now: datetime) -> list[datetime]:
    return [a.at for a in order.actions if a.kind is ActionKind.CHANGE_PHOTOS and a.at <= now]


def _forced(order: OrderRecord, now: datetime) -> Action | None:
    past = [a for a in order.actions if a.kind is ActionKind.STATUS and a.at <= now]
    return past[-1] if past and past[-1].status is not None else None


def _seen(visit: Visit, until: datetime) -> Visit:
    """The visit as far as it is known: a failure shows only once somebody stood at the door."""
    failed = visit.failed and visit.start <= until
    return Visit(
        number=visit.number,
        fixed_at=visit.fixed_at,
        start=visit.start,
        end=visit.end,
        failed=failed,
    )


def _business_time(order: OrderRecord, earliest: datetime) -> datetime:
    """An hour of a working day in the home's own time zone, the same one for the same order."""
    hours = literals().only("visit")
    zone = ZoneInfo(literals().zones[order.state])
    day = earliest.astimezone(zone)
    if day.weekday() >= _SATURDAY:
        day += timedelta(days=_WEEK - day.weekday())
    slots = hours["last_hour"] - hours["first_hour"]
    hour = hours["first_hour"] + order.order_id % slots
    local = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return local.astimezone(earliest.tzinfo)
