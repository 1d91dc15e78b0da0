"""Which server and which tables a ledger is opened on, and what is said about all others."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from tests.contract.ledger.builders import START, FakeClock, order
from tests.postgres.conftest import Opener
from tests.support.postgres import Server

from listwright.errors import ConfigError, LedgerError, LockBusyError, OtherProjectError
from listwright.ledger.connection import open_memory
from listwright.ledger.migrate import latest_version, run_steps
from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.opening import has_tables, open_server_inbox, server_migrations
from listwright.ledger.postgres.statements import sendable, translated
from listwright.ledger.schema import expected_tables, schema_objects


def code_of(error: LedgerError) -> str:
    return error.diagnostics[0].code


def ask(postgres: Server, database: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.url(database), autocommit=True) as sql:
        for statement in statements[:-1]:
            sql.execute(statement.encode())
        found = sql.execute(statements[-1].encode())
        return found.fetchall() if found.description else []


def test_the_tables_are_those_of_a_file(
    opener: Opener, postgres: Server, database: str, address: ServerAddress
) -> None:
    assert not has_tables(address)
    opener()
    assert has_tables(address)
    columns: dict[str, list[str]] = {}
    for table, column in ask(
        postgres,
        database,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'listwright' ORDER BY ordinal_position",
    ):
        columns.setdefault(str(table), []).append(str(column))
    wanted = expected_tables(latest_version())
    assert columns == {table.name: list(table.columns) for table in wanted}
    assert server_migrations()[-1].number == latest_version()


def test_what_no_release_may_do_is_guarded_as_in_a_file(
    opener: Opener, postgres: Server, database: str
) -> None:
    opener()
    sql = open_memory()
    run_steps(sql, after=0, upto=latest_version())
    of_file = {name for kind, name in schema_objects(sql) if kind in {"trigger", "index"}}
    found = ask(
        postgres,
        database,
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT indexname FROM"
        " pg_indexes WHERE schemaname = 'listwright' AND indexname NOT LIKE '%\\_pkey'"
        " AND indexname NOT LIKE '%\\_key'",
    )
    assert {name for (name,) in found} == of_file


def test_where_nothing_is_a_reader_makes_nothing(opener: Opener, address: ServerAddress) -> None:
    reader = opener(read_only=True)
    assert dict(reader.observed().properties) == {}
    assert not has_tables(address)


def test_several_projects_share_a_database_in_schemas_of_their_own(
    opener: Opener, address: ServerAddress, postgres: Server, database: str
) -> None:
    opener().record_order(order(), at=START, actor="x")
    with pytest.raises(OtherProjectError, match=r"schema listwright\) is the ledger of acme/main"):
        opener(lineage="other/main")
    other = ServerAddress.parse(f"{postgres.url(database)}?schema=other")
    assert dict(opener(lineage="other/main", at=other).observed().properties) == {}
    assert len(opener().observed().properties) == 1


def test_a_newer_ledger_is_refused(opener: Opener, postgres: Server, database: str) -> None:
    opener()
    ask(postgres, database, "UPDATE listwright.meta SET schema_version = 99, minimum_tool = '9.9'")
    with pytest.raises(LedgerError, match=r"newer listwright \(schema 99\)") as caught:
        opener()
    assert "listwright>=9.9" in (caught.value.advice or "")


def test_tables_of_somebody_else_are_not_touched(
    opener: Opener, postgres: Server, database: str
) -> None:
    ask(postgres, database, "CREATE SCHEMA listwright", "CREATE TABLE listwright.stock (id int)")
    for read_only in (False, True):
        with pytest.raises(LedgerError) as caught:
            opener(read_only=read_only)
        assert code_of(caught.value) == "LW2002"
        assert "?schema=NAME" in (caught.value.advice or "")


def test_a_server_that_is_not_there(opener: Opener) -> None:
    nowhere = ServerAddress.parse("postgresql://ana:s3cret@127.0.0.1:1/db")
    with pytest.raises(LedgerError, match="cannot be reached") as caught:
        opener(at=nowhere)
    assert code_of(caught.value) == "LW2030"
    assert "s3cret" not in caught.value.message + (caught.value.advice or "")


def test_a_server_that_only_reads(
    opener: Opener, postgres: Server, database: str, address: ServerAddress
) -> None:
    ledger = opener()
    ledger.record_order(order(), at=START, actor="x")
    postgres.make_read_only(database)
    for written in (opener(), ledger):
        with pytest.raises(LedgerError, match="only reads") as caught:
            written.freeze("why", at=START)
        assert code_of(caught.value) == "LW2032"
    assert len(opener(read_only=True).observed().properties) == 1
    postgres.make_read_only(database, read_only=False)
    ledger.freeze("why", at=START)


def test_a_server_that_forgets_is_refused(opener: Opener, postgres: Server, database: str) -> None:
    change = "ALTER SYSTEM SET fsync = {}"
    try:
        ask(postgres, database, change.format("off"), "SELECT pg_reload_conf(), pg_sleep(0.2)")
        with pytest.raises(LedgerError, match="fsync = off") as caught:
            opener()
        assert code_of(caught.value) == "LW2010"
    finally:
        ask(postgres, database, change.format("on"), "SELECT pg_reload_conf(), pg_sleep(0.2)")
    opener()


def test_commits_wait_for_the_disk_whatever_the_server_is_set_to(
    opener: Opener, postgres: Server, database: str
) -> None:
    ask(postgres, database, f"ALTER DATABASE {database} SET synchronous_commit = off")
    ledger = opener()
    question = "SELECT current_setting('synchronous_commit') AS now"
    with ledger._sql.writing():
        assert ledger._sql.execute(question).fetchone()["now"] == "on"
    with ledger._sql.sketching():
        assert ledger._sql.execute(question).fetchone()["now"] == "off"


def test_an_inbox_makes_no_tables(opener: Opener, address: ServerAddress) -> None:
    with pytest.raises(LedgerError, match="no ledger at") as caught:
        open_server_inbox(address, lineage="acme/main", clock=FakeClock())
    assert code_of(caught.value) == "LW2032"


@pytest.mark.parametrize(
    "text",
    [
        "mysql://ana@host/db",
        "postgresql://ana@host",
        "postgresql://ana@[host/db",
        "postgresql://ana@host/db?schema=Not-A-Name",
    ],
)
def test_addresses_that_are_none(text: str) -> None:
    with pytest.raises(ConfigError):
        ServerAddress.parse(text)


def test_an_address_shows_no_password_and_keeps_the_drivers_settings() -> None:
    found = ServerAddress.parse(
        "postgres://ana:p%40ss@db.invalid:6432/homes?sslmode=require&schema=lw_2&options=-c%20a%3Db"
    )
    assert found.shown == "postgresql://ana@db.invalid:6432/homes (schema lw_2)"
    assert found.url.reveal() == (
        "postgres://ana:p%40ss@db.invalid:6432/homes?sslmode=require&options=-c%20a%3Db"
    )
    assert "p%40ss" not in repr(found)


def test_statements_in_the_words_of_the_driver() -> None:
    said = translated(
        "SELECT '?:a %', group_concat(x) FROM t WHERE a = ? AND b = :b_1 AND c LIKE '%'"
    )
    assert said == (
        "SELECT '?:a %%', string_agg(x) FROM t WHERE a = %s AND b = %(b_1)s AND c LIKE '%%'"
    )
    assert translated("SELECT a::int WHERE b % 2 = 0") == "SELECT a::int WHERE b %% 2 = 0"
    assert sendable(["a\0b", True, None, 1.5]) == ["a\ufffdb", 1, None, 1.5]
    assert sendable({"a": "\0"}) == {"a": "\ufffd"}


def test_a_run_that_makes_the_tables_at_the_same_moment(
    opener: Opener, address: ServerAddress
) -> None:
    with ThreadPoolExecutor(4) as pool:
        ledgers = list(pool.map(lambda n: opener(run=f"r{n}"), range(4)))
    for ledger in ledgers:
        assert dict(ledger.observed().properties) == {}


def test_nothing_is_loaded_for_a_ledger_in_a_file() -> None:
    script = "import sys, listwright.compose.project; print('psycopg' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_a_second_runner_is_told_who_runs(opener: Opener) -> None:
    first, second = opener(run="r1"), opener(run="r2")
    with first.lock(0), pytest.raises(LockBusyError, match=r"postgresql://.* is in use by process"):
        second.lock(0).__enter__()
