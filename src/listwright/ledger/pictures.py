"""What the ledger keeps for orders of single pictures: uploads, paid steps, prints, files."""

import json
from collections.abc import Iterator, Mapping

from listwright.errors import InternalError
from listwright.ledger.database import Row, Sql
from listwright.ledger.intents import intent_row
from listwright.ledger.orders import order_row
from listwright.ledger.picture_rows import print_cells, read_print, read_upload, upload_text
from listwright.ledger.rows import base_key, json_text, read_account, read_photos
from listwright.ledger.writing import Writing, know_account
from listwright.model.account import Account
from listwright.model.intent import AttemptRef, IntentState, RefusalKind
from listwright.model.names import AccountId, OrderId
from listwright.model.order import Photo
from listwright.model.picture import Fingerprint, Handle, PhotoRef, StoredPicture
from listwright.model.shelf import Place
from listwright.ports import StaleDecisionError

_SUBMITS_KEPT = 3600.0
"""Seconds for which paid steps are remembered: longer than any vendor's window."""

_REUSED_AFTER = frozenset(
    {
        RefusalKind.UNREACHABLE,
        RefusalKind.AUTH,
        RefusalKind.RATE,
        RefusalKind.ADDRESS,
        RefusalKind.CREDITS,
        RefusalKind.PLAN,
        RefusalKind.PREPARE,
    }
)
"""Refusals that say nothing against an upload: the next intent goes on with it."""


# ---- uploads and paid steps ----------------------------------------------------------------------


def inherit_upload(writing: Writing, intent_id: int) -> None:
    """Give a new intent the upload of an earlier one of the same name that bought nothing.

    An upload that the vendor found fault with is left behind. Uploading anew is never a retry.
    """
    row = intent_row(writing.sql, intent_id)
    if row["task"] is None:
        return
    earlier = writing.sql.execute(
        "SELECT * FROM intent WHERE account = ? AND base_key = ? AND property = ? AND id < ?"
        " ORDER BY id DESC LIMIT 1",
        (row["account"], base_key(row["order_key"]), row["property"], intent_id),
    ).fetchone()
    if earlier is None or earlier["prepare_handle"] is None or not _bought_nothing(earlier):
        return
    writing.sql.execute(
        "UPDATE intent SET prepare_handle = ? WHERE id = ?", (earlier["prepare_handle"], intent_id)
    )


def _bought_nothing(row: Row) -> bool:
    if row["state"] == IntentState.ABSENT.value:
        return True
    refused = row["state"] == IntentState.REFUSED.value and row["refusal"] is not None
    return refused and RefusalKind(row["refusal"]) in _REUSED_AFTER


def save_upload(writing: Writing, ref: AttemptRef, handle: Handle, *, epoch: int) -> bool:
    """Keep the ids of an upload; raises TakenOverError or StaleDecisionError.

    False, and nothing is kept, when its order id stands for another picture: what is bought on it
    could never be told from that one.
    """
    row = _sending(writing, ref, epoch)
    if _is_taken(writing, row, handle):
        return False
    writing.sql.execute(
        "UPDATE intent SET prepare_handle = ? WHERE id = ?", (upload_text(handle), row["id"])
    )
    writing.note("upload", row, detail=handle.get("order_id", ""), intent=row["id"])
    writing.stamp_intent(row)
    return True


def _is_taken(writing: Writing, intent: Row, handle: Handle) -> bool:
    """Whether an order, or the upload of another picture, has the id already."""
    order_id = handle.get("order_id", "")
    if order_row(writing.sql, intent["account"], order_id) is not None:
        return True
    others = writing.sql.execute(
        "SELECT order_key, prepare_handle FROM intent WHERE account = ? AND id <> ?"
        " AND prepare_handle LIKE ?",
        (intent["account"], intent["id"], f"%{json_text(order_id)}%"),
    )
    own = base_key(intent["order_key"])
    # The pattern only narrows the search: `_` and `%` in an id stand for anything there.
    return any(
        base_key(row["order_key"]) != own
        and (read_upload(row["prepare_handle"]) or {}).get("order_id") == order_id
        for row in others
    )


def begin_commit(writing: Writing, ref: AttemptRef, *, epoch: int, real: float) -> AttemptRef:
    """Commit that the paid step is about to leave; raises TakenOverError or StaleDecisionError.

    `real`: the world's seconds since 1970, by which the vendor counts paid steps.
    """
    row = _sending(writing, ref, epoch)
    writing.sql.execute(
        "UPDATE intent SET commit_at = ?, sent_at = ? WHERE id = ?",
        (writing.now, writing.now, row["id"]),
    )
    # What settles is the paid step: the upload before it may have taken its time.
    writing.sql.execute(
        "UPDATE attempt SET committed_at = ? WHERE intent = ? AND number = ?",
        (writing.now, row["id"], ref.number),
    )
    note_submit(writing, row["account"], real=real)
    writing.note("submit", row, detail=row["order_key"], intent=row["id"])
    writing.stamp_intent(row)
    return ref


def note_submit(writing: Writing, account: str, *, real: float) -> None:
    """Count one paid step against the vendor's window."""
    writing.sql.execute("DELETE FROM submit WHERE at < ?", (real - _SUBMITS_KEPT,))
    writing.insert("submit", {"account": account, "at": real})


