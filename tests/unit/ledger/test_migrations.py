"""A ledger of an earlier listwright: brought up to date by a writer, left alone by a reader."""

import sqlite3
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from tests.contract.ledger.builders import ACCOUNT, START, FakeClock, minutes, order, place
from tests.contract.ledger.pictures import STUDIO, TASK, bought, submit

from listwright.errors import LedgerError
from listwright.ledger import migrate
from listwright.ledger.database import Cell
from listwright.ledger.opening import open_ledger
from listwright.ledger.rows import asset_cells, order_cells
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import PropertyRecord
from listwright.model.names import CanonicalId, OrderId, canonical_id
from listwright.model.order import Phase, Photo

FIRST = migrate.known_migrations()[0]
PHOTO = Photo(sequence=1, caption="Front", url="https://x/a", modified_at=minutes(1))
STORED = order("1", status="completed", phase=Phase.DELIVERED, photos=(PHOTO,), read_at=START)

Opener = Callable[..., SqliteLedger]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def opener(path: Path) -> Opener:
    def opened(*, read_only: bool = False) -> SqliteLedger:
        return open_ledger(
            path, lineage="a/b", run="r", actor="ana", clock=FakeClock(), read_only=read_only
        )

    return opened


@pytest.fixture
def old(path: Path) -> Path:
    """A ledger of the first schema with one delivered order."""
    path.touch(mode=0o600)
    with sqlite3.connect(path) as sql:
        for statement in migrate.statements(FIRST.script):
            sql.execute(statement)
        sql.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
        sql.execute(
            "INSERT INTO meta (id, lineage, schema_version, minimum_tool, head, head_at)"
            " VALUES (1, 'a/b', 1, '0.1.0', 'h', '2026')"
        )
        sql.execute(
            "INSERT INTO account VALUES (?, ?, ?, ?)",
            (ACCOUNT.id, ACCOUNT.kind, ACCOUNT.environment, ACCOUNT.label),
        )
        canonical = canonical_id(STORED.property)
        sql.execute(
            "INSERT INTO property VALUES (?, ?, ?, 1)", (canonical, ACCOUNT.id, STORED.property)
        )
        whose = {"account": ACCOUNT.id, "order_id": STORED.order_id}
        home = {"property": canonical, "written": STORED.property}
        known = {row[1] for row in sql.execute("PRAGMA table_info(orders)")}
        cells = {name: cell for name, cell in order_cells(STORED).items() if name in known}
        _insert(sql, "orders", {**whose, **home, **cells})
        _insert(sql, "asset", {**whose, **asset_cells(STORED)})
    sql.close()
    return path


def _insert(sql: sqlite3.Connection, table: str, cells: dict[str, Cell]) -> None:
    marks = ", ".join("?" * len(cells))
    names = ", ".join(cells)
    sql.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(cells.values()))


def _columns(path: Path) -> set[str]:
    with sqlite3.connect(path) as sql:
        found = {row[1] for row in sql.execute("PRAGMA table_info(orders)")}
    sql.close()
    return found


def test_the_first_schema_never_changes() -> None:
    """Ledgers were made by it; whatever is new is another step."""
    assert sha256(FIRST.script.encode()).hexdigest() == (
        "d10e2f209da337b5d1edc26310913ce81ff42d9154863ef43de29c31b7021163"
    )


def test_a_writer_brings_an_old_ledger_up_to_date(old: Path, opener: Opener) -> None:
    assert "photos_changed_at" not in _columns(old)
    with opener() as ledger:
        assert ledger.order(ACCOUNT, OrderId("1")) == STORED
        (record,) = ledger.observed().properties.values()
        assert record.orders[0].photos_changed_at is None
        other = order(
            "1",
            status="completed",
            phase=Phase.DELIVERED,
            photos=(Photo(sequence=1, caption="Front", url="https://x/b"),),
        )
        stored = ledger.record_order(other, at=minutes(9), actor="refresh")
        assert stored.photos_changed_at == minutes(9)
    with opener(read_only=True) as reader:
        assert reader.order(ACCOUNT, OrderId("1")) == stored


def test_a_reader_says_how_to_bring_an_old_ledger_up_to_date(old: Path, opener: Opener) -> None:
    before = old.read_bytes()
    with pytest.raises(LedgerError) as caught:
        opener(read_only=True)
    assert caught.value.diagnostics[0].code == "LW2003"
    assert "listwright plan" in caught.value.advice
    assert old.read_bytes() == before


def test_a_ledger_from_before_pictures_learns_to_keep_them(path: Path, opener: Opener) -> None:
    with opener() as ledger, ledger.lock(0) as epoch:
        place(ledger, epoch)
    before = _as_of(path, 5)
    with opener() as ledger, ledger.lock(0) as epoch:
        assert ledger.observed().properties == before
        assert (ledger.shelf().stored, ledger.submits(STUDIO)) == (frozenset(), ())
        ledger.close_attempt(submit(ledger, epoch), bought(), at=START)
        found = ledger.order(STUDIO, OrderId("u1"))
        assert found is not None
        assert found.task == TASK


def _as_of(path: Path, version: int) -> Mapping[CanonicalId, PropertyRecord]:
    """Write the ledger anew as an earlier listwright would have; gives what it knows."""
    with sqlite3.connect(path) as sql:
        sql.row_factory = sqlite3.Row
        tables = [row["name"] for row in sql.execute("SELECT name FROM sqlite_schema"
                  " WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]  # fmt: skip
        rows = {
            table: [dict(row) for row in sql.execute(f"SELECT * FROM {table}")] for table in tables
        }
    sql.close()
    with open_ledger(path, lineage="a/b", run="r", actor="ana", clock=FakeClock()) as ledger:
        known = ledger.observed().properties
    path.unlink()
    path.touch(mode=0o600)
    with sqlite3.connect(path) as sql:
        sql.execute("PRAGMA foreign_keys = OFF")
        migrate.run_steps(sql, after=0, upto=version)
        sql.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
        for table, found in rows.items():
            names = {row[1] for row in sql.execute(f"PRAGMA table_info({table})")}
            for row in found if names else ():
                _insert(sql, table, {name: cell for name, cell in row.items() if name in names})
        sql.execute("UPDATE meta SET schema_version = ?", (version,))
    sql.close()
    return known
