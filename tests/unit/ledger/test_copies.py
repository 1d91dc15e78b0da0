"""Export and restore: the same rows again, or nothing at all."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.ledger.builders import START, FakeClock, draft, minutes, order, place, state_of
from tests.simulation import memory
from tests.simulation.swarm import ACTIONS as SWARM
from tests.simulation.swarm import Chance, Trouble, setup_of
from tests.simulation.world import Mistake, World
from tests.unit.ledger.worlds import LINEAGE, fill, opened

from listwright.errors import (
    LedgerError,
    ListwrightError,
    LockBusyError,
    OtherProjectError,
    RefusedError,
)
from listwright.ledger import migrate
from listwright.ledger.copy_form import CopyReader, CopyWriter
from listwright.ledger.export import exporting
from listwright.ledger.restore import later_head_beside, restore_ledger
from listwright.ledger.schema import schema_objects
from listwright.model.intent import IntentState
from listwright.model.names import OrderId


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a" / "ledger.db"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "b" / "ledger.db"


@pytest.fixture
def filled(path: Path) -> Path:
    fill(path)
    return path


@pytest.fixture
def copy(filled: Path) -> bytes:
    return export(filled)


def export(path: Path, *, lineage: str = LINEAGE) -> bytes:
    with exporting(path, lineage=lineage, at=START) as running:
        return "".join(running.lines()).encode()


def restore(copy: bytes, path: Path, *, lineage: str = LINEAGE) -> None:
    reader = CopyReader(BytesIO(copy), "copy.jsonl")
    restore_ledger(reader, path, lineage=lineage, clock=FakeClock())


def refusal(copy: bytes, path: Path) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        restore(copy, path)
    assert not path.exists()
    assert caught.value.exit_code == 4
    assert caught.value.advice
    return caught.value


def line_of(error: RefusedError) -> int:
    (finding,) = error.diagnostics
    assert finding.code == "LW2022"
    assert finding.span is not None
    return finding.span.line


def connect(path: Path) -> sqlite3.Connection:
    sql = sqlite3.connect(path)
    sql.row_factory = sqlite3.Row
    return sql


# ---- what a copy is ------------------------------------------------------------------------------


def test_a_copy_holds_every_row_and_says_so(filled: Path, copy: bytes) -> None:
    head, *rows, last = [json.loads(line) for line in copy.splitlines()]
    with closing(connect(filled)) as sql:
        for table in head["tables"]:
            stored = [dict(row) for row in sql.execute(f"SELECT * FROM {table}")]
            copied = [row["row"] for row in rows if row["table"] == table]
            assert len(copied) == head["tables"][table]["rows"]
            assert sorted(map(repr, copied)) == sorted(map(repr, stored))
    assert (head["form"], head["lineage"], head["schema_version"]) == (
        "listwright-ledger",
        LINEAGE,
        migrate.latest_version(),
    )
    assert last["lines"] == len(rows) + 1
    assert copy.isascii()


def test_rows_come_after_those_they_belong_to(copy: bytes) -> None:
    tables = list(json.loads(copy.splitlines()[0])["tables"])
    for early, late in (("account", "intent"), ("intent", "need"), ("orders", "asset")):
        assert tables.index(early) < tables.index(late)


def test_the_same_ledger_gives_the_same_bytes_but_for_the_time(filled: Path, copy: bytes) -> None:
    assert export(filled) == copy
    with exporting(filled, lineage=LINEAGE, at=minutes(9)) as running:
        later = "".join(running.lines()).encode()
    assert later != copy
    assert later.splitlines()[1:-1] == copy.splitlines()[1:-1]


def test_a_copy_is_of_one_moment(filled: Path, copy: bytes) -> None:
    with exporting(filled, lineage=LINEAGE, at=START) as running:
        lines = running.lines()
        first = next(lines)
        with opened(filled) as ledger, ledger.lock(0) as epoch:
            place(ledger, epoch, draft(name="zzzz", home="NEW-1"), "500")
        assert (first + "".join(lines)).encode() == copy


def test_exporting_writes_nothing(filled: Path) -> None:
    before = filled.read_bytes()
    export(filled)
    assert filled.read_bytes() == before


def test_nothing_to_export(path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        export(path)
    assert caught.value.diagnostics[0].code == "LW2021"
    assert not path.parent.exists()


def test_a_damaged_ledger_is_not_copied(filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    for place_ in range(8192, len(content), 4096):
        content[place_ : place_ + 64] = b"x" * 64
    filled.write_bytes(content)
    with pytest.raises(LedgerError) as caught:
        export(filled)
    assert caught.value.diagnostics[0].code == "LW2005"


# ---- there and back ------------------------------------------------------------------------------


def test_there_and_back(copy: bytes, target: Path) -> None:
    restore(copy, target)
    assert export(target) == copy
    assert target.stat().st_mode & 0o777 == 0o600
    with opened(target) as ledger:
        assert state_of(ledger) is IntentState.DELIVERED
        stored = ledger.order(order().account, OrderId("1"))
        assert stored is not None
        assert stored.photos[0].caption == "Küche “vorn”\u202e\n"


def test_into_an_empty_ledger(copy: bytes, target: Path) -> None:
    with opened(target) as ledger, ledger.lock(0):
        pass
    restore(copy, target)
    assert export(target) == copy


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(min_value=0, max_value=5000))
def test_worlds_full_of_faults_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("world")
    path, target = folder / "ledger.db", folder / "restored.db"
    path.touch(mode=0o600)
    path.write_bytes(_played(seed))
    copy = export(path, lineage=memory.LINEAGE)
    restore(copy, target, lineage=memory.LINEAGE)
    assert export(target, lineage=memory.LINEAGE) == copy


def _played(seed: int) -> bytes:
    """The ledger in the middle of a story, with dead runs and doubts in it."""
    trouble = Trouble.of(seed)
    chance = Chance(trouble, trouble.rng)
    world = World(setup_of(seed, Mistake()), chance)
    chance.world = world
    try:
        for number in range(6):
            action, _ = SWARM[(seed + number * 7) % len(SWARM)]
            action(world, chance)
        for fiber in chance.fibers:
            fiber.end()
        return world.sql.serialize()
    finally:
        world.close()


def test_the_rules_hold_as_before(filled: Path, copy: bytes, target: Path) -> None:
    restore(copy, target)
    with closing(connect(filled)) as old, closing(connect(target)) as new:
        assert schema_objects(new) == schema_objects(old)
        with pytest.raises(sqlite3.IntegrityError, match="no intent may move that way"):
            new.execute("UPDATE intent SET state = 'sending' WHERE state = 'delivered'")
        with pytest.raises(sqlite3.IntegrityError):
            new.execute("DELETE FROM event")


def test_numbers_go_on_above_the_highest_ever_given_out(filled: Path, target: Path) -> None:
    with closing(connect(filled)) as sql, sql:
        sql.execute(
            "INSERT INTO inbox (id, digest, account, received_at, event, status, note)"
            " VALUES (41, 'd', 'a', 't', 'e', 's', '')"
        )
        sql.execute("DELETE FROM inbox")
        sql.execute("UPDATE sqlite_sequence SET seq = 900 WHERE name = 'intent'")
    restore(export(filled), target)
    with closing(connect(target)) as sql:
        numbers = dict(sql.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    assert (numbers["inbox"], numbers["intent"]) == (41, 900)
    with opened(target) as ledger, ledger.lock(0) as epoch:
        assert place(ledger, epoch, draft(name="zzzz", home="NEW-1"), "500").id == 901


def test_a_copy_of_an_older_schema_is_brought_up_to_date(tmp_path: Path, target: Path) -> None:
    """It is restored as it was, and the missing steps run on it."""
    old = tmp_path / "old.db"
    old.touch(mode=0o600)
    with closing(connect(old)) as sql, sql:
        migrate.run_steps(sql, after=0, upto=1)
        sql.execute(f"PRAGMA application_id = {migrate.APPLICATION_ID}")
        sql.execute(
            "INSERT INTO meta (id, lineage, schema_version, minimum_tool, head, head_at)"
            " VALUES (1, ?, 1, '0.1.0', 'h', '2026-11-01T00:00:00.000000+00:00')",
            (LINEAGE,),
        )
        sql.execute("INSERT INTO account VALUES ('a/b/c', 'a', 'b', 'c')")
        sql.execute("INSERT INTO property VALUES ('den-1', 'a/b/c', 'DEN-1', 0)")
        sql.execute(
            "INSERT INTO orders (account, order_id, property, written, services, status, phase,"
            " managed, origin, revision, appointments)"
            " VALUES ('a/b/c', '7', 'den-1', 'DEN-1', '[]', 's', 'open', 0, 'event', 0, '[]')"
        )
    copy = export(old)
    assert json.loads(copy.splitlines()[0])["schema_version"] == 1
    restore(copy, target)
    with closing(connect(target)) as sql:
        meta = sql.execute("SELECT * FROM meta").fetchone()
        assert (meta["schema_version"], meta["head"]) == (migrate.latest_version(), "h")
        assert sql.execute("SELECT photos_changed_at FROM orders").fetchone()[0] is None
    with opened(target) as ledger:
        assert [one.order_id for one in ledger.orders()] == ["7"]


# ---- refused -------------------------------------------------------------------------------------


def test_every_changed_line_is_named(copy: bytes, target: Path) -> None:
    lines = copy.splitlines(keepends=True)
    for number in {*range(0, len(lines), 6), 1, len(lines) - 1}:
        middle = len(lines[number]) // 2
        wrong = bytearray(lines[number])
        wrong[middle] = ord("7") if wrong[middle] != ord("7") else ord("8")
        changed = b"".join([*lines[:number], bytes(wrong), *lines[number + 1 :]])
        assert line_of(refusal(changed, target)) == number + 1


@pytest.mark.parametrize("number", [1, 5, 20])
def test_a_line_that_is_missing_is_missed(copy: bytes, target: Path, number: int) -> None:
    lines = copy.splitlines(keepends=True)
    assert line_of(refusal(b"".join(lines[:number] + lines[number + 1 :]), target)) == number + 1


def test_two_lines_that_changed_places(copy: bytes, target: Path) -> None:
    lines = copy.splitlines(keepends=True)
    lines[6], lines[7] = lines[7], lines[6]
    assert line_of(refusal(b"".join(lines), target)) == 7


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(share=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_copy_that_was_cut_short(copy: bytes, target: Path, share: float) -> None:
    end = int(len(copy) * share)
    error = refusal(copy[:end], target)
    assert line_of(error) == max(copy[:end].count(b"\n"), 1) or not copy[:end].endswith(b"\n")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300))
def test_any_other_file_is_refused(target: Path, content: bytes) -> None:
    assert line_of(refusal(content, target)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x1f\x8b\x08\x00", "gunzip"),
        (b"SQLite format 3\x00 and so on", "is a database"),
        (b'{"format_version": "1.0"}\n', "Line 1 is not the one"),
        (b'{"form":"listwright-ledger","form_version":2}\n', "a newer listwright"),
        (b'{"form":"listwright-ledger","form_version":1}\n', "Line 1"),
        (b'{"form":"listwright-ledger","form_version":1', "cut short"),
    ],
)
def test_a_file_that_is_no_copy(target: Path, content: bytes, words: str) -> None:
    error = refusal(content, target)
    (finding,) = error.diagnostics
    assert words in f"{finding.summary}. {finding.detail} {finding.fix}"


def test_more_after_the_end(copy: bytes, target: Path) -> None:
    assert line_of(refusal(copy + b"{}\n", target)) == copy.count(b"\n") + 1


def test_line_ends_of_another_system(copy: bytes, target: Path) -> None:
    assert line_of(refusal(copy.replace(b"\n", b"\r\n"), target)) == 1


def test_another_project(copy: bytes, target: Path) -> None:
    with pytest.raises(OtherProjectError) as caught:
        restore(copy, target, lineage="other/main")
    assert LINEAGE in caught.value.message
    assert not target.exists()


def _rewritten(copy: bytes, rows: list[dict[str, object]], **head: object) -> bytes:
    writer = CopyWriter()
    known = CopyReader(BytesIO(copy), "x").head
    changed = replace(known, **head)  # type: ignore[arg-type]
    lines = [writer.head_line(changed)]
    lines += [writer.row_line(row["table"], row["row"]) for row in rows]  # type: ignore[arg-type]
    return "".join([*lines, writer.last_line()]).encode()


def rows_of(copy: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in copy.splitlines()[1:-1]]


def test_a_newer_schema(copy: bytes, target: Path) -> None:
    newer = _rewritten(copy, rows_of(copy), schema_version=99, minimum_tool="7.0.0")
    error = refusal(newer, target)
    assert error.diagnostics[0].code == "LW2003"
    assert "listwright>=7.0.0" in error.advice


def test_other_tables_than_the_schema_has(copy: bytes, target: Path) -> None:
    tables = CopyReader(BytesIO(copy), "x").head.tables
    fewer = _rewritten(copy, rows_of(copy), tables=tables[:-1])
    assert "not those of schema" in refusal(fewer, target).message


def test_fewer_rows_than_were_promised(copy: bytes, target: Path) -> None:
    fewer = _rewritten(copy, rows_of(copy)[:-1])
    assert "more or fewer rows" in refusal(fewer, target).message


def test_rows_that_contradict_each_other(copy: bytes, target: Path) -> None:
    rows = rows_of(copy)
    needs = [row for row in rows if row["table"] == "need"]
    for row in needs:
        row["row"] |= {"active": 1, "property": "x", "service_key": "photos"}  # type: ignore[operator]
    error = refusal(_rewritten(copy, rows), target)
    assert "contradicts another one" in error.message


def test_rows_that_belong_to_nothing(copy: bytes, target: Path) -> None:
    rows = rows_of(copy)
    for row in rows:
        if row["table"] == "attempt":
            row["row"]["intent"] += 5000  # type: ignore[index]
    assert "row of intent that is missing" in refusal(_rewritten(copy, rows), target).message


def test_a_ledger_with_orders_is_left_alone(filled: Path, copy: bytes) -> None:
    before = filled.read_bytes()
    with pytest.raises(RefusedError) as caught:
        restore(copy, filled)
    assert caught.value.diagnostics[0].code == "LW2023"
    assert "mv " in caught.value.advice
    assert filled.read_bytes() == before


def test_a_stop_is_not_undone_by_a_restore(copy: bytes, target: Path) -> None:
    with opened(target) as ledger:
        ledger.freeze("look first", at=START)
    with pytest.raises(RefusedError) as caught:
        restore(copy, target)
    assert "listwright ledger thaw" in caught.value.advice
    with opened(target) as ledger:
        ledger.thaw(at=START)
    restore(copy, target)


def test_nothing_is_left_of_a_restore_that_failed(copy: bytes, target: Path) -> None:
    with opened(target):
        pass
    before = export(target)
    with pytest.raises(RefusedError):
        restore(copy[:-40], target)
    assert export(target) == before


def test_while_a_run_is_at_work(copy: bytes, target: Path) -> None:
    with opened(target) as ledger, ledger.lock(0), pytest.raises(LockBusyError):
        restore(copy, target)


def test_another_program_s_database(copy: bytes, target: Path) -> None:
    target.parent.mkdir()
    target.touch(mode=0o600)
    with closing(connect(target)) as sql, sql:
        sql.execute("CREATE TABLE t (x)")
    before = target.read_bytes()
    with pytest.raises(ListwrightError) as caught:
        restore(copy, target)
    assert caught.value.diagnostics[0].code == "LW2002"
    assert target.read_bytes() == before


def test_a_ledger_put_aside_that_went_on_later(filled: Path, copy: bytes) -> None:
    aside = Path(f"{filled}.aside")
    head = CopyReader(BytesIO(copy), "x").head
    aside.write_bytes(filled.read_bytes())
    aside.chmod(0o600)
    assert later_head_beside(filled, head) is None
    with closing(connect(aside)) as sql, sql:
        sql.execute("UPDATE meta SET head_at = '2027-01-01T00:00:00.000000+00:00'")
    assert later_head_beside(filled, head) == "2027-01-01T00:00:00.000000+00:00"
    aside.write_bytes(b"no ledger")
    assert later_head_beside(filled, head) is None
