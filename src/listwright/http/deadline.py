"""The total time of one request, enforced from outside the HTTP library.

httpx measures each read on its own: an answer that trickles one byte a second outlives any read
timeout. So a timer shuts the socket down when the whole time is over. This
module reads the monotonic clock; nothing else in the room does.
"""

import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

_CONNECTED = ("connect_tcp.complete", "start_tls.complete")
"""The httpcore trace events that bring a socket, behind a proxy or not."""


class DeadlinePassedError(Exception):
    """The time was over before a connection stood, so nothing was sent."""


class Watchdog:
    """A context in which a request has `seconds` in total; afterwards its socket is shut down."""

    def __init__(self, seconds: float) -> None:
        """Time starts with the `with` block."""
        self._timer = Timer(seconds, self._fire)
        self._timer.daemon = True
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._cut = False
        self._started = 0.0

    def __enter__(self) -> Self:
        """Start the time."""
        self._started = time.monotonic()
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the time."""
        self._timer.cancel()

    @property
    def cut(self) -> bool:
        """Whether the time ran out."""
        with self._lock:
            return self._cut

    @property
    def elapsed(self) -> float:
        """Seconds since the `with` block began."""
        return time.monotonic() - self._started

    def trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Learn the socket of a new connection; an httpcore trace callback.

        Raises DeadlinePassedError when the connection came too late to be used.
        """
        if not event.endswith(_CONNECTED):
            return
        stream = details["return_value"]
        with self._lock:
            if not self._cut:
                self._socket = stream.get_extra_info("socket")
                return
        stream.close()
        raise DeadlinePassedError

    def _fire(self) -> None:
        """Wake whoever is blocked on the socket."""
        with self._lock:
            self._cut = True
            if self._socket is not None:
                # SSLSocket.shutdown drops its session under the blocked reader; the plain one
                # leaves the reader an orderly end of file.
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
