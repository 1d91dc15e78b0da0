"""Intents as rows: how one begins, moves, and lets go of its needs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from listwright.engine.fold import advance_orders, is_unpaid
from listwright.errors import InternalError
from listwright.ledger.database import Row, Sql, TakenError
from listwright.ledger.picture_rows import task_text
from listwright.ledger.rows import base_key, basis_text, need_cells
from listwright.ledger.writing import Writing, know_account
from listwright.model.intent import (
    AttemptKind,
    AttemptOutcome,
    Draft,
    IntentState,
    RefusalKind,
)
from listwright.model.order import Origin, Phase
from listwright.ports import StaleDecisionError


def intent_row(sql: Sql, intent_id: int) -> Row:
    """The intent of that number; ours to have handed out, so its absence is a bug."""
    row: Row | None = sql.execute("SELECT * FROM intent WHERE id = ?", (intent_id,)).fetchone()
    if row is None:
        raise InternalError(f"The ledger has no intent {intent_id}.")
    return row


@contextmanager
def unless_held() -> Iterator[None]:
    """A need held by another intent, or a name already used, makes the decision stale."""
    try:
        yield
    except (TakenError, sqlite3.IntegrityError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CONSTRAINT_UNIQUE)
        if code != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            raise
        message = "another order speaks for one of its needs, or has its name"
        raise StaleDecisionError(message) from error


def begin_intent(writing: Writing, draft: Draft, *, origin: Origin, epoch: int) -> int:
    """Insert an intent with its needs; the unique index has the last word."""
    state = IntentState.SENDING if origin is Origin.CREATED else IntentState.LIVE
    know_account(writing.sql, draft.account)
    with unless_held():
        writing.insert(
            "intent",
            {
                "account": draft.account.id,
                "property": draft.canonical,
                "written": draft.property,
                "order_key": draft.order_key,
                "base_key": base_key(draft.order_key),
                "generation": draft.generation,
                "origin": origin.value,
                "state": state.value,
                "request_digest": draft.request_digest,
                "billing_entity": draft.billing_entity,
                "basis": basis_text(draft.basis),
                "task": task_text(draft.task),
                "plan_id": draft.plan_id,
                "plan_digest": draft.plan_digest,
                "epoch": epoch,
                "run": writing.run,
                "actor": writing.actor,
                "created_at": writing.now,
                "sent_at": writing.now,
                "revision": writing.revision,
            },
        )
        intent_id = _number_of(writing.sql, draft)
        for cells in need_cells(draft, active=True):
            writing.insert("need", {"intent": intent_id, **cells})
    writing.stamp(draft.account.id, draft.canonical, draft.property)
    return intent_id


def _number_of(sql: Sql, draft: Draft) -> int:
    """The number that the database gave to a draft's intent."""
    row = sql.execute(
        "SELECT id FROM intent WHERE account = ? AND order_key = ?",
        (draft.account.id, draft.order_key),
    ).fetchone()
    return int(row["id"])


def begin_attempt(
    writing: Writing, intent_id: int, kind: AttemptKind, *, epoch: int, order_id: str | None = None
) -> int:
    """Insert the intent's next attempt, open; gives its number."""
    number = writing.sql.execute(
        "SELECT coalesce(max(number), 0) + 1 AS next FROM attempt WHERE intent = ?", (intent_id,)
    ).fetchone()["next"]
    writing.insert(
        "attempt",
        {
            "intent": intent_id,
            "number": number,
            "kind": kind.value,
            "order_id": order_id,
            "epoch": epoch,
            "run": writing.run,
            "actor": writing.actor,
            "committed_at": writing.now,
            "outcome": AttemptOutcome.OPEN.value,
        },
    )
    writing.sql.execute("UPDATE intent SET sent_at = ? WHERE id = ?", (writing.now, intent_id))
    return int(number)


def move_intent(writing: Writing, intent_id: int, state: IntentState) -> None:
    """Move an intent, and take or release its needs with it."""
    row = intent_row(writing.sql, intent_id)
    before = IntentState(row["state"])
    if before is state:
        return
    writing.sql.execute("UPDATE intent SET state = ? WHERE id = ?", (state.value, intent_id))
    if before.holds_need and not state.holds_need:
        writing.sql.execute("UPDATE need SET active = 0 WHERE intent = ?", (intent_id,))
    elif state.holds_need and not before.holds_need:
        _take_back(writing, row)
    writing.stamp_intent(row)


