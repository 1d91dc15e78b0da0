"""A picture's link: where it may lead, whom it reaches, and what is bounded on the way."""

import socket
from collections.abc import Sequence
from contextlib import suppress

import httpx
import pytest
from tests.contract.vendor.faults import answer_bytes, serving

from listwright.http.answers import Fetched, NotAllowed, NotSent, Unanswered
from listwright.http.download import download
from listwright.http.links import AllowedLinks, Target, misplaced, target_of

BUCKET = AllowedLinks(hosts=("s3.amazonaws.com", "*.s3.amazonaws.com", "*.aihomedesign.com"))
HERE = AllowedLinks(loopback=True)
PUBLIC = "52.216.0.1"
LIMIT = 1024 * 1024


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    "link",
    [
        "https://s3.amazonaws.com/a/b.jpg?X-Amz-Signature=c",
        "https://S3.Amazonaws.COM/a.jpg",
        "https://bucket.s3.amazonaws.com/a.jpg",
        "https://cdn.aihomedesign.com:443/a.jpg",
    ],
)
def test_links_of_the_vendors_hosts_are_followed(link: str) -> None:
    assert isinstance(target_of(link, BUCKET), Target)


@pytest.mark.parametrize(
    "link",
    [
        "http://s3.amazonaws.com/a.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/",
        "https://metadata.google.internal/",
        "file:///etc/passwd",
        "ftp://s3.amazonaws.com/a.jpg",
        "gopher://s3.amazonaws.com/",
        "data:image/png;base64,AAAA",
        "//s3.amazonaws.com/a.jpg",
        "s3.amazonaws.com/a.jpg",
        "",
        "https://",
        "https://localhost/a.jpg",
        "http://localhost:9000/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://2130706433/a.jpg",
        "https://0x7f000001/a.jpg",
        "https://0177.0.0.1/a.jpg",
        "https://127.1/a.jpg",
        "https://[::ffff:127.0.0.1]/a.jpg",
        "https://[::ffff:a9fe:a9fe]/a.jpg",
        "https://0.0.0.0/a.jpg",
        "https://10.0.0.1/a.jpg",
        "https://52.216.0.1/a.jpg",
        "https://aihomedesign.com/a.jpg",
        "https://evilaihomedesign.com/a.jpg",
        "https://s3.amazonaws.com.evil.test/a.jpg",
        "https://evil.test/s3.amazonaws.com/a.jpg",
        "https://evil.test#s3.amazonaws.com",
        "https://evil.test?s3.amazonaws.com",
        "https://s3.amazonaws.com@evil.test/a.jpg",
        "https://evil.test@s3.amazonaws.com/a.jpg",
        "https://s3.amazonaws.com\\@evil.test/a.jpg",
        "https://evil.test\\.s3.amazonaws.com/a.jpg",
        "https://s3.amazonaws.com./a.jpg",
        "https://s3.amazonaws.com:22/a.jpg",
        "https://s3.amazonaws.com:99999/a.jpg",
        "https://s3.amazonaws.com/a.jpg\r\nX-Api-Key: 1",
        "https://s3.amazonaws.com/a b.jpg",
        "https://\u04553.amazonaws.com/a.jpg",
        "https://[s3.amazonaws.com/a.jpg",
    ],
)
def test_all_other_links_lead_nowhere(link: str) -> None:
    def no_request(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    def no_look_up(_: str, __: int) -> Sequence[str]:
        raise AssertionError

    found = download(
        link,
        BUCKET,
        limit=LIMIT,
        resolve=no_look_up,
        transport=lambda: httpx.MockTransport(no_request),
    )
    assert isinstance(found, NotAllowed)
    assert not link or link not in found.reason, "of a link at most the host is told"
    assert not any(part in found.reason for part in ("a.jpg", "meta-data", "#", "?"))


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fe80::1"],
        ["fe80::1%eth0"],
        ["fd00:ec2::254"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["2002:7f00:1::"],
        [PUBLIC, "10.0.0.1"],
        ["nonsense"],
    ],
)
def test_a_name_that_leads_into_a_network_of_ours_is_refused(addresses: list[str]) -> None:
    def no_request(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    found = download(
        "https://s3.amazonaws.com/a.jpg",
        BUCKET,
        limit=LIMIT,
        resolve=lambda _host, _port: addresses,
        transport=lambda: httpx.MockTransport(no_request),
    )
    assert isinstance(found, NotAllowed)


@pytest.mark.parametrize("address", [PUBLIC, "2600:1fa0::1", "64:ff9b::34d8:1"])
def test_public_addresses_are_fine(address: str) -> None:
    target = target_of("https://s3.amazonaws.com/a.jpg", BUCKET)
    assert isinstance(target, Target)
    assert misplaced([address], target) is None


def test_what_was_looked_at_is_connected_to() -> None:
    """The name is looked up once; a second answer, to another machine, never comes to pass."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    asked: list[tuple[str, int]] = []
    requests: list[httpx.Request] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return answers.pop(0)

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, content=b"picture")

    found = download(
        "https://Bucket.s3.amazonaws.com/a%20b.jpg?c=d",
        BUCKET,
        limit=LIMIT,
        resolve=resolve,
        transport=lambda: httpx.MockTransport(handler),
    )
    assert found == Fetched(status=200, body=b"picture")
    assert asked == [("bucket.s3.amazonaws.com", 443)]
    (request,) = requests
    assert str(request.url) == f"https://{PUBLIC}/a%20b.jpg?c=d"
    assert request.headers["host"] == "bucket.s3.amazonaws.com"
    assert request.extensions["sni_hostname"] == "bucket.s3.amazonaws.com"
    assert not {"authorization", "cookie", "x-api-key"} & set(request.headers)


def test_the_next_address_is_tried_when_one_is_not_reached() -> None:
    tried: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        if len(tried) == 1:
            raise httpx.ConnectError("unreachable")
        return httpx.Response(200, content=b"picture")

    found = download(
        "https://s3.amazonaws.com/a.jpg",
        BUCKET,
        limit=LIMIT,
        resolve=lambda _host, _port: ["2600:1fa0::1", PUBLIC],
        transport=lambda: httpx.MockTransport(handler),
    )
    assert found == Fetched(status=200, body=b"picture")
    assert tried == ["2600:1fa0::1", PUBLIC]


def test_a_request_that_may_have_arrived_is_not_sent_elsewhere() -> None:
    tried: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.host)
        raise httpx.ReadError("broken")

    found = download(
        "https://s3.amazonaws.com/a.jpg",
        BUCKET,
        limit=LIMIT,
        resolve=lambda _host, _port: [PUBLIC, "52.216.0.2"],
        transport=lambda: httpx.MockTransport(handler),
    )
    assert isinstance(found, Unanswered)
    assert tried == [PUBLIC]


def test_an_unknown_name_is_a_value() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    found = download("https://s3.amazonaws.com/a.jpg", BUCKET, limit=LIMIT, resolve=resolve)
    assert found == NotSent("the host name is not known")


def test_links_of_a_vendor_on_this_machine_may_lead_here() -> None:
    requests: list[bytes] = []

    def behave(peer: socket.socket) -> None:
        requests.append(peer.recv(65536))
        peer.sendall(answer_bytes(200, b"picture", "Set-Cookie: a=b"))

    with serving(behave) as server:
        found = download(f"{server.endpoint}/photo/1.jpg", HERE, limit=LIMIT)
        assert found == Fetched(status=200, body=b"picture")
        assert download(f"{server.endpoint}/1.jpg", BUCKET, limit=LIMIT) == NotAllowed(
            "the link leads to this machine"
        )
    (request,) = requests
    assert b"accept: image/jpeg" in request.lower()
    assert b"host: 127.0.0.1:" in request.lower()


def test_a_vendor_on_this_machine_sends_nobody_elsewhere() -> None:
    found = download("https://s3.amazonaws.com/a.jpg", HERE, limit=LIMIT)
    why = "the link leads to s3.amazonaws.com, a host that its vendor is not known to use"
    assert found == NotAllowed(why)


def test_a_name_of_this_machine_that_leads_elsewhere_is_refused() -> None:
    found = download(
        "http://localhost:1/a.jpg", HERE, limit=LIMIT, resolve=lambda _host, _port: [PUBLIC]
    )
    assert found == NotAllowed("the link leads to another machine under a name of this one")


def test_reading_stops_at_the_limit() -> None:
    """A file without end: what follows the limit is not waited for."""
    sent = 0

    def behave(peer: socket.socket) -> None:
        nonlocal sent
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            try:
                sent += peer.send(b"x" * 65536)
            except OSError:
                return

    with serving(behave) as server:
        found = download(f"{server.endpoint}/1.jpg", HERE, limit=LIMIT)
    assert found == Fetched(status=200, unreadable="the body is larger than 1 MiB", oversized=True)
    assert sent < 64 * LIMIT


def test_a_trickle_ends_with_the_total_time() -> None:
    def behave(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        peer.settimeout(0.02)
        with suppress(OSError):
            while True:
                peer.sendall(b"x")
                with suppress(TimeoutError):
                    if not peer.recv(1):
                        return

    with serving(behave) as server:
        found = download(f"{server.endpoint}/1.jpg", HERE, limit=LIMIT, total=0.3)
    assert isinstance(found, Fetched)
    assert found.unreadable == "the body is cut short: the time was over"


def test_a_file_that_ends_too_early_is_no_file() -> None:
    def behave(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")

    with serving(behave) as server:
        found = download(f"{server.endpoint}/1.jpg", HERE, limit=LIMIT)
    assert isinstance(found, Fetched)
    assert found.unreadable.startswith("the body is cut short")
    assert found.body == b""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"Location": "http://169.254.169.254/"})

    found = download(
        "https://s3.amazonaws.com/a.jpg",
        BUCKET,
        limit=LIMIT,
        resolve=lambda _host, _port: [PUBLIC],
        transport=lambda: httpx.MockTransport(handler),
    )
    assert isinstance(found, Fetched)
    assert found.status == status
    assert len(asked) == 1


def test_behind_a_proxy_the_proxy_looks_the_name_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sits behind one may have no names of the outside; the list of hosts still decides."""
    requests: list[bytes] = []

    def behave(peer: socket.socket) -> None:
        requests.append(peer.recv(65536))
        peer.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    def no_look_up(_: str, __: int) -> Sequence[str]:
        raise AssertionError

    with serving(behave) as server:
        monkeypatch.setenv("https_proxy", server.endpoint)
        found = download("https://s3.amazonaws.com/a.jpg", BUCKET, limit=LIMIT, resolve=no_look_up)
        refused = download("https://evil.test/a.jpg", BUCKET, limit=LIMIT, resolve=no_look_up)
    assert isinstance(found, NotSent)
    assert isinstance(refused, NotAllowed)
    (request,) = requests
    assert request.startswith(b"CONNECT s3.amazonaws.com:443 ")
