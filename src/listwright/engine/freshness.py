"""How old a proof is, and when it stops counting."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from listwright.model.need import Attestation, NeedSpec
from listwright.model.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Since when a proof counts, and from when on it is stale (None: never)."""

    since: datetime
    stale_from: datetime | None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it still counts."""
        return self.stale_from is None or now < self.stale_from


def age_of_order(order: Order, spec: NeedSpec, now: datetime) -> Age:
    """The age of a delivered order: from the day it was captured, else delivered, else created."""
    since = order.captured_at or order.delivered_at or order.created or now
    return _age(since, spec)


def age_of_attestation(attestation: Attestation, spec: NeedSpec, zone: ZoneInfo) -> Age:
    """The age of an attestation: from the start of the day it names."""
    return _age(start_of(attestation.delivered_on, zone), spec)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone`."""
    return datetime.combine(day, time.min, tzinfo=zone)


def _age(since: datetime, spec: NeedSpec) -> Age:
    limit = spec.fresh_for.max_age if spec.fresh_for is not None else None
    if limit is None:
        return Age(since=since, stale_from=None)
    try:
        return Age(since=since, stale_from=limit.add_to(since))
    except (OverflowError, ValueError):
        return Age(since=since, stale_from=None)
