"""The vendor's request limit, in real time: moving the sandbox clock must not refill it."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_SECONDS = 60.0


class RateLimiter:
    """A sliding window of one minute for each key, all operations together.

    The vendor says neither whether its window slides nor what is shared: both are our choice.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}

    def admit(self, key: str, per_minute: int) -> bool:
        """Whether a request with `key` (a digest) may pass now; 0 means no limit."""
        if per_minute == 0:
            return True
        now = self._clock()
        seen = self._seen.setdefault(key, deque())
        while seen and seen[0] <= now - _WINDOW_SECONDS:
            seen.popleft()
        if len(seen) >= per_minute:
            return False
        seen.append(now)
        return True
