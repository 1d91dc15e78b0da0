"""How good a proof is: how old, from before a renovation or not, of this turn or of another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from listwright.engine.calendar import Calendar
from listwright.model.columns import Facts
from listwright.model.duration import Duration
from listwright.model.need import Attestation
from listwright.model.order import Order
from listwright.model.rules import CountedFrom, FreshFor

TURN_COLUMNS = ("turn_started_on", "last_move_out_on")
"""The dates that say when the present turn began, the nearer one first."""


class Worth(Enum):
    """Whether a proof still counts, and if not, why."""

    GOOD = "good"
    STALE = "stale"
    INVALIDATED = "invalidated"
    OTHER_TURN = "other_turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """One proof measured.

    `since`: from when its age counts; `captured`: when it was taken. `stale_from`: when it reaches
    its greatest age; `renew_from`: from when a new one is due; `warn_from`: from when it is spoken
    of. None is never. `detail` says what is wrong with one that does not count.
    """

    since: datetime
    captured: datetime
    worth: Worth = Worth.GOOD
    stale_from: datetime | None = None
    renew_from: datetime | None = None
    warn_from: datetime | None = None
    detail: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it counts."""
        return self.worth is Worth.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What the proofs of one need of one home are measured against. `facts` None: a gone home."""

    fresh: FreshFor | None
    calendar: Calendar
    facts: Facts | None

    def measure(self, captured: datetime, delivered: datetime) -> Age:
        """A proof captured and delivered at these moments."""
        fresh = self.fresh
        if fresh is None:
            return Age(since=captured, captured=captured)
        since = delivered if fresh.counted_from is CountedFrom.DELIVERED else captured
        stale = _after(since, fresh.max_age)
        renew = _before(stale, fresh.renew_before)
        worth, detail = self._worth(fresh, captured, renew, stale=stale)
        return Age(
            since=since,
            captured=captured,
            worth=worth,
            stale_from=stale,
            renew_from=renew,
            warn_from=_after(since, fresh.warn_after),
            detail=detail,
        )

    def _worth(
        self,
        fresh: FreshFor,
        captured: datetime,
        renew: datetime | None,
        *,
        stale: datetime | None,
    ) -> tuple[Worth, str]:
        if fresh.per_turn or fresh.invalidated_by:
            voided = self._voided(fresh, self.calendar.day_of(captured, self.facts))
            if voided is not None:
                return voided
        if renew is not None and self.calendar.now >= renew:
            return Worth.STALE, _how_stale(fresh, past=stale is None or self.calendar.now >= stale)
        return Worth.GOOD, ""

    def _voided(self, fresh: FreshFor, day: date) -> tuple[Worth, str] | None:
        """What took the worth from a proof of that day, whatever its age."""
        turn = turn_start(self.facts, self.calendar) if fresh.per_turn else None
        if turn is not None and day < turn:
            return Worth.OTHER_TURN, f"from before the turn that began {turn.isoformat()}"
        for column in fresh.invalidated_by:
            since = _past_date(self.facts, column, self.calendar)
            if since is not None and day < since:
                return Worth.INVALIDATED, f"from before `{column}` {since.isoformat()}"
        return None


def _how_stale(fresh: FreshFor, *, past: bool) -> str:
    if past or fresh.renew_before is None:
        return f"older than {fresh.max_age}"
    return f"less than {fresh.renew_before} from {fresh.max_age} (renew_before)"


def _past_date(facts: Facts | None, column: str, calendar: Calendar) -> date | None:
    """The date in that cell if it has come: what lies ahead has changed nothing yet."""
    value = facts.value(column) if facts is not None else None
    return value if isinstance(value, date) and value <= calendar.today(facts) else None


def turn_start(facts: Facts | None, calendar: Calendar) -> date | None:
    """When the present turn of a home began, None when nothing says so."""
    for column in TURN_COLUMNS:
        found = _past_date(facts, column, calendar)
        if found is not None:
            return found
    return None


def turn_mark(facts: Facts | None, calendar: Calendar, *, fresh: FreshFor | None) -> str:
    """The turn an order is for, as names and the journal keep it: `-` unless it matters."""
    if fresh is None or not fresh.per_turn:
        return "-"
    began = turn_start(facts, calendar)
    return "current" if began is None else began.isoformat()


def _after(moment: datetime, length: Duration | None) -> datetime | None:
    if length is None:
        return None
    try:
        return length.add_to(moment)
    except (OverflowError, ValueError):
        return None


def _before(moment: datetime | None, length: Duration | None) -> datetime | None:
    if moment is None or length is None:
        return moment
    try:
        return length.take_from(moment)
    except (OverflowError, ValueError):
        return None


Lookup = Callable[[str], Order | None]
"""Finds an order by its id among those known of the home."""


def captured_at(order: Order, find: Lookup, now: datetime) -> datetime:
    """When what the order delivered was captured; staging alone is as old as what it works on."""
    if order.captured_at is not None:
        return order.captured_at
    source_id = staged_from(order)
    source = find(source_id) if source_id is not None else None
    if source is not None and source is not order and source.captured_at is not None:
        return source.captured_at
    return order.delivered_at or order.created or now


def staged_from(order: Order) -> str | None:
    """The order whose photos it works on, if it is staging alone."""
    sources = {line.previous_order_id for line in order.services}
    return sources.pop() if len(sources) == 1 else None


def age_of_order(order: Order, yardstick: Yardstick, find: Lookup) -> Age:
    """The age of a delivered order."""
    captured = captured_at(order, find, yardstick.calendar.now)
    return yardstick.measure(captured, order.delivered_at or captured)


def age_of_attestation(attestation: Attestation, yardstick: Yardstick) -> Age:
    """The age of an attestation: from the start of the day it names."""
    start = yardstick.calendar.start_of(attestation.delivered_on, yardstick.facts)
    return yardstick.measure(start, start)
