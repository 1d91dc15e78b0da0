"""Conversations that break, one by one, through the whole program: one order each, none lost.

The deadline of a request is a constant of `http/session.py`; here it is shorter than the minute of
production. The behaviors are described in `tests/servers/raw_faults.py`.
"""

import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.cli.project import Project, Ran, home, homes
from tests.servers.planomatic_like import PATHS, PlanomaticLike
from tests.servers.raw_faults import BEHAVIORS, RawFaultServer, misbehaving

APPLY = ("apply", "--bootstrap", "--auto-approve")
READ_ALL = ("plan", "--refresh", "full")
ANSWERED = [name for name, behavior in BEHAVIORS.items() if behavior.answers]
BROKEN = [name for name in BEHAVIORS if name not in ANSWERED]
TOO_LATE = ("the time was over", "no answer in time")
"""Two clocks run for the same deadline, ours and the socket's; either may be the first."""


@pytest.fixture(autouse=True)
def _short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listwright.http.session.TOTAL_SECONDS", 0.4)


@pytest.fixture
def raw(vendor: PlanomaticLike) -> Iterator[RawFaultServer]:
    with misbehaving(vendor) as server:
        yield server
        assert set(server.requests) <= set(PATHS.values())
        assert vendor.oddities == []


@pytest.fixture
def write(project: Project, vendor: PlanomaticLike, raw: RawFaultServer) -> Callable[[str], None]:
    """Writes a project with these homes whose orders go to the raw server."""

    def write(properties: str) -> None:
        project.write(properties, vendor=", settle: 0m")
        project.edit(vendor.endpoint, raw.endpoint)

    return write


@pytest.fixture
def alone(project: Project, write: Callable[[str], None]) -> Project:
    """P-1, to be ordered."""
    write(home("P-1"))
    return project


@pytest.fixture
def ordered(project: Project, write: Callable[[str], None]) -> Project:
    """P-1 and P-2 have open orders."""
    write(homes("P-1", "P-2"))
    project.bootstrap()
    return project


@pytest.fixture
def leaving(ordered: Project, write: Callable[[str], None]) -> Project:
    """P-1 has an open order and is no longer wanted."""
    ordered.json("plan").ends(0, "ok")
    write(homes("P-2"))
    return ordered


def _only_outcome(document: dict[str, Any]) -> dict[str, Any]:
    (outcome,) = document["outcomes"]
    assert outcome["property"] == "P-1"
    found: dict[str, Any] = outcome
    return found


def _assert_unknown(ran: Ran) -> str:
    """The end of an apply whose create is in doubt, the order named; gives the message."""
    outcome = _only_outcome(ran.ends(3, "incomplete"))
    assert outcome["outcome"] == "unknown"
    assert outcome["error"]["code"] in {"create_outcome_unknown", "redirected"}
    assert re.fullmatch(r"lw1-[0-9a-z]{20}-g1", outcome["external_order_id"])
    assert outcome["external_order_id"] in ran.err
    message: str = outcome["error"]["message"]
    return message


def _assert_named_first(project: Project) -> None:
    """Every plan begins with the doubt and the way out of it."""
    first = project.json("plan").ends(0, "ok")["blocked_changes"][0]
    assert (first["need"], first["reason"]) == ("P-1/photos", "create_outcome_unknown")
    assert first["remedy"].startswith("listwright resolve P-1/photos")


def _settle(project: Project, vendor: PlanomaticLike) -> None:
    """Say what a look at the vendor's dashboard shows."""
    said = ["--not-created", "--reason", "looked", "--confirm", "P-1/photos"]
    if vendor.of("P-1"):
        said = ["--created", str(vendor.only("P-1").order_id)]
    project.json("resolve", "P-1/photos", *said).ends(0, "ok")


@pytest.mark.parametrize("name", BROKEN)
def test_a_create_without_an_answer(
    alone: Project, raw: RawFaultServer, write: Callable[[str], None], name: str
) -> None:
    behavior, vendor = BEHAVIORS[name], alone.vendor
    raw.arm(name, "create")
    message = _assert_unknown(alone.json(*APPLY))
    assert any(words in message for words in TOO_LATE) == behavior.hangs, message
    assert raw.requests == ["create"]
    assert len(vendor.of("P-1")) == behavior.commits

    write(homes("P-0", "P-1"))
    _assert_named_first(alone)
    alone.json(*APPLY).ends(0, "ok")
    assert (raw.count("create"), len(vendor.of("P-0"))) == (2, 1), "only the new home is ordered"

    _settle(alone, vendor)
    alone.json(*APPLY).ends(0, "ok")
    assert raw.count("create") == 2 + (not behavior.commits)
    assert len(vendor.of("P-1")) == len(vendor.of("P-0")) == 1
    ended = alone.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert ended["blocked_changes"] == []
    assert ended["summary"]["needs"]["in_progress"] == 2


def test_a_doubt_is_told_before_anything_else(
    alone: Project, raw: RawFaultServer, write: Callable[[str], None]
) -> None:
    raw.arm("half_status_line", "create")
    told = alone.run(*APPLY)
    assert told.code == 3
    assert "listwright resolve P-1/photos" in told.out
    write(homes("P-0", "P-1"))
    told = alone.run("plan")
    assert told.out.index("listwright resolve P-1/photos") < told.out.index("P-0")


@pytest.mark.parametrize("name", ANSWERED)
def test_an_odd_answer_is_an_answer(alone: Project, raw: RawFaultServer, name: str) -> None:
    raw.arm(name, "create")
    outcome = _only_outcome(alone.json(*APPLY).ends(0, "ok"))
    assert outcome["order_id"] == str(alone.vendor.only("P-1").order_id)
    assert raw.count("create") == 1


