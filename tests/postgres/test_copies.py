"""Copies between files and servers: every row arrives, and nothing is ever overwritten."""

from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.contract.ledger.builders import START, FakeClock, begin, draft, minutes, order
from tests.postgres.conftest import LINEAGE, Opener
from tests.support.postgres import Server
from tests.unit.ledger.worlds import fill

from listwright.compose.stores import FileStore, LedgerStore, ServerStore
from listwright.errors import LockBusyError, OtherProjectError, RefusedError
from listwright.ledger.copy_form import CopyReader
from listwright.ledger.postgres.address import ServerAddress
from listwright.model.soundness import FlawCode


@pytest.fixture
def here(address: ServerAddress) -> ServerStore:
    return ServerStore(address=address, lineage=LINEAGE)


@pytest.fixture
def filled(tmp_path: Path) -> FileStore:
    path = tmp_path / "a" / "ledger.db"
    path.parent.mkdir(mode=0o700)
    fill(path)
    return FileStore(path=path, lineage=LINEAGE)


def lines(store: LedgerStore) -> list[str]:
    with store.exporting(at=START) as running:
        return list(running.lines())


def content(store: LedgerStore) -> list[tuple[str, dict[str, Any]]]:
    with store.exporting(at=START) as running:
        return [(table, row) for table, row in running.rows() if table != "lease"]


def carry(source: LedgerStore, target: LedgerStore) -> None:
    stream = BytesIO("".join(lines(source)).encode())
    target.restore(CopyReader(stream, "copy.jsonl"), clock=FakeClock())


@pytest.mark.parametrize("locale", ["", "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"], ids=["C", "en"])
def test_there_and_back_every_row_is_as_it_was(
    filled: FileStore, postgres: Server, tmp_path: Path, locale: str
) -> None:
    database = f"{postgres.new_database()}_there"
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as sql:
        try:
            sql.execute(f"CREATE DATABASE {database} TEMPLATE template0 {locale}".encode())
        except psycopg.Error as error:
            pytest.skip(f"THIS SERVER SORTS BY BYTES ONLY: {error}")
    there = ServerStore(address=ServerAddress.parse(postgres.url(database)), lineage=LINEAGE)
    carry(filled, there)
    assert content(there) == content(filled)
    back = FileStore(path=tmp_path / "b.db", lineage=LINEAGE)
    carry(there, back)
    assert content(back) == content(filled)
    assert [flaw for flaw in there.check().flaws if not flaw.code.is_note] == [
        flaw for flaw in filled.check().flaws if not flaw.code.is_note
    ]
    assert there.check().intents == filled.check().intents


def test_what_was_copied_goes_on_as_a_ledger(
    filled: FileStore, here: ServerStore, opener: Opener
) -> None:
    carry(filled, here)
    ledger = opener()
    with ledger.lock(0) as epoch:
        ref = begin(ledger, draft("photos", name="zzzz", home="NEW-1"), epoch)
    numbers = [row["id"] for table, row in content(filled) if table == "intent"]
    assert ref.intent_id == max(numbers) + 1


def test_a_full_ledger_is_not_overwritten(
    filled: FileStore, here: ServerStore, opener: Opener
) -> None:
    ledger = opener()
    ledger.record_order(order("1"), at=START, actor="x")
    with pytest.raises(RefusedError, match="is not empty: 1 orders and 0 requests") as caught:
        carry(filled, here)
    assert "RENAME TO listwright_aside" in (caught.value.advice or "")
    assert len(opener().observed().properties) == 1


def test_an_empty_one_that_is_stopped_or_in_use_is_left_alone(
    filled: FileStore, here: ServerStore, opener: Opener
) -> None:
    ledger = opener()
    ledger.freeze("audit", at=START)
    with pytest.raises(RefusedError, match="All sending is stopped"):
        carry(filled, here)
    ledger.thaw(at=minutes(1))
    with ledger.lock(0), pytest.raises(LockBusyError, match="is in use by ana"):
        carry(filled, here)
    carry(filled, here)


def test_another_projects_copy_is_refused(filled: FileStore, address: ServerAddress) -> None:
    other = ServerStore(address=address, lineage="other/main")
    with pytest.raises(OtherProjectError):
        carry(filled, other)
    assert not other.exists()


def test_a_damaged_copy_changes_nothing(filled: FileStore, here: ServerStore) -> None:
    copy = "".join(lines(filled)).replace("Küche", "Kuche").replace("DEN-00412", "DEN-00413", 1)
    with pytest.raises(RefusedError):
        here.restore(CopyReader(BytesIO(copy.encode()), "copy.jsonl"), clock=FakeClock())
    assert not here.exists()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (
            "ALTER TABLE listwright.need DISABLE TRIGGER need_stays",
            "trigger need_stays is switched",
        ),
        ("DROP TRIGGER intent_moves ON listwright.intent", "trigger intent_moves is missing"),
        ("DROP INDEX listwright.need_held", "index need_held is missing"),
        ("DROP TABLE listwright.asset", "table asset is missing"),
    ],
)
def test_a_check_finds_what_was_taken_away(
    filled: FileStore, here: ServerStore, postgres: Server, database: str, damage: str, why: str
) -> None:
    carry(filled, here)
    with closing(psycopg.connect(postgres.url(database), autocommit=True)) as sql:
        sql.execute(damage.encode())
    found = [flaw for flaw in here.check().flaws if flaw.code is FlawCode.SCHEMA]
    assert [why in flaw.why for flaw in found] == [True]
