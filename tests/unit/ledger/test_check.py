"""`ledger check`: nothing in ledgers that listwright made, every kind of damage in others."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.ledger.builders import ACCOUNT, begin, draft, minutes, order, place
from tests.unit.ledger.worlds import LINEAGE, fill, opened

from listwright.errors import LedgerError, OtherProjectError
from listwright.ledger.check import check_ledger
from listwright.ledger.schema import schema_objects
from listwright.model.names import OrderId
from listwright.model.order import Phase
from listwright.model.soundness import Flaw, FlawCode, Inspection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "private" / "ledger.db"
    fill(made)
    return made


def check(path: Path) -> Inspection:
    return check_ledger(path, lineage=LINEAGE)


def damage(path: Path, *statements: str) -> None:
    """Change rows past every rule, as another program or a broken disk would."""
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.row_factory = sqlite3.Row
        rules = {
            name: text for (kind, name), text in schema_objects(sql).items() if kind == "trigger"
        }
        sql.execute("PRAGMA ignore_check_constraints = ON")
        for name in rules:
            sql.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert sql.execute(statement).rowcount, statement
        for text in rules.values():
            sql.execute(text)


def wrong(path: Path) -> list[Flaw]:
    """What is wrong now; every finding says so in one sentence and what to do."""
    found = check(path)
    flaws = [flaw for flaw in found.flaws if not flaw.code.is_note]
    assert found.is_sound == (not flaws)
    for flaw in flaws:
        assert flaw.why.endswith(".")
        assert flaw.remedy
    return flaws


def test_a_ledger_full_of_doubts_is_sound(path: Path) -> None:
    found = check(path)
    assert found.is_sound
    assert (found.orders, found.intents) == (6, 11)
    notes = {(flaw.code, flaw.address, flaw.order_id) for flaw in found.flaws}
    assert notes == {
        (FlawCode.OPEN_ATTEMPT, "DEN-00412/video", "2"),
        (FlawCode.OPEN_ATTEMPT, "TUS-2/photos", ""),
    }


def test_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    check(path)
    assert path.read_bytes() == before


def test_what_a_living_run_waits_for_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "p" / "ledger.db"
    with opened(path) as ledger, ledger.lock(0) as epoch:
        begin(ledger, draft(), epoch)
        assert check(path).flaws == ()
    (note,) = check(path).flaws
    assert note.code is FlawCode.OPEN_ATTEMPT
    assert note.remedy.startswith("listwright resolve DEN-00412/photos --created N")


_OF = "(SELECT id FROM intent WHERE order_key = 'lw1-{}-g1')"

_FROM = (
    "INSERT INTO order_handle SELECT {}, account, kind, {}, seen_at FROM order_handle"
    " WHERE value = '3'"
)

DAMAGE: list[tuple[str, FlawCode, str | None, str]] = [
    # state against its evidence
    (
        "UPDATE intent SET state = 'refused' WHERE order_key = 'lw1-cccc-g1'",
        FlawCode.STATE,
        "TUS-1",
        "add up to live",
    ),
    (
        "UPDATE intent SET state = 'live' WHERE order_key = 'lw1-aaaa-g1'",
        FlawCode.STATE,
        "DEN-00412/photos",
        "orders say delivered",
    ),
    (
        "UPDATE intent SET state = 'in_doubt' WHERE order_key = 'lw1-p0-g1'",
        FlawCode.STATE,
        "PHX-0/photos",
        "add up to refused",
    ),
    (
        "UPDATE intent SET state = 'refused' WHERE order_key = 'lw1-p1-g1'",
        FlawCode.STATE,
        "PHX-1/photos",
        "add up to in_doubt",
    ),
    (
        "UPDATE intent SET state = 'refused' WHERE order_key = 'lw1-p3-g1'",
        FlawCode.STATE,
        "PHX-3/photos",
        "add up to exists_noid",
    ),
    (
        "UPDATE intent SET state = 'cancelling' WHERE order_key = 'lw1-cccc-g1'",
        FlawCode.STATE,
        "TUS-1",
        "no cancel of it was ever sent",
    ),
    (
        "UPDATE attempt SET outcome = 'refused' WHERE intent = " + _OF.format("p1"),
        FlawCode.STATE,
        "PHX-1/photos",
        "add up to refused",
    ),
    (
        "UPDATE orders SET phase = 'canceled' WHERE order_id = '3'",
        FlawCode.STATE,
        "TUS-1",
        "orders say canceled",
    ),
    (
        "UPDATE orders SET managed = 1 WHERE order_id = '77'",
        FlawCode.STATE,
        "TUS-7/photos",
        "still managed",
    ),
    # needs
    (
        "UPDATE need SET active = 0 WHERE intent = " + _OF.format("aaaa"),
        FlawCode.NEED,
        "DEN-00412/photos",
        "a second time",
    ),
    (
        "UPDATE need SET active = 1 WHERE intent = " + _OF.format("p0"),
        FlawCode.NEED,
        "PHX-0/photos",
        "cannot be ordered",
    ),
    # orders and ids
    (
        "DELETE FROM orders WHERE order_id = '3'",
        FlawCode.ORDER_MISSING,
        "TUS-1",
        "the ledger lacks",
    ),
    ("DELETE FROM order_handle WHERE value = '3'", FlawCode.ID_MISSING, "TUS-1", "has no such id"),
    (
        "UPDATE orders SET intent = NULL WHERE order_id = '3'",
        FlawCode.INTENT_MISSING,
        "TUS-1",
        "no request",
    ),
    (
        "UPDATE orders SET managed = 1 WHERE order_id = '99'",
        FlawCode.INTENT_MISSING,
        "TUS-9",
        "no request",
    ),
    # duplicates
    (
        _FROM.format("intent", "'4'"),
        FlawCode.DUPLICATE,
        "TUS-1",
        "several orders: 3, 4",
    ),
    (
        _FROM.format(_OF.format("p3"), "value"),
        FlawCode.DUPLICATE,
        "PHX-3/photos",
        "and to another one",
    ),
    # what everything else stands on
    (
        "DELETE FROM property WHERE property = 'tus-1'",
        FlawCode.HOME_MISSING,
        "TUS-1",
        "lost the row",
    ),
    (
        "UPDATE intent SET revision = 9000 WHERE order_key = 'lw1-cccc-g1'",
        FlawCode.REVISION,
        "TUS-1",
        "not reached",
    ),
    (
        "UPDATE orders SET services = 'x' WHERE order_id = '3'",
        FlawCode.UNREADABLE,
        "TUS-1",
        "cannot be read",
    ),
    (
        "UPDATE intent SET state = 'lost' WHERE order_key = 'lw1-cccc-g1'",
        FlawCode.UNREADABLE,
        "TUS-1",
        "'lost' is not",
    ),
    (
        "UPDATE intent SET basis = '[' WHERE order_key = 'lw1-cccc-g1'",
        FlawCode.UNREADABLE,
        "TUS-1",
        "cannot be read",
    ),
    (
        "UPDATE attempt SET intent = 800 WHERE intent = " + _OF.format("p0"),
        FlawCode.REFERENCE,
        None,
        "rows of attempt",
    ),
    (
        "UPDATE attempt SET outcome = 'perhaps' WHERE intent = " + _OF.format("p0"),
        FlawCode.UNREADABLE,
        "PHX-0",
        "'perhaps' is not",
    ),
    ("UPDATE orders SET services = NULL WHERE order_id = '3'", FlawCode.DAMAGE, None, "NULL"),
]


@pytest.mark.parametrize(("statement", "code", "address", "words"), DAMAGE)
def test_damage_to_rows(
    path: Path, statement: str, code: FlawCode, address: str | None, words: str
) -> None:
    if "services = NULL" in statement:
        with closing(sqlite3.connect(path)) as sql, sql:
            sql.execute("PRAGMA writable_schema = ON")
            sql.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'services        TEXT    NOT NULL',"
                " 'services        TEXT            ') WHERE name = 'orders'"
            )
    damage(path, statement)
    if "services = NULL" in statement:
        with closing(sqlite3.connect(path)) as sql, sql:
            sql.execute("PRAGMA writable_schema = ON")
            sql.execute(
                "UPDATE sqlite_master SET sql = replace(sql, 'services        TEXT            ',"
                " 'services        TEXT    NOT NULL') WHERE name = 'orders'"
            )
    flaws = wrong(path)
    assert any(
        (flaw.code, flaw.address) == (code, address) and words in flaw.why for flaw in flaws
    ), flaws


@pytest.mark.parametrize("name", ["intent_moves", "need_held", "event_stays"])
def test_a_rule_that_is_gone(path: Path, name: str) -> None:
    kind = "INDEX" if name == "need_held" else "TRIGGER"
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute(f"DROP {kind} {name}")
    (flaw,) = wrong(path)
    assert (flaw.code, flaw.why) == (FlawCode.SCHEMA, f"The {kind.lower()} {name} is missing.")
    assert "ledger export" in flaw.remedy


def test_a_rule_that_was_weakened(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql, sql:
        text = sql.execute("SELECT sql FROM sqlite_master WHERE name = 'intent_moves'").fetchone()
        sql.execute("DROP TRIGGER intent_moves")
        sql.execute(text[0].replace("'delivered>superseded'", "'live>refused'"))
    (flaw,) = wrong(path)
    assert flaw.why == "The trigger intent_moves is not the one that listwright makes."


def test_a_stranger_in_the_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("CREATE INDEX mine ON event (run)")
    (flaw,) = wrong(path)
    assert flaw.why == "There is an index `mine` that listwright did not make."


def test_an_index_that_lost_a_row(path: Path) -> None:
    """SQLite's own check is asked, not only ours."""
    with closing(sqlite3.connect(path)) as sql, sql:
        sql.execute("PRAGMA writable_schema = ON")
        sql.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX intent_state ON intent (plan_id)'"
            " WHERE name = 'intent_state'"
        )
    found = check(path)
    assert FlawCode.DAMAGE in {flaw.code for flaw in found.flaws}
    assert (found.orders, found.intents) == (None, None)


