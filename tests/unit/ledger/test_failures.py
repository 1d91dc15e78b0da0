"""SQLite's errors, said so that somebody can act on them."""

import sqlite3
from pathlib import Path

import pytest
from tests.contract.ledger.builders import ACCOUNT, START, FakeClock, order

from listwright.errors import InternalError, LedgerError
from listwright.ledger.connection import transaction
from listwright.ledger.failures import translated
from listwright.ledger.opening import open_ledger

PATH = Path("/data/my ledger.db")


def failing(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("it broke")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "named", "advice"),
    [
        (sqlite3.SQLITE_NOTADB, "LW2002", "ledger:"),
        (sqlite3.SQLITE_CORRUPT, "LW2005", "'/data/my ledger.db'"),
        (sqlite3.SQLITE_READONLY, "LW2006", "chmod u+w"),
        (sqlite3.SQLITE_CANTOPEN, "LW2006", "chmod u+w"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "LW2006", "chmod u+w"),
        (sqlite3.SQLITE_BUSY, "LW2007", "fuser"),
        (sqlite3.SQLITE_LOCKED, "LW2007", "fuser"),
        (sqlite3.SQLITE_FULL, "LW2008", "df -h"),
        (sqlite3.SQLITE_IOERR_FSYNC, "LW2001", "disk"),
    ],
)
def test_every_failure_says_what_to_do(code: int, named: str, advice: str) -> None:
    with pytest.raises(LedgerError) as caught, translated(PATH):
        raise failing(code)
    assert caught.value.diagnostics[0].code == named
    assert advice in caught.value.advice
    assert str(PATH) in caught.value.message


def test_an_error_without_a_code_is_a_ledger_error_too() -> None:
    with pytest.raises(LedgerError), translated(PATH):
        raise sqlite3.ProgrammingError("closed")


def test_a_broken_rule_is_a_bug_of_ours() -> None:
    with pytest.raises(InternalError), translated(PATH):
        raise sqlite3.IntegrityError("no intent may move that way")


def test_a_closed_ledger_says_so(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "l.db", lineage="a/b", run="r", actor="x", clock=FakeClock())
    ledger.close()
    with pytest.raises(LedgerError):
        ledger.observed()


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    with open_ledger(
        tmp_path / "l.db", lineage="a/b", run="r", actor="x", clock=FakeClock()
    ) as ledger:
        ledger._sql.execute("PRAGMA max_page_count = 1")
        seen = order("1", attention="x" * 2_000_000)
        with pytest.raises(LedgerError) as caught:
            ledger.record_order(seen, at=START, actor="x")
        assert caught.value.diagnostics[0].code == "LW2008"
        assert not ledger._sql.in_transaction
        ledger._sql.execute("PRAGMA max_page_count = 100000")
        assert ledger.order(ACCOUNT, seen.order_id) is None
        ledger.record_order(seen, at=START, actor="x")


def test_a_transaction_that_ended_itself_is_not_rolled_back_twice() -> None:
    sql = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError), transaction(sql):
        sql.execute("ROLLBACK")
    assert not sql.in_transaction
    sql.close()