def _sending(writing: Writing, ref: AttemptRef, epoch: int) -> Row:
    """The intent of an attempt that is still this run's to go on with."""
    writing.require_epoch(epoch)
    row = intent_row(writing.sql, ref.intent_id)
    attempt = writing.sql.execute(
        "SELECT outcome FROM attempt WHERE intent = ? AND number = ?", (ref.intent_id, ref.number)
    ).fetchone()
    if row["state"] != IntentState.SENDING.value or attempt["outcome"] != "open":
        raise StaleDecisionError(f"{row['order_key']} is {row['state']}")
    return row


def recent_submits(sql: Sql, account: Account) -> tuple[float, ...]:
    """When paid steps of the account left, oldest first, in real seconds since 1970."""
    rows = sql.execute("SELECT at FROM submit WHERE account = ? ORDER BY at", (account.id,))
    return tuple(row["at"] for row in rows)


# ---- prints and photos ---------------------------------------------------------------------------


def keep_print(writing: Writing, photo: PhotoRef, found: Fingerprint) -> None:
    """Remember what the bytes of a delivered photo are."""
    if photo.order_id is None or photo.account is None:
        message = "only photos of orders are remembered"
        raise InternalError(message)
    know_account(writing.sql, read_account(photo.account))
    writing.sql.execute(
        "INSERT INTO photo_print (account, order_id, sequence, version, sha256, size, media_type,"
        " width, height, seen_at) VALUES (:account, :order_id, :sequence, :version, :sha256, :size,"
        " :media_type, :width, :height, :seen_at)"
        " ON CONFLICT (account, order_id, sequence, version) DO UPDATE SET sha256 = :sha256,"
        " size = :size, media_type = :media_type, width = :width, height = :height,"
        " seen_at = :seen_at",
        {
            "account": photo.account,
            "order_id": photo.order_id,
            "sequence": photo.sequence,
            "version": photo.version,
            "seen_at": writing.now,
            **print_cells(found),
        },
    )


def known_prints(sql: Sql) -> dict[Place, Fingerprint]:
    """Every print, by the place of its photo."""
    rows = sql.execute("SELECT * FROM photo_print")
    return {
        (row["account"], row["order_id"], str(row["sequence"]), row["version"]): read_print(row)
        for row in rows
    }


class DeliveredPhotos(Mapping[tuple[AccountId, OrderId], tuple[Photo, ...]]):
    """The photos of delivered orders, each order's read from its text when it is asked for."""

    def __init__(self, sql: Sql) -> None:
        """Takes the texts of all delivered orders that are not pictures themselves."""
        rows = sql.execute(
            "SELECT asset.account, asset.order_id, asset.photos FROM asset JOIN orders"
            " USING (account, order_id) WHERE orders.phase = 'delivered' AND orders.task IS NULL"
        )
        self._texts: dict[tuple[AccountId, OrderId], str] = {
            (row["account"], row["order_id"]): row["photos"] for row in rows
        }

    def __getitem__(self, key: tuple[AccountId, OrderId]) -> tuple[Photo, ...]:
        return read_photos(self._texts[key])

    def __iter__(self) -> Iterator[tuple[AccountId, OrderId]]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


# ---- stored pictures -----------------------------------------------------------------------------


def keep_picture(
    writing: Writing, account: Account, order_id: OrderId, *, name: str, stored: StoredPicture
) -> None:
    """Remember that a delivered picture stands on disk."""
    row = order_row(writing.sql, account.id, order_id)
    if row is None:
        raise StaleDecisionError(f"order {order_id} is not in the ledger")
    writing.sql.execute(
        "INSERT INTO stored_picture (account, order_id, name, path, sha256, size,"
        " media_type, width, height, staged, stored_at) VALUES (:account, :order_id, :name, :path,"
        " :sha256, :size, :media_type, :width, :height, :staged, :stored_at)"
        " ON CONFLICT (account, order_id, name) DO UPDATE SET path = excluded.path,"
        " sha256 = excluded.sha256, size = excluded.size, media_type = excluded.media_type,"
        " width = excluded.width, height = excluded.height, staged = excluded.staged,"
        " stored_at = excluded.stored_at",
        {
            "account": account.id,
            "order_id": order_id,
            "name": name,
            "path": stored.path,
            "staged": int(stored.staged),
            "stored_at": writing.now,
            **print_cells(stored.print),
        },
    )
    writing.note("stored", row, order_id=order_id, detail=stored.path, intent=row["intent"])


def stored_pictures(sql: Sql, account: str, order_id: OrderId) -> dict[str, StoredPicture]:
    """The pictures of one order that were stored, by name."""
    rows = sql.execute(
        "SELECT * FROM stored_picture WHERE account = ? AND order_id = ? ORDER BY name",
        (account, order_id),
    )
    return {
        row["name"]: StoredPicture(
            path=row["path"], print=read_print(row), staged=bool(row["staged"])
        )
        for row in rows
    }


def stored_orders(sql: Sql) -> frozenset[tuple[AccountId, OrderId]]:
    """The orders of pictures of which as many results were stored as their vendor shows."""
    rows = sql.execute(
        "SELECT stored.account, stored.order_id, count(*) AS files, asset.photos"
        " FROM stored_picture AS stored JOIN orders USING (account, order_id)"
        " LEFT JOIN asset USING (account, order_id) WHERE orders.task IS NOT NULL"
        " GROUP BY stored.account, stored.order_id, asset.photos"
    )
    return frozenset(
        (row["account"], row["order_id"])
        for row in rows
        if row["photos"] is None or row["files"] >= len(json.loads(row["photos"]))
    )
