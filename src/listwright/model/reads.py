"""What a plan asked the vendors, and on whose word it left the rest unread."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """An account, by its label, that has told nothing for long; `last` None: it never did."""

    vendor: str
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reads:
    """What the plan asked the vendors: reads made, the budget, open orders not read, oldest age.

    With webhooks, `told` counts those open orders that were not read because their vendor tells of
    changes by itself, `waiting` the events that no read has confirmed, and `unheard` are the
    accounts with open orders from which nothing came in lately.
    """

    used: int = 0
    budget: int = 0
    not_read: int = 0
    oldest_relevant_age_s: int | None = None
    told: int = 0
    waiting: int = 0
    unheard: tuple[Unheard, ...] = ()
