"""The server of these tests: durable as the real one, and gone with whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support.postgres import ADMIN, Server, needed_server

STARTS = """
import sys
from tests.support.postgres import running_server
with running_server() as server:
    print(server.folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A server of these tests' own: one with many databases takes its time to start again."""
    with needed_server() as server:
        yield server


def test_it_keeps_what_it_acknowledges(postgres: Server) -> None:
    with psycopg.connect(postgres.url(ADMIN)) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"SHOW {name}".encode()).fetchone() == ("on",)


def test_it_comes_back_with_its_databases(postgres: Server) -> None:
    address = postgres.url(postgres.new_database())
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    postgres.stop(gently=False)
    assert not postgres.is_up
    postgres.start()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_it_is_gone_when_who_started_it_is_killed() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        text=True,
    )
    assert starter.stdin is not None
    assert starter.stdout is not None
    folder = Path(starter.stdout.readline().strip())
    assert (folder / "cluster" / "postmaster.pid").exists()
    starter.send_signal(signal.SIGKILL)
    starter.wait(10)
    starter.stdin.close()
    starter.stdout.close()
    deadline = time.monotonic() + 20
    while folder.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
