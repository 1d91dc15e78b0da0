"""The side-car: torn, late, lost, of another project, and a ledger that does not match."""

import fcntl
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.ledger.builders import START, FakeClock, begin, draft, record_of

from listwright.compose.clock import SystemClock
from listwright.errors import LedgerError, LedgerLostError, OtherProjectError
from listwright.ledger.connection import open_memory
from listwright.ledger.database import Statements
from listwright.ledger.head import Head, Sidecar
from listwright.ledger.migrate import migrate_schema
from listwright.ledger.opening import open_ledger
from listwright.ledger.sqlite import SqliteLedger
from listwright.model.intent import IntentState
from listwright.ports import Clock


@pytest.fixture
def sql() -> sqlite3.Connection:
    made = open_memory()
    migrate_schema(made, lineage="a/b", at=START.isoformat())
    return made


def grow(sql: sqlite3.Connection, head: str) -> None:
    sql.execute("INSERT INTO heads (head) VALUES (?)", (head,))


def side(path: Path, *, declared: str | None = None) -> Sidecar:
    return Sidecar(path=path / "x.head", lineage="a/b", declared=declared)


def opened(path: Path, sidecar: Sidecar) -> SqliteLedger:
    return open_ledger(
        path / "ledger.db",
        lineage="a/b",
        run="r",
        actor="ana",
        clock=FakeClock(),
        sidecar=sidecar,
    )


def sql_rows(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path / "ledger.db")) as sql:
        return sql.execute(question).fetchall()


def test_it_follows_the_ledger(sql: sqlite3.Connection, tmp_path: Path) -> None:
    sidecar = side(tmp_path)
    for number in range(1, 6):
        grow(sql, f"h{number}")
        sidecar.follow(sql, clock=FakeClock())
        assert sidecar.read() == Head(lineage="a/b", number=number, head=f"h{number}", at=START)
        assert sidecar.contradiction(sql) is None
    assert sidecar.path.stat().st_size == 1024
    assert sidecar.path.stat().st_mode & 0o777 == 0o600


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 1023), min_size=1, max_size=40, unique=True), st.integers(2, 9))
def test_a_record_that_was_cut_short_leaves_the_one_before(places: list[int], count: int) -> None:
    """Whatever one write leaves of a sector, the ledger is never called an old copy for it."""
    sql = open_memory()
    migrate_schema(sql, lineage="a/b", at=START.isoformat())
    with TemporaryDirectory() as folder:
        sidecar = side(Path(folder))
        for number in range(1, count + 1):
            grow(sql, f"h{number}")
            sidecar.follow(sql, clock=FakeClock())
        start = 512 * (count % 2)
        with sidecar.path.open("r+b") as file:
            for place in places:
                file.seek(start + place % 512)
                file.write(b"#")
        assert sidecar.contradiction(sql) is None
        found = sidecar.read()
        assert found is not None
        assert found.number in {count - 1, count}


def test_an_older_ledger_contradicts_it(sql: sqlite3.Connection, tmp_path: Path) -> None:
    sidecar = side(tmp_path)
    grow(sql, "h1")
    old = sqlite3.connect(":memory:")
    sql.backup(old)
    old.row_factory = sqlite3.Row
    grow(sql, "h2")
    sidecar.follow(sql, clock=FakeClock())
    for number in range(40):
        said = sidecar.contradiction(old)
        assert said is not None
        assert said.at == START
        sidecar.follow(old, clock=FakeClock(START + timedelta(days=1)))
        grow(old, f"other{number}")
    assert sidecar.contradiction(sql) is None
    sidecar.pin(old, clock=FakeClock())
    assert sidecar.contradiction(old) is None
    assert sidecar.contradiction(sql) is not None


def test_a_ledger_with_a_longer_history_is_newer(sql: sqlite3.Connection, tmp_path: Path) -> None:
    """The ledger was used elsewhere since: the side-car of this machine lags behind."""
    sidecar = side(tmp_path)
    grow(sql, "h1")
    sidecar.follow(sql, clock=FakeClock())
    for number in range(2, 50):
        grow(sql, f"h{number}")
    assert sidecar.contradiction(sql) is None


