"""The port of those who only receive: what comes in is kept, and nothing else can be done."""

from collections.abc import Sequence
from typing import Protocol

from listwright.model.event import VendorEvent


class Inbox(Protocol):
    """Where events are put before anybody acts on them."""

    def receive(self, events: Sequence[VendorEvent]) -> None:
        """Keep the events, durably when this returns; one that waits already is not kept twice.

        Raises LedgerError; then none of them was kept.
        """

    def close(self) -> None:
        """Let go of the ledger."""
