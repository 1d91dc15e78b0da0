"""From the sandbox's orders to the ledger's mailbox, through two processes that share no code."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen

import pytest
from tests.cli.project import Project, finish, homes

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_ledger
from listwright.model.event import VendorEvent

TOKEN = "tok-0123456789abcdefghijklmn"
HOOK = {"HOOK": TOKEN}
LIFE = ["order.processed", "appointment.scheduled"]


@pytest.fixture
def told(project: Project) -> Project:
    """Two homes, webhooks on."""
    project.write(homes("P-1", "P-2"), more="webhooks: {token: {env: HOOK}}\n")
    return project


@contextmanager
def running(project: Project, *words: str) -> Iterator[tuple[str, "Popen[str]"]]:
    """A process that serves, and its address."""
    process = project.spawn(*words, "--port", "0", **HOOK)
    assert process.stderr is not None
    first = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", first)
    assert found is not None, first + process.stderr.read()
    try:
        yield found[0], process
    finally:
        process.send_signal(signal.SIGTERM)
        finish(process, 20)


def mailbox(project: Project) -> list[VendorEvent]:
    with open_ledger(
        project.ledger, lineage="t/default", run="r", actor="ana", clock=SystemClock()
    ) as ledger:
        return [waiting.event for waiting in ledger.mailbox().waiting]


def test_what_the_sandbox_tells_is_kept_once_and_what_it_lost_is_made_up(told: Project) -> None:
    with running(told, "listen") as (receiver, _):
        target = f"planomatic={receiver}/planomatic/{TOKEN}"
        with running(told, "sandbox", "serve", "--webhook-url", target) as (vendor, _):
            told.edit(told.vendor.endpoint, vendor)
            ran = told.json("apply", "--bootstrap", "--auto-approve", **HOOK)
            assert ran.ends(0, "ok")["summary"]["done"] == 2
            # Of four events the first is lost, the second comes twice, the third is no JSON.
            for fault in ("webhook-lost", "webhook-twice", "webhook-garbled"):
                assert told.run("sandbox", "fault", fault).code == 0
            moved = told.run("sandbox", "advance", "7h").out
            assert "Webhooks: 4 sent, 0 waiting, 0 given up." in moved
    heard = mailbox(told)
    assert [(event.event, event.property) for event in heard] == [
        ("order.processed", "P-2"),
        ("", None),
        ("appointment.scheduled", "P-2"),
    ]
    assert heard[1].note
    exported = str(told.root / "told.jsonl")
    assert told.run("sandbox", "webhooks", "--export", exported).code == 0
    assert told.run("ledger", "ingest", exported, **HOOK).code == 0
    made_up = mailbox(told)[len(heard) :]
    assert [(event.event, event.property) for event in made_up] == [
        ("order.processed", "P-1"),
        ("appointment.scheduled", "P-1"),
    ]
    names = {event.property: event.order_key for event in (*heard, *made_up) if event.property}
    assert len(set(names.values())) == 2
    assert all(name and name.startswith("lw1-") for name in names.values())


def test_a_receiver_that_is_away_for_a_while_hears_all_in_order(told: Project) -> None:
    with running(told, "sandbox", "serve") as (vendor, _):
        told.edit(told.vendor.endpoint, vendor)
        with running(told, "listen") as (receiver, _):
            target = f"planomatic={receiver}/planomatic/{TOKEN}"
        assert told.run("sandbox", "webhooks", "--webhook-url", target).code == 0
        told.json("apply", "--bootstrap", "--auto-approve", **HOOK).ends(0, "ok")
        away = told.run("sandbox", "advance", "7h").out
        assert "Webhooks: 0 sent, 4 waiting, 0 given up." in away
        with running(told, "listen") as (receiver, _):
            # Another port, and so another address: the jobs that wait go there.
            target = f"planomatic={receiver}/planomatic/{TOKEN}"
            assert told.run("sandbox", "webhooks", "--webhook-url", target).code == 0
            assert "Webhooks: 4 sent" in told.run("sandbox", "advance", "6m").out
    assert [event.event for event in mailbox(told)] == [LIFE[0]] * 2 + [LIFE[1]] * 2


def test_a_plan_reads_what_was_told_and_the_next_one_nothing(told: Project) -> None:
    with running(told, "listen") as (receiver, _):
        target = f"planomatic={receiver}/planomatic/{TOKEN}"
        with running(told, "sandbox", "serve", "--webhook-url", target) as (vendor, _):
            told.edit(told.vendor.endpoint, vendor)
            told.json("apply", "--bootstrap", "--auto-approve", **HOOK).ends(0, "ok")
            assert told.run("sandbox", "advance", "7h").code == 0
            reads = told.json("plan", **HOOK).ends(0, "ok")["reads"]
            assert (reads["used"], reads["waiting"], reads["told"]) == (2, 0, 0)
            assert mailbox(told) == []
            listed = told.json("ledger", "list", **HOOK).doc["orders"]
            assert {order["status"] for order in listed} == {"scheduled"}
            reads = told.json("plan", **HOOK).ends(0, "ok")["reads"]
            assert (reads["used"], reads["waiting"], reads["told"]) == (0, 0, 2)
