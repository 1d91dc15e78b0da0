"""Faults that can be asked of the sandbox: what goes wrong, for which requests, how often."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from listwright.errors import UsageError
from listwright.sandbox.database import Database

_DAY = 86_400
SUBMIT = "ahd-submit"
RESULT = "ahd-result"
PHOTO = "photo"
OPERATIONS = (
    "create",
    "retrieve",
    "cancel",
    PHOTO,
    "ahd-upload",
    SUBMIT,
    "ahd-order",
    "ahd-process",
    "ahd-project",
    "ahd-list",
    "ahd-catalog",
    "ahd-upscale",
    RESULT,
)
WEBHOOK = "webhook"
AHD_WEBHOOK = "ahd-webhook"
WEBHOOKS = (AHD_WEBHOOK, WEBHOOK)


class Moment(Enum):
    """When a fault strikes: before anything is stored, on the work itself, or on the answer.

    `TELL` is the making of a webhook, which no request asks for.
    """

    BEFORE = "before"
    WORK = "work"
    AFTER = "after"
    TELL = "tell"


class FaultKind(Enum):
    """What goes wrong. `..._AFTER` kinds strike once the vendor has done what was asked.

    Those from `NEVER_FINISHES` on are the fate of one image, decided as it is submitted; those from
    `TWICE` on the fate of one webhook, decided as it is made.
    """

    CRASH_BEFORE = "500-before-commit"
    CRASH_AFTER = "500-after-commit"
    DROP_BEFORE = "drop-before-commit"
    DROP_AFTER = "drop-after-commit"
    HTML_AFTER = "html-after-commit"
    SLOW = "slow"
    RATE_LIMIT = "rate-limit"
    NO_ID = "no-id"
    WRONG_ECHO = "wrong-echo"
    REJECT = "reject"
    HANG = "hang"
    EXPIRED_LINK = "expired-link"
    NEVER_FINISHES = "never-finishes"
    TEN_TIMES_ETA = "ten-times-eta"
    LOST_RESULT = "lost-result"
    PROCESS_FAILED = "process-failed"
    ZERO_UPDATED_AT = "zero-updated-at"
    TWICE = "webhook-twice"
    REORDERED = "webhook-reordered"
    LOST = "webhook-lost"
    LATE = "webhook-late"
    GARBLED = "webhook-garbled"
    MISECHOED = "webhook-wrong-echo"
    UNKNOWN_EVENT = "webhook-unknown-event"
    UNKNOWN_ORDER = "webhook-unknown-order"
    OLD_SHAPE = "webhook-old-shape"
    IN_DATA = "webhook-in-data"
    UNHEARD = "webhook-answer-ignored"

    @property
    def moment(self) -> Moment:
        """When it strikes."""
        if self in _BEFORE:
            return Moment.BEFORE
        if self in _TELLING:
            return Moment.TELL
        return Moment.WORK if self in _FATES else Moment.AFTER

    @property
    def operations(self) -> tuple[str, ...]:
        """The requests it can hit."""
        if self is FaultKind.EXPIRED_LINK:
            return (PHOTO, RESULT)
        if self in _TELLING:
            return WEBHOOKS
        return (SUBMIT,) if self in _FATES else OPERATIONS


_BEFORE = frozenset(
    {
        FaultKind.CRASH_BEFORE,
        FaultKind.DROP_BEFORE,
        FaultKind.RATE_LIMIT,
        FaultKind.REJECT,
        FaultKind.EXPIRED_LINK,
    }
)
_FATES = frozenset(
    {
        FaultKind.NEVER_FINISHES,
        FaultKind.TEN_TIMES_ETA,
        FaultKind.LOST_RESULT,
        FaultKind.PROCESS_FAILED,
        FaultKind.ZERO_UPDATED_AT,
    }
)
_TELLING = frozenset(
    {
        FaultKind.TWICE,
        FaultKind.REORDERED,
        FaultKind.LOST,
        FaultKind.LATE,
        FaultKind.GARBLED,
        FaultKind.MISECHOED,
        FaultKind.UNKNOWN_EVENT,
        FaultKind.UNKNOWN_ORDER,
        FaultKind.OLD_SHAPE,
        FaultKind.IN_DATA,
        FaultKind.UNHEARD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One order to misbehave.

    `operation` and `external_property_id` narrow the requests it matches (at AI HomeDesign, which
    knows no homes, the id of an order, image or process, or a project's address); of those every
    `every`-th is hit, `times` times in all (None: until cleared). `seconds` is the wait of `slow`
    and `hang`, and by the sandbox clock that of `webhook-late` and `webhook-reordered`;
    `retry_after` is the header of `rate-limit`, `attr` and `message` the words of `reject`.
    """

    name: str
    operation: str | None = None
    external_property_id: str | None = None
    times: int | None = 1
    every: int = 1
    seconds: float | None = None
    retry_after: int | None = None
    attr: str | None = None
    message: str | None = None

    def __post_init__(self) -> None:
        """Refuse what the sandbox could not carry out."""
        _require(self.name in fault_names(), f"Faults are: {', '.join(fault_names())}.")
        known = (*OPERATIONS, *WEBHOOKS)
        operation_known = self.operation is None or self.operation in known
        _require(operation_known, f"Operations are: {', '.join(known)}.")
        hits = self.kind.operations
        can_hit = self.operation is None or self.operation in hits
        _require(can_hit, f"It can hit: {', '.join(hits)}.")
        _require(self.every >= 1, "`every` counts from 1.")
        _require(self.times is None or self.times >= 1, "`times` counts from 1.")
        _require(0 <= (self.seconds or 0) <= _DAY, "`seconds` are between 0 and a day.")

    @property
    def kind(self) -> FaultKind:
        """The name as an enum member."""
        return FaultKind(self.name)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """A fault from JSON values; raises `UsageError` when they make none."""
        texts = ("name", "operation", "external_property_id", "attr", "message")
        numbers = ("times", "every", "seconds", "retry_after")
        _require(set(document) <= {*texts, *numbers}, f"Fields: {', '.join((*texts, *numbers))}.")
        _require(isinstance(document.get("name"), str), "A fault needs a name.")
        for name, value in document.items():
            fits = isinstance(value, str) if name in texts else _is_count(name, value)
            _require(fits or (value is None and name != "every"), f"`{name}` has the wrong type.")
        return cls(**document)


