"""The deliberate mistakes: what somebody could have built instead, each a switch in the tests.

They are made on the wire, in the driver, in the database or by replacing one function; the code
that ships has no such switches. Each has a place where it does harm: a story of the small scope or
a seed of the swarm.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.second_requests import FIRST, First
from tests.simulation.small_scope import Case
from tests.simulation.vendor import Fault
from tests.simulation.world import Mistake, Post, WatchedDriver

from listwright.app.effects import (
    CloseAttempt,
    Effect,
    OpenAttempt,
    OpenProbe,
    ReadOrder,
    SendCancel,
)
from listwright.engine.fold import fold_attempts
from listwright.http.answers import Answered, Exchange, NotSent, Unanswered
from listwright.ledger.head import Headless, Sidecar
from listwright.ledger.writing import Writing
from listwright.model.account import ResendPolicy
from listwright.model.intent import (
    Answer,
    AttemptKind,
    AttemptOutcome,
    AttemptRef,
    IntentState,
    RefusalKind,
)
from listwright.model.order import CanceledBy, Order, Phase


def _again_after(is_again: Callable[[Exchange], bool]) -> Callable[..., Post]:
    """A wire that sends once more by itself."""

    def wire(send: Post, sleep: Callable[[float], None]) -> Post:
        def post(path: str, document: Mapping[str, Any]) -> Exchange:
            exchange = send(path, document)
            if is_again(exchange):
                sleep(2)
                return send(path, document)
            return exchange

        return post

    return wire


def _is_crash(exchange: Exchange) -> bool:
    return isinstance(exchange, Answered) and exchange.status >= 500


def _is_timeout(exchange: Exchange) -> bool:
    return isinstance(exchange, Unanswered)


def _errors_mean_failed(send: Post, sleep: Callable[[float], None]) -> Post:
    def post(path: str, document: Mapping[str, Any]) -> Exchange:
        exchange = send(path, document)
        failed = _is_timeout(exchange) or _is_crash(exchange)
        return NotSent("failed") if failed else exchange

    return post


class RecordsAfterwards(WatchedDriver):
    """Writes the intent only when the answer is there."""

    pending: OpenAttempt

    def act(self, effect: Effect) -> Any:
        if isinstance(effect, OpenAttempt):
            self.pending = effect
            ref = AttemptRef(0, 0)
            self._committed[ref] = (self.clock.monotonic(), self.clock.wall())
            return ref
        if isinstance(effect, CloseAttempt) and not effect.ref.intent_id:
            ref = super().act(self.pending)
            return super().act(CloseAttempt(ref, effect.answer))
        return super().act(effect)


def believing(outcome: AttemptOutcome) -> type[WatchedDriver]:
    """A driver that takes one outcome for a refusal."""

    class Believes(WatchedDriver):
        def act(self, effect: Effect) -> Any:
            answer = super().act(effect)
            if not isinstance(answer, Answer) or answer.outcome is not outcome:
                return answer
            refused = AttemptOutcome.REFUSED
            return replace(answer, outcome=refused, refusal=RefusalKind.ENTITY, handles=None)

    return Believes


class BelievesCancels(WatchedDriver):
    """Takes an accepted cancel for a canceled order."""

    asked: bool = False

    def act(self, effect: Effect) -> Any:
        seen = super().act(effect)
        self.asked = self.asked or isinstance(effect, SendCancel)
        if self.asked and isinstance(effect, ReadOrder) and isinstance(seen, Order):
            return replace(seen, status="canceled", phase=Phase.CANCELED, canceled_by=CanceledBy.US)
        return seen


def without_index(sql: sqlite3.Connection) -> None:
    sql.execute("DROP INDEX need_held")


def never(*given: object, **named: object) -> None:
    """A check that refuses nothing."""


UNGUARDED = {
    f"{Writing.__module__}.Writing.require_epoch": never,
    f"{Writing.__module__}.Writing.require_fresh": never,
}


_HEAD = f"{Sidecar.__module__}.Sidecar"


def _counts(sidecar: Sidecar, sql: sqlite3.Connection) -> Headless | None:
    """The side-car as a high-water mark."""
    kept = sidecar.read()
    highest = sql.execute("SELECT max(number) AS number FROM heads").fetchone()["number"] or 0
    return Headless(why="older") if kept is not None and highest < kept.number else None


def _sending_means_failed(state: IntentState) -> IntentState:
    return {
        IntentState.SENDING: IntentState.REFUSED,
        IntentState.CANCELLING: IntentState.CANCEL_IN_DOUBT,
    }.get(state, state)


class ForgetsTheProbe(WatchedDriver):
    """Sends a create once more without a row for it."""

    def act(self, effect: Effect) -> Any:
        if isinstance(effect, OpenProbe):
            intent = self.ledger.intent(effect.second.account, effect.second.order_key)
            assert intent is not None
            ref = AttemptRef(intent.id, 1)
            self._committed[ref] = (self.clock.monotonic(), self.clock.wall())
            return ref
        return super().act(effect)


def _believes_refusals_of(kind: AttemptKind) -> Callable[..., IntentState]:
    """A fold in which the refusal of one request speaks for the other, too."""

    def fold(sent: Any, **known: bool) -> IntentState:
        attempts = tuple(sent)
        if not known["has_order_id"] and any(
            one.kind is kind and one.outcome is AttemptOutcome.REFUSED for one in attempts
        ):
            return IntentState.REFUSED
        return fold_attempts(attempts, **known)

    return fold


def _at_once(sent_at: datetime, policy: object) -> datetime:
    return sent_at


def _for_ever(sent_at: datetime, policy: object) -> datetime:
    return sent_at + timedelta(days=999)


def _short_tail(policy: ResendPolicy) -> timedelta:
    """As if the second request were carried out within a minute, or never."""
    return timedelta(seconds=64) + policy.margin


def _last_outcome(sent: Any, **known: bool) -> IntentState:
    outcome = list(sent)[-1].outcome
    return {
        AttemptOutcome.CREATED: IntentState.LIVE,
        AttemptOutcome.NOID: IntentState.EXISTS_NOID,
        AttemptOutcome.UNKNOWN: IntentState.IN_DOUBT,
        AttemptOutcome.OPEN: IntentState.SENDING,
    }.get(outcome, IntentState.REFUSED)


_RESENDING = "listwright.engine.resending"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A mistake, and where to look: schedules of the small scope, or else of the swarm."""

    mistake: Mistake
    story: str = ""
    outage: bool = False
    """Caught when a vendor that answers nobody is asked for many orders."""

    window: str = "no window"
    again: bool = False
    """Caught among the schedules of a create that is sent once more."""

    begins: tuple[First, ...] = FIRST
    """How the first request comes to be in doubt, there; fewer find it sooner."""

    lost: bool = False
    """Caught among the schedules of a copy that is put back."""

    @property
    def case(self) -> Case | None:
        """The small world to explore."""
        if not self.story:
            return None
        return Case(story=self.story, window=self.window, mistake=self.mistake)


