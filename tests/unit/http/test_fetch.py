"""Fetching one file: what comes back, what is bounded, and where nothing is fetched from."""

import gzip
import socket
import threading
from contextlib import suppress

import httpx
import pytest
from tests.contract.vendor.faults import answer_bytes, dead_endpoint, serving

from listwright.http.answers import Fetched, NotSent, Unanswered
from listwright.http.fetch import fetch_file

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def read_head(peer: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += peer.recv(65536)
    return received


def test_the_bytes_come_as_they_are() -> None:
    requests: list[bytes] = []

    def behave(peer: socket.socket) -> None:
        requests.append(read_head(peer))
        peer.sendall(answer_bytes(200, b"\xff: [1\n", "Set-Cookie: a=b"))

    with serving(behave) as server:
        for _ in range(2):
            found = fetch_file(f"{server.endpoint}/a/b.yaml?c=d")
            assert found == Fetched(status=200, body=b"\xff: [1\n")
    for request in requests:
        head = request.lower()
        assert head.startswith(b"get /a/b.yaml?c=d http/1.1\r\n")
        assert b"connection: close" in head
        assert b"accept-encoding: identity" in head
        for absent in (b"cookie", b"authorization", b"content-type", b"content-length"):
            assert absent not in head


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_every_answer_is_a_value_and_no_redirect_is_followed(status: int) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"Location": "https://b.test/"}, content=b"no")

    found = fetch_file("https://a.test/x", transport=lambda: httpx.MockTransport(handler))
    assert found == Fetched(status=status, body=b"no")
    assert asked == ["https://a.test/x"]


@pytest.mark.parametrize(
    ("content", "encoding", "why"),
    [
        (b" " * (5 * 1024 * 1024 + 1), "identity", "the body is larger than 5 MiB"),
        (gzip.compress(b" " * 32 * 1024 * 1024), "gzip", "the body is larger than 5 MiB"),
        (b"x", "br", "the body is compressed in a way that was not asked for"),
    ],
)
def test_a_body_is_bounded(content: bytes, encoding: str, why: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        # The response must not undo the compression itself: a real one arrives as a raw stream.
        return httpx.Response(
            200, headers={"Content-Encoding": encoding}, stream=httpx.ByteStream(content)
        )

    found = fetch_file("https://a.test/x", transport=lambda: httpx.MockTransport(handler))
    oversized = why.startswith("the body is larger")
    assert found == Fetched(status=200, unreadable=why, oversized=oversized)


def test_the_time_is_bounded() -> None:
    """A byte now and then keeps every single read alive; the whole is cut all the same."""

    def behave(peer: socket.socket) -> None:
        read_head(peer)
        stop = threading.Event()
        with suppress(OSError):
            peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not stop.wait(0.02):
                peer.sendall(b" ")

    with serving(behave) as server:
        found = fetch_file(server.endpoint, total=0.3)
    assert found == Fetched(status=200, unreadable="the body is cut short: the time was over")


def test_nobody_there() -> None:
    assert fetch_file(dead_endpoint()) == NotSent("ConnectError: nothing listens there")


def test_a_connection_that_breaks() -> None:
    with serving(lambda peer: (read_head(peer), None)[1]) as server:
        assert isinstance(fetch_file(server.endpoint), Unanswered)


def test_a_proxy_of_an_unknown_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    assert isinstance(fetch_file("https://a.test/x"), NotSent)


@pytest.mark.parametrize(
    "address",
    [
        "http://a.test/x",
        "http://localhost.a.test/x",
        "ftp://a.test/x",
        "file:///x",
        "https://u:p@a.test/x",
        "https:///x",
        "https://a.test/\u00e9",
        "https://a.test/ x",
        "https://a.test:port/x",
    ],
)
def test_where_nothing_is_fetched_from(address: str) -> None:
    with pytest.raises(ValueError, match="the address"):
        fetch_file(address, transport=lambda: pytest.fail("a transport was made"))
