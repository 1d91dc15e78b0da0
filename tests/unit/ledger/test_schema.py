"""The rules that the file itself enforces, against any program that writes to it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    START,
    FakeClock,
    approval,
    begin,
    draft,
    place,
)

from listwright.engine.fold import MOVES
from listwright.errors import InternalError, LedgerError
from listwright.ledger import migrate, reading
from listwright.ledger.connection import open_memory
from listwright.ledger.failures import translated
from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import IntentState, RefusalKind

S = IntentState


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    with open_ledger(path, lineage="a/b", run="r", actor="x", clock=FakeClock()) as opened:
        yield opened


@pytest.fixture
def sql(ledger: SqliteLedger) -> sqlite3.Connection:
    """The connection that our own code uses: whatever it may do, a faulty release may do too."""
    ledger.use_plan(approval(), at=START)
    with ledger.lock(0) as epoch:
        place(ledger, epoch)
        begin(ledger, draft("video", name="bbbb"), epoch)
    return ledger._sql


def test_the_file_is_durable_and_marked(ledger: SqliteLedger, path: Path) -> None:
    assert ledger._sql.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ledger._sql.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert ledger._sql.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    ledger.close()
    assert path.read_bytes()[68:72] == b"lwrd"


def test_only_the_pace_is_written_without_waiting_for_the_disk(ledger: SqliteLedger) -> None:
    said = list[str]()
    ledger._sql.set_trace_callback(said.append)
    ledger.reserve_send(ACCOUNT, 30, at=1.0)
    ledger.pause_account(ACCOUNT, 5, at=1.0)
    ledger._sql.set_trace_callback(None)
    modes = [line for line in said if "synchronous" in line or line == "COMMIT"]
    quick = ["PRAGMA synchronous = NORMAL", "COMMIT", "PRAGMA synchronous = FULL"]
    assert modes == quick * 2
    assert ledger._sql.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_pace_that_cannot_be_written_leaves_the_ledger_durable(ledger: SqliteLedger) -> None:
    ledger._sql.execute("DROP TABLE rate")
    with pytest.raises(LedgerError):
        ledger.reserve_send(ACCOUNT, 30, at=1.0)
    assert ledger._sql.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [step.number for step in migrate.known_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_migrating_twice_changes_nothing() -> None:
    memory = open_memory()
    migrate.migrate_schema(memory, lineage="a/b", at="2026")
    before = list(memory.iterdump())
    migrate.migrate_schema(memory, lineage="a/b", at="2027")
    assert list(memory.iterdump()) == before
    memory.close()


def test_what_a_decision_stands_on_gives_the_ledger_a_new_head(ledger: SqliteLedger) -> None:
    def meta() -> tuple[str, str | None]:
        row = ledger._sql.execute("SELECT head, first_applied_at FROM meta").fetchone()
        return row["head"], row["first_applied_at"]

    heads = [meta()]
    with ledger.lock(0) as epoch:
        heads.append(meta())
        begin(ledger, draft(), epoch)
        heads.append(meta())
    lost, kept = heads[0], heads[2]
    assert heads[1] == lost  # a lease is for those who live
    assert kept[0] != lost[0]
    assert (lost[1], kept[1]) == (None, "2026-11-02T09:00:00.000000+00:00")
    known = [row["head"] for row in ledger._sql.execute("SELECT head FROM heads ORDER BY number")]
    assert known == [kept[0]]


def in_state(sql: sqlite3.Connection, state: S) -> None:
    """Put the second intent into a state, past the rules."""
    trigger = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'intent_moves'").fetchone()[0]
    sql.execute("DROP TRIGGER intent_moves")
    sql.execute("UPDATE intent SET state = ? WHERE order_key = 'lw1-bbbb-g1'", (state.value,))
    sql.execute(trigger)


@pytest.mark.parametrize("before", list(S))
def test_the_file_allows_the_moves_of_the_fold_and_no_other(
    sql: sqlite3.Connection, before: S
) -> None:
    sql.execute("DROP TRIGGER intent_canceled")
    sql.execute("DROP TRIGGER intent_beside")
    allowed = set()
    for after in S:
        in_state(sql, before)
        try:
            sql.execute(
                "UPDATE intent SET state = ? WHERE order_key = 'lw1-bbbb-g1'", (after.value,)
            )
        except sqlite3.IntegrityError:
            continue
        allowed.add(after)
    assert allowed == MOVES[before] | {before}


def test_only_a_picture_is_superseded_before_it_is_finished(sql: sqlite3.Connection) -> None:
    in_state(sql, S.LIVE)
    supersede = "UPDATE intent SET state = 'superseded' WHERE order_key = 'lw1-bbbb-g1'"
    with pytest.raises(sqlite3.IntegrityError, match="only a picture"):
        sql.execute(supersede)
    sql.execute("UPDATE intent SET task = '{}' WHERE order_key = 'lw1-bbbb-g1'")
    sql.execute(supersede)


def test_no_refusal_is_missing_from_the_rules() -> None:
    assert {one.value for one in RefusalKind if one.marks_need} == set(
        reading.MARKING.strip("()").replace("'", "").split(", ")
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE intent SET state = 'refused' WHERE id = 1",
        "UPDATE intent SET state = 'absent' WHERE id = 1",
        "UPDATE intent SET state = 'sending' WHERE id = 1",
        "UPDATE intent SET state = 'in_doubt' WHERE id = 1",
        "UPDATE intent SET state = 'superseded' WHERE id = 1",
        "UPDATE intent SET state = 'canceled' WHERE id = 1",
        "UPDATE intent SET state = 'nonsense' WHERE id = 1",
        "UPDATE intent SET state = 'canceled' WHERE id = 2",
        "DELETE FROM intent",
        "UPDATE need SET active = 0",
        "UPDATE need SET service_key = 'photos' WHERE intent = 2",
        "DELETE FROM need",
        "UPDATE attempt SET outcome = 'refused' WHERE intent = 1",
        "DELETE FROM attempt",
        "UPDATE order_handle SET value = '1'",
        "DELETE FROM order_handle",
        "UPDATE orders SET order_id = '1'",
        "DELETE FROM orders",
        "UPDATE event SET detail = ''",
        "DELETE FROM event",
        "UPDATE plan_change SET digest = ''",
        "DELETE FROM plan_change",
        "INSERT OR REPLACE INTO plan_change SELECT * FROM plan_change",
        "INSERT OR REPLACE INTO intent SELECT * FROM intent WHERE id = 1",
        "INSERT OR REPLACE INTO orders SELECT * FROM orders",
    ],
)
def test_what_no_program_may_do(sql: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        sql.execute(statement)


def test_an_intent_with_an_order_id_is_never_refused(sql: sqlite3.Connection) -> None:
    sql.execute(
        "INSERT INTO order_handle SELECT 2, account, 'order_id', '9', created_at FROM intent"
        " WHERE id = 2"
    )
    with pytest.raises(sqlite3.IntegrityError, match="was not refused"):
        sql.execute("UPDATE intent SET state = 'refused' WHERE id = 2")


def test_an_ended_order_does_not_reopen(sql: sqlite3.Connection) -> None:
    sql.execute("UPDATE orders SET phase = 'canceled'")
    with pytest.raises(sqlite3.IntegrityError):
        sql.execute("UPDATE orders SET phase = 'open'")
    sql.execute("UPDATE orders SET phase = 'delivered'")
    with pytest.raises(sqlite3.IntegrityError):
        sql.execute("UPDATE orders SET phase = 'canceled'")


def test_an_intent_begins_at_the_beginning(sql: sqlite3.Connection) -> None:
    columns = [row[1] for row in sql.execute("PRAGMA table_info(intent)")]
    values = ", ".join(
        {"id": "NULL", "order_key": "'k'", "state": "'absent'"}.get(name, name) for name in columns
    )
    with pytest.raises(sqlite3.IntegrityError, match="begins"):
        sql.execute(f"INSERT INTO intent SELECT {values} FROM intent WHERE id = 1")


def test_a_rule_broken_by_our_own_code_is_reported_as_a_bug(ledger: SqliteLedger) -> None:
    with ledger.lock(0) as epoch:
        place(ledger, epoch)
    with pytest.raises(InternalError), translated(Path("x")):
        ledger._sql.execute("UPDATE intent SET state = 'refused'")


def test_a_violation_that_is_no_duplicate_is_not_called_stale(ledger: SqliteLedger) -> None:
    with ledger.lock(0) as epoch, pytest.raises(InternalError):
        begin(ledger, replace(draft(), generation=0), epoch)
