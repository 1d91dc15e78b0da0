"""The file itself keeps what was said, against any program that writes to it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contract.ledger.attesting import claim
from tests.contract.ledger.builders import START, FakeClock

from listwright.ledger.opening import open_ledger


@pytest.fixture
def sql(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "ledger.db"
    with open_ledger(path, lineage="a/b", run="r", actor="x", clock=FakeClock()) as ledger:
        ledger.attest(claim(), at=START)
        yield ledger._sql


_COPY = (
    "INSERT INTO attestation SELECT 9, property, written, need, delivered_on, {}, {}, at, actor,"
    " run FROM attestation"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attestation SET delivered_on = '2020-01-01'",
        "DELETE FROM attestation",
        _COPY.format("0", "evidence"),
        _COPY.format("quantity", "''"),
    ],
)
def test_what_was_said_stays(sql: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        sql.execute(statement)
    assert len(sql.execute("SELECT * FROM attestation").fetchall()) == 1
