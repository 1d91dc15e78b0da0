"""Numbers, money, times and kinds of lines as a page of HTML says them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum

from listwright.engine.wording import amount_of, minute_of
from listwright.model.need import Because
from listwright.model.order import Service
from listwright.model.picture import PictureTask
from listwright.model.plan import Action
from listwright.render.text.words import number


class Kind(Enum):
    """What a line of the page is; in the order of the page, what needs a person first.

    Each has a `code` for the script, a `symbol` and a `word` for people, and its `place`.
    """

    FINDING = ("finding", "?", "Finding")
    BLOCKED = ("blocked", "!", "Blocked")
    CANCEL = ("cancel", "−", "Cancel")
    REPLACE = ("replace", "±", "Replace")
    CREATE = ("create", "+", "Create")
    IMPORT = ("import", "<", "Import")
    FORGET = ("forget", "×", "Forget")
    KEEP = ("keep", "=", "Keep")
    DEFERRED = ("deferred", "…", "Deferred")
    DRIFT = ("drift", "≠", "Drift")
    UNMANAGED = ("unmanaged", "○", "Unmanaged")

    def __init__(self, code: str, symbol: str, word: str) -> None:
        self.code = code
        self.symbol = symbol
        self.word = word
        self.place = len(type(self).__members__)


KIND_OF = {
    Action.CREATE: Kind.CREATE,
    Action.CANCEL: Kind.CANCEL,
    Action.REPLACE: Kind.REPLACE,
    Action.IMPORT: Kind.IMPORT,
    Action.FORGET: Kind.FORGET,
    Action.NO_OP: Kind.KEEP,
}


def amount(cents: int, currency: str | None = None) -> str:
    """`8,080.00 USD`; without a currency the number alone."""
    return f"{amount_of(cents).replace('-', '−')}{f' {currency}' if currency else ''}"


def priced(known: int, unpriced: int) -> str:
    """`8,080.00 + 2 unpriced`; an unknown price is never taken for nothing."""
    some = [amount(known)] if known or not unpriced else []
    return " + ".join([*some, *([f"{number(unpriced)} unpriced"] if unpriced else [])])


def minute(moment: datetime | None) -> str:
    """`2026-11-22 03:00 UTC`; nothing for no moment."""
    return "" if moment is None else minute_of(moment)


def short_day(moment: datetime) -> str:
    """`22 Nov`, in UTC."""
    return f"{moment.astimezone(UTC).day} {moment.astimezone(UTC):%b}"


def age(moment: datetime, now: datetime) -> str:
    """`3 days`, `5 h`, `12 min`: how long ago, in its largest part."""
    minutes = max(int((now - moment).total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def plain(code: str) -> str:
    """`create_outcome_unknown` as a person reads it."""
    return code.replace("_", " ")


def bought(services: Iterable[Service], task: PictureTask | None = None) -> str:
    """`photos 20, tour 1`; of one picture what it is made of."""
    if task is not None:
        return f"{task.recipe.words}: {task.photo}"
    return ", ".join(f"{line.slug} {number(line.quantity)}" for line in services)


def grounds(because: Iterable[Because]) -> str:
    """The rules and where they stand, one a line."""
    return "\n".join(dict.fromkeys(f"{rule.rule} ({rule.at})" for rule in because))
