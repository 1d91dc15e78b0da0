"""The receiver over loopback: who is let in, what is taken, and when 200 is said."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.webhook.serving import (
    JSON_TYPE,
    NEXT_TOKEN,
    NOW,
    TOKEN,
    LostClock,
    Running,
    ledger_is_down,
    receiving,
)

from listwright.webhook.bodies import MOST_BYTES
from listwright.webhook.connection import MOST_CONNECTIONS

ORDER = {
    "order_id": "654321",
    "external_property_id": "DEN-00412",
    "event": "order.delivered",
    "order_status": "completed",
    "property_access": {"access_code": "code-7193"},
}
BEARER = JSON_TYPE | {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def running() -> Iterator[Running]:
    with receiving() as made:
        yield made


@pytest.fixture(scope="module")
def lasting() -> Iterator[Running]:
    with receiving() as made:
        yield made


def test_an_event_is_kept_and_acknowledged_with_an_empty_200(running: Running) -> None:
    answer = running.send(ORDER)
    assert (answer.status, answer.body) == (200, b"")
    (event,) = running.shelf.events
    assert (event.account, event.order_id, event.received_at) == (
        "planomatic/x/planomatic",
        "654321",
        NOW,
    )
    assert running.lines == ["planomatic: order.delivered of order 654321 (DEN-00412)"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/planomatic/{TOKEN}", JSON_TYPE),
        (f"/planomatic/{NEXT_TOKEN}", JSON_TYPE),
        (f"/planomatic?token={TOKEN}", JSON_TYPE),
        (f"/planomatic?a=b&token={NEXT_TOKEN}", JSON_TYPE),
        ("/planomatic", BEARER),
        ("/ahd", BEARER | {"authorization": f"bearer {NEXT_TOKEN}"}),
        (f"/planomatic/{TOKEN}", {"content-type": "application/json; charset=utf-8"}),
        (f"/planomatic/{TOKEN}", {"content-type": "Application/JSON;charset=latin-1"}),
        (f"/planomatic/{TOKEN}", {"content-type": "application/vnd.plano+json"}),
        (f"/planomatic/{TOKEN}", JSON_TYPE | {"content-encoding": "identity"}),
    ],
)
def test_ways_in(running: Running, path: str, headers: dict[str, str]) -> None:
    assert running.ask(path, ORDER, headers=headers).status == 200
    assert len(running.shelf.events) == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/planomatic/wrong", JSON_TYPE),
        ("/planomatic/", JSON_TYPE),
        ("/planomatic", JSON_TYPE),
        (f"/planomatic/{TOKEN}x", JSON_TYPE),
        (f"/planomatic/{TOKEN[:-1]}", JSON_TYPE),
        (f"/planomatic/{TOKEN.upper()}", JSON_TYPE),
        (f"/planomatic/{TOKEN}/more", JSON_TYPE),
        (f"/nobody/{TOKEN}", JSON_TYPE),
        ("/nobody/wrong", JSON_TYPE),
        ("/planomatic?token=", JSON_TYPE),
        ("/planomatic?token=%00%ff", JSON_TYPE),
        ("/planomatic/%ed%a0%80", JSON_TYPE),
        ("/planomatic", JSON_TYPE | {"authorization": f"Basic {TOKEN}"}),
        (f"/planomatic/wrong?token={TOKEN}", JSON_TYPE),
        ("/planomatic/wrong", {"content-type": "text/plain"}),
        ("/", JSON_TYPE),
        ("/openapi.json", JSON_TYPE),
    ],
)
def test_strangers_all_get_the_same_answer(
    running: Running, path: str, headers: dict[str, str]
) -> None:
    answer = running.ask(path, ORDER, headers=headers)
    wrong = running.ask("/planomatic/not-it", ORDER)
    assert (answer.status, answer.body) == (404, b"")
    assert answer.headers.keys() == wrong.headers.keys()
    assert running.shelf.events == []
    assert not any(TOKEN in line for line in running.lines)


def test_strangers_cannot_fill_the_log(running: Running) -> None:
    for number in range(20):
        assert running.ask(f"/planomatic/{number}", ORDER).status == 404
    assert running.lines == ["answered 404 to a request with a wrong token or an unknown name"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_only_post_brings_events(running: Running, method: str) -> None:
    answer = running.ask(f"/planomatic/{TOKEN}", b"", method=method)
    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": ""},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/jsonp"},
        JSON_TYPE | {"content-encoding": "gzip"},
        JSON_TYPE | {"content-encoding": "br, gzip"},
    ],
)
def test_other_types_and_packed_bodies_are_refused(
    running: Running, headers: dict[str, str]
) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert running.send(bomb, headers=headers).status == 415
    assert running.shelf.events == []


POISON = [b"", b"{", b"[1]", b"\xff\xfe", b'{"a":1,"a":2}', b"NaN", b"[" * 100_000, b"null"]


@pytest.mark.parametrize("body", POISON)
def test_poison_is_kept_and_acknowledged_so_that_it_holds_nothing_up(
    running: Running, body: bytes
) -> None:
    assert running.send(body).status == 200
    (event,) = running.shelf.events
    assert (event.event, bool(event.note)) == ("", True)
    assert "not understood" in running.lines[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=500)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*ORDER, "data", "order"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_no_body_is_ever_answered_with_an_error(lasting: Running, body: object) -> None:
    assert lasting.send(body).status == 200


def test_a_body_of_the_most_bytes_is_taken_and_one_more_is_not(running: Running) -> None:
    frame = b'{"order_id": 5, "event": "x", "pad": "%s"}'
    fill = b"x" * (MOST_BYTES - len(frame) + 2)
    assert running.send(frame % fill).status == 200
    assert running.send(frame % (fill + b"x")).status == 413
    assert len(running.shelf.events) == 1


def head(*lines: str, path: str = f"/planomatic/{TOKEN}") -> bytes:
    named = ("Host: x", "Content-Type: application/json", *lines)
    return "\r\n".join((f"POST {path} HTTP/1.1", *named, "", "")).encode()


def first_line(line: socket.socket) -> bytes:
    got = b""
    while b"\r\n" not in got:
        part = line.recv(4096)
        if not part:
            break
        got += part
    return got.partition(b"\r\n")[0]


def is_cut(line: socket.socket) -> bool:
    try:
        return line.recv(10) == b""
    except ConnectionResetError:
        return True


def test_a_body_that_says_it_is_large_is_refused_before_it_comes(running: Running) -> None:
    with running.connect() as line:
        line.sendall(head("Content-Length: 50000000", "Expect: 100-continue"))
        assert b" 413 " in first_line(line)
    with running.connect() as line:
        line.sendall(head(f"Content-Length: {'9' * 5000}"))
        assert first_line(line)[:12] in {b"HTTP/1.1 413", b"HTTP/1.1 400"}


def test_a_body_that_does_not_say_how_large_it_is_is_counted(running: Running) -> None:
    with running.connect() as line:
        line.sendall(head("Transfer-Encoding: chunked"))
        for _ in range(17):
            line.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        assert b" 413 " in first_line(line)


def test_a_body_in_small_pieces_is_taken(running: Running) -> None:
    with running.connect() as line:
        body = b'{"order_id": 5, "event": "order.processed"}'
        whole = head(f"Content-Length: {len(body)}") + body
        for start in range(0, len(whole), 7):
            line.sendall(whole[start : start + 7])
            time.sleep(0.001)
        assert b" 200 " in first_line(line)


def test_one_connection_carries_many_events(running: Running) -> None:
    body = b'{"order_id": 5, "event": "order.processed"}'
    with running.connect() as line:
        for _ in range(5):
            line.sendall(head(f"Content-Length: {len(body)}") + body)
            assert b" 200 " in first_line(line)
    assert len(running.shelf.events) == 5


def test_headers_and_bodies_that_do_not_end_are_cut_while_others_are_served(
    running: Running,
) -> None:
    with running.connect() as silent, running.connect() as header, running.connect() as slow:
        header.sendall(b"POST /planomatic/x HTTP/1.1\r\nHost: x\r\n")
        slow.sendall(head("Content-Length: 100") + b'{"order_id"')
        assert running.send(ORDER).status == 200
        assert b" 408 " in first_line(slow)
        for line in (silent, header):
            assert is_cut(line)
    assert len(running.shelf.events) == 1


def test_headers_have_a_size(running: Running) -> None:
    with running.connect() as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 100_000)
        assert first_line(line).startswith(b"HTTP/1.1 4")


def test_a_caller_that_goes_away_is_nobodys_error(running: Running) -> None:
    with running.connect() as line:
        line.sendall(head("Content-Length: 100") + b'{"order_id"')
    assert running.send(ORDER).status == 200
    assert len(running.shelf.events) == 1


def test_there_are_only_so_many_connections(running: Running) -> None:
    lines = [running.connect() for _ in range(MOST_CONNECTIONS)]
    try:
        with running.connect() as late:
            late.settimeout(5)
            assert is_cut(late)
    finally:
        for line in lines:
            line.close()


def test_nothing_is_acknowledged_before_it_is_kept_and_what_waits_is_kept_at_once(
    running: Running,
) -> None:
    running.shelf.free.clear()
    with ThreadPoolExecutor(40) as callers:
        asked = [callers.submit(running.send, ORDER | {"order_id": n}) for n in range(1, 41)]
        time.sleep(0.5)
        assert not any(one.done() for one in asked)
        running.shelf.free.set()
        assert [one.result().status for one in asked] == [200] * 40
    assert sorted(int(one.order_id or 0) for one in running.shelf.events) == list(range(1, 41))
    assert len(running.shelf.batches) < 10


def test_200_callers_at_once(running: Running) -> None:
    with ThreadPoolExecutor(200) as callers:
        asked = [callers.submit(running.send, ORDER | {"order_id": n}) for n in range(1, 201)]
        assert {one.result().status for one in asked} == {200}
    assert len({one.order_id for one in running.shelf.events}) == 200


def test_a_ledger_in_trouble_is_503_until_it_is_well_again(running: Running) -> None:
    running.shelf.trouble = ledger_is_down()
    answer = running.send(ORDER)
    assert (answer.status, answer.body) == (503, b"")
    assert int(answer.headers["retry-after"]) > 0
    assert "The disk is full." in running.lines[0]
    opened = running.shelf.opened
    running.shelf.trouble = None
    assert running.send(ORDER).status == 200
    assert running.shelf.opened == opened + 1


def test_a_calendar_in_trouble_is_503_too() -> None:
    with receiving(LostClock(NOW)) as running:
        assert running.send(ORDER).status == 503
        assert "The calendar is gone." in running.lines[0]


def test_a_ledger_that_is_busy_for_long_is_503_and_what_came_in_may_be_kept(
    running: Running,
) -> None:
    running.shelf.free.clear()
    answer = running.send(ORDER)
    assert answer.status == 503
    assert "not free in time" in running.lines[0]


def test_health_is_whether_the_ledger_can_be_written(running: Running) -> None:
    def health() -> tuple[int, bytes]:
        answer = running.ask("/health", method="GET")
        return answer.status, answer.body

    assert health() == (200, b"")
    running.shelf.trouble = ledger_is_down()
    assert health() == (503, b"")
    running.shelf.trouble = None
    assert health() == (200, b"")
    assert running.shelf.events == []


def test_what_was_taken_in_is_finished_when_the_server_stops(running: Running) -> None:
    running.shelf.free.clear()
    with ThreadPoolExecutor(5) as callers:
        asked = [callers.submit(running.send, ORDER | {"order_id": n}) for n in range(1, 6)]
        time.sleep(0.3)
        running.server.should_exit = True
        threading.Timer(0.5, running.shelf.free.set).start()
        assert [one.result().status for one in asked] == [200] * 5
    assert len(running.shelf.events) == 5
