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

import listwright.cli.session  # noqa: F401 - it keeps the clock that it is imported with
from listwright.compose.clock import SystemClock
from listwright.http.session import HttpSession
from listwright.vendors.aihomedesign.client import Client

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
        self.watch()
        if self.alarm is not None and self.passed >= self.alarm:
            self.alarm = None
            os.kill(os.getpid(), signal.SIGINT)

    def tell(self) -> None:
        """Let the sandbox's clock come along, in whole seconds."""
        whole = int(self.untold)
        if whole:
            self.untold -= whole
            body = {"advance": f"{whole}s"}
            route = f"{self.url}/_sandbox/clock"
            httpx.post(route, json=body, trust_env=False).raise_for_status()


@pytest.fixture
def day(served: Served, monkeypatch: pytest.MonkeyPatch) -> LongDay:
    made = LongDay(url=served.url)
    monkeypatch.setattr(SystemClock, "wall", lambda _: made.wall())
    monkeypatch.setattr(SystemClock, "monotonic", lambda _: made.monotonic())
    monkeypatch.setattr(SystemClock, "sleep", lambda _, seconds: made.sleep(seconds))
    monkeypatch.setattr("listwright.compose.project.fixed_calendar", lambda _: made.now)
    opened = Client.open

    def open_in_time(client: Client) -> HttpSession:
        made.tell()
        return opened(client)

    monkeypatch.setattr(Client, "open", open_in_time)
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


def test_accounts_with_one_key_share_its_window(studio: Studio, day: LongDay) -> None:
    """The vendor counts by user, whichever of its interfaces is spoken to."""
    second = MANY.replace("staging:", "second:").replace("vendor: ahd", "vendor: other")
    studio.write(f"{MANY}, {second.replace('style: modern', 'style: prime')}")
    for path in (studio.root / "photos").iterdir():
        path.unlink()
    studio.photos(*(f"living-room-{number:02}" for number in range(1, 7)))
    text = studio.file.read_text()
    (mine,) = (line for line in text.splitlines() if line.startswith("  ahd:"))
    api, other = ("v1", "v3") if "api: v1" in mine else ("v3", "v1")
    line = mine.replace("ahd:", "other:").replace(f"api: {api}", f"api: {other}")
    studio.file.write_text(text.replace(mine, f"{mine}\n{line}"))
    assert studio.apply().ends(0, "ok")["summary"]["done"] == 12
    check_pace(studio, 12)


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
    assert "ahd: waiting 10 min for a place, since it takes 10 pictures in 10 minutes" in ran.err
    complete(studio, pictures)


def test_a_run_that_waits_says_that_it_lives(studio: Studio, day: LongDay) -> None:
    """Another runner must not take it for dead, however long the wait is."""
    write(studio, 11)
    seen: list[float] = []

    def look() -> None:
        if not studio.ledger.exists() or not studio.counts()["ahd-submit"]:
            return
        with closing(sqlite3.connect(f"file:{studio.ledger}?mode=ro", uri=True)) as sql:
            row = sql.execute("SELECT heartbeat, expires FROM lease").fetchone()
        if row is not None:
            assert datetime.fromisoformat(row[1]) > day.now(), "the lease ran out"
            seen.append((day.now() - datetime.fromisoformat(row[0])).total_seconds())

    day.watch = look
    studio.apply().ends(0, "ok")
    assert len(seen) > 1000
    assert max(seen) <= 11
    assert day.longest <= 0.2, "a signal is heard at once"


def test_a_signal_while_it_waits(studio: Studio, day: LongDay) -> None:
    write(studio, 12)
    studio.plan()
    day.alarm = 100.0
    ran = studio.apply()
    assert ran.code == 130, ran
    done = [one["outcome"] for one in ran.doc["outcomes"]]
    assert (done.count("done"), done.count("skipped")) == (10, 2)
    assert day.passed < 101
    assert times(studio)[-1] < 100
    planned = studio.plan()
    assert planned["blocked_changes"] == []
    assert len(planned["order_changes"]) == 2
    resume = str(ran.doc["resume"]).split()[1:]
    again = studio.json(*resume, "--auto-approve")
    assert len(again.ends(0, "ok")["outcomes"]) == 2
    check_pace(studio, 12)
    complete(studio, 12)


def test_a_run_that_may_not_take_that_long(studio: Studio, day: LongDay) -> None:
    """It stops before a wait that would be too long, and says how to go on."""
    write(studio, 12)
    ran = studio.apply("--max-duration", "5m")
    document = ran.ends(3, "incomplete")
    done = [one["outcome"] for one in document["outcomes"]]
    assert (done.count("done"), done.count("skipped")) == (10, 2)
    assert {one["error"]["code"] for one in document["outcomes"] if one["error"]} == {
        "max_duration"
    }
    assert day.passed < 60, "it does not wait for nothing"
    assert "waiting" not in ran.err
    assert studio.plan()["blocked_changes"] == []
    resume = document["resume"].split()[1:]
    studio.json(*resume).ends(0, "ok")
    check_pace(studio, 12)
    complete(studio, 12)


def test_two_runs_share_the_window(studio: Studio, day: LongDay) -> None:
    """What left in the last run counts in the next one, and so does what was refused."""
    write(studio, 6)
    studio.apply().ends(0, "ok")
    studio.photos(*(f"living-room-{number:02}" for number in range(1, 13)))
    studio.apply().ends(0, "ok")
    check_pace(studio, 12)


def test_the_vendor_says_too_often_all_the_same(studio: Studio, day: LongDay) -> None:
    """Somebody else uses the account: the picture waits, and its upload is used again."""
    write(studio, 3)
    studio.fault("rate-limit", "ahd-submit", times=2)
    outcomes = studio.apply().ends(0, "ok")["outcomes"]
    assert [one["outcome"] for one in outcomes] == ["done"] * 3
    assert studio.counts()["ahd-upload"] == 3
    assert studio.counts()["ahd-submit"] == 5
    assert day.passed >= 120
    complete(studio, 3)


def test_a_pace_by_arrangement_is_kept(studio: Studio, day: LongDay) -> None:
    write(studio, 5)
    studio.options(ahd_submits=2)
    studio.write_text(MANY, ahd=", rate: {submits_per_10_minutes: 2}")
    studio.apply().ends(0, "ok")
    left = times(studio)
    assert all(late - early >= WINDOW for early, late in zip(left, left[2:], strict=False))
    assert studio.counts()["ahd-rate-limited"] == 0
