"""Posts one body to one address, within a time, and says what the other side made of it."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

_HEADERS = {
    "Content-Type": "application/json",
    "User-Agent": "listwright-sandbox",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The status code, or why there is none. A redirect is an answer: it is not followed."""

    code: int | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parcel:
    target: str
    body: bytes
    seconds: float


class Courier:
    """Posts one thing at a time; another thread may break it off."""

    def __init__(self) -> None:
        """Nothing is under way."""
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._stopped = False

    @property
    def is_stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """Break off what is under way, and post nothing any more."""
        with self._lock:
            self._stopped = True
            _cut(self._socket)

    def post(self, url: str, body: str, *, seconds: float) -> Answer:
        """Post `body` as JSON; neither connecting nor the answer may take longer than `seconds`."""
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=seconds)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        parcel = _Parcel(target=target, body=body.encode(), seconds=seconds)
        try:
            connection.connect()
            return self._exchange(connection, parcel)
        except TimeoutError:
            return Answer(trouble=f"no answer within {seconds:g} s")
        except ConnectionRefusedError:
            return Answer(trouble="nobody listens there")
        except (OSError, HTTPException):
            return Answer(trouble="the connection broke")
        finally:
            self._hold(None)
            connection.close()

    def _exchange(self, connection: HTTPConnection, parcel: _Parcel) -> Answer:
        """The socket's own timeout starts anew with each byte, so a timer cuts the line."""
        line = connection.sock
        if not self._hold(line):
            return Answer(trouble="the sandbox stopped")
        late = threading.Event()
        timer = threading.Timer(parcel.seconds, _give_up, args=(late, line))
        timer.daemon = True
        timer.start()
        try:
            connection.request("POST", parcel.target, parcel.body, _HEADERS)
            return Answer(code=connection.getresponse().status)
        except (OSError, HTTPException) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()

    def _hold(self, line: socket.socket | None) -> bool:
        with self._lock:
            self._socket = line
            return not self._stopped


def _give_up(late: threading.Event, line: socket.socket) -> None:
    late.set()
    _cut(line)


def _cut(line: socket.socket | None) -> None:
    with suppress(OSError):
        if line is not None:
            line.shutdown(socket.SHUT_RDWR)
