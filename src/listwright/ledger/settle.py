"""What a person decides: imports, settled unknowns, released holds, forgotten orders."""

from collections.abc import Iterable

from listwright.ledger.database import Cell, Row, Sql
from listwright.ledger.intents import (
    begin_intent,
    follow_orders,
    intent_row,
    move_intent,
    settle_dead,
    supersede_delivered,
)
from listwright.ledger.orders import (
    find_intent,
    is_of_another_home,
    keep_handles,
    keep_order,
    order_handles,
    order_row,
    record_reading,
)
from listwright.ledger.rows import json_text
from listwright.ledger.writing import Writing, know_account
from listwright.model.account import Account
from listwright.model.intent import Draft, Hold, HoldCause, Intent, IntentState
from listwright.model.names import CanonicalId, OrderId, PropertyId
from listwright.model.order import Order, Origin, Phase
from listwright.ports import StaleDecisionError

_REVIVABLE = frozenset(
    {IntentState.REFUSED, IntentState.ABSENT, IntentState.CANCELED, IntentState.FORGOTTEN}
)
"""Ended intents whose order a person may bring back; a superseded one has a successor."""

_HELD_ELSEWHERE = (
    "SELECT 1 FROM need AS mine JOIN need AS held USING (account, property, service_key, turn)"
    " WHERE mine.intent = ? AND held.intent <> mine.intent AND held.active = 1"
)


def import_order(writing: Writing, order: Order, draft: Draft, *, reason: str) -> None:
    """Put an order under management: by the intent that made it, else by one that sent nothing.

    An order explains why the vendor refused another, so such a hold of its property ends.
    """
    _require_home(writing, order)
    if _holder_of(writing.sql, order) is not None:
        record_reading(writing, order)
    else:
        intent_id = _revived(writing, order)
        if intent_id is None:
            if order.phase is Phase.OPEN:
                supersede_delivered(writing, draft)
            intent_id = begin_intent(writing, draft, origin=Origin.IMPORTED, epoch=0)
        intent = intent_row(writing.sql, intent_id)
        keep_handles(writing, intent, order_handles(order))
        keep_order(writing, order, intent)
        follow_orders(writing, intent_id)
        writing.note("import", intent, order_id=order.order_id, detail=reason, intent=intent_id)
    reason = f"order {order.order_id}"
    release_holds(
        writing, draft.account, draft.canonical, reason=reason, causes=(HoldCause.DUPLICATE,)
    )


def _revived(writing: Writing, order: Order) -> int | None:
    """The ended intent that made the order, live again; None when another holds its needs."""
    intent = find_intent(writing.sql, order)
    if intent is None or IntentState(intent["state"]) not in _REVIVABLE:
        return None
    intent_id = int(intent["id"])
    if writing.sql.execute(_HELD_ELSEWHERE, (intent_id,)).fetchone() is not None:
        return None
    move_intent(writing, intent_id, IntentState.LIVE)
    writing.sql.execute(
        "UPDATE orders SET managed = 1 WHERE account = ? AND order_id = ? AND intent = ?",
        (order.account.id, order.order_id, intent_id),
    )
    return intent_id


def _require_home(writing: Writing, order: Order) -> None:
    """Raise StaleDecisionError for an id that is another home's order here."""
    row = order_row(writing.sql, order.account.id, order.order_id)
    if row is not None and is_of_another_home(row, order):
        raise StaleDecisionError(f"order {order.order_id} is known as an order of {row['written']}")


def settle_created(
    writing: Writing, intent: Intent, order: Order, *, reason: str, held: bool
) -> None:
    """The order of an unknown was found."""
    row = _unsettled_row(writing, intent, held=held)
    _require_home(writing, order)
    holder = _holder_of(writing.sql, order)
    if holder is not None and holder["id"] != row["id"]:
        raise StaleDecisionError(f"order {order.order_id} belongs to {holder['order_key']}")
    keep_handles(writing, row, order_handles(order))
    keep_order(writing, order, row)
    move_intent(writing, row["id"], IntentState.LIVE)
    follow_orders(writing, row["id"])
    writing.note("settle", row, order_id=order.order_id, detail=reason, intent=row["id"])


