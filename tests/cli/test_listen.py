"""`listen` as a process, over a real ledger: its words, its end, and what it does when killed."""

import http.client
import signal
import socket
import sqlite3
import threading
from contextlib import closing, suppress

import pytest
from tests.cli.project import Project
from tests.support.listening import TOKEN, WEBHOOKS, listening


def stored(project: Project) -> list[str]:
    with closing(sqlite3.connect(project.ledger)) as ledger:
        return [row[0] for row in ledger.execute("SELECT order_id FROM inbox ORDER BY id")]


@pytest.fixture
def told(project: Project) -> Project:
    """The project, with webhooks."""
    project.write(more=WEBHOOKS)
    return project


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_listens_keeps_and_ends_well(told: Project, number: signal.Signals) -> None:
    with listening(told) as running:
        assert running.send(1) == 200
        assert running.send(2, token="wrong") == 404
        assert running.send(3, label="nobody") == 404
        assert running.end(number) == 0
    said = "".join(running.said)
    assert stored(told) == ["1"]
    assert f"planomatic: http://127.0.0.1:{running.port}/planomatic/<token>" in said
    assert "order.processed" in said
    assert "version 3" in said
    assert "of order 1" in said
    assert "Stopped; everything that was acknowledged is in the ledger." in said
    assert TOKEN not in said
    assert "Traceback" not in said


def test_a_repeated_delivery_is_kept_once_and_order_is_kept(told: Project) -> None:
    with listening(told, "-q") as running:
        assert [running.send(number) for number in (3, 1, 3, 2, 1)] == [200] * 5
        assert running.end(signal.SIGTERM) == 0
    assert stored(told) == ["3", "1", "2"]
    assert "of order" not in "".join(running.said)


def test_a_ledger_that_is_locked_for_a_while_delays_and_loses_nothing(told: Project) -> None:
    with listening(told) as running:
        assert running.send(1) == 200
        held = sqlite3.connect(told.ledger, isolation_level=None)
        with closing(held):
            held.execute("BEGIN IMMEDIATE")
            statuses: list[int] = []
            waiting = threading.Thread(target=lambda: statuses.append(running.send(2)))
            waiting.start()
            waiting.join(1)
            assert statuses == []
            held.execute("COMMIT")
            waiting.join(20)
        assert statuses == [200]
    assert stored(told) == ["1", "2"]


def test_kill_9_loses_nothing_that_was_acknowledged(told: Project) -> None:
    acknowledged: list[int] = []
    with listening(told, "-q") as running:

        def send(first: int) -> None:
            with suppress(OSError, http.client.HTTPException):
                for number in range(first, 100_000, 8):
                    acknowledged.extend([number] if running.send(number) == 200 else [])

        callers = [threading.Thread(target=send, args=(first,)) for first in range(1, 9)]
        for caller in callers:
            caller.start()
        while len(acknowledged) < 200:
            assert running.process.poll() is None
        running.process.kill()
        for caller in callers:
            caller.join(30)
    kept = {int(number) for number in stored(told)}
    assert len(acknowledged) >= 200
    assert set(acknowledged) <= kept
    with listening(told) as again:
        assert again.send(200_000) == 200
    assert "200000" in stored(told)


def test_without_a_token_it_does_not_start_and_says_what_to_write(project: Project) -> None:
    ran = project.run("listen")
    assert ran.code == 1
    assert "LW1381" in ran.err
    assert "webhooks: {token: {env: LISTWRIGHT_WEBHOOK_TOKEN}}" in ran.err
    assert "token_urlsafe" in ran.err


@pytest.mark.parametrize(("token", "code"), [("", "LW1602"), ("short", "LW1609")])
def test_a_token_that_is_none_is_refused(told: Project, token: str, code: str) -> None:
    ran = told.run("listen", "--json", HOOK=token)
    assert (ran.code, ran.doc["exit_reason"]) == (1, "secret")
    (error,) = ran.doc["errors"]
    assert (error["code"], error["file"]) == (code, "listwright.yaml")
    assert "short" not in ran.out.replace("too short", "")


def test_a_port_in_use_is_said_so(told: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = told.run("listen", "--port", port, HOOK=TOKEN)
    assert ran.code == 1
    assert f"cannot listen on port {port}" in ran.err
    assert "--port" in ran.err


def test_an_address_that_is_none_is_said_so(told: Project) -> None:
    ran = told.run("listen", "--host", "no.such.host.invalid", HOOK=TOKEN)
    assert ran.code == 1
    assert "--host" in ran.err


def test_it_writes_so_it_refuses_to_only_read(told: Project) -> None:
    ran = told.run("listen", "--read-only", "--json", HOOK=TOKEN)
    assert (ran.code, ran.doc["exit_reason"]) == (4, "read_only")


def test_an_address_others_reach_comes_with_a_warning(told: Project) -> None:
    with listening(told, "--host", "0.0.0.0") as running:
        assert running.send(1) == 200
        assert running.end(signal.SIGTERM) == 0
    assert "proxy with TLS" in "".join(running.said)


EVENTS = """\
{"order_id": 1, "event": "order.processed", "order_status": "ordered"}
{"order_id": 2, "event": "order.processed", "order_status": "ordered"
{"order_id": 3, "event": "order.processed", "order_status": "ordered"}
"""


def test_ingest_takes_the_same_events_once(told: Project) -> None:
    (told.root / "events.jsonl").write_text(EVENTS)
    with listening(told) as running:
        assert running.send(3) == 200
    ran = told.run("ledger", "ingest", "events.jsonl", "--json")
    assert ran.code == 0
    assert ran.doc["ingested"] == {
        "file": "events.jsonl",
        "new": 1,
        "known": 1,
        "unread": [{"line": 2, "why": "the body is not JSON"}],
    }
    (warning,) = ran.doc["warnings"]
    assert (warning["code"], warning["file"], warning["line"]) == ("LW5018", "events.jsonl", 2)
    assert stored(told) == ["3", "1"]
    again = told.run("ledger", "ingest", "events.jsonl", "--vendor", "planomatic")
    assert again.code == 0
    assert "Took 0 new events" in again.out
    assert stored(told) == ["3", "1"]


def test_ingest_of_nothing_that_can_be_read_is_an_error(project: Project) -> None:
    (project.root / "notes.txt").write_text("order 5 was delivered\n")
    ran = project.run("ledger", "ingest", "notes.txt", "--json")
    assert (ran.code, ran.doc["exit_reason"]) == (1, "usage")
    assert ran.doc["errors"][0]["code"] == "LW5018"
    assert ran.doc["ingested"]["new"] == 0


@pytest.mark.parametrize("arguments", [["nofile"], ["notes.txt", "--vendor", "other"], ["."]])
def test_ingest_says_what_is_wrong_with_its_arguments(
    project: Project, arguments: list[str]
) -> None:
    (project.root / "notes.txt").write_text("{}")
    ran = project.run("ledger", "ingest", *arguments)
    assert ran.code == 1
    assert "LW5001" in ran.err
