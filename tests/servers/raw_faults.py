"""The vendor behind a bare socket that breaks the conversation on purpose (design 5, table 3.7).

What an order is stays with `PlanomaticLike`; this file has only the wire, and no HTTP library, so
that it can say what no library would. It listens on loopback, holds no connection longer than
`LONGEST` seconds, and ends all of them when it is stopped.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.servers.planomatic_like import PATHS, PlanomaticLike

LONGEST = 5.0
"""Seconds a connection may last."""

_STEP = 0.04
"""Seconds between the bytes of a trickle."""

_HUGE = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """One connection that goes wrong; `answer` is what a sound vendor would have sent on it."""

    peer: socket.socket
    answer: bytes
    stopping: threading.Event

    @property
    def head(self) -> bytes:
        return self.answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"

    @property
    def body(self) -> bytes:
        return self.answer.partition(b"\r\n\r\n")[2]

    def wait(self) -> None:
        """Until the test is over; reads nothing."""
        self.stopping.wait(LONGEST)

    def until_gone(self) -> None:
        """Until the other side has had enough."""
        while self.peer.recv(4096):
            pass

    def trickle(self, content: bytes) -> None:
        """A byte at a time and on with spaces: no single read ever times out."""
        for place in range(int(LONGEST / _STEP)):
            if self.stopping.wait(_STEP):
                return
            self.peer.sendall(content[place : place + 1] or b" ")


Act = Callable[[Struck], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """One way to go wrong.

    `reads`: whether the request is taken from the socket at all. `commits`: whether the vendor does
    what was asked. `answers`: whether a client can tell so from what comes back. `hangs`: whether
    only the client's own deadline ends it.
    """

    act: Act
    reads: bool = True
    commits: bool = True
    answers: bool = False
    hangs: bool = False


def _reset(struck: Struck) -> None:
    """Close so that the other side sees a reset, not an end."""
    struck.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _close(_: Struck) -> None:
    """The connection is closed by whoever accepted it."""


def _says(content: bytes) -> Act:
    def act(struck: Struck) -> None:
        struck.peer.sendall(content)

    return act


def _response(status: str, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _head_then_silence(struck: Struck) -> None:
    struck.peer.sendall(struck.head)
    struck.until_gone()


def _slow_head(struck: Struck) -> None:
    struck.trickle(struck.answer.partition(b"\r\n")[0] + b"\r\nX-Slow: ")


def _slow_body(struck: Struck) -> None:
    struck.peer.sendall(struck.answer.partition(b"\r\n")[0] + b"\r\n\r\n")
    struck.trickle(struck.body)


def _short_body(struck: Struck) -> None:
    struck.peer.sendall(struck.answer[: -len(struck.body) // 2])


def _endless_continue(struck: Struck) -> None:
    for _ in range(int(LONGEST / _STEP)):
        if struck.stopping.wait(_STEP):
            return
        struck.peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def _continue_first(struck: Struck) -> None:
    struck.peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 2 + struck.answer)


def _huge_head(struck: Struck) -> None:
    first, _, rest = struck.answer.partition(b"\r\n")
    struck.peer.sendall(first + b"\r\nX-Long: " + b"a" * 500_000 + b"\r\n" + rest)


def _huge_body(struck: Struck) -> None:
    body = struck.body[:-1] + b', "more": "' + b"a" * _HUGE + b'"}'
    struck.peer.sendall(_response("201 Created", body))


def _named_twice(struck: Struck) -> None:
    """A body whose last word about the code contradicts its first."""
    body = struck.body[:-1] + b', "code": 201, "code": 400}'
    struck.peer.sendall(_response("201 Created", body))


def _twice(struck: Struck) -> None:
    struck.peer.sendall(struck.answer + struck.answer)


def _redirect(struck: Struck) -> None:
    """To the very call that was made: whoever follows it asks a second time."""
    host, port = struck.peer.getsockname()
    where = f"Location: http://{host}:{port}/api/v3/orders/create\r\nContent-Length: 0\r\n\r\n"
    struck.peer.sendall(b"HTTP/1.1 307 Temporary Redirect\r\n" + where.encode())


_PAGE = _response("200 OK", b"<html>Welcome</html>", "text/html")
_CRASH = _response("500 Internal Server Error", b'{"code": 500, "status": "application-crash"}')
_ALERT = b"\x15\x03\x01\x00\x02\x02\x0a"
"""What a TLS server says to somebody who does not speak TLS: unexpected message."""

BEHAVIORS = {
    "never_reads": Behavior(act=Struck.wait, reads=False, commits=False, hangs=True),
    "reset_unread": Behavior(act=_reset, reads=False, commits=False),
    "reset_before_commit": Behavior(act=_reset, commits=False),
    "reset_after_commit": Behavior(act=_reset),
    "close_after_commit": Behavior(act=_close),
    "half_status_line": Behavior(act=_says(b"HTTP/1.1 20")),
    "head_then_silence": Behavior(act=_head_then_silence, hangs=True),
    "slow_head": Behavior(act=_slow_head, hangs=True),
    "slow_body": Behavior(act=_slow_body, hangs=True),
    "short_body": Behavior(act=_short_body),
    "page_instead": Behavior(act=_says(_PAGE), commits=False),
    "crash_after_commit": Behavior(act=_says(_CRASH)),
    "only_continue": Behavior(act=_says(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "endless_continue": Behavior(act=_endless_continue, hangs=True),
    "continue_first": Behavior(act=_continue_first, answers=True),
    "another_protocol": Behavior(act=_says(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")),
    "huge_head": Behavior(act=_huge_head),
    "huge_body": Behavior(act=_huge_body),
    "key_named_twice": Behavior(act=_named_twice),
    "not_a_number": Behavior(act=_says(_response("201 Created", b'{"order_id": NaN}'))),
    "two_answers": Behavior(act=_twice, answers=True),
    "redirect": Behavior(act=_redirect, commits=False),
    "speaks_tls": Behavior(act=_says(_ALERT), commits=False),
}
"""Each leaves the client without a usable answer, except where `answers` says otherwise."""


class RawFaultServer:
    """Speaks for `vendor`; goes wrong once for each behavior that was armed."""

    def __init__(self, vendor: PlanomaticLike) -> None:
        self._vendor = vendor
        self._armed: dict[str, Behavior] = {}
        self._resets_after: int | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.connections = 0
        self.requests: list[str] = []
        """The operations that were asked for, whether or not anybody read the rest."""

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def count(self, operation: str) -> int:
        with self._lock:
            return self.requests.count(operation)

    def arm(self, name: str, operation: str) -> None:
        """The next request of `operation` meets this behavior."""
        with self._lock:
            self._armed[operation] = BEHAVIORS[name]

    def reset_on_accept(self, *, after: int) -> None:
        """Reset a connection before anything can be known of it, the one after so many more."""
        with self._lock:
            self._resets_after = self.connections + after

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        # Closing does not wake a blocked accept; shutting down does.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._attend, args=(peer,), daemon=True).start()

    def _attend(self, peer: socket.socket) -> None:
        peer.settimeout(LONGEST)
        with suppress(OSError, ValueError), peer:
            if self._is_reset():
                _reset(Struck(peer=peer, answer=b"", stopping=self._stopping))
                return
            operation = _operation_of(_first_line(peer, self._stopping))
            with self._lock:
                self.requests.append(operation)
                behavior = self._armed.pop(operation, None)
            self._answer(peer, operation, behavior)

    def _is_reset(self) -> bool:
        with self._lock:
            due = self._resets_after == self.connections
            self.connections += 1
            if due:
                self._resets_after = None
        return due

    def _answer(self, peer: socket.socket, operation: str, behavior: Behavior | None) -> None:
        answer = b""
        if behavior is None or behavior.reads:
            body = json.loads(_body_of(peer))
            self._vendor.take(operation, body, {})
            if behavior is None or behavior.commits:
                status, document = self._vendor.answer(operation, body)
                answer = _response(f"{status} Said", json.dumps(document).encode())
        if behavior is None:
            peer.sendall(answer)
        else:
            behavior.act(Struck(peer=peer, answer=answer, stopping=self._stopping))


def _first_line(peer: socket.socket, stopping: threading.Event) -> bytes:
    """The request line, looked at and left where it is."""
    for _ in range(int(LONGEST / _STEP)):
        line, end, _rest = peer.recv(4096, socket.MSG_PEEK).partition(b"\r\n")
        if end:
            return line
        if not line or stopping.wait(_STEP):
            break
    message = "no request came"
    raise ValueError(message)


def _operation_of(line: bytes) -> str:
    """`create`, `retrieve` or `cancel`; the whole line for anything else."""
    method, _, rest = line.decode("latin-1").partition(" ")
    path = rest.partition(" ")[0]
    return PATHS.get(path, f"{method} {path}") if method == "POST" else f"{method} {path}"


def _body_of(peer: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(peer)
    head, _, body = received.partition(b"\r\n\r\n")
    (length,) = (
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += _more(peer)
    return body


def _more(peer: socket.socket) -> bytes:
    chunk = peer.recv(65536)
    if not chunk:
        message = "the request ended early"
        raise ValueError(message)
    return chunk


@contextmanager
def misbehaving(vendor: PlanomaticLike) -> Iterator[RawFaultServer]:
    """A server for as long as the block lasts."""
    server = RawFaultServer(vendor)
    server.start()
    try:
        yield server
    finally:
        server.stop()
