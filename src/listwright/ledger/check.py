"""The deep inspection: the file, its schema, and whether its content agrees with itself.

It reads everything and writes nothing. What it means for an intent to be sound is
`engine.soundness`; here stands what the database can be asked directly.
"""

import shlex
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from listwright.engine.fold import Sent, is_unpaid
from listwright.engine.soundness import (
    HeldNeed,
    IntentCase,
    KnownOrder,
    compare_remedy,
    judge_intent,
)
from listwright.ledger import failures
from listwright.ledger.database import Row, Statements
from listwright.ledger.export import opened_as_is
from listwright.ledger.lock import is_held
from listwright.ledger.migrate import latest_version, schema_version
from listwright.ledger.orders import ORDER_WITH_ASSETS
from listwright.ledger.places import exposed_files
from listwright.ledger.reading import INTENT
from listwright.ledger.rows import read_intent, read_order
from listwright.ledger.schema import expected_objects, schema_objects
from listwright.model.intent import AttemptKind, AttemptOutcome, IntentState
from listwright.model.names import NeedKey, OrderKey, PropertyId
from listwright.model.order import Phase
from listwright.model.soundness import Flaw, FlawCode, Inspection

_MOST = 20
"""Damage of one kind that is listed: a torn page breaks a thousand rows for one reason."""

_HOLDING = ", ".join(f"'{state.value}'" for state in IntentState if state.holds_need)

_REBUILD = (
    "listwright ledger export -o FILE, put the ledger aside, listwright ledger restore FILE: that "
    "makes triggers and indexes anew"
)
_RESTORE = (
    "apply nothing; put the ledger aside and restore the latest copy: listwright ledger restore "
    "FILE; then compare with the vendor's list"
)

_NEEDS = (
    "SELECT need.*, EXISTS (SELECT 1 FROM need AS held WHERE held.account = need.account"
    " AND held.property = need.property AND held.service_key = need.service_key"
    " AND held.turn = need.turn AND held.active = 1 AND held.intent <> need.intent) AS elsewhere"
    " FROM need WHERE need.intent = ? ORDER BY position"
)
_ORDERS = (
    "SELECT order_id, phase, managed, 1 AS linked FROM orders WHERE intent = :id"
    " UNION SELECT handle.value, orders.phase, orders.managed,"
    " CASE WHEN orders.intent = :id THEN 1 ELSE 0 END"
    " FROM order_handle AS handle LEFT JOIN orders ON orders.account = handle.account"
    " AND orders.order_id = handle.value WHERE handle.intent = :id AND handle.kind = 'order_id'"
    " ORDER BY 1"
)
_SHARED = (
    "SELECT DISTINCT mine.value FROM order_handle AS mine JOIN order_handle AS other"  # noqa: S608 - own words
    " ON other.account = mine.account AND other.kind = mine.kind AND other.value = mine.value"
    " AND other.intent <> mine.intent JOIN intent ON intent.id = other.intent"
    f" WHERE mine.intent = ? AND mine.kind = 'order_id' AND intent.state IN ({_HOLDING})"
)


def check_ledger(path: Path, *, lineage: str) -> Inspection:
    """Everything that is wrong with the ledger at `path`.

    Raises LedgerError or OtherProjectError when it cannot be looked into at all.
    """
    with opened_as_is(path, lineage=lineage, even_exposed=True) as sql:
        if (schema_version(sql) or 0) < latest_version():
            raise failures.older_schema(path)
        sql.execute("BEGIN")
        # Only now: the files that SQLite makes beside it have its mode, and they stay.
        flaws = (*_mode_flaws(path), *_file_flaws(sql), *_schema_flaws(sql))
        if any(flaw.code is FlawCode.DAMAGE for flaw in flaws) or _lacks_tables(sql):
            return Inspection(flaws=flaws, intents=None, orders=None)
        flaws = (*flaws, *_reference_flaws(sql))
        content = inspect_content(sql, held=is_held(path))
    return replace(content, flaws=flaws + content.flaws)


def inspect_content(sql: Statements, *, held: bool) -> Inspection:
    """What the rows say, of a file and a schema that are whole; `held`: a run holds the lock."""
    flaws = list(_numbering_flaws(sql))
    orders = _look(flaws, _order_flaws(sql))
    intents = _look(flaws, _intent_flaws(sql, held=held))
    return Inspection(flaws=tuple(flaws), intents=intents, orders=orders)


