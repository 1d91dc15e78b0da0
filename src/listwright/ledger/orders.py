"""Orders as rows: what readings add, and which intent an order belongs to."""

from dataclasses import dataclass, replace

from listwright.ledger.database import Cell, Row, Sql
from listwright.ledger.intents import follow_orders
from listwright.ledger.merge import (
    as_sent,
    date_order,
    merge_reading,
    not_of_the_future,
    same_content,
)
from listwright.ledger.picture_rows import read_task
from listwright.ledger.rows import (
    asset_cells,
    order_cells,
    read_basis,
    read_order,
    time_or_none,
)
from listwright.ledger.writing import Writing, know_account
from listwright.model.intent import IntentState
from listwright.model.names import OrderKey, canonical_id
from listwright.model.order import CanceledBy, Order, Origin, Phase, Service

ORDER_WITH_ASSETS = (
    "SELECT orders.*, asset.links, asset.photos FROM orders"
    " LEFT JOIN asset USING (account, order_id) WHERE orders.account = ? AND orders.order_id = ?"
)

_BY_ORDER = (
    "SELECT intent.* FROM orders JOIN intent ON intent.id = orders.intent"
    " WHERE orders.account = ? AND orders.order_id = ? AND orders.property = ?"
)
_BY_HANDLE = (
    "SELECT intent.* FROM order_handle AS handle JOIN intent ON intent.id = handle.intent"
    " WHERE handle.account = ? AND handle.kind = ? AND handle.value = ? AND intent.property = ?"
    " ORDER BY intent.id DESC LIMIT 1"
)
_BY_NAME = "SELECT * FROM intent WHERE account = ? AND order_key = ? AND property = ?"

