"""What goes wrong before the first byte of a request: surely not sent, and never for ever."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.contract.vendor import faults

from listwright.http.answers import Answered, NotSent, Unanswered
from listwright.http.deadline import AbandonedError, DeadlinePassedError, Watchdog
from listwright.http.fetch import fetch_file
from listwright.http.session import HttpSession

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    "host", ["1.2.3.999", "xn--a.test", "a..b.test", f"{'a' * 70}.test", "[v1.x]"]
)
def test_a_host_that_cannot_be(host: str) -> None:
    """Names that pass for an address until somebody tries to connect to them."""
    try:
        exchange = HttpSession(f"https://{host}").post("/x", {})
    except ValueError as refused:
        assert "the endpoint" in str(refused)  # noqa: PT017 - refusing it at once is as good
    else:
        assert isinstance(exchange, NotSent), exchange


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SSL_CERT_FILE", "{folder}/none.pem", "SSL_CERT_FILE"),
        ("SSL_CERT_FILE", "{folder}/empty.pem", "SSL_CERT_FILE"),
        ("https_proxy", "http://host:notaport", "proxy"),
        ("https_proxy", "http://[::1", "proxy"),
        ("https_proxy", "http://1.2.3.999:3128", "proxy"),
        ("https_proxy", "socks5://proxy.test", "neither http nor https"),
    ],
)
def test_an_environment_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, said: str
) -> None:
    (tmp_path / "empty.pem").write_text("", encoding="utf-8")
    monkeypatch.setenv(name, value.format(folder=tmp_path))
    session = HttpSession("https://vendor.test")
    assert session.proxy_in_use in {None, value}
    exchange = session.post("/x", {})
    assert isinstance(exchange, NotSent)
    assert said in exchange.reason
    assert str(tmp_path) not in exchange.reason
    fetched = fetch_file("https://vendor.test/x")
    assert isinstance(fetched, NotSent)
    assert said in fetched.reason


@pytest.fixture
def stuck_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A name server that answers when the event is set, and then that nobody is known."""
    released = threading.Event()

    def look_up(*_: Any, **__: Any) -> Any:
        released.wait(20)
        raise socket.gaierror(socket.EAI_NONAME, "")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield released
    released.set()


@pytest.mark.usefixtures("stuck_names")
def test_a_name_that_is_looked_up_for_ever() -> None:
    started = time.monotonic()
    session = HttpSession("https://vendor.test", total=0.1)
    exchange = session.post("/x", {})
    again = session.post("/x", {})
    session.close()
    assert exchange == again == NotSent("the time was over before a connection stood")
    assert time.monotonic() - started < 10


@pytest.mark.usefixtures("stuck_names")
def test_a_file_from_a_name_that_is_looked_up_for_ever() -> None:
    fetched = fetch_file("https://vendor.test/x", total=0.1)
    assert fetched == NotSent("the time was over before a connection stood")


def test_a_name_that_is_found_too_late(
    monkeypatch: pytest.MonkeyPatch, stuck_names: threading.Event
) -> None:
    """The connection given up does not send anything when its address comes after all."""
    received: list[bytes] = []
    seen = threading.Event()

    def behave(peer: socket.socket) -> None:
        received.append(peer.recv(100))
        seen.set()

    with faults.serving(behave) as server:
        where = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))

        def look_up(*_: Any, **__: Any) -> Any:
            stuck_names.wait(20)
            return [where]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        session = HttpSession("https://vendor.test", total=0.2)
        assert isinstance(session.post("/x", {}), NotSent)
        stuck_names.set()
        assert seen.wait(10)
    assert received == [b""]


def _through(behave: faults.Behaviour, monkeypatch: pytest.MonkeyPatch) -> object:
    with faults.serving(behave) as proxy:
        monkeypatch.setenv("https_proxy", proxy.endpoint)
        session = HttpSession("https://vendor.test", total=0.4)
        return session.post("/x", {"api_key": "k"})


