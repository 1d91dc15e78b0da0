"""What an inspection of the ledger finds."""

from dataclasses import dataclass
from enum import Enum


class FlawCode(Enum):
    """What is wrong, in one word."""

    DUPLICATE = "duplicate"
    STATE = "state"
    NEED = "need"
    ORDER_MISSING = "order_missing"
    ID_MISSING = "id_missing"
    INTENT_MISSING = "intent_missing"
    HOME_MISSING = "home_missing"
    REVISION = "revision"
    UNREADABLE = "unreadable"
    DAMAGE = "damage"
    REFERENCE = "reference"
    SCHEMA = "schema"
    MODE = "mode"
    OPEN_ATTEMPT = "open_attempt"

    @property
    def is_note(self) -> bool:
        """Whether it belongs to a sound ledger all the same: a run that died leaves it behind."""
        return self is FlawCode.OPEN_ATTEMPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One finding: where, one sentence, and what to do.

    `address` names a home or a need, or is None; `order_id` is empty where no order is meant.
    """

    code: FlawCode
    address: str | None = None
    order_id: str = ""
    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All findings about one ledger, and how much was looked at.

    The counts are None when the content could not be looked at, because the file is damaged.
    """

    flaws: tuple[Flaw, ...]
    intents: int | None
    orders: int | None

    @property
    def is_sound(self) -> bool:
        """Whether nothing contradicts anything; notes do not count."""
        return all(flaw.code.is_note for flaw in self.flaws)
