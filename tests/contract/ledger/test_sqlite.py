"""The ledger suite over SQLite files."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.contract.ledger.approvals import ApprovalContract
from tests.contract.ledger.attempts import AttemptContract
from tests.contract.ledger.attesting import AttestingContract
from tests.contract.ledger.builders import FakeClock, LedgerFactory
from tests.contract.ledger.cancels import CancelContract
from tests.contract.ledger.probing import ProbeContract
from tests.contract.ledger.readings import ReadingContract
from tests.contract.ledger.running import RunningContract
from tests.contract.ledger.settling import SettlingContract

from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger


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


class TestSqliteApprovals(ApprovalContract):
    pass


class TestSqliteAttempts(AttemptContract):
    pass


class TestSqliteAttesting(AttestingContract):
    pass


class TestSqliteCancels(CancelContract):
    pass


class TestSqliteProbes(ProbeContract):
    pass


class TestSqliteReadings(ReadingContract):
    pass


class TestSqliteSettling(SettlingContract):
    pass


class TestSqliteRunning(RunningContract):
    pass