def follow_orders(writing: Writing, intent_id: int, *, cancel_settled: bool = False) -> None:
    """Move an intent to where its orders stand.

    A canceled order says nothing of another request of a create in doubt, which may have made one
    that lives: then a person has the last word.
    """
    current = IntentState(intent_row(writing.sql, intent_id)["state"])
    rows = writing.sql.execute("SELECT phase FROM orders WHERE intent = ?", (intent_id,))
    phases = [Phase(row["phase"]) for row in rows]
    over = all(phase is Phase.CANCELED for phase in phases)
    if over and current.is_unsettled and _is_sent_twice(writing.sql, intent_id):
        return
    move_intent(writing, intent_id, advance_orders(current, phases, cancel_settled=cancel_settled))


def _is_sent_twice(sql: Sql, intent_id: int) -> bool:
    probe = "SELECT 1 FROM attempt WHERE intent = ? AND kind = ?"
    found = sql.execute(probe, (intent_id, AttemptKind.PROBE.value)).fetchone()
    return found is not None


def supersede_delivered(writing: Writing, draft: Draft) -> None:
    """Let older, delivered intents go that hold a need of this draft: a renewal replaces them.

    One for a picture may be unfinished, when somebody asked for the same once more; its order is
    still read.
    """
    found: set[int] = set()
    for one in draft.services:
        rows = writing.sql.execute(
            "SELECT intent FROM need JOIN intent ON intent.id = need.intent"
            " WHERE need.active = 1 AND (intent.state = 'delivered' OR (? = 1"
            " AND intent.state = 'live' AND intent.task IS NOT NULL)) AND need.account = ?"
            " AND need.property = ? AND need.service_key = ? AND need.turn = ?",
            (int(draft.again), draft.account.id, draft.canonical, one.service_key, one.turn),
        )
        found.update(row["intent"] for row in rows)
    for intent_id in sorted(found):
        move_intent(writing, intent_id, IntentState.SUPERSEDED)


def settle_dead(writing: Writing, *, held: bool) -> None:
    """Write what a dead runner left: a request that may have left is in doubt, never "not sent".

    `held`: somebody holds the lock now, so attempts of the current epoch are theirs. The attempts
    stay open: a runner that was only slow may still bring its answer.
    """
    rows = writing.sql.execute(
        "SELECT DISTINCT intent.* FROM intent JOIN attempt ON attempt.intent = intent.id"
        " WHERE intent.state IN ('sending', 'cancelling') AND attempt.outcome = 'open'"
        " AND (? = 0 OR attempt.epoch < (SELECT epoch FROM meta))",
        (int(held),),
    ).fetchall()
    for row in rows:
        if _release_unpaid(writing, row):
            continue
        move_intent(writing, row["id"], doubt_of(IntentState(row["state"])))
        writing.note("unknown", row, detail="the runner ended before an answer", intent=row["id"])


def _release_unpaid(writing: Writing, row: Row) -> bool:
    """End an intent whose runner died before its paid step was recorded; False for all others."""
    if not is_unpaid(has_task=row["task"] is not None, committed=row["commit_at"] is not None):
        return False
    why = "the runner ended before anything was bought"
    writing.sql.execute(
        "UPDATE intent SET refusal = ?, refused_at = ?, evidence = ? WHERE id = ?",
        (RefusalKind.UNREACHABLE.value, writing.now, why, row["id"]),
    )
    writing.sql.execute(
        "UPDATE attempt SET outcome = 'refused', closed_at = ?, refusal = ?, evidence = ?"
        " WHERE intent = ? AND outcome = 'open'",
        (writing.now, RefusalKind.UNREACHABLE.value, why, row["id"]),
    )
    move_intent(writing, row["id"], IntentState.REFUSED)
    writing.note("refused", row, detail=why, intent=row["id"])
    return True


def doubt_of(state: IntentState) -> IntentState:
    """What a state with a request under way becomes when its runner is gone."""
    if state is IntentState.CANCELLING:
        return IntentState.CANCEL_IN_DOUBT
    return IntentState.IN_DOUBT if state is IntentState.SENDING else state


def _take_back(writing: Writing, row: Row) -> None:
    """Hold the needs again for an order that turned up late; another intent may hold them now."""
    writing.sql.execute(
        "UPDATE need SET active = 1 WHERE intent = ? AND NOT EXISTS (SELECT 1 FROM need AS held"
        " WHERE held.account = need.account AND held.property = need.property"
        " AND held.service_key = need.service_key AND held.turn = need.turn"
        " AND held.active = 1 AND held.intent <> need.intent)",
        (row["id"],),
    )
    lost = writing.sql.execute(
        "SELECT need_key FROM need WHERE intent = ? AND active = 0", (row["id"],)
    ).fetchall()
    if lost:
        keys = ", ".join(one["need_key"] for one in lost)
        writing.note(
            "duplicate_alarm",
            row,
            detail=f"{row['order_key']} exists after all, and another intent holds {keys}",
            intent=row["id"],
        )