def test_a_create_whose_connection_is_reset_at_once(alone: Project, raw: RawFaultServer) -> None:
    """Either the program saw that nothing had left, and asked again, or it is in doubt."""
    raw.reset_on_accept(after=0)
    ran = alone.json(*APPLY)
    if ran.code != 0:
        _assert_unknown(ran)
        assert raw.requests == []
        _settle(alone, alone.vendor)
        alone.json(*APPLY).ends(0, "ok")
    assert raw.count("create") == 1
    assert len(alone.vendor.of("P-1")) == 1


def test_a_create_that_finds_nobody_at_first(
    alone: Project, raw: RawFaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has left, so the same attempt is sent: no doubt, no second name."""
    connect = socket.create_connection
    refused: list[object] = []

    def refuse_once(*arguments: Any, **more: Any) -> socket.socket:
        if not refused:
            refused.append(arguments)
            raise ConnectionRefusedError
        return connect(*arguments, **more)

    monkeypatch.setattr(socket, "create_connection", refuse_once)
    outcome = _only_outcome(alone.json(*APPLY).ends(0, "ok"))
    assert refused
    assert outcome["external_order_id"] == alone.vendor.only("P-1").name
    assert outcome["external_order_id"].endswith("-g1")
    assert raw.requests == ["create"]


def _assert_unread(project: Project, raw: RawFaultServer) -> None:
    """One order could not be read: it is named, nothing is done, and the next plan reads it."""
    asked = len(raw.requests)
    plan = project.json(*READ_ALL, "--detailed-exitcode").ends(0, "ok")
    (warning,) = plan["warnings"]
    assert warning["code"] in {"LW3010", "LW3014"}
    assert "Order 700001 of P-1" in warning["detail"]
    assert plan["summary"]["needs"]["in_progress"] == 2
    assert set(raw.requests[asked:]) == {"retrieve"}
    assert len(raw.requests[asked:]) <= 2, "nothing is read again behind the user's back"
    assert project.json(*READ_ALL).ends(0, "ok")["warnings"] == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_read_without_an_answer(ordered: Project, raw: RawFaultServer, name: str) -> None:
    raw.arm(name, "retrieve")
    _assert_unread(ordered, raw)


def test_an_order_that_cannot_be_read_is_not_placed_again(
    ordered: Project, raw: RawFaultServer
) -> None:
    raw.arm("page_instead", "retrieve")
    assert ordered.json(*APPLY, "--refresh", "full").ends(0, "ok")["outcomes"] == []
    assert raw.count("create") == 2


def test_a_read_whose_connection_is_reset_at_once(ordered: Project, raw: RawFaultServer) -> None:
    raw.reset_on_accept(after=0)
    _assert_unread(ordered, raw)


@pytest.mark.parametrize("name", ANSWERED)
def test_an_odd_reading_is_a_reading(ordered: Project, raw: RawFaultServer, name: str) -> None:
    raw.arm(name, "retrieve")
    assert ordered.json(*READ_ALL).ends(0, "ok")["warnings"] == []


def _cancel(project: Project) -> Ran:
    """The order is read, cancelled, and read again to see whether it is."""
    return project.json("apply", "--auto-approve", "--refresh", "none")


@pytest.mark.parametrize("name", BEHAVIORS)
def test_a_cancel_without_an_answer(leaving: Project, raw: RawFaultServer, name: str) -> None:
    order = leaving.vendor.only("P-1")
    raw.arm(name, "cancel")
    ran = _cancel(leaving)
    assert raw.count("cancel") == 1
    if BEHAVIORS[name].commits:
        assert _only_outcome(ran.ends(0, "ok"))["outcome"] == "done"
    else:
        _assert_cancel_in_doubt(ran, str(order.order_id))
        assert order.is_live
        assert _only_outcome(_cancel(leaving).ends(0, "ok"))["outcome"] == "done"
    assert not order.is_live
    _cancel(leaving).ends(0, "ok")
    assert raw.count("cancel") == 2 - BEHAVIORS[name].commits
    assert (raw.count("create"), len(leaving.vendor.orders)) == (2, 2)


def _assert_cancel_in_doubt(ran: Ran, order_id: str) -> None:
    outcome = _only_outcome(ran.ends(3, "incomplete"))
    assert (outcome["outcome"], outcome["order_id"]) == ("unknown", order_id)
    assert outcome["error"]["code"] == "cancel_outcome_unknown"
    assert order_id in ran.err


def test_a_cancel_whose_connection_is_reset_at_once(leaving: Project, raw: RawFaultServer) -> None:
    """As with a create: not sent (and nothing else was), or in doubt."""
    order = leaving.vendor.only("P-1")
    raw.reset_on_accept(after=1)
    ran = _cancel(leaving)
    assert raw.count("cancel") == 0
    if ran.code == 1:
        assert ran.ends(1, "vendor")["outcomes"] == []
    else:
        _assert_cancel_in_doubt(ran, str(order.order_id))
    assert order.is_live
    assert _only_outcome(_cancel(leaving).ends(0, "ok"))["outcome"] == "done"
    assert raw.count("cancel") == 1
    assert not order.is_live


def test_nobody_there_to_cancel(leaving: Project, raw: RawFaultServer) -> None:
    """The order cannot even be read, so no cancel is sent and nothing is in doubt."""
    raw.stop()
    document = _cancel(leaving).ends(1, "vendor")
    assert document["outcomes"] == []
    assert raw.count("cancel") == 0
    assert leaving.json("plan", "--refresh", "none").ends(0, "ok")["blocked_changes"] == []
