"""Numbers, times, places and reasons in plain words."""

from collections.abc import Iterable
from datetime import datetime

from listwright.engine.wording import amount_of, minute_of
from listwright.model.need import Because
from listwright.model.order import Order, Service
from listwright.model.picture import PictureTask
from listwright.model.plan import Reason
from listwright.render.escape import for_terminal

_SECONDS = {"day": 86_400, "h": 3_600, "min": 60, "s": 1}
_WEEKS = 14 * _SECONDS["day"]
"""From here on nobody counts hours."""

_LONGEST_WHY = 500
_LONGEST_PATH = 250
_PLACES = 5
"""A vendor's sentence, a path and a list of places longer than these are cut."""

_REASONS = {
    Reason.NOT_READY: "the home is not ready yet",
    Reason.DUPLICATE_WINDOW: "too soon after another order",
    Reason.DEPENDENCY_PENDING: "another order comes first",
    Reason.DEPENDENCY_DEFERRED: "what comes first is waiting itself",
    Reason.FREEZE: "the files freeze these days",
    Reason.OVER_LIMIT: "over a limit of this run",
    Reason.BUDGET_PERIOD: "the budget of this period is used up",
    Reason.READ_REQUIRED: "the order has to be read first",
    Reason.RESEND_UNKNOWN: "sent before, and nobody knows what became of it",
    Reason.CREATE_OUTCOME_UNKNOWN: "an order may exist, nobody knows yet",
    Reason.NOT_CANCELABLE: "the vendor no longer cancels the order",
    Reason.PROTECTED: "protected by the files, or by an order at the same address",
    Reason.VENDOR_REJECTED: "the vendor rejected the order",
    Reason.VENDOR_CANCELED: "the vendor canceled the order",
    Reason.UNKNOWN_STATUS: "the order has a status that listwright does not know",
    Reason.IDENTITY_MISMATCH: "the order is not the one it should be",
    Reason.FOREIGN_ORDER: "the vendor knows of an order that listwright does not",
    Reason.UNPRICED: "no price is known",
    Reason.CATALOG_MISMATCH: "the vendor refuses what its catalog offers",
    Reason.MISSING_FACT: "a fact is missing",
    Reason.SPEC_CHANGED_KEPT: "the order differs from the files and is kept",
    Reason.KEPT: "no longer wanted, kept",
    Reason.SATISFIED: "satisfied",
    Reason.IN_PROGRESS: "an order is on its way",
    Reason.WAIVED: "waived",
}


def number(value: int) -> str:
    """`5,610`."""
    return f"{value:,}"


def amount(cents: int) -> str:
    """`12,400.00`."""
    return amount_of(cents)


def count(value: int, noun: str, plural: str = "") -> str:
    """`1 order`, `2 orders`."""
    return f"{number(value)} {noun if value == 1 else plural or noun + 's'}"


def minute(moment: datetime) -> str:
    """`2026-11-22 03:00 UTC`."""
    return minute_of(moment)


def day(moment: datetime) -> str:
    """`2026-11-22`, in UTC."""
    return minute(moment)[:10]


def length(seconds: float) -> str:
    """A length of time in its two largest parts: `5 h 30 min`, `1 min 20 s`; weeks in days only."""
    rest = max(int(seconds), 0)
    if rest >= _WEEKS:
        rest -= rest % _SECONDS["day"]
    parts: list[str] = []
    for unit, size in _SECONDS.items():
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(count(amount, unit) if unit == "day" else f"{amount} {unit}")
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in words."""
    seconds = (now - moment).total_seconds()
    return "just now" if seconds < 60 else f"{length(seconds)} ago"


def reason_words(reason: Reason) -> str:
    """The reason as a phrase; codes that read well are their own phrase."""
    return _REASONS.get(reason, reason.value.replace("_", " "))


def phase_of(order: Order) -> str:
    """`open (scheduling)`: our reading, and the vendor's word for it once it said one."""
    return f"{order.phase.value} ({brief(order.status)})" if order.status else order.phase.value


def bought(services: Iterable[Service], task: PictureTask | None = None) -> str:
    """`photos 20, tour 1`; of one picture what it is made of: `bedroom, modern: photo 4 of ...`."""
    if task is not None:
        return for_terminal(f"{task.recipe.words}: {task.photo}")
    return ", ".join(f"{for_terminal(line.slug)} {number(line.quantity)}" for line in services)


def brief(text: str, longest: int = 60) -> str:
    """Foreign text made harmless, and cut when it goes on and on."""
    shown = for_terminal(text)
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def sentence(why: str, because: Iterable[Because]) -> str:
    """Why, and where from: `no photos on record (rules/base.yaml:3)`."""
    places = list(dict.fromkeys(brief(rule.at, _LONGEST_PATH) for rule in because))
    if not places:
        return brief(why, _LONGEST_WHY)
    if len(places) > _PLACES:
        places[_PLACES:] = [f"and {number(len(places) - _PLACES)} more"]
    return f"{brief(why, _LONGEST_WHY)} ({', '.join(places)})"