_BEING_CANCELED = frozenset({IntentState.CANCELLING, IntentState.CANCEL_IN_DOUBT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An order before (None: it is new) and after a reading."""

    before: Order | None
    after: Order


def order_row(sql: Sql, account: str, order_id: str) -> Row | None:
    """The order's row with its assets."""
    row: Row | None = sql.execute(ORDER_WITH_ASSETS, (account, order_id)).fetchone()
    return row


def find_intent(sql: Sql, order: Order) -> Row | None:
    """The intent that made the order: known already, by an id in hand, or by our name in its echo.

    The property has to agree: a vendor may give out an old id anew in another range.
    """
    account, canonical = order.account.id, canonical_id(order.property)
    for query, cells in (
        (_BY_ORDER, (account, order.order_id, canonical)),
        (_BY_HANDLE, (account, "order_id", order.order_id, canonical)),
        (_BY_HANDLE, (account, "request_id", order.request_id, canonical)),
        (_BY_NAME, (account, order.order_key, canonical)),
    ):
        row: Row | None = sql.execute(query, cells).fetchone()
        if row is not None:
            return row
    return None


def keep_handles(writing: Writing, intent: Row, handles: dict[str, str]) -> None:
    """Write every id in hand; a second order id for one intent raises the alarm."""
    known = {
        row["value"]
        for row in writing.sql.execute(
            "SELECT value FROM order_handle WHERE intent = ? AND kind = 'order_id'",
            (intent["id"],),
        )
    }
    for kind, value in handles.items():
        writing.sql.execute(
            "INSERT INTO order_handle (intent, account, kind, value, seen_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (intent["id"], intent["account"], kind, value, writing.now),
        )
    order_id = handles.get("order_id", "")
    if order_id and known and order_id not in known:
        writing.note(
            "duplicate_alarm",
            intent,
            order_id=order_id,
            detail=f"{intent['order_key']} also made order {', '.join(sorted(known))}",
            intent=intent["id"],
        )


def order_handles(order: Order) -> dict[str, str]:
    """Every id that an order carries, by kind."""
    found = {
        "order_id": order.order_id,
        "request_id": order.request_id,
        "legacy_order_id": order.legacy_order_id,
    }
    return {kind: value for kind, value in found.items() if value}


def sent_lines(sql: Sql, intent_id: int) -> tuple[Service, ...]:
    """What an intent asked for."""
    needs = sql.execute("SELECT * FROM need WHERE intent = ? ORDER BY position", (intent_id,))
    return tuple(
        Service(
            slug=need["slug"],
            quantity=need["quantity"],
            previous_order_id=need["previous_order_id"],
        )
        for need in needs
    )


def is_of_another_home(row: Row | None, seen: Order) -> bool:
    """Whether the ledger knows that id as the order of another property."""
    return row is not None and row["property"] != canonical_id(seen.property)


def keep_order(writing: Writing, seen: Order, intent: Row | None) -> Kept:
    """Insert the order or move the stored one on; stamps the property when something changed.

    An id that is another property's order changes nothing: two orders are never mixed.
    """
    by = _ended_by(writing, seen, intent)
    seen = not_of_the_future(seen, writing.at)
    row = order_row(writing.sql, seen.account.id, seen.order_id)
    if row is None:
        return Kept(before=None, after=_insert_order(writing, seen, intent, by=by))
    before = read_order(row)
    if is_of_another_home(row, seen):
        return Kept(before=before, after=before)
    same = intent is None or intent["id"] == row["intent"]
    base = before if same else _claimed(writing, before, intent)
    after = merge_reading(base, _as_sent(writing, seen, intent), at=writing.at, by=by)
    if same_content(before, after):
        after = replace(after, revision=before.revision)
    else:
        after = replace(after, revision=writing.revision)
        writing.stamp(row["account"], row["property"], row["written"])
    _update_order(writing, after, intent)
    return Kept(before=before, after=after)


def record_reading(writing: Writing, order: Order) -> None:
    """Write what a read saw, and move the intent that made the order along."""
    seen = replace(order, read_at=order.read_at or writing.at)
    know_account(writing.sql, order.account)
    row = order_row(writing.sql, seen.account.id, seen.order_id)
    if is_of_another_home(row, seen):
        _note_conflict(writing, seen)
        return
    intent = find_intent(writing.sql, seen)
    kept = keep_order(writing, seen, intent)
    if intent is not None:
        keep_handles(writing, intent, order_handles(seen))
        follow_orders(
            writing, intent["id"], cancel_settled=_cancel_settled(writing, kept.after, intent)
        )
    note_reading(writing, kept, intent)
    if writing.stamped:
        # The caller goes on deciding with the order's revision, also when only the intent moved.
        writing.sql.execute(
            "UPDATE orders SET revision = ? WHERE account = ? AND order_id = ?",
            (writing.revision, order.account.id, order.order_id),
        )


def note_reading(writing: Writing, kept: Kept, intent: Row | None) -> None:
    """One line of history, when the reading brought news."""
    before, after = kept.before, kept.after
    if before is not None and same_content(before, after):
        return
    if before is None:
        kind = "created" if intent is not None else "status"
        detail = f"seen at the vendor as {after.status or after.phase.value}"
    else:
        kind, detail = _news(before, after)
    row = order_row(writing.sql, after.account.id, after.order_id)
    assert row is not None
    writing.note(kind, row, order_id=after.order_id, detail=detail, intent=row["intent"])


def _news(before: Order, after: Order) -> tuple[str, str]:
    """The kind of event that a reading is, and what it says."""
    if before.phase is not after.phase and after.phase in {Phase.DELIVERED, Phase.CANCELED}:
        return after.phase.value, f"{before.status} -> {after.status}"
    if before.photos_changed_at != after.photos_changed_at and before.status == after.status:
        return "photos", f"other photos than before: {len(before.photos)}, now {len(after.photos)}"
    return "status", f"{before.status} -> {after.status}"


def _note_conflict(writing: Writing, seen: Order) -> None:
    """The vendor gave out an id again: what it says of the other home is not mixed in."""
    whose: dict[str, Cell] = {"account": seen.account.id, "property": canonical_id(seen.property)}
    detail = f"{seen.order_id} is known as the order of another home; not recorded"
    writing.note("id_conflict", whose, order_id=seen.order_id, detail=detail)


def _as_sent(writing: Writing, order: Order, intent: Row | None) -> Order:
    """With the lines that the intent sent; an imported or foreign order keeps the vendor's."""
    if intent is None or Origin(intent["origin"]) is not Origin.CREATED:
        return order
    return as_sent(order, sent_lines(writing.sql, intent["id"]))


def _claimed(writing: Writing, order: Order, intent: Row | None) -> Order:
    """The order as its intent's: managed, with our name, our lines and the decision's basis.

    One that no intent made is somebody else's, whatever the reading takes it for.
    """
    if intent is None:
        return replace(order, managed=False, origin=Origin.EVENT)
    origin = Origin(intent["origin"])
    # An imported order was named by somebody else; our name must not be expected in its echo.
    ours = OrderKey(intent["order_key"]) if origin is Origin.CREATED else None
    return replace(
        _as_sent(writing, order, intent),
        managed=intent["state"] != IntentState.FORGOTTEN.value,
        origin=origin,
        order_key=order.order_key or ours,
        basis=read_basis(intent["basis"]),
        task=read_task(intent["task"]),
    )


def _cancel_target(writing: Writing, intent: Row) -> Row | None:
    row: Row | None = writing.sql.execute(
        "SELECT order_id, outcome FROM attempt WHERE intent = ? AND kind = 'cancel'"
        " ORDER BY number DESC LIMIT 1",
        (intent["id"],),
    ).fetchone()
    return row


def _ended_by(writing: Writing, seen: Order, intent: Row | None) -> CanceledBy:
    """Who is to be named should this reading say "cancelled".

    A cancel of ours that nobody refused may take effect late, after the order read as open again.
    """
    if intent is None:
        return CanceledBy.VENDOR
    ours = writing.sql.execute(
        "SELECT 1 FROM attempt WHERE intent = ? AND kind = 'cancel' AND order_id = ?"
        " AND outcome <> 'refused'",
        (intent["id"], seen.order_id),
    ).fetchone()
    return CanceledBy.VENDOR if ours is None else CanceledBy.US


def _cancel_settled(writing: Writing, order: Order, intent: Row) -> bool:
    """Whether this reading proves what became of a cancel.

    "Still open" proves nothing while the request may be under way, nor when read before it.
    """
    state = IntentState(intent["state"])
    target = _cancel_target(writing, intent) if state in _BEING_CANCELED else None
    if target is None or target["order_id"] != order.order_id:
        return False
    if order.phase is Phase.CANCELED:
        return True
    answered = state is IntentState.CANCEL_IN_DOUBT or target["outcome"] != "open"
    read_at, sent_at = time_or_none(order.read_at) or "", str(intent["sent_at"])
    return answered and read_at >= sent_at


def _insert_order(writing: Writing, seen: Order, intent: Row | None, *, by: CanceledBy) -> Order:
    """An order without a date was created when it was first seen: its window must not slide."""
    order = date_order(_claimed(writing, seen, intent), at=writing.at, by=by)
    order = replace(order, revision=writing.revision, created=order.created or writing.at)
    canonical = canonical_id(order.property)
    writing.insert(
        "orders",
        {
            "account": order.account.id,
            "order_id": order.order_id,
            "property": canonical,
            "written": order.property,
            "intent": intent["id"] if intent else None,
            **order_cells(order),
        },
    )
    _keep_assets(writing, order)
    writing.stamp(order.account.id, canonical, order.property)
    return order


def _update_order(writing: Writing, order: Order, intent: Row | None) -> None:
    cells = {**order_cells(order), "intent": intent["id"] if intent else None}
    changes = ", ".join(f"{name} = :{name}" for name in cells)
    writing.sql.execute(
        f"UPDATE orders SET {changes} WHERE account = :account AND order_id = :order_id",  # noqa: S608 - own names
        {**cells, "account": order.account.id, "order_id": order.order_id},
    )
    _keep_assets(writing, order)


def _keep_assets(writing: Writing, order: Order) -> None:
    cells = asset_cells(order)
    if cells:
        writing.sql.execute(
            "INSERT INTO asset (account, order_id, links, photos)"
            " VALUES (:account, :order_id, :links, :photos) ON CONFLICT (account, order_id)"
            " DO UPDATE SET links = excluded.links, photos = excluded.photos",
            {**cells, "account": order.account.id, "order_id": order.order_id},
        )
