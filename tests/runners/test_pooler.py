"""The pooler of these tests pools: what a session holds is lost, and met by somebody else."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest
from tests.servers.pooler import Pooler, pooling
from tests.support.postgres import Server

Connection = psycopg.Connection[tuple[object, ...]]
Connect = Callable[[], Connection]


@pytest.fixture
def database(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture(params=[1, 2])
def size(request: pytest.FixtureRequest) -> int:
    size: int = request.param
    return size


@pytest.fixture
def pooler(postgres: Server, size: int) -> Iterator[Pooler]:
    with pooling(postgres.port, size=size) as running:
        yield running


@pytest.fixture
def connect(pooler: Pooler, database: str) -> Iterator[Connect]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(psycopg.connect(pooler.url(database), autocommit=True))


one = pytest.mark.parametrize("size", [1])
two = pytest.mark.parametrize("size", [2])


def _value(connection: Connection, query: str) -> object:
    row = connection.execute(query, prepare=False).fetchone()
    assert row is not None
    return row[0]


def _backends(connection: Connection) -> list[object]:
    return [_value(connection, "SELECT pg_backend_pid()") for _ in range(4)]


def test_clients_share_few_connections(connect: Connect, size: int) -> None:
    clients = [connect() for _ in range(6)]
    assert len({pid for client in clients for pid in _backends(client)}) == size


def test_a_transaction_has_one_connection_to_itself(connect: Connect) -> None:
    client = connect()
    with client.transaction():
        client.execute("SET LOCAL statement_timeout = '7s'", prepare=False)
        assert len(set(_backends(client))) == 1
        assert _value(client, "SHOW statement_timeout") == "7s"
    assert _value(client, "SHOW statement_timeout") == "0"


@two
def test_others_go_on_beside_a_transaction(connect: Connect) -> None:
    first, second = connect(), connect()
    with first.transaction():
        (mine,) = set(_backends(first))
        assert mine not in _backends(second)


@two
def test_a_setting_is_lost(connect: Connect) -> None:
    client = connect()
    client.execute("SET statement_timeout = '7s'")
    assert _value(client, "SHOW statement_timeout") == "0"


@one
def test_a_setting_is_met_by_another(connect: Connect) -> None:
    connect().execute("SET statement_timeout = '7s'")
    assert _value(connect(), "SHOW statement_timeout") == "7s"


@two
def test_a_prepared_statement_breaks(connect: Connect) -> None:
    client = connect()
    with client.transaction():
        client.execute("SELECT %s", [1], prepare=True)
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        client.execute("SELECT %s", [1], prepare=True)


@one
def test_a_session_lock_keeps_nobody_out(connect: Connect) -> None:
    assert _value(connect(), "SELECT pg_try_advisory_lock(1)") is True
    assert _value(connect(), "SELECT pg_try_advisory_lock(1)") is True


@one
def test_an_error_leaves_the_connection_to_others(connect: Connect) -> None:
    first, second = connect(), connect()
    with pytest.raises(psycopg.errors.DivisionByZero), first.transaction():
        first.execute("SELECT 1 / 0")
    assert _backends(first) == _backends(second)


@two
def test_a_pipeline_is_answered_in_one_piece(connect: Connect) -> None:
    client = connect()
    with client.pipeline():
        asked = [client.execute("SELECT pg_backend_pid()", prepare=False) for _ in range(5)]
    assert len({cursor.fetchone() for cursor in asked}) == 1


@one
def test_who_leaves_a_transaction_takes_its_connection_along(connect: Connect) -> None:
    first, second = connect(), connect()
    first.autocommit = False
    (left,) = set(_backends(first))
    first.close()
    assert left not in _backends(second)


def test_cut_connections_are_replaced(connect: Connect, postgres: Server, database: str) -> None:
    client = connect()
    before = set(_backends(client))
    postgres.terminate_backends(database)
    assert before.isdisjoint(_backends(client))
    with client.transaction():
        _backends(client)
        postgres.terminate_backends(database)
        with pytest.raises(psycopg.OperationalError):
            _backends(client)
    assert client.closed


def test_options_of_a_session_are_refused(pooler: Pooler, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter: options"):
        psycopg.connect(pooler.url(database), options="-c statement_timeout=7s")


@one
def test_a_cancel_reaches_the_query(connect: Connect) -> None:
    client, ended = connect(), threading.Event()

    def cancel() -> None:
        while not ended.wait(0.05):
            client.cancel_safe(timeout=5)

    canceling = threading.Thread(target=cancel)
    canceling.start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        client.execute("SELECT pg_sleep(20)")
    ended.set()
    canceling.join()
