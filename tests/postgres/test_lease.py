"""The lease: who runs, who took over from whom, and what a robbed runner may still do."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from tests.contract.ledger.builders import (
    START,
    FakeClock,
    begin,
    created,
    draft,
    kinds_of,
    minutes,
    record_of,
    state_of,
)
from tests.postgres.conftest import LINEAGE, Opener
from tests.support.postgres import Server

from listwright.errors import LedgerLostError, LockBusyError, TakenOverError
from listwright.ledger.head import Sidecar
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.opening import open_server
from listwright.ledger.writer import Author
from listwright.model.intent import IntentState


def age(postgres: Server, database: str) -> None:
    """As if the runner had not been heard of for longer than a lease lasts."""
    with psycopg.connect(postgres.url(database), autocommit=True) as sql:
        sql.execute("UPDATE listwright.lease SET expires = '2026-01-01T00:00:00.000000+00:00'")


def test_a_lease_that_ran_out_goes_to_the_next(
    opener: Opener, postgres: Server, database: str
) -> None:
    first, second = opener(run="r1"), opener(run="r2")
    with first.lock(0) as one:
        ref = begin(first, draft(), one)
        with pytest.raises(LockBusyError), second.lock(1):
            pytest.fail("two runners")
        age(postgres, database)
        assert record_of(second).intents[0].state is IntentState.IN_DOUBT
        with second.lock(0) as two:
            assert two == one + 1
            first._heard = float("-inf")
            assert not first.beat(one)
            assert second.beat(two)
            with pytest.raises(TakenOverError):
                begin(first, draft("video", name="bbbb", home="PHX-1"), one)
            first.close_attempt(ref, created("1"), at=minutes(1))
            assert state_of(second) is IntentState.LIVE
    assert kinds_of(second) == ["intent", "unknown", "created"]


def test_the_end_of_a_robbed_run_leaves_the_robbers_lease(
    opener: Opener, postgres: Server, database: str
) -> None:
    first, second, third = opener(run="r1"), opener(run="r2"), opener(run="r3")
    robbed, robber = first.lock(0), second.lock(0)
    robbed.__enter__()
    age(postgres, database)
    robber.__enter__()
    robbed.__exit__(None, None, None)
    with pytest.raises(LockBusyError, match=r"ana \(r2\)"), third.lock(0):
        pytest.fail("two runners")
    robber.__exit__(None, None, None)
    with third.lock(0):
        pass


def test_unlock_frees_the_lease(opener: Opener, postgres: Server, database: str) -> None:
    first, second = opener(run="r1"), opener(run="r2")
    with first.lock(0) as one:
        with psycopg.connect(postgres.url(database)) as sql:
            (nonce,) = sql.execute("SELECT nonce FROM listwright.lease").fetchone() or ("",)
        second.unlock(nonce, at=START)
        with second.lock(0), pytest.raises(TakenOverError):
            begin(first, draft(), one)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("{0}/7/1", "went on in another history (timeline 1, was 7)"),
        ("12/1/1", "the database is on another server"),
        ("{0}/1/1", "the tables were put back"),
    ],
)
def test_a_database_that_was_put_back_sends_nothing_until_somebody_looked(
    opener: Opener, postgres: Server, database: str, place: str, why: str
) -> None:
    ledger = opener()
    with ledger.lock(0):
        pass
    with psycopg.connect(postgres.url(database), autocommit=True) as sql:
        known = sql.execute("SELECT split_part(server, '/', 1) FROM listwright.meta").fetchone()
        assert known is not None
        sql.execute("UPDATE listwright.meta SET server = %s", (place.format(known[0]),))
    later = opener(run="r2")
    assert why in (later.observed().lost or "")
    with pytest.raises(LedgerLostError, match="has lost what it knew"), later.lock(0) as epoch:
        begin(later, draft(), epoch)
    later.pin(at=START)
    assert later.observed().lost is None
    with later.lock(0) as epoch:
        begin(later, draft(), epoch)


def test_the_lease_is_given_back_over_a_new_connection(
    opener: Opener, postgres: Server, database: str
) -> None:
    with opener(run="r1").lock(0):
        postgres.terminate_backends(database)
    with opener(run="r2").lock(0):
        pass


def test_a_side_car_that_the_files_name_is_followed(
    opener: Opener, address: ServerAddress, tmp_path: Path
) -> None:
    side = Sidecar(path=tmp_path / "head", lineage=LINEAGE, declared="head")
    author = Author(run="r", actor="ana", clock=FakeClock())
    with closing(open_server(address, lineage=LINEAGE, author=author, sidecar=side)) as ledger:
        with ledger.lock(0) as epoch:
            ref = begin(ledger, draft(), epoch)
            ledger.close_attempt(ref, created("1"), at=minutes(1))
        assert side.read() is not None
        assert ledger.observed().lost is None
        side.path.unlink()
        assert "is gone" in (ledger.observed().lost or "")
        ledger.pin(at=START)
        assert ledger.observed().lost is None
