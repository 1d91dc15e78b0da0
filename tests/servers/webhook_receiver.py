"""A receiver of webhooks that answers as it is told, and remembers what it was posted."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PATIENCE = 10.0


@dataclass(slots=True, kw_only=True)
class Posted:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class WebhookReceiver:
    """`answers` are the status codes still to give, then `usual`; `slow` waits that long first.

    A code of 0 cuts the line without an answer.
    """

    url: str = ""
    usual: int = 200
    answers: list[int] = field(default_factory=list)
    slow: float = 0.0
    drip: bool = False
    posted: list[Posted] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        """The events in the order in which they came."""
        return [str(one.document.get("event")) for one in self.posted]

    def wait(self, count: int) -> list[Posted]:
        """The first `count` posts, once they are there; fails when they do not come."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.posted) < count:
            assert time.monotonic() < deadline, [(p.path, p.body[:80]) for p in self.posted]
            time.sleep(0.01)
        return self.posted[:count]


class _Handler(BaseHTTPRequestHandler):
    receiver: WebhookReceiver

    def do_POST(self) -> None:
        """Remember the request, then answer."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        receiver = self.receiver
        receiver.posted.append(Posted(path=self.path, headers=dict(self.headers), body=body))
        time.sleep(receiver.slow)
        code = receiver.answers.pop(0) if receiver.answers else receiver.usual
        if code == 0:
            self.close_connection = True
            return
        if receiver.drip:
            self._drip()
            return
        self.send_response(code)
        if 300 <= code < 400:
            self.send_header("Location", f"{receiver.url}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        """Send an answer that never ends, a byte at a time."""
        for letter in b"HTTP/1.1 200 " + b"O" * 100:
            try:
                self.wfile.write(bytes([letter]))
            except OSError:
                return
            time.sleep(0.05)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(*, port: int = 0) -> Iterator[WebhookReceiver]:
    """Receive on loopback; port 0 takes a free one."""
    receiver = WebhookReceiver()
    handler = type("Handler", (_Handler,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