def test_pages_that_were_scribbled_over(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'event'"
        page = sql.execute(query).fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"x" * 4096
    path.write_bytes(content)
    assert {flaw.code for flaw in wrong(path)} == {FlawCode.DAMAGE}


def test_files_that_others_can_read(path: Path) -> None:
    path.chmod(0o644)
    (flaw,) = wrong(path)
    assert flaw.code is FlawCode.MODE
    _, mode, *files = flaw.remedy.split()
    for file in files:
        Path(file).chmod(int(mode, 8))
    with opened(path):
        assert wrong(path) == []


def test_a_duplicate_is_over_when_one_of_the_two_is_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "p" / "ledger.db"
    with opened(path) as ledger:
        with ledger.lock(0) as epoch:
            placed = place(ledger, epoch)
        second = order("2", order_key=placed.order_key)
        ledger.record_order(second, at=minutes(3), actor="x")
        (flaw,) = wrong(path)
        assert flaw.code is FlawCode.DUPLICATE
        gone = order("2", order_key=placed.order_key, status="cancelled", phase=Phase.CANCELED)
        ledger.record_order(gone, at=minutes(4), actor="x")
        assert wrong(path) == []


def test_a_duplicate_is_over_when_one_of_the_two_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "p" / "ledger.db"
    with opened(path) as ledger:
        with ledger.lock(0) as epoch:
            placed = place(ledger, epoch)
        second = order("2", order_key=placed.order_key)
        ledger.record_order(second, at=minutes(3), actor="x")
        ledger.forget_orders(ACCOUNT, [OrderId("2")], at=minutes(3), reason="t")
    assert wrong(path) == []


def test_no_ledger_and_the_wrong_one(path: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as caught:
        check(tmp_path / "nothing.db")
    assert caught.value.diagnostics[0].code == "LW2021"
    with pytest.raises(OtherProjectError):
        check_ledger(path, lineage="other/main")
