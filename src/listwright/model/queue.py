"""Pictures in line: how many an account is asked for, and how long that takes."""

from dataclasses import dataclass

from listwright.model.account import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The pictures that a plan asks one account for: `submits` in `window_s` seconds at most.

    `submits` None: its vendor sets no limit.
    """

    account: Account
    pictures: int
    submits: int | None
    window_s: int

    def wait(self, before: int) -> int:
        """Seconds until a picture is submitted when `before` others of the queue come first."""
        return 0 if self.submits is None else before // self.submits * self.window_s


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlace:
    """Where a picture stands in its queue: from 1, and how many seconds it waits at least."""

    number: int
    wait_s: int
