"""What an apply did, change by change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import ceil

from listwright.errors import Diagnostic
from listwright.model.names import AccountId, OrderId
from listwright.model.plan import Change


class Result(Enum):
    """How one change, or one step of it, ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a step did not end well: the vendor's words, and the line that supplied the value."""

    code: str
    message: str
    attr: str | None = None
    at: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """How one row of a list ended. `note` says what else there is to know of it."""

    address: str
    order_id: OrderId | None
    result: Result
    note: str = ""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a change: `create` or `cancel`."""

    action: str
    result: Result
    order_id: OrderId | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOutcome:
    """What became of one change. `sent` says whether a create or cancel request left."""

    change: Change
    result: Result
    steps: tuple[Step, ...] = ()
    order_id: OrderId | None = None
    failure: Failure | None = None
    sent: bool = False


HELD = "held"
"""The failure code of an approved change that a resumed apply does not send."""

OUT_OF_TIME = "max_duration"
"""The failure code of a change that was not begun because the time of the apply was over."""


def resume_command(plan_id: str) -> str:
    """What to type to go on with an apply that was cut short."""
    return f"listwright apply --resume {plan_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyReport:
    """One apply: its outcomes in the order they happened.

    A resumed one begins with the approved changes that it does not send; those that were done
    before are only counted, in `done_before`. `pace` is how many requests a minute each account
    may take, by its id, and `queues` how many paid steps in how many seconds.
    """

    plan_id: str
    outcomes: tuple[ChangeOutcome, ...]
    not_in_plan: int = 0
    done_before: int = 0
    pace: Mapping[AccountId, int] = field(default_factory=dict)
    queues: Mapping[AccountId, tuple[int, float]] = field(default_factory=dict)
    stopped: str | None = None
    """Why the run ended early: `interrupted`, `max_duration`, `vendor_auth`, `breaker`,
    `fail_fast`, or None."""

    errors: tuple[Diagnostic, ...] = ()
    """What went wrong on our side after a request had left."""

    def count(self, result: Result) -> int:
        """How many changes ended that way."""
        return sum(1 for outcome in self.outcomes if outcome.result is result)

    @property
    def left(self) -> tuple[Change, ...]:
        """The changes that the same plan can still do, when it is resumed."""
        return tuple(
            outcome.change
            for outcome in self.outcomes
            if outcome.result is Result.SKIPPED
            and (outcome.failure is None or outcome.failure.code != HELD)
        )

    @property
    def seconds_left(self) -> int:
        """How long what is left takes at most pace, in seconds; 0 where nothing is paced."""
        requests: Counter[AccountId] = Counter()
        for change in self.left:
            requests[change.account.id] += change.requests
        # Accounts are paced apart, so the busiest one decides.
        times = [n * 60 / self.pace[name] for name, n in requests.items() if name in self.pace]
        return ceil(max([*times, *self._queued()], default=0))

    def _queued(self) -> Iterator[float]:
        """Per account, the seconds until the last of its pictures that are left is submitted."""
        pictures = Counter(change.account.id for change in self.left if change.buys_picture)
        for name, count in pictures.items():
            if name in self.queues:
                submits, window = self.queues[name]
                yield (count - 1) // submits * window

    @property
    def sent(self) -> bool:
        """Whether any create or cancel request left."""
        return any(outcome.sent for outcome in self.outcomes)
