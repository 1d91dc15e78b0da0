"""The second request of a create in doubt, committed only if what it depends on still holds."""

from datetime import datetime

from listwright.engine.resending import Doubt, resend_obstacle, resubmit_obstacle
from listwright.ledger.database import Row, Sql
from listwright.ledger.intents import begin_attempt, intent_row
from listwright.ledger.pictures import note_submit
from listwright.ledger.rows import read_account, read_hold, read_order
from listwright.ledger.writing import Writing
from listwright.model.account import Account
from listwright.model.intent import (
    AttemptKind,
    AttemptRef,
    IntentState,
    Request,
    SecondRequest,
)
from listwright.ports import StaleDecisionError

_INTENT = "SELECT id FROM intent WHERE account = ? AND order_key = ? AND property = ?"
_ORDERS = (
    "SELECT orders.*, NULL AS links, NULL AS photos FROM orders WHERE property = ?"
    " ORDER BY order_id"
)


def open_probe(
    writing: Writing, second: SecondRequest, *, revision: int, epoch: int, real: float
) -> AttemptRef:
    """Commit that a create in doubt is sent once more, or raise StaleDecisionError.

    `real`: the world's seconds since 1970, by which vendors count paid steps.
    """
    writing.require_epoch(epoch)
    writing.require_fresh(second.account.id, second.canonical, revision)
    name = (second.account.id, second.order_key, second.canonical)
    found = writing.sql.execute(_INTENT, name).fetchone()
    if found is None:
        raise StaleDecisionError(f"{second.canonical} has no intent {second.order_key}")
    row = intent_row(writing.sql, found["id"])
    if row["request_digest"] != second.request_digest:
        raise StaleDecisionError(f"{second.order_key} asked for something else")
    doubt = _doubt_of(writing.sql, row)
    judge = resend_obstacle if row["task"] is None else resubmit_obstacle
    obstacle = judge(doubt, second.policy, now=writing.at)
    if obstacle is not None:
        raise StaleDecisionError(f"{second.order_key} is not sent once more: {obstacle.value}")
    number = begin_attempt(writing, row["id"], AttemptKind.PROBE, epoch=epoch)
    if row["task"] is not None:
        note_submit(writing, row["account"], real=real)
    writing.stamp_intent(intent_row(writing.sql, row["id"]))
    writing.note("probe", row, detail=f"{second.order_key} once more", intent=row["id"])
    return AttemptRef(row["id"], number)


def _doubt_of(sql: Sql, row: Row) -> Doubt:
    """The intent as the question sees it; orders and holds of one vendor count under any label."""
    account, canonical = read_account(row["account"]), row["property"]
    attempts = sql.execute(
        "SELECT kind, committed_at FROM attempt WHERE intent = ? AND kind <> 'cancel'"
        " ORDER BY number",
        (row["id"],),
    )
    visits = sql.execute(
        "SELECT 1 FROM need WHERE intent = ? AND previous_order_id IS NULL", (row["id"],)
    )
    orders = (read_order(one) for one in sql.execute(_ORDERS, (canonical,)))
    holds = (read_hold(one) for one in _of_home(sql, "hold", canonical))
    return Doubt(
        state=IntentState(row["state"]),
        requests=tuple(
            Request(AttemptKind(one["kind"]), datetime.fromisoformat(one["committed_at"]))
            for one in attempts
        ),
        staging_only=visits.fetchone() is None,
        beside=any(
            one["id"] != row["id"]
            and IntentState(one["state"]).is_unsettled
            and _is_near(read_account(one["account"]), account)
            for one in _of_home(sql, "intent", canonical)
        ),
        orders=tuple(one for one in orders if _is_near(one.account, account)),
        holds=tuple(one for one in holds if _is_near(one.account, account)),
    )


def _of_home(sql: Sql, table: str, canonical: str) -> list[Row]:
    statement = f"SELECT * FROM {table} WHERE property = ?"  # noqa: S608 - own names
    return sql.execute(statement, (canonical,)).fetchall()


def _is_near(one: Account, other: Account) -> bool:
    return one == other or one.is_beside(other)
