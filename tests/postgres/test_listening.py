"""The receiver over a ledger on a server: connections come and go, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.cli.project import Project
from tests.servers.planomatic_like import serving
from tests.support.listening import WEBHOOKS, listening
from tests.support.postgres import Server


@pytest.fixture
def project(postgres: Server, database: str, tmp_path: Path) -> Iterator[Project]:
    with serving() as vendor:
        made = Project(root=tmp_path, vendor=vendor)
        made.write(more=WEBHOOKS + "ledger: {url: {env: LEDGER}}\n")
        made.environment["LEDGER"] = postgres.url(database)
        yield made
        made.clean_up()


def stored(postgres: Server, database: str) -> set[int]:
    with psycopg.connect(postgres.url(database)) as sql:
        rows = sql.execute("SELECT order_id FROM listwright.inbox").fetchall()
    return {int(row[0]) for row in rows}


def test_what_was_acknowledged_is_there_whoever_cuts_the_connection(
    project: Project, postgres: Server, database: str
) -> None:
    assert project.run("plan").code == 0
    with listening(project) as running:
        assert running.send(1) == 200
        acknowledged = {1}
        for number in range(2, 12):
            if number % 3 == 0:
                postgres.terminate_backends(database)
            answer = running.send(number)
            assert answer in {200, 503}
            acknowledged |= {number} if answer == 200 else set()
        assert running.send(100) == 200
    assert acknowledged | {100} <= stored(postgres, database)
    assert len(acknowledged) > 5


def test_without_tables_it_does_not_start_and_says_how_they_are_made(project: Project) -> None:
    ran = project.run("listen", "--port", "0", HOOK="tok-0123456789abcdefghijklmn")
    assert ran.code == 1
    assert "LW2032" in ran.err
    assert "listwright refresh" in ran.err
