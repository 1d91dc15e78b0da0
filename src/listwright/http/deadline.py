"""The total time of one request, enforced from outside the HTTP library.

httpx measures each read on its own: an answer that trickles one byte a second outlives any read
timeout. So an alarm shuts the socket down when the whole time is over. Looking a name up has no
timeout at all and no socket to shut, so it can be left behind in a thread.
"""

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from listwright.http.alarm import ALARM

_CONNECTS = ("connect_tcp.started", "start_tls.started")
_CONNECTED = ("connect_tcp.complete", "start_tls.complete")
"""The httpcore trace events that bring a socket, behind a proxy or not."""

_LEAVES = "send_request_headers.started"
_ASKS_PROXY = b"CONNECT"
"""The method of the request that opens a way through a proxy: the one that is not ours."""

_GRACE = 0.5
"""Seconds for a reader whose socket was shut down to come back."""

T = TypeVar("T")


class DeadlinePassedError(Exception):
    """The time was over before a connection stood, so nothing was sent."""


class AbandonedError(Exception):
    """The call did not come back in time and was left behind; it can send nothing new."""


class Watchdog:
    """A context in which a request has `seconds` in total; afterwards its socket is shut down."""

    def __init__(self, seconds: float) -> None:
        """Time starts with the `with` block."""
        self._seconds = seconds
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._cut = False
        self._connecting = False
        self._started = 0.0

    def __enter__(self) -> Self:
        """Start the time."""
        self._started = time.monotonic()
        ALARM.set(self, self._seconds, self._fire)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the time."""
        ALARM.drop(self)

    @property
    def cut(self) -> bool:
        """Whether the time ran out."""
        with self._lock:
            return self._cut

    @property
    def elapsed(self) -> float:
        """Seconds since the `with` block began."""
        return time.monotonic() - self._started

    @property
    def unsent(self) -> bool:
        """Whether the request surely did not leave: the last news is of connecting.

        Without such news it is False, so that another httpcore can only bring more doubt, not less.
        """
        with self._lock:
            return self._connecting

    def run(self, call: Callable[[], T]) -> T:
        """What `call` gives or raises, in a thread of its own.

        Raises AbandonedError when it is still busy a moment after the time; the thread is left
        behind, and `trace` keeps it from sending anything.
        """
        ended: Future[T] = Future()

        def work() -> None:
            try:
                ended.set_result(call())
            except BaseException as error:  # noqa: BLE001 - the caller sees it
                ended.set_exception(error)

        Thread(target=work, daemon=True).start()
        try:
            wait([ended], timeout=max(self._seconds - self.elapsed, 0.0) + _GRACE)
        except BaseException:
            self._fire()
            raise
        if ended.done():
            return ended.result()
        self._fire()
        raise AbandonedError

    def trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Follow a request and learn its socket; an httpcore trace callback.

        Raises DeadlinePassedError when the connection came too late to be used.
        """
        asks_proxy = getattr(details.get("request"), "method", None) == _ASKS_PROXY
        if asks_proxy or event.endswith(_CONNECTS):
            with self._lock:
                self._connecting = True
        elif event.endswith(_CONNECTED):
            self._connected(details)
        elif event.endswith(_LEAVES):
            self._leave()

    def _connected(self, details: Mapping[str, Any]) -> None:
        stream = details["return_value"]
        with self._lock:
            if not self._cut:
                self._socket = stream.get_extra_info("socket")
                self._connecting = False
                return
        stream.close()
        raise DeadlinePassedError

    def _leave(self) -> None:
        """From here on bytes of the request itself are written; not after the time."""
        with self._lock:
            self._connecting = False
            if self._cut:
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