def _asked(act: Callable[[socket.socket], None]) -> faults.Behaviour:
    """Read what a proxy is asked, then `act`."""

    def behave(peer: socket.socket) -> None:
        peer.recv(65536)
        act(peer)

    return behave


def _wait(peer: socket.socket) -> None:
    peer.recv(1)


@pytest.mark.parametrize(
    "behave",
    [
        _asked(faults.reset),
        _asked(lambda peer: None),
        _asked(lambda peer: peer.sendall(b"SSH-2.0-x\r\n")),
        _asked(_wait),
        _asked(lambda peer: peer.sendall(b"HTTP/1.1 502 No\r\n\r\n")),
        _asked(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\n\r\nnot TLS at all")),
    ],
    ids=["resets", "closes", "is no proxy", "hangs", "refuses", "opens the way to no TLS"],
)
def test_a_proxy_that_opens_no_way(
    monkeypatch: pytest.MonkeyPatch, behave: faults.Behaviour
) -> None:
    """Whatever a proxy does before the way to the vendor is open, the vendor got nothing."""
    assert isinstance(_through(behave, monkeypatch), NotSent)


@pytest.mark.parametrize("error", [KeyError("x"), AssertionError("x"), AttributeError("x")])
def test_what_no_library_promises_is_unknown(error: Exception) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    session = HttpSession("https://vendor.test", transport=lambda: httpx.MockTransport(handler))
    exchange = session.post("/x", {})
    assert isinstance(exchange, Unanswered)
    assert exchange.reason.startswith(type(error).__name__)


def test_what_no_library_promises_within_a_body_is_still_an_answer() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"{"
        raise KeyError

    transport = httpx.MockTransport(lambda request: httpx.Response(201, content=chunks()))
    exchange = HttpSession("https://vendor.test", transport=lambda: transport).post("/x", {})
    assert isinstance(exchange, Answered)
    assert exchange.unreadable.startswith("the body is cut short: KeyError")


_ASKS_PROXY = SimpleNamespace(method=b"CONNECT")


class _Stream:
    """A connection as httpcore hands it over."""

    def get_extra_info(self, _: str) -> None:
        return None


@pytest.mark.parametrize(
    ("events", "unsent"),
    [
        ([], False),
        (["connection.connect_tcp.started"], True),
        (["connection.connect_tcp.started", "connection.connect_tcp.complete"], False),
        (["connection.connect_tcp.complete", "connection.start_tls.started"], True),
        (["connection.connect_tcp.started", "http11.send_request_headers.started"], False),
        (["connection.connect_tcp.complete", "proxy CONNECT"], True),
        (["proxy CONNECT", "proxy.start_tls.started", "proxy.start_tls.complete"], False),
        (["connection.connect_tcp.complete", "http11.by_another_name.started"], False),
    ],
)
def test_unsent_needs_news_of_connecting(events: list[str], unsent: bool) -> None:
    """A library that tells other things than today's must not turn a doubt into "not sent"."""
    with Watchdog(60) as watchdog:
        for event in events:
            details: dict[str, object] = {"return_value": _Stream()}
            if event == "proxy CONNECT":
                details = {"request": _ASKS_PROXY}
            watchdog.trace(event, details)
        assert watchdog.unsent is unsent


def test_what_is_left_behind_after_it_left_is_in_doubt() -> None:
    """And what had not left by then never does."""
    released = threading.Event()
    with Watchdog(0.05) as watchdog:
        watchdog.trace("connection.connect_tcp.started", {})
        watchdog.trace("http11.send_request_headers.started", {})
        with pytest.raises(AbandonedError):
            watchdog.run(lambda: released.wait(20))
        assert watchdog.cut
        assert not watchdog.unsent
        with pytest.raises(DeadlinePassedError):
            watchdog.trace("http11.send_request_headers.started", {})
    released.set()
