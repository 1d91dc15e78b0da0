"""A small transaction pooler for PostgreSQL, as PgBouncer is one in its mode `transaction`.

Clients share a few connections to the server. One is lent with the first message of a transaction
and taken back when the server says that it is idle again, and the next is the one that rested
longest. So what a session holds (settings, prepared statements, session locks) is lost for the
client that made it, and met by another. Trust authentication only, on loopback, in threads.
"""

import select
import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count

_HOST = "127.0.0.1"
_PATIENCE = 30.0
"""Seconds for a free connection, and for the other side to take what is sent."""

_LONGEST = 64 * 1024 * 1024
"""Bytes of one message, at most."""

_MOST_CLIENTS = 100

_VERSION, _CANCEL, _SSL, _GSS = 196608, 80877102, 80877103, 80877104
_TRACKED = {"user", "database", "application_name", "client_encoding", "datestyle", "timezone"}
"""The parameters that PgBouncer takes at the start of a session; it refuses others."""

_ANSWERED = b"QSF"
"""Messages after which the server says once that it is ready."""

_UNANSWERED = b"PBDECH"
"""Messages that wait for a Sync."""


class _RefusedError(Exception):
    """The client is told this and sent away."""


class _Wire:
    """One connection, message by message."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(_PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self._left = b""

    def receive(self) -> list[bytes]:
        """The whole messages that came; raises ConnectionError at the end of the connection."""
        came = self.socket.recv(65536)
        if not came:
            raise ConnectionResetError
        self._left += came
        found = []
        while len(self._left) >= 5:
            size = 1 + _number(self._left[1:5])
            if size > _LONGEST:
                raise ConnectionResetError
            if len(self._left) < size:
                break
            found.append(self._left[:size])
            self._left = self._left[size:]
        return found

    def exactly(self, size: int) -> bytes:
        """So many bytes, of what comes before there are messages."""
        found = b""
        while len(found) < size:
            more = self.socket.recv(size - len(found))
            if not more:
                raise ConnectionResetError
            found += more
        return found

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@dataclass(slots=True, kw_only=True)
class _Backend:
    """One connection to the server, and what it said when it began."""

    wire: _Wire
    greeting: bytes
    key: bytes

    @property
    def is_quiet(self) -> bool:
        """Whether it still stands: a resting one says nothing until it is cut."""
        return not select.select([self.wire.socket], [], [], 0)[0]


@dataclass(slots=True)
class _Owed:
    """What a client asked for and the server has not finished."""

    answers: int = 0
    is_open: bool = False

    def ask(self, message: bytes) -> None:
        if message[0] in _ANSWERED:
            self.answers += 1
            self.is_open = False
        elif message[0] in _UNANSWERED:
            self.is_open = True

    def settles(self, message: bytes) -> bool:
        """Whether the connection can be lent to somebody else after this answer."""
        if message[0] != ord("Z"):
            return False
        self.answers -= 1
        return self.answers <= 0 and not self.is_open and message[5:6] == b"I"


@dataclass(slots=True)
class _Client:
    """One client, with the connection that it has at the moment."""

    wire: _Wire
    pool: "_Pool"
    backend: _Backend | None = None
    owed: _Owed = field(default_factory=_Owed)

    def converse(self) -> None:
        """Carry messages until either side ends."""
        while True:
            borrowed = [] if self.backend is None else [self.backend.wire.socket]
            ready, _, _ = select.select([self.wire.socket, *borrowed], [], [])
            if self.wire.socket in ready and not self._ask():
                return
            if self.backend is not None and self.backend.wire.socket in ready:
                self._answer(self.backend)

    def _ask(self) -> bool:
        """Pass on what the client says; False when it takes its leave."""
        for message in self.wire.receive():
            if message[0] == ord("X"):
                return False
            if self.backend is None:
                self.backend, self.owed = self.pool.lend(), _Owed()
            self.owed.ask(message)
            self.backend.wire.send(message)
        return True

    def _answer(self, backend: _Backend) -> None:
        messages = backend.wire.receive()
        settled = [self.owed.settles(message) for message in messages]
        # Given back before the client can know that it is ready, and so ask again.
        if any(settled):
            self.backend = None
            self.pool.take_back(backend)
        self.wire.send(b"".join(messages))


@dataclass(slots=True, kw_only=True)
class _Pool:
    """The connections of one role to one database."""

    port: int
    startup: bytes
    size: int
    resting: deque[_Backend] = field(default_factory=deque)
    opened: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def lend(self) -> _Backend:
        """A connection that no other client has; a new one as long as there may be more."""
        with self.changed:
            while True:
                if self.opened < self.size:
                    self.opened += 1
                    break
                if self.resting:
                    rested = self.resting.popleft()
                    if rested.is_quiet:
                        return rested
                    rested.wire.close()
                    self.opened -= 1
                elif not self.changed.wait(_PATIENCE):
                    raise _RefusedError("query_wait_timeout")
        try:
            return _log_in(self.port, self.startup)
        except BaseException:
            self._count_out()
            raise

    def take_back(self, backend: _Backend) -> None:
        with self.changed:
            self.resting.append(backend)
            self.changed.notify()

    def drop(self, backend: _Backend) -> None:
        """Close a connection in the middle of something."""
        backend.wire.close()
        self._count_out()

    def close(self) -> None:
        with self.changed:
            while self.resting:
                self.resting.popleft().wire.close()

    def _count_out(self) -> None:
        with self.changed:
            self.opened -= 1
            self.changed.notify()


class Pooler:
    """The pooler, in front of the server at a port of loopback."""

    def __init__(self, port: int, *, size: int) -> None:
        """At most `size` connections for each role and database."""
        self._server_port = port
        self._size = size
        self._listener = socket.create_server((_HOST, 0), backlog=64)
        self._pools: dict[bytes, _Pool] = {}
        self._clients: dict[bytes, _Client] = {}
        self._keys = count(1)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def url(self, database: str, role: str = "postgres") -> str:
        """The address of a database behind the pooler."""
        return f"postgresql://{role}@{_HOST}:{self._listener.getsockname()[1]}/{database}"

    def start(self) -> None:
        self._accepting.start()

    def stop(self) -> None:
        """Cut everybody off."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(5)
        with self._lock:
            for client in self._clients.values():
                with suppress(OSError):
                    client.wire.socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for pool in self._pools.values():
            pool.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(_Wire(connection),), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, wire: _Wire) -> None:
        with suppress(OSError):
            try:
                self._begin(wire)
            except _RefusedError as refused:
                wire.send(_refusal(str(refused)))
        wire.close()

    def _begin(self, wire: _Wire) -> None:
        startup = self._startup(wire)
        if startup is None:
            return
        client, key = _Client(wire, self._pool(startup)), _key(next(self._keys))
        with self._lock:
            if len(self._clients) >= _MOST_CLIENTS:
                raise _RefusedError("no more connections allowed (max_client_conn)")
            self._clients[key] = client
        try:
            backend = client.pool.lend()
            client.pool.take_back(backend)
            wire.send(backend.greeting + _message(b"K", key) + _message(b"Z", b"I"))
            client.converse()
        finally:
            with self._lock:
                del self._clients[key]
            if client.backend is not None:
                client.pool.drop(client.backend)

    def _startup(self, wire: _Wire) -> bytes | None:
        """The parameters a client begins with; None for one that only wanted a cancel."""
        while True:
            size = _number(wire.exactly(4))
            if not 8 <= size <= 10_000:
                raise ConnectionResetError
            content = wire.exactly(size - 4)
            code = _number(content[:4])
            if code in {_SSL, _GSS}:
                wire.send(b"N")
            elif code == _CANCEL:
                self._cancel(content[4:])
                return None
            elif code == _VERSION:
                return content[4:]
            else:
                raise _RefusedError("unsupported protocol version")

    def _cancel(self, key: bytes) -> None:
        with self._lock:
            client = self._clients.get(key)
            backend = client.backend if client is not None else None
        if backend is not None:
            with socket.create_connection((_HOST, self._server_port), _PATIENCE) as line:
                line.sendall(_sized(_CANCEL.to_bytes(4) + backend.key))

    def _pool(self, startup: bytes) -> _Pool:
        words = startup.rstrip(b"\0").split(b"\0")
        given = dict(zip(words[::2], words[1::2], strict=True))
        for name in given:
            if name.decode().lower() not in _TRACKED:
                raise _RefusedError(f"unsupported startup parameter: {name.decode()}")
        user = given[b"user"]
        place = b"user\0%b\0database\0%b\0\0" % (user, given.get(b"database", user))
        with self._lock:
            if place not in self._pools:
                self._pools[place] = _Pool(port=self._server_port, startup=place, size=self._size)
            return self._pools[place]


