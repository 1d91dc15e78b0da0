"""What breaks on our side after a request left: the exit code, the ids, and what is still told."""

import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

from listwright.cli import apply as apply_command
from listwright.cli import driving
from listwright.cli.progress import LineProgress
from listwright.cli.session import Session
from listwright.ledger.sqlite import SqliteLedger

APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def two(project: Project) -> Project:
    project.write(homes("P-1", "P-2"))
    return project


def _outcomes(document: dict[str, Any]) -> dict[str, str]:
    return {item["property"]: item["outcome"] for item in document["outcomes"]}


def _raises(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


def _refuse(project: Project, table: str, condition: str = "1") -> None:
    """Let the ledger refuse every new row like that."""
    project.json("plan").ends(0, "ok")
    with closing(sqlite3.connect(project.ledger)) as sql:
        sql.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN {condition} "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )


def test_a_row_the_ledger_refuses_after_an_order_was_placed(
    two: Project, vendor: PlanomaticLike
) -> None:
    _refuse(two, "orders", "NEW.property = 'p-2'")
    ran = two.json(*APPLY)
    document = ran.ends(3, "incomplete")
    assert vendor.live() == {"P-1": 1, "P-2": 1}
    new_id = str(vendor.only("P-2").order_id)
    assert "NOT IN THE LEDGER" in ran.err
    assert new_id in ran.err
    assert _outcomes(document) == {"P-1": "done", "P-2": "unknown"}
    assert document["outcomes"][1]["order_id"] == new_id
    assert document["stopped"] == "internal"
    assert "refused a change" in document["errors"][0]["summary"]


def test_the_first_row_the_ledger_refuses(project: Project, vendor: PlanomaticLike) -> None:
    _refuse(project, "orders")
    ran = project.run(*APPLY)
    assert ran.code == 3
    new_id = str(vendor.only("P-1").order_id)
    assert new_id in ran.err
    assert new_id in ran.out
    assert "refused a change" in ran.err


def test_a_row_the_ledger_refuses_before_anything_was_sent(
    project: Project, vendor: PlanomaticLike
) -> None:
    _refuse(project, "intent")
    project.json(*APPLY).ends(1, "internal")
    assert vendor.calls == []


def test_a_ledger_that_does_not_close(
    two: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SqliteLedger, "close", _raises(OSError("no")))
    monkeypatch.setattr("tests.cli.project.Ran.__post_init__", lambda _: None)
    document = two.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "done", "P-2": "done"}
    assert document["errors"]


def test_a_report_that_cannot_be_made(
    two: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("listwright.render.text.apply.render_apply", _raises(KeyError("no")))
    monkeypatch.setattr("listwright.planfile.apply_document", _raises(KeyError("no")))
    monkeypatch.setattr("tests.cli.project.Ran.__post_init__", lambda _: None)
    assert two.run(*APPLY).code == 3
    assert vendor.live() == {"P-1": 1, "P-2": 1}
    two.write(homes("P-1", "P-2", "P-3"))
    two.json(*APPLY).ends(3, "incomplete")
    assert vendor.live()["P-3"] == 1


@pytest.mark.parametrize("step", ["start", "advance", "finish"])
def test_progress_that_cannot_be_shown(
    two: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(LineProgress, step, _raises(BrokenPipeError()))
    document = two.json(*APPLY).ends(0, "ok")
    assert _outcomes(document) == {"P-1": "done", "P-2": "done"}


@pytest.mark.parametrize("error", [BrokenPipeError(), ValueError("closed file")])
def test_an_id_that_cannot_be_printed(
    two: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(driving._Lines, "announce", _raises(error))
    document = two.json(*APPLY).ends(0, "ok")
    assert _outcomes(document) == {"P-1": "done", "P-2": "done"}


@pytest.mark.parametrize("error", [OSError(5, "no terminal"), ValueError("closed file")])
def test_nothing_can_be_written_to_stderr(
    two: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def echo(text: str, *, nl: bool = True, err: bool = False) -> None:
        if err:
            raise error
        sys.stdout.write(text + ("\n" if nl else ""))

    monkeypatch.setattr("listwright.cli.printing.click.echo", echo)
    document = two.json(*APPLY).ends(0, "ok")
    assert _outcomes(document) == {"P-1": "done", "P-2": "done"}


@pytest.mark.slow
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", ">&-", ">/dev/full"])
def test_streams_that_are_closed_or_full(
    two: Project, vendor: PlanomaticLike, redirection: str
) -> None:
    ran = two.shell(f"apply --bootstrap --auto-approve --json {redirection}")
    assert vendor.live() == {"P-1": 1, "P-2": 1}
    assert ran.code == (3 if redirection == ">/dev/full" else 0)
    assert two.json("plan").ends(0, "ok")["summary"]["needs"]["in_progress"] == 2


@pytest.mark.parametrize(
    "option",
    [
        ("--target", "P-1"),
        ("--exclude", "P-2"),
        ("--select", "city=Denver"),
        ("--only", "create"),
        ("--replace", "P-1"),
    ],
)
def test_a_plan_file_carries_its_own_scope(
    two: Project, vendor: PlanomaticLike, option: tuple[str, str]
) -> None:
    two.json("plan", "-o", "plan.json").ends(0, "ok")
    document = two.json("apply", "plan.json", "--bootstrap", *option).ends(1, "usage")
    assert option[0] in document["errors"][0]["summary"]
    assert vendor.calls == []
    assert two.json("apply", "plan.json", "--bootstrap").ends(0, "ok")["summary"]["done"] == 2


def test_expired_while_somebody_thought(
    project: Project, vendor: PlanomaticLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC) + timedelta(days=400)

    def think(_question: str, **_: object) -> str:
        monkeypatch.setattr("listwright.compose.clock.SystemClock.now", lambda _: later)
        return "yes"

    monkeypatch.setattr(apply_command, "ask", think)
    monkeypatch.setattr(Session, "may_ask", True)
    project.json("apply", "--bootstrap").ends(4, "expired")
    assert vendor.calls == []


@pytest.mark.slow
def test_hung_up(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    hold = vendor.fault("hold_after", property="P-1")
    process = project.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGHUP)
    hold.release.set()
    document = finish(process).ends(129, "interrupted")
    assert _outcomes(document) == {"P-1": "done", "P-2": "skipped", "P-3": "skipped"}


@pytest.mark.slow
def test_hung_up_under_nohup(two: Project, vendor: PlanomaticLike) -> None:
    hold = vendor.fault("hold_after", property="P-1")
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = two.spawn(*APPLY, "--json")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGHUP)
    hold.release.set()
    finish(process).ends(0, "ok")


@pytest.mark.slow
def test_interrupted_when_nobody_reads_stderr(two: Project, vendor: PlanomaticLike) -> None:
    hold = vendor.fault("hold_after", property="P-1")
    process = two.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    assert process.stderr is not None
    process.stderr.close()
    process.send_signal(signal.SIGTERM)
    hold.release.set()
    assert process.stdout is not None
    process.stdout.read()
    assert process.wait(20) == 143
    assert vendor.live() == {"P-1": 1}