def settle_absent(writing: Writing, intent: Intent, *, reason: str, held: bool) -> None:
    """A person says that an unknown made no order."""
    row = _unsettled_row(writing, intent, held=held)
    move_intent(writing, row["id"], IntentState.ABSENT)
    writing.note("absent", row, detail=reason, intent=row["id"])


def hold_home(writing: Writing, hold: Hold, written: PropertyId) -> None:
    """Hold a home; one that is held for the same cause already stays as it is."""
    account, canonical = hold.account, hold.canonical
    standing = writing.sql.execute(
        "SELECT 1 FROM hold WHERE account = ? AND property = ? AND released_at IS NULL"
        " AND cause = ?",
        (account.id, canonical, hold.cause.value),
    ).fetchone()
    if standing is not None:
        return
    know_account(writing.sql, account)
    writing.insert(
        "hold",
        {
            "account": account.id,
            "property": canonical,
            "since": writing.now,
            "evidence": hold.evidence,
            "cause": hold.cause.value,
            "keys": json_text(list(hold.keys)),
            "revision": writing.revision,
        },
    )
    writing.stamp(account.id, canonical, written)
    cells: dict[str, Cell] = {"account": account.id, "property": canonical}
    writing.note("hold", cells, detail=hold.evidence)


def release_holds(
    writing: Writing,
    account: Account,
    canonical: CanonicalId,
    *,
    reason: str,
    causes: tuple[HoldCause, ...] = tuple(HoldCause),
) -> bool:
    """End the holds of a property; False when there was none."""
    rows = writing.sql.execute(
        "SELECT hold.*, property.written FROM hold JOIN property USING (account, property)"
        " WHERE account = ? AND property = ? AND released_at IS NULL",
        (account.id, canonical),
    ).fetchall()
    rows = [row for row in rows if HoldCause(row["cause"]) in causes]
    for row in rows:
        writing.sql.execute(
            "UPDATE hold SET released_at = ?, reason = ?, revision = ? WHERE id = ?",
            (writing.now, reason, writing.revision, row["id"]),
        )
        writing.stamp(row["account"], row["property"], row["written"])
        writing.note("release", row, detail=reason)
    return bool(rows)


def forget_orders(
    writing: Writing, account: Account, order_ids: Iterable[OrderId], *, reason: str
) -> tuple[OrderId, ...]:
    """Make the orders unmanaged that are managed; gives their ids."""
    forgotten = []
    for order_id in order_ids:
        row = order_row(writing.sql, account.id, order_id)
        if row is None or not row["managed"]:
            continue
        writing.sql.execute(
            "UPDATE orders SET managed = 0, revision = ? WHERE account = ? AND order_id = ?",
            (writing.revision, account.id, order_id),
        )
        writing.stamp(row["account"], row["property"], row["written"])
        _forget_intent(writing, row["intent"])
        writing.note("forget", row, order_id=order_id, detail=reason, intent=row["intent"])
        forgotten.append(order_id)
    return tuple(forgotten)


def _forget_intent(writing: Writing, intent_id: int) -> None:
    """Let the intent go with the last order it managed."""
    managed = writing.sql.execute(
        "SELECT 1 FROM orders WHERE intent = ? AND managed = 1 LIMIT 1", (intent_id,)
    ).fetchone()
    state = IntentState(intent_row(writing.sql, intent_id)["state"])
    if managed is None and state.holds_need:
        move_intent(writing, intent_id, IntentState.FORGOTTEN)


def _holder_of(sql: Sql, order: Order) -> Row | None:
    """The intent that manages the order now."""
    row = order_row(sql, order.account.id, order.order_id)
    if row is None or row["intent"] is None:
        return None
    intent = intent_row(sql, row["intent"])
    return intent if IntentState(intent["state"]).holds_need else None


def _unsettled_row(writing: Writing, intent: Intent, *, held: bool) -> Row:
    """The intent as it stands now; raises StaleDecisionError unless it is still unknown."""
    settle_dead(writing, held=held)
    row = intent_row(writing.sql, intent.id)
    state = IntentState(row["state"])
    if not state.is_unsettled or state is IntentState.SENDING:
        raise StaleDecisionError(f"{row['order_key']} is {state.value}")
    return row
