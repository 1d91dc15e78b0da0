"""A raw-socket server that misbehaves on purpose: one behaviour per row of design 5, table 3.7."""

import gzip
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


def read_request(peer: socket.socket) -> bytes:
    """The whole request: headers and as much body as they announce."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = peer.recv(65536)
        if not chunk:
            return received
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = (
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    length = next(lengths, 0)
    while len(body) < length:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


def reset(peer: socket.socket) -> None:
    """Close so that the other side sees a reset, not an end."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def answer_bytes(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def raw(content: bytes) -> Behaviour:
    """Read the request, send these bytes, close."""

    def behave(peer: socket.socket) -> None:
        read_request(peer)
        peer.sendall(content)

    return behave


def says(status: int, body: object, *headers: str) -> Behaviour:
    """Read the request, answer with this JSON."""
    return raw(answer_bytes(status, json.dumps(body).encode(), *headers))


def reset_on_accept(peer: socket.socket) -> None:
    reset(peer)


def reset_after_reading(peer: socket.socket) -> None:
    read_request(peer)
    reset(peer)


def close_without_answer(peer: socket.socket) -> None:
    read_request(peer)


half_status_line = raw(b"HTTP/1.1 20")
cut_body = raw(b'HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{"order_id": "65')
html_page = raw(answer_bytes(200, b"<html>Welcome</html>", "Content-Type: text/html"))
gzip_bomb = raw(
    answer_bytes(200, gzip.compress(b" " * (32 * 1024 * 1024), 9), "Content-Encoding: gzip")
)


def hang(peer: socket.socket) -> None:
    """Read the request and say nothing until the other side gives up."""
    read_request(peer)
    with suppress(OSError):
        peer.recv(1)


def _drip(peer: socket.socket, head: bytes, letter: bytes) -> None:
    read_request(peer)
    stop = threading.Event()
    with suppress(OSError):
        peer.sendall(head)
        for _ in range(600):
            stop.wait(0.05)
            peer.sendall(letter)


def trickle_body(peer: socket.socket) -> None:
    """A byte every twentieth of a second: no single read ever times out."""
    _drip(peer, b"HTTP/1.1 201 Created\r\nContent-Length: 9999\r\n\r\n", b" ")


def trickle_endless_body(peer: socket.socket) -> None:
    """The same without a length: the end of the connection is the end of the body."""
    _drip(peer, b'HTTP/1.1 201 Created\r\n\r\n{"order_id": 654321}', b" ")


def trickle_headers(peer: socket.socket) -> None:
    _drip(peer, b"HTTP/1.1 201 Created\r\nX-Slow: ", b"a")


def stream_a_gigabyte(peer: socket.socket) -> None:
    read_request(peer)
    block = b" " * (1024 * 1024)
    with suppress(OSError):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _ in range(1024):
            peer.sendall(block)


class FaultServer:
    """Listens on a loopback port; behaves as told once per connection, the last one for ever."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.connections = 0

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        # Closing does not wake a blocked accept; shutting down does.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            behave = self._behaviours[min(self.connections, len(self._behaviours) - 1)]
            self.connections += 1
            with suppress(OSError), peer:
                behave(peer)


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[FaultServer]:
    server = FaultServer(*behaviours)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def dead_endpoint() -> str:
    """A loopback address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
