"""A connection that breaks: what did not happen is done again, what did is not done twice."""

from collections.abc import Iterator
from threading import Timer

import pytest
from tests.contract.ledger.builders import (
    ACCOUNT,
    START,
    FakeClock,
    begin,
    created,
    draft,
    intent_of,
    kinds_of,
    order,
    record_of,
    state_of,
)
from tests.postgres.conftest import Opener
from tests.servers.cutting import Wire, running_wire
from tests.support.postgres import Server, needed_server

from listwright.compose.clock import SystemClock
from listwright.errors import LedgerError
from listwright.ledger.postgres.address import ServerAddress
from listwright.model.intent import IntentState
from listwright.model.names import OrderId


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server of these tests' own: one with many databases takes its time to start again."""
    with needed_server() as server:
        yield server


@pytest.fixture
def wire(postgres: Server) -> Iterator[Wire]:
    with running_wire(postgres.port) as running:
        yield running


@pytest.fixture
def through(wire: Wire, database: str) -> ServerAddress:
    return ServerAddress.parse(f"postgresql://postgres@127.0.0.1:{wire.port}/{database}")


def test_connections_that_were_cut_while_nothing_happened(
    opener: Opener, postgres: Server, database: str
) -> None:
    ledger = opener()
    with ledger.lock(0) as epoch:
        postgres.terminate_backends(database)
        ref = begin(ledger, draft(), epoch)
        postgres.terminate_backends(database)
        assert ledger.reserve_send(ACCOUNT, 30, at=0.0) == 0
        postgres.terminate_backends(database)
        ledger.close_attempt(ref, created("1"), at=START)
    assert state_of(opener()) is IntentState.LIVE


@pytest.mark.parametrize("delivered", [True, False], ids=["made", "lost"])
def test_a_commit_whose_answer_was_lost(
    opener: Opener, wire: Wire, through: ServerAddress, *, delivered: bool
) -> None:
    ledger = opener(at=through, clock=SystemClock())
    with ledger.lock(0) as epoch:
        wire.break_at(b"COMMIT", delivered=delivered)
        ref = begin(ledger, draft(), epoch)
        assert wire.times == 0
        wire.break_at(b"COMMIT", delivered=delivered)
        ledger.close_attempt(ref, created("1"), at=START)
        assert wire.times == 0
    reader = opener(read_only=True)
    assert kinds_of(reader) == ["intent", "created"]
    assert (len(record_of(reader).orders), state_of(reader)) == (1, IntentState.LIVE)


@pytest.mark.parametrize("words", [b"FOR UPDATE", b"INSERT INTO intent", b"INSERT INTO attempt"])
def test_a_transaction_that_broke_in_the_middle_is_done_again(
    opener: Opener, wire: Wire, through: ServerAddress, words: bytes
) -> None:
    ledger = opener(at=through, clock=SystemClock())
    with ledger.lock(0) as epoch:
        wire.break_at(words, delivered=True)
        begin(ledger, draft(), epoch)
        assert wire.times == 0
    assert kinds_of(opener(read_only=True)) == ["intent"]


def test_a_reading_that_broke_is_done_again(
    opener: Opener, wire: Wire, through: ServerAddress
) -> None:
    opener().record_order(order(), at=START, actor="x")
    ledger = opener(at=through, clock=SystemClock())
    wire.break_at(b"FROM orders", delivered=True)
    assert len(record_of(ledger).orders) == 1
    assert wire.times == 0


def test_a_server_that_restarts(opener: Opener, postgres: Server) -> None:
    ledger = opener(clock=SystemClock())
    with ledger.lock(0) as epoch:
        ref = begin(ledger, draft(), epoch)
        postgres.stop(gently=False)
        back = Timer(0.5, postgres.start)
        back.start()
        try:
            ledger.close_attempt(ref, created("1"), at=START)
        finally:
            back.join()
    intent = intent_of(opener())
    assert intent is not None
    assert intent.state is IntentState.LIVE


def test_a_server_that_stays_away(opener: Opener, postgres: Server) -> None:
    clock = FakeClock()
    ledger = opener(clock=clock)
    postgres.stop()
    try:
        with pytest.raises(LedgerError, match="cannot be reached") as caught:
            ledger.record_order(order(), at=START, actor="x")
    finally:
        postgres.start()
    assert caught.value.diagnostics[0].code == "LW2030"
    assert 30 < clock.seconds < 40
    assert opener().order(ACCOUNT, OrderId("654321")) is None


@pytest.mark.parametrize("words", [b"server_version_num", b"CREATE TABLE account"])
def test_an_opening_that_broke_is_done_again(
    opener: Opener, wire: Wire, through: ServerAddress, words: bytes
) -> None:
    wire.break_at(words, delivered=True)
    ledger = opener(at=through, clock=SystemClock())
    assert wire.times == 0
    ledger.record_order(order(), at=START, actor="x")
    assert len(record_of(opener(read_only=True)).orders) == 1
