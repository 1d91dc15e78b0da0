"""What an apply did, change by change."""

from dataclasses import dataclass
from enum import Enum

from listwright.errors import Diagnostic
from listwright.model.names import OrderId
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyReport:
    """One apply: its outcomes in the order they happened."""

    plan_id: str
    outcomes: tuple[ChangeOutcome, ...]
    not_in_plan: int = 0
    stopped: str | None = None
    """Why the run ended early: `interrupted`, `vendor_auth`, `breaker`, `fail_fast`, or None."""

    errors: tuple[Diagnostic, ...] = ()
    """What went wrong on our side after a request had left."""

    def count(self, result: Result) -> int:
        """How many changes ended that way."""
        return sum(1 for outcome in self.outcomes if outcome.result is result)

    @property
    def sent(self) -> bool:
        """Whether any create or cancel request left."""
        return any(outcome.sent for outcome in self.outcomes)