def _look(flaws: list[Flaw], found: Iterator[Flaw | None]) -> int:
    """Keep what an inspection finds; None stands for a thing that was looked at. Gives how many."""
    count = 0
    for flaw in found:
        if flaw is None:
            count += 1
        else:
            flaws.append(flaw)
    return count


# ---- the file and its schema ---------------------------------------------------------------------


def _mode_flaws(path: Path) -> Iterator[Flaw]:
    found = exposed_files(path)
    if found:
        yield Flaw(
            code=FlawCode.MODE,
            why=f"Others on this machine can use {', '.join(str(file) for file in found)}.",
            remedy=f"chmod 600 {' '.join(shlex.quote(str(file)) for file in found)}",
        )


def _file_flaws(sql: sqlite3.Connection) -> Iterator[Flaw]:
    """What SQLite says of its own file: pages, indexes, and values against their constraints."""
    try:
        found = [str(row[0]) for row in sql.execute(f"PRAGMA integrity_check({_MOST})")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    for text in found:
        if text != "ok":
            yield Flaw(code=FlawCode.DAMAGE, why=f"The file is damaged: {text}.", remedy=_RESTORE)


def _schema_flaws(sql: sqlite3.Connection) -> Iterator[Flaw]:
    present = schema_objects(sql)
    wanted = expected_objects(latest_version())
    for kind, name in sorted(wanted.keys() - present.keys()):
        remedy = _RESTORE if kind == "table" else _REBUILD
        yield Flaw(code=FlawCode.SCHEMA, why=f"The {kind} {name} is missing.", remedy=remedy)
    for kind, name in sorted(wanted.keys() & present.keys()):
        if wanted[kind, name] != present[kind, name]:
            why = f"The {kind} {name} is not the one that listwright makes."
            yield Flaw(code=FlawCode.SCHEMA, why=why, remedy=_REBUILD)
    for kind, name in sorted(present.keys() - wanted.keys()):
        article = "an" if kind == "index" else "a"
        why = f"There is {article} {kind} `{name}` that listwright did not make."
        drop = f"drop it with the program that made it (DROP {kind.upper()} {name})"
        yield Flaw(code=FlawCode.SCHEMA, why=why, remedy=drop)


def _lacks_tables(sql: sqlite3.Connection) -> bool:
    wanted = expected_objects(latest_version())
    present = schema_objects(sql)
    return any(
        kind == "table" and present.get((kind, name)) != text
        for (kind, name), text in wanted.items()
    )


def _reference_flaws(sql: sqlite3.Connection) -> Iterator[Flaw]:
    rows = sql.execute(
        'SELECT "table" AS name, parent, count(*) AS rows FROM'
        " pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2"
    )
    for row in rows:
        yield Flaw(
            code=FlawCode.REFERENCE,
            why=f"{row['rows']} of the rows of {row['name']} belong to rows of {row['parent']} "
            "that are missing.",
            remedy=_RESTORE,
        )


# ---- what is in it -------------------------------------------------------------------------------


def _numbering_flaws(sql: Statements) -> Iterator[Flaw]:
    """A revision above the ledger's own makes every later decision look stale, or fresh."""
    highest = sql.execute("SELECT revision FROM meta").fetchone()[0]
    for table in ("property", "intent", "orders"):
        rows = sql.execute(
            f"SELECT DISTINCT written FROM {table} WHERE revision > ? LIMIT {_MOST}",  # noqa: S608
            (highest,),
        )
        for row in rows:
            yield Flaw(
                code=FlawCode.REVISION,
                address=row["written"],
                why=f"A row of {table} has a revision that the ledger has not reached yet.",
                remedy=compare_remedy(row["written"]),
            )


def _order_flaws(sql: Statements) -> Iterator[Flaw | None]:
    known = {(row[0], row[1]) for row in sql.execute("SELECT account, property FROM property")}
    for key in sql.execute("SELECT account, order_id, written FROM orders").fetchall():
        yield None
        row = sql.execute(ORDER_WITH_ASSETS, (key["account"], key["order_id"])).fetchone()
        where, order_id = key["written"], key["order_id"]
        try:
            read_order(row)
        except _UNREADABLE as error:
            yield _unreadable("The order", error, address=where, order_id=order_id)
        if row["managed"] and row["intent"] is None:
            yield Flaw(
                code=FlawCode.INTENT_MISSING,
                address=where,
                order_id=order_id,
                why="The order counts as ours, and no request or import of it is on record.",
                remedy=f"listwright forget order:{order_id} --reason T, then listwright import "
                f"{where} --order-id {order_id}",
            )
        if (row["account"], row["property"]) not in known:
            yield _home_missing(where, order_id)


def _home_missing(where: str, order_id: str = "") -> Flaw:
    return Flaw(
        code=FlawCode.HOME_MISSING,
        address=where,
        order_id=order_id,
        why="The ledger has lost the row of this home, so decisions about it look fresh for ever.",
        remedy=compare_remedy(where),
    )


def _intent_flaws(sql: Statements, *, held: bool) -> Iterator[Flaw | None]:
    known = {(row[0], row[1]) for row in sql.execute("SELECT account, property FROM property")}
    epoch = sql.execute("SELECT epoch FROM meta").fetchone()["epoch"]
    for key in sql.execute("SELECT id FROM intent ORDER BY id").fetchall():
        yield None
        intent = sql.execute(f"{INTENT} WHERE id = ?", (key["id"],)).fetchone()
        where = PropertyId(intent["written"])
        if (intent["account"], intent["property"]) not in known:
            yield _home_missing(where)
        try:
            case = _case_of(sql, intent, epoch=epoch if held else None)
        except _UNREADABLE as error:
            what = f"The request {intent['order_key']}"
            yield _unreadable(what, error, address=where)
        else:
            yield from judge_intent(case)


def _case_of(sql: Statements, intent: Row, *, epoch: int | None) -> IntentCase:
    """Everything of one intent; `epoch` is that of the run that lives, if any."""
    number = {"id": intent["id"]}
    needs = sql.execute(_NEEDS, (intent["id"],)).fetchall()
    # What no plan could read is found here, not in the middle of an apply.
    read_intent(intent, needs, IntentState(intent["state"]))
    attempts = sql.execute("SELECT * FROM attempt WHERE intent = :id", number).fetchall()
    handles = sql.execute("SELECT * FROM order_handle WHERE intent = :id", number).fetchall()
    ids = {row["value"] for row in handles if row["kind"] == "order_id"}
    shared = {row["value"] for row in sql.execute(_SHARED, (intent["id"],))} if ids else set()
    return IntentCase(
        home=PropertyId(intent["written"]),
        order_key=OrderKey(intent["order_key"]),
        state=IntentState(intent["state"]),
        sent=tuple(
            Sent(AttemptKind(row["kind"]), AttemptOutcome(row["outcome"])) for row in attempts
        ),
        needs=tuple(
            HeldNeed(
                key=NeedKey(row["need_key"]),
                active=bool(row["active"]),
                held_by_other=bool(row["elsewhere"]),
            )
            for row in needs
        ),
        orders=tuple(
            KnownOrder(
                order_id=row["order_id"],
                phase=None if row["phase"] is None else Phase(row["phase"]),
                managed=bool(row["managed"]),
                linked=bool(row["linked"]),
                in_hand=row["order_id"] in ids,
                shared=row["order_id"] in shared,
            )
            for row in sql.execute(_ORDERS, number)
        ),
        has_other_ids=any(row["kind"] != "order_id" for row in handles),
        alive=any(row["outcome"] == "open" and row["epoch"] == epoch for row in attempts),
        unpaid=is_unpaid(
            has_task=intent["task"] is not None, committed=intent["commit_at"] is not None
        ),
    )


_UNREADABLE = (ValueError, TypeError, KeyError)
"""What reading a row raises that listwright did not write: the words of `json` and our enums."""


def _unreadable(what: str, error: Exception, *, address: str, order_id: str = "") -> Flaw:
    return Flaw(
        code=FlawCode.UNREADABLE,
        address=address,
        order_id=order_id,
        why=f"{what} cannot be read: {error}.",
        remedy=_RESTORE,
    )
