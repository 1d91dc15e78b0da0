"""The ledger suite over SQLite files."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.contract.ledger.approvals import ApprovalContract
from tests.contract.ledger.attempts import AttemptContract
from tests.contract.ledger.attesting import AttestingContract
from tests.contract.ledger.builders import FakeClock, LedgerFactory
from tests.contract.ledger.cancels import CancelContract
from tests.contract.ledger.pictures import PictureContract
from tests.contract.ledger.probing import ProbeContract
from tests.contract.ledger.readings import ReadingContract
from tests.contract.ledger.receiving import InboxFactory, ReceivingContract
from tests.contract.ledger.running import RunningContract
from tests.contract.ledger.settling import SettlingContract

from listwright.ledger.check import check_ledger
from listwright.ledger.opening import open_inbox, open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.soundness import FlawCode
from listwright.ports import Inbox


@pytest.fixture
def ledger_factory(tmp_path: Path) -> Iterator[LedgerFactory]:
    with ExitStack() as opened:

        def factory(*, run: str = "run-1", read_only: bool = False) -> SqliteLedger:
            return opened.enter_context(
                open_ledger(
                    tmp_path / "private" / "ledger.db",
                    lineage="acme/main",
                    run=run,
                    actor="ana",
                    clock=FakeClock(),
                    read_only=read_only,
                )
            )

        yield factory
    _agrees_with_itself(tmp_path / "private" / "ledger.db")


@pytest.fixture
def inbox_factory(tmp_path: Path) -> Iterator[InboxFactory]:
    with ExitStack() as opened:

        def factory() -> Inbox:
            path = tmp_path / "private" / "ledger.db"
            inbox = open_inbox(path, lineage="acme/main", clock=FakeClock())
            opened.callback(inbox.close)
            return inbox

        yield factory


def _agrees_with_itself(path: Path) -> None:
    """Whatever a test made the ledger go through; a second order is one only with its alarm."""
    if not path.exists():
        return
    found = check_ledger(path, lineage="acme/main")
    wrong = [flaw for flaw in found.flaws if not flaw.code.is_note]
    with sqlite3.connect(path) as sql:
        alarms = sql.execute("SELECT 1 FROM event WHERE kind = 'duplicate_alarm'").fetchall()
    sql.close()
    assert [flaw for flaw in wrong if flaw.code is not FlawCode.DUPLICATE or not alarms] == []


class TestSqliteApprovals(ApprovalContract):
    pass


class TestSqliteAttempts(AttemptContract):
    pass


class TestSqliteAttesting(AttestingContract):
    pass


class TestSqliteCancels(CancelContract):
    pass


class TestSqlitePictures(PictureContract):
    pass


class TestSqliteProbes(ProbeContract):
    pass


class TestSqliteReadings(ReadingContract):
    pass


class TestSqliteSettling(SettlingContract):
    pass


class TestSqliteReceiving(ReceivingContract):
    pass


class TestSqliteRunning(RunningContract):
    pass
