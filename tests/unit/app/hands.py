"""Drives a protocol by hand: results go in, the effects come out in their order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from listwright.app.effects import (
    Announce,
    CloseAttempt,
    Effect,
    OpenAttempt,
    OpenCancel,
    Pace,
    Pause,
    RecordOrder,
    Sleep,
    Steps,
)
from listwright.model.intent import (
    Answer,
    AttemptOutcome,
    AttemptRef,
    Intent,
    IntentState,
    RefusalKind,
)
from listwright.model.order import Order, Phase
from listwright.model.plan import Change
from listwright.ports import ReadFailureError

R = TypeVar("R")
NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
REF = AttemptRef(1, 1)


def play(steps: Steps[R], *results: Any) -> tuple[R, list[Effect]]:
    """The outcome and the effects; `results` answer them in turn, defaults answer the rest."""
    given = list(results)
    effects: list[Effect] = []
    result: Any = None
    while True:
        try:
            effect = steps.send(result)
        except StopIteration as end:
            assert not given, f"never asked for: {given}"
            outcome: R = end.value
            return outcome, effects
        effects.append(effect)
        result = _answer(effect, given)


def _answer(effect: Effect, given: list[Any]) -> Any:
    if isinstance(effect, Announce | Sleep | Pause):
        return None
    if isinstance(effect, Pace) and not (given and isinstance(given[0], bool)):
        return True
    if isinstance(effect, OpenAttempt | OpenCancel) and not (given and given[0] is None):
        return REF
    if isinstance(effect, CloseAttempt):
        return intent_after(effect)
    if isinstance(effect, RecordOrder):
        return replace(effect.order, revision=9)
    return given.pop(0)


def intent_after(effect: CloseAttempt) -> Intent:
    return Intent(
        id=1,
        account=None,  # type: ignore[arg-type]  # the protocol looks at the revision only
        property=None,  # type: ignore[arg-type]
        order_key=None,  # type: ignore[arg-type]
        generation=1,
        services=(),
        request_digest="",
        state=IntentState.LIVE,
        created_at=NOW,
        sent_at=NOW,
        revision=42,
    )


def kinds(effects: list[Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def refused(kind: RefusalKind, **more: Any) -> Answer:
    return Answer(outcome=AttemptOutcome.REFUSED, evidence="no", refusal=kind, **more)


UNKNOWN = Answer(outcome=AttemptOutcome.UNKNOWN, evidence="no answer")
ACCEPTED = Answer(outcome=AttemptOutcome.ACCEPTED, evidence="taken")


def created(change: Change, order_id: str = "654321") -> Answer:
    order = Order(
        account=change.account,
        order_id=order_id,  # type: ignore[arg-type]  # a plain text will do here
        property=change.property,
        services=change.services,
        status="ordered",
        phase=Phase.OPEN,
    )
    return Answer(
        outcome=AttemptOutcome.CREATED,
        evidence="201",
        order=order,
        handles={"order_id": order_id, "legacy_order_id": "77"},
    )


def seen(change: Change, status: str = "ordered", phase: Phase = Phase.OPEN) -> Order:
    """The order of a cancel as a read shows it."""
    assert change.current is not None
    return replace(change.current, status=status, phase=phase, read_at=NOW)


def unread(kind: str, *, retry_after: float | None = None) -> ReadFailureError:
    return ReadFailureError(kind, "nobody answered", retry_after=retry_after)