@contextmanager
def pooling(port: int, *, size: int = 3) -> Iterator[Pooler]:
    """A pooler in front of the server at `port` for as long as the block lasts."""
    pooler = Pooler(port, size=size)
    pooler.start()
    try:
        yield pooler
    finally:
        pooler.stop()


def _log_in(port: int, startup: bytes) -> _Backend:
    try:
        wire = _Wire(socket.create_connection((_HOST, port), _PATIENCE))
    except OSError as error:
        raise _RefusedError("server login has been failing, the server is away") from error
    wire.send(_sized(_VERSION.to_bytes(4) + startup))
    greeting: list[bytes] = []
    key = b""
    while True:
        for message in wire.receive():
            kind = message[:1]
            if kind == b"E":
                wire.close()
                raise _RefusedError("server login has been failing, the server refused it")
            if kind == b"Z":
                return _Backend(wire=wire, greeting=b"".join(greeting), key=key)
            if kind == b"K":
                key = message[5:]
            elif kind in {b"R", b"S"}:
                greeting.append(message)


def _number(content: bytes) -> int:
    return int.from_bytes(content)


def _key(number: int) -> bytes:
    return number.to_bytes(8)


def _sized(content: bytes) -> bytes:
    return (len(content) + 4).to_bytes(4) + content


def _message(kind: bytes, content: bytes) -> bytes:
    return kind + _sized(content)


def _refusal(text: str) -> bytes:
    fields = (b"SFATAL", b"VFATAL", b"C08P01", b"M" + text.encode(), b"")
    return _message(b"E", b"\0".join(fields) + b"\0")