_ANSWER_LOST = (First(fault=Fault.LOST_AFTER),)
_BEGINS = {
    "a second request does not wait until the first has settled": (
        First(fault=Fault.LATE, checked_early=True),
    ),
    "a second request after the window": _ANSWER_LOST,
    "a second request that may be carried out after the window": _ANSWER_LOST,
    "the conditions are not asked again when the second request is recorded": _ANSWER_LOST,
    "a late refusal of the first request speaks for the second": (
        First(fault=Fault.RATE, paused="CloseAttempt"),
    ),
}


WRONG = (
    Wrong(
        mistake=Mistake(name="timeouts are sent again", wire=_again_after(_is_timeout)),
        story="create",
    ),
    Wrong(
        mistake=Mistake(
            name="timeouts are sent again inside the window", wire=_again_after(_is_timeout)
        ),
        story="create",
        window="window",
    ),
    Wrong(
        mistake=Mistake(name="server errors are sent again", wire=_again_after(_is_crash)),
        story="create",
    ),
    Wrong(mistake=Mistake(name="errors mean failed", wire=_errors_mean_failed), story="create"),
    Wrong(
        mistake=Mistake(name="recorded after the request", driver=RecordsAfterwards),
    ),
    Wrong(
        mistake=Mistake(name="unknown means failed", driver=believing(AttemptOutcome.UNKNOWN)),
    ),
    Wrong(
        mistake=Mistake(
            name="success without an id means failed", driver=believing(AttemptOutcome.NOID)
        ),
    ),
    Wrong(
        mistake=Mistake(
            name="a duplicate refusal is forgotten", driver=believing(AttemptOutcome.DUP)
        )
    ),
    Wrong(
        mistake=Mistake(name="commits are not durable", forgets=True),
        story="create",
    ),
    Wrong(
        mistake=Mistake(
            name="a dead run's requests count as failed",
            patched={
                "listwright.ledger.intents.doubt_of": _sending_means_failed,
                "listwright.ledger.reading.doubt_of": _sending_means_failed,
            },
        ),
        story="create",
    ),
    Wrong(mistake=Mistake(name="the operator does not wait", hasty=True)),
    Wrong(
        mistake=Mistake(
            name="a lock and nothing else",
            prepare=without_index,
            patched=UNGUARDED,
            unasked=frozenset({"taken"}),
        ),
        story="edited",
    ),
    Wrong(
        mistake=Mistake(
            name="no lock and nothing else",
            prepare=without_index,
            patched=UNGUARDED,
            lockless=True,
            unasked=frozenset({"taken"}),
        ),
        story="edited",
    ),
    Wrong(
        mistake=Mistake(
            name="the last outcome overrides",
            patched={
                "listwright.ledger.journal.fold_attempts": _last_outcome,
                "listwright.ledger.journal.advance_create": lambda current, folded: folded,
            },
        )
    ),
    Wrong(
        mistake=Mistake(name="an accepted cancel is believed", driver=BelievesCancels),
    ),
    Wrong(
        mistake=Mistake(
            name="a request may leave long after its record",
            patched={"listwright.app.driver.COMMIT_TO_SEND": 1e9},
        )
    ),
    *(
        Wrong(mistake=mistake, again=True, begins=_BEGINS.get(mistake.name, FIRST))
        for mistake in (
            Mistake(
                name="a second request does not wait until the first has settled",
                patched={f"{_RESENDING}.resend_from": _at_once},
            ),
            Mistake(
                name="a second request after the window",
                patched={f"{_RESENDING}.resend_until": _for_ever},
            ),
            Mistake(
                name="a second request that may be carried out after the window",
                patched={f"{_RESENDING}._kept_back": _short_tail},
            ),
            Mistake(name="a second request without a record", driver=ForgetsTheProbe),
            Mistake(name="a second request without a window", unprotected=True),
            Mistake(
                name="a third request",
                patched={f"{_RESENDING}.is_first_doubt": lambda doubt: True},
            ),
            Mistake(
                name="the conditions are not asked again when the second request is recorded",
                patched={"listwright.ledger.probing.resend_obstacle": never},
            ),
            Mistake(
                name="a late refusal of the first request speaks for the second",
                patched={
                    "listwright.ledger.journal.fold_attempts": _believes_refusals_of(
                        AttemptKind.CREATE
                    )
                },
            ),
            Mistake(
                name="a refusal of the second request speaks for the first",
                patched={
                    "listwright.ledger.journal.fold_attempts": _believes_refusals_of(
                        AttemptKind.PROBE
                    )
                },
            ),
        )
    ),
    *(
        Wrong(mistake=mistake, lost=True)
        for mistake in (
            Mistake(name="a copy put back is trusted", patched={f"{_HEAD}.contradiction": never}),
            Mistake(
                name="a higher serial is taken for the newer ledger",
                patched={f"{_HEAD}.contradiction": _counts},
            ),
            Mistake(
                name="the side-car does not follow before a request",
                patched={"listwright.ledger.sqlite.SqliteLedger._follow": never},
            ),
            Mistake(
                name="after a loss, what is not known was not ordered",
                patched={"listwright.app.recover._homes_to_hold": lambda desk, plan: ()},
            ),
            Mistake(
                name="a recovery does not wait until everything has settled",
                patched={"tests.simulation.copies.require_settled": never},
            ),
        )
    ),
    Wrong(
        mistake=Mistake(
            name="no circuit breaker",
            patched={
                "listwright.app.apply.BREAKER": 99,
                "listwright.app.apply.BREAKER_SHARE": 99,
            },
        ),
        outage=True,
    ),
)
