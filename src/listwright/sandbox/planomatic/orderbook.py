"""The stored orders of the PlanOmatic sandbox: rows of SQLite to and from `OrderRecord`."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listwright.sandbox.database import Database
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.record import Action, ActionKind, OrderRecord

_SELECT = "SELECT * FROM planomatic_order WHERE "


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What a create leaves behind before ids are given; `request` is masked already."""

    account: str
    created: datetime
    id_known_from: datetime
    request: Mapping[str, Any]
    legacy_id_base: int | None


class OrderBook:
    """All orders of one store, of all accounts."""

    def __init__(self, database: Database) -> None:
        """`database` holds the orders."""
        self._database = database

    def add(self, new: NewOrder) -> OrderRecord:
        """Store an order under the next ids. Ids are never used twice, not even after a reset."""
        first = {row["name"]: row["first"] for row in literals().tables["id_range"]}
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT 'planomatic_order', ?"
                " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'planomatic_order')",
                (first["order"] - 1,),
            )
            row_id = connection.execute(
                "INSERT INTO planomatic_order"
                " (account, external_property_id, created, id_known_from, request)"
                " VALUES (?, ?, ?, ?, ?)",
                (
                    new.account,
                    new.request["external_property_id"],
                    new.created.isoformat(),
                    new.id_known_from.isoformat(),
                    json.dumps(new.request),
                ),
            ).lastrowid
            order_id = int(row_id or 0)
            count = order_id - first["order"]
            legacy_id = (new.legacy_id_base or first["legacy"]) + count
            connection.execute(
                "UPDATE planomatic_order SET request_id = ?, legacy_order_id = ?"
                " WHERE order_id = ?",
                (first["request"] + count, legacy_id, order_id),
            )
            return _record(connection.execute(f"{_SELECT}order_id = ?", (order_id,)).fetchone())

    def by_order_id(self, order_id: int) -> OrderRecord | None:
        """The order of any account with this primary id."""
        return self._one("order_id = ?", order_id)

    def by_request_id(self, request_id: int) -> OrderRecord | None:
        """The order of any account with this request id."""
        return self._one("request_id = ?", request_id)

    def by_legacy_id(self, account: str, legacy_order_id: int) -> OrderRecord | None:
        """The order of `account` with this legacy id."""
        return self._one("account = ? AND legacy_order_id = ?", account, legacy_order_id)

    def of_property(self, account: str, external_property_id: str) -> tuple[OrderRecord, ...]:
        """The orders of one home, oldest first."""
        return self._many("account = ? AND external_property_id = ?", account, external_property_id)

    def all(self) -> tuple[OrderRecord, ...]:
        """Every order, oldest first."""
        return self._many("1 = 1")

    def add_action(self, order_id: int, action: Action) -> None:
        """Remember that something was done to an order."""
        with self._database.transaction() as connection:
            row = connection.execute(f"{_SELECT}order_id = ?", (order_id,)).fetchone()
            actions = [*json.loads(row["actions"]), _action_document(action)]
            connection.execute(
                "UPDATE planomatic_order SET actions = ? WHERE order_id = ?",
                (json.dumps(actions), order_id),
            )

    def clear(self) -> None:
        """Forget all orders."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM planomatic_order")

    def _one(self, where: str, *values: object) -> OrderRecord | None:
        return next(iter(self._many(where, *values)), None)

    def _many(self, where: str, *values: object) -> tuple[OrderRecord, ...]:
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(f"{_SELECT}{where} ORDER BY order_id", values).fetchall()
        return tuple(_record(row) for row in rows)


def _record(row: sqlite3.Row) -> OrderRecord:
    return OrderRecord(
        order_id=row["order_id"],
        request_id=row["request_id"],
        legacy_order_id=row["legacy_order_id"],
        account=row["account"],
        created=datetime.fromisoformat(row["created"]),
        id_known_from=datetime.fromisoformat(row["id_known_from"]),
        request=json.loads(row["request"]),
        actions=tuple(_action(document) for document in json.loads(row["actions"])),
    )


def _action_document(action: Action) -> dict[str, str | None]:
    return {
        "kind": action.kind.value,
        "at": action.at.isoformat(),
        "status": action.status,
        "event": action.event,
        "reason": action.reason,
        "notes": action.notes,
    }


def _action(document: Mapping[str, Any]) -> Action:
    kind = ActionKind(document["kind"])
    return Action(**{**document, "kind": kind, "at": datetime.fromisoformat(document["at"])})
