"""Every way a connection can fail, over real sockets: what each comes to."""

import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.vendor import faults
from tests.contract.vendor.faults import Behaviour, serving

from listwright.http.answers import Answered, NotSent, Unanswered
from listwright.http.session import HttpSession

CANARY = "k3y-CANARY-77"
BODY = {"api_key": CANARY, "order_id": "1"}


@pytest.fixture
def post() -> Callable[..., object]:
    def send(endpoint: str, *, total: float = 5.0) -> object:
        session = HttpSession(endpoint, total=total)
        try:
            return session.post("/create", BODY)
        finally:
            session.close()

    return send


def test_nothing_listening_is_not_sent(post: Callable[..., object]) -> None:
    assert post(faults.dead_endpoint()) == NotSent("ConnectError: nothing listens there")


def test_no_tls_on_the_other_side_is_not_sent(post: Callable[..., object]) -> None:
    with serving(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as server:
        exchange = post(f"https://127.0.0.1:{server.port}")
    assert exchange == NotSent("ConnectError: no secure connection could be agreed on")


def test_an_untrusted_certificate_is_not_sent(post: Callable[..., object]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    received: list[bytes] = []

    def behave(peer: object) -> None:
        try:
            with context.wrap_socket(peer, server_side=True) as secure:  # type: ignore[arg-type]
                received.append(secure.recv(100))
        except ssl.SSLError:
            pass

    with serving(behave) as server:
        exchange = post(f"https://localhost:{server.port}")
    assert isinstance(exchange, NotSent)
    assert "certificate is not trusted" in exchange.reason
    assert received == []


@pytest.mark.parametrize(
    ("behaviour", "name"),
    [
        (faults.reset_after_reading, "ReadError"),
        (faults.close_without_answer, "RemoteProtocolError"),
        (faults.half_status_line, "RemoteProtocolError"),
        (faults.raw(b"\x00garbage\r\n\r\n" + CANARY.encode()), "RemoteProtocolError"),
        (faults.raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000), "RemoteProtocolError"),
    ],
)
def test_after_the_request_left_nobody_knows(
    post: Callable[..., object], behaviour: Behaviour, name: str
) -> None:
    with serving(behaviour) as server:
        exchange = post(server.endpoint)
        assert server.connections == 1, "a create is sent once"
    assert isinstance(exchange, Unanswered)
    # Windows of time: a reset may be seen as a broken read or as an early end.
    assert exchange.reason.split(":")[0] in {name, "ReadError", "RemoteProtocolError"}
    assert CANARY not in repr(exchange)


def test_a_reset_on_accept_is_one_or_the_other(post: Callable[..., object]) -> None:
    """It can arrive before the first byte is written, or after; both classes are then true."""
    with serving(faults.reset_on_accept) as server:
        assert isinstance(post(server.endpoint), NotSent | Unanswered)


@pytest.mark.parametrize("behaviour", [faults.hang, faults.trickle_headers])
def test_the_deadline_is_total_before_an_answer(
    post: Callable[..., object], behaviour: Behaviour
) -> None:
    started = time.monotonic()
    with serving(behaviour) as server:
        exchange = post(server.endpoint, total=0.6)
    assert isinstance(exchange, Unanswered)
    assert exchange.reason in {"the time was over", "ReadTimeout: no answer in time"}
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("behaviour", [faults.trickle_body, faults.trickle_endless_body])
def test_the_deadline_is_total_within_a_body(
    post: Callable[..., object], behaviour: Behaviour
) -> None:
    started = time.monotonic()
    with serving(behaviour) as server:
        exchange = post(server.endpoint, total=0.6)
    assert isinstance(exchange, Answered)
    assert exchange.status == 201
    assert exchange.unreadable == "the body is cut short: the time was over"
    assert exchange.document is None
    assert time.monotonic() - started < 3


def test_a_cut_body_keeps_its_status(post: Callable[..., object]) -> None:
    with serving(faults.cut_body) as server:
        exchange = post(server.endpoint)
    assert isinstance(exchange, Answered)
    assert exchange.status == 201
    assert exchange.unreadable.startswith("the body is cut short: RemoteProtocolError")


@pytest.mark.parametrize("behaviour", [faults.gzip_bomb, faults.stream_a_gigabyte])
def test_bodies_are_bounded(post: Callable[..., object], behaviour: Behaviour) -> None:
    with serving(behaviour) as server:
        exchange = post(server.endpoint)
    assert isinstance(exchange, Answered)
    assert exchange.unreadable == "the body is larger than 5 MiB"


def test_a_page_is_an_answer_without_json(post: Callable[..., object]) -> None:
    with serving(faults.html_page) as server:
        exchange = post(server.endpoint)
    assert exchange == Answered(
        status=200,
        headers={"content-type": "text/html"},
        unreadable="the body is not JSON",
        text="<html>Welcome</html>",
    )


def test_redirects_are_not_followed(post: Callable[..., object]) -> None:
    with serving(faults.says(200, {})) as target:
        where = f"Location: {target.endpoint}/create"
        with serving(faults.says(307, {}, where)) as server:
            exchange = post(server.endpoint)
        assert target.connections == 0
    assert isinstance(exchange, Answered)
    assert exchange.status == 307


def test_every_post_opens_its_own_connection_and_returns_no_cookies() -> None:
    requests: list[bytes] = []

    def behave(peer: object) -> None:
        requests.append(faults.read_request(peer))  # type: ignore[arg-type]
        peer.sendall(faults.answer_bytes(200, b"{}", "Set-Cookie: a=b"))  # type: ignore[attr-defined]

    with serving(behave) as server:
        session = HttpSession(f"{server.endpoint}/base/")
        session.post("/create", BODY)
        session.post("create", BODY)
        session.close()
        assert server.connections == 2
    for request in requests:
        head = request.partition(b"\r\n\r\n")[0].lower()
        assert head.startswith(b"post /base/create http/1.1")
        assert b"connection: close" in head
        assert b"accept-encoding: identity" in head
        assert b"cookie" not in head
        assert CANARY.encode().lower() not in head
