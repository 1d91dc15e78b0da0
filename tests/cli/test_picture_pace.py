"""Ten pictures in ten minutes: what a run does about it, with a clock that only sleeping moves.

The sandbox's clock moves along over its control route, so that its own limit counts the same time.
"""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
    began: float = field(default_factory=time.monotonic)
    passed: float = 0.0
    untold: float = 0.0
    alarm: float | None = None
    longest: float = 0.0
    watch: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed)

    def wall(self) -> float:
        return self.now().timestamp()

    def monotonic(self) -> float:
        return self.began + self.passed

    def sleep(self, seconds: float) -> None:
        self.longest = max(self.longest, seconds)
        self.passed += seconds
        self.untold += seconds
        if self.untold >= 1:
            self._tell()
        if self.alarm is not None and self.passed >= self.alarm:
            self.alarm = None
            os.kill(os.getpid(), signal.SIGINT)

    def _tell(self) -> None:
        """Let the sandbox's clock come along, in whole seconds."""
        self.watch()
        whole = int(self.untold)
        self.untold -= whole
        body = {"advance": f"{whole}s"}
        httpx.post(f"{self.url}/_sandbox/clock", json=body, trust_env=False).raise_for_status()


@pytest.fixture
def day(served: Served, monkeypatch: pytest.MonkeyPatch) -> LongDay:
    made = LongDay(url=served.url)
    monkeypatch.setattr(SystemClock, "wall", lambda _: made.wall())
    monkeypatch.setattr(SystemClock, "monotonic", lambda _: made.monotonic())
    monkeypatch.setattr(SystemClock, "sleep", lambda _, seconds: made.sleep(seconds))
    monkeypatch.setattr("listwright.compose.project.fixed_calendar", lambda _: made.now)
    return made


def write(studio: Studio, pictures: int) -> None:
    studio.write(MANY)
    for path in (studio.root / "photos").iterdir():
        path.unlink()
    studio.photos(*(f"living-room-{number:02}" for number in range(1, pictures + 1)))


def times(studio: Studio) -> list[float]:
    """When the vendor took on each picture, in seconds after noon."""
    jobs = studio.store.aihomedesign.jobs()
    return sorted((job.created - NOON).total_seconds() for job in jobs)


def check_pace(studio: Studio, pictures: int) -> None:
    left = times(studio)
    assert len(left) == pictures
    assert all(late - early >= WINDOW for early, late in zip(left, left[LIMIT:], strict=False))
    assert studio.counts()["ahd-rate-limited"] == 0
    assert set(studio.charged().values()) == {1}


@pytest.mark.parametrize("pictures", [11, 25])
def test_the_eleventh_leaves_after_the_window(studio: Studio, day: LongDay, pictures: int) -> None:
    """The file says nothing of the pace: a vendor on loopback is taken for the real one."""
    write(studio, pictures)
    studio.write_text(MANY, ahd="")
    planned = studio.plan("--bootstrap")
    assert planned["queues"][0]["submits"] == LIMIT
    assert planned["queues"][0]["window_s"] == WINDOW
    ran = studio.apply()
    assert len(ran.ends(0, "ok")["outcomes"]) == pictures
    check_pace(studio, pictures)
    windows = (pictures - 1) // LIMIT
    assert windows * WINDOW <= times(studio)[-1] <= windows * (WINDOW + 90)
    assert ran.err.count("waiting") == windows
    assert "ahd: waiting 9 min for a place, since it takes 10 pictures in 10 minutes" in ran.err
    complete(studio, pictures)
