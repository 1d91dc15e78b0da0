"""A receiver on loopback in this process, over an inbox that does as it is told."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import uvicorn
from tests.support.ports import StillClock

from listwright.errors import LedgerError
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId
from listwright.vendors.aihomedesign.events import read_event as read_picture
from listwright.vendors.planomatic.events import read_event as read_visit
from listwright.webhook.server import Settings, make_server
from listwright.webhook.writer import GroupWriter

TOKEN = "tok-0123456789abcdefghijklmn"
NEXT_TOKEN = "next-0123456789abcdefghijklm"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
JSON_TYPE = {"content-type": "application/json"}
READERS = {
    "planomatic": partial(read_visit, account=AccountId("planomatic/x/planomatic")),
    "ahd": partial(read_picture, account=AccountId("aihomedesign/x/ahd")),
}


@dataclass
class Shelf:
    """What the inbox has; `free` holds it up, `trouble` makes it fail. Opened by one thread."""

    events: list[VendorEvent] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)
    trouble: Exception | None = None
    opened: int = 0
    threads: set[int] = field(default_factory=set)

    def open_inbox(self) -> "Shelf":
        self.opened += 1
        self.threads.add(threading.get_ident())
        return self

    def receive(self, events: Sequence[VendorEvent]) -> None:
        self.threads.add(threading.get_ident())
        assert self.free.wait(30)
        if self.trouble is not None:
            raise self.trouble
        self.events += events
        self.batches.append(len(events))

    def close(self) -> None:
        self.threads.add(threading.get_ident())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Running:
    """The receiver, what it kept, and the lines it wrote."""

    port: int
    shelf: Shelf
    lines: list[str]
    server: uvicorn.Server

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(
        self,
        path: str,
        body: bytes | object = b"",
        *,
        method: str = "POST",
        headers: Mapping[str, str] = JSON_TYPE,
    ) -> Answer:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(line):
            line.request(method, path, body=sent, headers=dict(headers))
            response = line.getresponse()
            return Answer(
                status=response.status,
                body=response.read(),
                headers={name.lower(): value for name, value in response.getheaders()},
            )

    def send(self, body: bytes | object, **more: object) -> Answer:
        """To the right address."""
        return self.ask(f"/planomatic/{TOKEN}", body, **more)  # type: ignore[arg-type]


def ledger_is_down() -> LedgerError:
    return LedgerError("The disk is full.")


@dataclass
class LostClock(StillClock):
    """A calendar that nobody can read for now, as the sandbox's when its file is in trouble."""

    def now(self) -> datetime:
        raise LedgerError("The calendar is gone.")


@contextmanager
def receiving(clock: StillClock | None = None) -> Iterator[Running]:
    """A receiver that is closed at the end, whatever was held up."""
    shelf, lines = Shelf(), list[str]()
    shelf.free.set()
    writer = GroupWriter(shelf.open_inbox, on_end=lambda: None)
    settings = Settings(
        host="127.0.0.1",
        port=0,
        tokens=(TOKEN, NEXT_TOKEN),
        readers=READERS,
        open_inbox=shelf.open_inbox,
        clock=clock or StillClock(NOW),
        log=lines.append,
        complain=lines.append,
    )
    writer.start()
    server = make_server(settings, writer)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        try:
            yield Running(port=port, shelf=shelf, lines=lines, server=server)
        finally:
            shelf.free.set()
            server.should_exit = True
            thread.join(20)
            writer.close()
    assert len(shelf.threads) == 1, "a database's connection belongs to one thread"