def test_a_writer_that_is_late_overwrites_nothing_newer(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    grow(sql, "h1")
    path = tmp_path / "l.db"
    with sqlite3.connect(path) as file:
        sql.backup(file)
    file.close()
    sidecar = side(tmp_path)

    def write(name: str) -> None:
        own = sqlite3.connect(path, isolation_level=None, timeout=30)
        own.row_factory = sqlite3.Row
        for number in range(50):
            grow(own, f"{name}{number}")
            sidecar.follow(own, clock=SystemClock())
        own.close()

    threads = [Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sidecar.read()
    assert found is not None
    assert found.number == 151


def test_pinning_cut_off_half_way_can_be_done_again(
    sql: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sidecar = side(tmp_path)
    newer = open_memory()
    migrate_schema(newer, lineage="a/b", at=START.isoformat())
    for number in range(7):
        grow(newer, f"n{number}")
        sidecar.follow(newer, clock=FakeClock())
    grow(sql, "h1")
    whole, count = os.pwrite, 0

    def cut(descriptor: int, content: bytes, place: int) -> int:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError(5, "the disk is gone")
        return whole(descriptor, content, place)

    monkeypatch.setattr(os, "pwrite", cut)
    with pytest.raises(LedgerError, match="cannot be written"):
        sidecar.pin(sql, clock=FakeClock())
    monkeypatch.undo()
    sidecar.pin(sql, clock=FakeClock())
    assert sidecar.contradiction(sql) is None


def test_a_writer_that_hangs_is_not_waited_for_for_ever(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    grow(sql, "h1")
    sidecar = side(tmp_path)
    sidecar.follow(sql, clock=FakeClock())
    with sidecar.path.open("rb") as hanging:
        fcntl.flock(hanging, fcntl.LOCK_EX)
        with pytest.raises(LedgerError, match="held by a run that hangs"):
            sidecar.follow(sql, clock=FakeClock())
    sidecar.follow(sql, clock=FakeClock())


def test_of_another_project(sql: sqlite3.Connection, tmp_path: Path) -> None:
    grow(sql, "h1")
    side(tmp_path).follow(sql, clock=FakeClock())
    with pytest.raises(OtherProjectError):
        Sidecar(path=tmp_path / "x.head", lineage="c/d").read()


def test_nothing_there_or_nothing_in_it(sql: sqlite3.Connection, tmp_path: Path) -> None:
    sidecar = side(tmp_path, declared="keep/x.head")
    assert sidecar.read() is None
    assert sidecar.contradiction(sql) is None
    sidecar.path.touch()
    assert sidecar.read() is None
    sql.execute("UPDATE meta SET head_place = ?", ("keep/x.head",))
    said = sidecar.contradiction(sql)
    assert said is not None
    assert "is gone" in said.why


def test_an_attempt_is_not_sent_when_the_side_car_cannot_know_of_it(tmp_path: Path) -> None:
    """What is recorded and was not sent is recorded as not sent."""
    sidecar = side(tmp_path)
    with opened(tmp_path, sidecar) as ledger, ledger.lock(0) as epoch:
        begin(ledger, draft(name="aaaa"), epoch)
        sidecar.path.unlink()
        sidecar.path.mkdir()
        with pytest.raises((LedgerError, LedgerLostError)):
            begin(ledger, draft("video", name="bbbb"), epoch)
    sidecar.path.rmdir()
    with opened(tmp_path, sidecar) as ledger:
        states = {one.order_key: one.state for one in record_of(ledger).intents}
    assert states == {"lw1-aaaa-g1": IntentState.IN_DOUBT}


def test_the_side_car_is_written_before_a_request_may_leave(tmp_path: Path) -> None:
    sidecar = side(tmp_path)
    with opened(tmp_path, sidecar) as ledger, ledger.lock(0) as epoch:
        for number in range(1, 4):
            begin(ledger, draft(f"s{number}", name=f"aaa{number}"), epoch)
            found = sidecar.read()
            assert found is not None
            assert found.number == number


class Slow(Sidecar):
    """Looks, whenever it follows the ledger, whether a run is there that could be unlocked."""

    named: ClassVar[list[bool]] = []

    def follow(self, sql: Statements, *, clock: Clock) -> None:
        self.named.append(sql.execute("SELECT nonce FROM lease").fetchone() is not None)
        super().follow(sql, clock=clock)


def test_a_run_that_hangs_at_the_side_car_can_be_unlocked_to_its_end(tmp_path: Path) -> None:
    """A disk that never answers must not leave a lock behind that nobody can take away."""
    ledger = opened(tmp_path, Slow(path=tmp_path / "x.head", lineage="a/b"))
    Slow.named.clear()
    with ledger.lock(0) as epoch:
        begin(ledger, draft(), epoch)
    assert Slow.named == [True] * len(Slow.named)
    assert len(Slow.named) >= 2
    assert sql_rows(tmp_path, "SELECT * FROM lease") == []


def test_a_ledger_without_a_head_begins_no_side_car(
    sql: sqlite3.Connection, tmp_path: Path
) -> None:
    sidecar = side(tmp_path)
    sidecar.follow(sql, clock=FakeClock())
    sidecar.pin(sql, clock=FakeClock())
    assert not sidecar.path.exists()


def test_times_survive() -> None:
    at = datetime(2026, 11, 22, 9, 0, 1, 250000, tzinfo=UTC)
    head = Head(lineage="ä" * 70 + "/b", number=10**12, head="h", at=at)
    assert Head.from_bytes(head.to_bytes()) == head
    assert len(head.to_bytes()) == 512
