"""Calls at set times, from one thread that all requests of the program share.

A thread for each request would have to be started, and waited for, before anything is sent. This
module and `deadline` read the monotonic clock; nothing else in the room does.
"""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Thread


class Alarm:
    """What is to be called when; a call is made once and from another thread."""

    def __init__(self) -> None:
        """No thread runs before the first call is set."""
        self._changed = Condition()
        self._calls: dict[object, tuple[float, Callable[[], None]]] = {}
        self._wakes = math.inf
        self._thread: Thread | None = None

    def set(self, key: object, seconds: float, call: Callable[[], None]) -> None:
        """Make `call` in so many seconds, unless `drop` comes first. It must not block for long."""
        at = time.monotonic() + seconds
        with self._changed:
            self._calls[key] = (at, call)
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()
            elif at < self._wakes:
                self._changed.notify()

    def drop(self, key: object) -> None:
        """Forget the call of `key`; one that is being made just now is not stopped."""
        with self._changed:
            self._calls.pop(key, None)

    def _work(self) -> None:
        while True:
            for call in self._due():
                # One that fails must not silence those of other requests.
                with suppress(Exception):
                    call()

    def _due(self) -> list[Callable[[], None]]:
        """The calls whose time has come, taken off the list; waits until there may be some."""
        with self._changed:
            now = time.monotonic()
            keys = [key for key, (at, _) in self._calls.items() if at <= now]
            if keys:
                return [self._calls.pop(key)[1] for key in keys]
            # A dropped call is not worth waking up for: at its time nothing is found.
            self._wakes = min((at for at, _ in self._calls.values()), default=math.inf)
            self._changed.wait(None if self._wakes == math.inf else self._wakes - now)
            return []


ALARM = Alarm()
"""The program's."""
