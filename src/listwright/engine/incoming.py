"""What is remembered of an event: words that are clean, and digests that give nothing away.

A digest tells deliveries apart. It is made of what `VendorEvent` may keep and of counts and times,
never of a whole body: a door code has so few digits that whoever holds a digest of the body could
try them all.
"""

from datetime import datetime
from hashlib import sha256

from listwright.engine.digest import canonical_json
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId

UNNAMED = "unnamed"
"""The event of a body that names an order and does not say what happened to it."""

_LONGEST_WORD = 80
_LONGEST_NAME = 255


def event_digest(account: AccountId, *content: object) -> str:
    """Equal for deliveries to one account that say the same; `content` is JSON."""
    return sha256(canonical_json([account, *content])).hexdigest()


def unread_event(account: AccountId, *, at: datetime, note: str, size: int) -> VendorEvent:
    """What stands for a body of `size` bytes that could not be used; `note` says why.

    Bodies of one size with one fault count as the same, so that no repetition fills the ledger.
    """
    digest = event_digest(account, "unread", note, size)
    return VendorEvent(account=account, digest=digest, received_at=at, note=note)


def event_word(text: str | None) -> str:
    """A vendor's word for what happened or how things stand, on one line; empty for none."""
    line = " ".join((text or "").split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in line)
    return shown if len(shown) <= _LONGEST_WORD else shown[: _LONGEST_WORD - 1] + "…"


def echoed_name(text: str | None) -> str | None:
    """A name of ours that came back; None for what cannot be one: blank, odd or endless."""
    name = (text or "").strip()
    return name if 0 < len(name) <= _LONGEST_NAME and name.isprintable() else None
