"""A vendor in a process of its own that takes creates as fast as one thread can, and no faster.

It allows a number of requests in a sliding window and answers 429 beyond it. Nothing is kept but
four figures: it stands for the vendor's limit, not for its behaviour, which the sandbox plays.
Started with the limit and the window in seconds, it prints its port; a GET gives the figures.
"""

import json
import socket
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

_PATIENCE = 10.0
"""Seconds that a connection may be silent."""

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(slots=True)
class _Limit:
    """The window, and what came to it."""

    allowed: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)
    created: int = 0
    refused: int = 0
    first: float = 0.0
    last: float = 0.0

    def take(self, at: float) -> bool:
        """Whether a request at that moment is within the limit."""
        while self.taken and self.taken[0] <= at - self.seconds:
            self.taken.popleft()
        if len(self.taken) >= self.allowed:
            self.refused += 1
            return False
        self.taken.append(at)
        self.first = self.first or at
        self.last = at
        self.created += 1
        return True


def serve(limit: _Limit) -> None:
    """Answer one connection after the other, until the process is stopped."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            connection.settimeout(_PATIENCE)
            with connection, suppress(OSError):
                _converse(connection, limit)


def _converse(connection: socket.socket, limit: _Limit) -> None:
    head, _, body = _until_head(connection).partition(_END_OF_HEAD)
    if head.startswith(b"GET"):
        figures = {
            "created": limit.created,
            "refused": limit.refused,
            "seconds": limit.last - limit.first,
        }
        connection.sendall(_answer("200 OK", figures))
        return
    missing = _length_of(head) - len(body)
    while missing > 0 and (more := connection.recv(65536)):
        missing -= len(more)
    if limit.take(monotonic()):
        document = {"order_id": str(1_000_000 + limit.created), "order_status": "ordered"}
        connection.sendall(_answer("201 Created", document))
    else:
        refusal = {"code": 429, "status": "rate-limit-exceeded", "errors": []}
        connection.sendall(_answer("429 Too Many Requests", refusal, "Retry-After: 1\r\n"))


def _until_head(connection: socket.socket) -> bytes:
    received = b""
    while _END_OF_HEAD not in received:
        more = connection.recv(65536)
        if not more:
            break
        received += more
    return received


def _length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    return 0


def _answer(status: str, document: object, more: str = "") -> bytes:
    body = json.dumps(document).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{more}"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    serve(_Limit(allowed=int(sys.argv[1]), seconds=float(sys.argv[2])))
