"""Ten pictures in ten minutes: what a run does about it, with a clock that only sleeping moves.

The sandbox's clock moves along over its control route, so that its own limit counts the same time.
"""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.crash.picture_promise import complete
from tests.support.studio import NOON, Served, Studio, staged

from listwright.compose.clock import SystemClock

WINDOW = 600.0
LIMIT = 10
MANY = staged('{files: ["photos/*.jpg"]}', rooms="living_room", more="max_images: 40")


@dataclass
class LongDay:
    """A day that passes only by sleeping; at `alarm` seconds a signal comes."""

    url: str
    start: float
    passed: float = 0.0
    unsaid: float = 0.0
    alarm: float | None = None
    naps: list[float] = field(default_factory=list)

    def wall(self) -> float:
        return self.start + self.passed

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.passed += seconds
        self.unsaid += seconds
        if self.unsaid >= 1:
            self.tell()
        if self.alarm is not None and self.passed >= self.alarm:
            self.alarm = None
            os.kill(os.getpid(), signal.SIGINT)

    def tell(self) -> None:
        """Let the sandbox's clock come along, in whole seconds."""
        whole = int(self.unsaid)
        self.unsaid -= whole
        body = {"advance": f"{whole}s"}
        httpx.post(f"{self.url}/_sandbox/clock", json=body, trust_env=False).raise_for_status()


@pytest.fixture
def day(served: Served, monkeypatch: pytest.MonkeyPatch) -> LongDay:
    made = LongDay(url=served.url, start=NOON.timestamp())
    for name in ("wall", "monotonic"):
        monkeypatch.setattr(SystemClock, name, lambda _, read=getattr(made, name): read())
    monkeypatch.setattr(SystemClock, "sleep", lambda _, seconds: made.sleep(seconds))
    return made
