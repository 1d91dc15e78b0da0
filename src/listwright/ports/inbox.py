"""The port of those who only receive: what comes in is kept, and nothing else can be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from listwright.model.event import VendorEvent


class EventReader(Protocol):
    """Reads what one account was sent, in the shapes of its vendor."""

    def __call__(self, body: bytes, *, at: datetime) -> VendorEvent:
        """The event in `body`, which came in at `at`.

        Total: a body that cannot be used gives an event with an empty `event` and a `note`.
        """


class Inbox(Protocol):
    """Where events are put before anybody acts on them."""

    def receive(self, events: Sequence[VendorEvent]) -> None:
        """Keep the events, durably when this returns; one that waits already is not kept twice.

        Raises LedgerError; then none of them was kept.
        """

    def close(self) -> None:
        """Let go of the ledger."""
