"""What the two forges share as servers: routes, faults that are asked for, every request they got.

The faults are of HTTP, not of one API: an answer instead of the right one, or a connection that is
cut before or after the request was carried out.
"""

import json
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

DATE = "Sun, 22 Nov 2026 03:00:00 GMT"
SENT_AT = 1_795_316_400
"""The same moment, in seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, body (JSON of it, or bytes as they are) and more headers."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request: `path` and `query` decoded, `raw` the path as it came, `body` parsed."""

    method: str
    path: str
    raw: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, object]

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(slots=True, kw_only=True)
class Fault:
    """Goes wrong at requests whose line matches, `times` of them after the first `skip`.

    Gives `answer` instead of the right one, or cuts the connection without one; with `commits` only
    after the request was carried out.
    """

    where: str
    answer: Answer | None = None
    commits: bool = False
    times: int = 1
    skip: int = 0

    def strikes(self, asked: Asked) -> bool:
        if self.times == 0 or not re.search(self.where, asked.line):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


Hook = Callable[[Asked], None]


@dataclass(slots=True)
class ForgeServer(ABC):
    """One forge; `hooks` run after a request whose line matches, before its answer leaves."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hooks: list[tuple[str, Hook]] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lines(self, *methods: str) -> list[str]:
        return [one.line for one in self.asked if one.method in methods]

    @property
    def writes(self) -> list[str]:
        """Requests that change something at the forge."""
        lines = self.lines("POST", "PATCH", "PUT", "DELETE")
        return [line for line in lines if not line.endswith("/graphql")]

    def once(self, where: str, hook: Hook) -> None:
        """Run `hook` after the next request whose line matches."""
        self.hooks.append((where, hook))

    @abstractmethod
    def answer(self, asked: Asked) -> Answer:
        """What this forge says to the request, carried out."""

    def respond(self, asked: Asked) -> Answer | None:
        """The answer, or None for a connection that is cut."""
        with self.lock:
            self.asked.append(asked)
            fault = next((one for one in self.faults if one.strikes(asked)), None)
            if fault is not None and not fault.commits:
                return fault.answer
            answer = deepcopy(self.answer(asked))  # what hooks do comes after it was written
            for entry in [one for one in self.hooks if re.search(one[0], asked.line)]:
                self.hooks.remove(entry)
                entry[1](asked)
            return fault.answer if fault is not None else answer


def page_of(
    rows: list[dict[str, object]], query: dict[str, str], *, default: int
) -> tuple[int, int, int]:
    """The page that is asked for, its size (100 at most), and how many there are."""
    size = min(int(query.get("per_page", default)), 100)
    last = max(1, -(-len(rows) // size))
    return int(query.get("page", "1")), size, last


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, forge: ForgeServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forge = forge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(
            method=self.command,
            path=unquote(parts.path),
            raw=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(content) if content else {},
        )
        assert isinstance(self.server, _Server)
        answer = self.server.forge.respond(asked)
        self.close_connection = True
        if answer is not None:
            with suppress(OSError):
                self._send(answer)

    def _send(self, answer: Answer) -> None:
        raw = answer.body if isinstance(answer.body, bytes) else None
        content = raw if raw is not None else json.dumps(answer.body, ensure_ascii=False).encode()
        content = b"" if answer.status == 204 else content
        self.send_response_only(answer.status)
        headers = {
            "Date": DATE,
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(content)),
            "Connection": "close",
        }
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running(forge: ForgeServer) -> Iterator[None]:
    server = _Server(forge)
    forge.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
