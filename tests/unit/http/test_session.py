"""The session's policy: proxies, exceptions as values, debug lines, start-up cost."""

import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.contract.vendor import faults

from listwright.http.answers import Answered, NotSent, Unanswered
from listwright.http.deadline import DeadlinePassedError, Watchdog
from listwright.http.session import HttpSession

CANARY = "k3y-CANARY-77"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def mock(handler: Callable[[httpx.Request], httpx.Response]) -> HttpSession:
    return HttpSession(
        "https://vendor.test",
        visible=frozenset({"order_id"}),
        transport=lambda: httpx.MockTransport(handler),
    )


def failing(error: Exception) -> HttpSession:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    return mock(handler)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError(CANARY),
        httpx.ConnectTimeout(CANARY),
        httpx.PoolTimeout(CANARY),
        httpx.UnsupportedProtocol(CANARY),
        httpx.ProxyError(CANARY),
        httpx.InvalidURL(CANARY),
        DeadlinePassedError(),
    ],
)
def test_surely_not_sent(error: Exception) -> None:
    exchange = failing(error).post("/x", {"api_key": CANARY})
    assert isinstance(exchange, NotSent)
    assert exchange.reason.startswith(type(error).__name__)
    assert CANARY not in repr(exchange)


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout(CANARY),
        httpx.ReadError(CANARY),
        httpx.WriteTimeout(CANARY),
        httpx.WriteError(CANARY),
        httpx.CloseError(CANARY),
        httpx.RemoteProtocolError(CANARY),
        httpx.LocalProtocolError(CANARY),
        httpx.DecodingError(CANARY),
        httpx.TooManyRedirects(CANARY),
        httpx.StreamConsumed(),
        OSError(CANARY),
        RuntimeError(CANARY),
        UnicodeError(CANARY),
    ],
)
def test_perhaps_sent(error: Exception) -> None:
    exchange = failing(error).post("/x", {"api_key": CANARY})
    assert isinstance(exchange, Unanswered)
    assert exchange.reason.startswith(type(error).__name__)
    assert CANARY not in repr(exchange)


def test_an_unknown_host_is_named_as_such() -> None:
    error = httpx.ConnectError(CANARY)
    error.__cause__ = socket.gaierror(-2, CANARY)
    exchange = failing(error).post("/x", {})
    assert exchange == NotSent("ConnectError: the host name is not known")


def test_a_body_that_breaks_is_still_an_answer() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"{"
        raise httpx.ReadError(CANARY)

    exchange = mock(lambda request: httpx.Response(201, content=chunks())).post("/x", {})
    assert exchange == Answered(
        status=201,
        headers={},
        unreadable="the body is cut short: ReadError: the connection broke while waiting for the "
        "answer",
    )


def test_answers_are_values_and_their_repr_is_bare() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "https://vendor.test/x"
        assert request.headers["content-type"] == "application/json"
        return httpx.Response(
            200, json={"access_code": CANARY}, headers={"X-Other": "1", "Retry-After": "3"}
        )

    session = mock(handler)
    exchange = session.post("/x", {"api_key": CANARY})
    session.close()
    session.close()
    assert isinstance(exchange, Answered)
    assert exchange.document == {"access_code": CANARY}
    assert dict(exchange.headers) == {"content-type": "application/json", "retry-after": "3"}
    assert CANARY not in repr(exchange)


def test_an_unsafe_endpoint_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="the endpoint is not encrypted"):
        HttpSession("http://vendor.test")


@pytest.mark.parametrize(
    "respond",
    [
        lambda request: httpx.Response(200, json={"order_id": 5, "access_code": CANARY}),
        lambda request: httpx.Response(400, text=CANARY),
    ],
)
def test_debug_lines_show_listed_fields_only(
    caplog: pytest.LogCaptureFixture, respond: Callable[[httpx.Request], httpx.Response]
) -> None:
    caplog.set_level(logging.DEBUG)
    mock(respond).post("/x", {"api_key": CANARY, "order_id": "5"})
    (line,) = [r.getMessage() for r in caplog.records if r.name.startswith("listwright")]
    assert line.startswith('POST /x {"order_id": "5"} -> ')
    assert CANARY not in caplog.text


def test_debug_lines_of_failures(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with faults.serving(faults.reset_after_reading) as server:
        HttpSession(server.endpoint).post("/x", {"api_key": CANARY})
    failing(httpx.ConnectTimeout(CANARY)).post("/x", {"api_key": CANARY})
    assert "ConnectTimeout: no connection in time" in caplog.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.test:3128"}, "http://proxy.test:3128"),
        ({"https_proxy": f"http://me:{CANARY}@proxy.test:3128/"}, "http://proxy.test:3128"),
        ({"all_proxy": "proxy.test:3128"}, "http://proxy.test:3128"),
        ({"http_proxy": "http://proxy.test:3128"}, None),
        ({"https_proxy": "http://proxy.test", "no_proxy": "vendor.test"}, None),
        ({"https_proxy": "socks5://proxy.test"}, None),
    ],
)
def test_the_proxy_is_announced(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], shown: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert HttpSession("https://vendor.test").proxy_in_use == shown
    assert mock(lambda request: httpx.Response(200)).proxy_in_use is None


def test_this_machine_is_never_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", faults.dead_endpoint())
    with faults.serving(faults.says(200, {})) as server:
        session = HttpSession(server.endpoint)
        assert session.proxy_in_use is None
        assert isinstance(session.post("/x", {}), Answered)


def test_a_proxy_of_another_kind_is_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://proxy.test")
    exchange = HttpSession("https://vendor.test").post("/x", {})
    assert isinstance(exchange, NotSent)
    assert "neither http nor https" in exchange.reason


def test_a_proxy_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def behave(peer: object) -> None:
        asked.append(peer.recv(65536))  # type: ignore[attr-defined]
        peer.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]

    with faults.serving(behave) as proxy:
        monkeypatch.setenv("https_proxy", proxy.endpoint)
        exchange = HttpSession("https://vendor.test").post("/x", {"api_key": CANARY})
    assert exchange == NotSent("ProxyError: the proxy refused")
    assert asked[0].startswith(b"CONNECT vendor.test:443")
    assert CANARY.encode() not in asked[0]


def test_a_connection_that_comes_after_the_deadline_is_closed_unused() -> None:
    class Stream:
        closed = False

        def close(self) -> None:
            self.closed = True

    stream = Stream()
    with Watchdog(0.0) as watchdog:
        while not watchdog.cut:
            pass
        watchdog.trace("connection.connect_tcp.started", {})
        with pytest.raises(DeadlinePassedError):
            watchdog.trace("connection.connect_tcp.complete", {"return_value": stream})
    assert stream.closed


def test_importing_costs_no_httpx() -> None:
    code = (
        "import sys, listwright.http.session as s; s.HttpSession('https://vendor.test');"
        "sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
