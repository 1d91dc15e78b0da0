"""The ledger suite over a real PostgreSQL server."""

from collections.abc import Iterator
from contextlib import ExitStack

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
from tests.support.postgres import Server

from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.opening import open_server, open_server_inbox
from listwright.ledger.writer import Author
from listwright.ports import Inbox, Ledger


@pytest.fixture
def address(postgres: Server) -> ServerAddress:
    return ServerAddress.parse(postgres.new_schema())


@pytest.fixture
def ledger_factory(address: ServerAddress) -> Iterator[LedgerFactory]:
    with ExitStack() as opened:

        def factory(*, run: str = "run-1", read_only: bool = False) -> Ledger:
            author = Author(run=run, actor="ana", clock=FakeClock(), read_only=read_only)
            ledger = open_server(address, lineage="acme/main", author=author)
            opened.callback(ledger.close)
            return ledger

        yield factory


@pytest.fixture
def inbox_factory(address: ServerAddress, ledger_factory: LedgerFactory) -> Iterator[InboxFactory]:
    ledger_factory()
    with ExitStack() as opened:

        def factory() -> Inbox:
            inbox = open_server_inbox(address, lineage="acme/main", clock=FakeClock())
            opened.callback(inbox.close)
            return inbox

        yield factory


class TestPostgresApprovals(ApprovalContract):
    pass


class TestPostgresAttempts(AttemptContract):
    pass


class TestPostgresAttesting(AttestingContract):
    pass


class TestPostgresCancels(CancelContract):
    pass


class TestPostgresPictures(PictureContract):
    pass


class TestPostgresProbes(ProbeContract):
    pass


class TestPostgresReadings(ReadingContract):
    pass


class TestPostgresReceiving(ReceivingContract):
    pass


class TestPostgresRunning(RunningContract):
    slack = 0.5


class TestPostgresSettling(SettlingContract):
    pass