def fault_names() -> tuple[str, ...]:
    """The names `Fault` accepts."""
    return tuple(kind.value for kind in FaultKind)


class FaultBook:
    """The faults waiting in a store."""

    def __init__(self, database: Database) -> None:
        """`database` keeps them, so that another process can set them."""
        self._database = database

    def add(self, fault: Fault) -> None:
        """Wait for matching requests; several faults are tried in the order they were set."""
        document = json.dumps(dataclasses.asdict(fault))
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO fault (document) VALUES (?)", (document,))

    def clear(self) -> None:
        """Forget all faults."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM fault")

    def waiting(self) -> tuple[Fault, ...]:
        """The faults still to come; `times` is what is left."""
        with self._database.transaction(write=False) as connection:
            rows = connection.execute("SELECT * FROM fault ORDER BY fault_id").fetchall()
        faults = [(Fault(**json.loads(row["document"])), row["fired"]) for row in rows]
        return tuple(
            fault if fault.times is None else dataclasses.replace(fault, times=fault.times - fired)
            for fault, fired in faults
        )

    def take(self, operation: str, properties: frozenset[str], *, moment: Moment) -> Fault | None:
        """The fault that hits this request now, counted as used; None for a healthy answer."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM fault ORDER BY fault_id").fetchall()
            for row in rows:
                fault = Fault(**json.loads(row["document"]))
                if fault.kind.moment is not moment:
                    continue
                if not _matches(fault, operation, properties):
                    continue
                hit = (row["seen"] + 1) % fault.every == 0
                self._count(row["fault_id"], hit=hit, last=row["fired"] + 1 == fault.times)
                if hit:
                    return fault
        return None

    def _count(self, fault_id: int, *, hit: bool, last: bool) -> None:
        with self._database.transaction() as connection:
            if hit and last:
                connection.execute("DELETE FROM fault WHERE fault_id = ?", (fault_id,))
            else:
                connection.execute(
                    "UPDATE fault SET seen = seen + 1, fired = fired + ? WHERE fault_id = ?",
                    (int(hit), fault_id),
                )


def _matches(fault: Fault, operation: str, properties: frozenset[str]) -> bool:
    operation_fits = fault.operation in {None, operation} and operation in fault.kind.operations
    return operation_fits and fault.external_property_id in {None, *properties}


def _is_count(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float if name == "seconds" else int)


def _require(condition: object, advice: str) -> None:
    if not condition:
        raise UsageError("The sandbox cannot play that fault.", advice=advice)
