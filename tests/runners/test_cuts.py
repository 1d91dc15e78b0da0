"""Runners are killed and connections cut in the middle: no order twice, no id lost.

Whatever the vendor has must be known by its id or be named as unknown, with a remedy; and when all
is quiet again, one person's look at what is unknown is enough to finish.
"""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.cli.project import Ran
from tests.crash.promise import check, complete, let_finish
from tests.runners.team import WAITING, Place, Team, free
from tests.servers.planomatic_like import PlanomaticLike

pytestmark = [pytest.mark.slow, pytest.mark.kill]

_NAMES = [f"P-{number:02}" for number in range(24)]
_RUNNERS = 3
_ROUNDS = 6
_ENDS = {0, 1, 3, 4}
"""How a runner may end that was not killed: never by a fault of its own."""


@pytest.fixture
def busy(team: Team, vendor: PlanomaticLike) -> Team:
    """Runners with work for a few seconds."""
    team.write(_NAMES)
    vendor.fault("slow", times=10_000, seconds=0.05)
    return team


def _kill_all(processes: "list[subprocess.Popen[str]]") -> int:
    """Kill those who work and those who wait; how many there were."""
    alive = [process for process in processes if process.poll() is None]
    for process in alive:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    return len(alive)


def _settled(team: Team, vendor: PlanomaticLike) -> None:
    vendor.clear_faults()
    let_finish(vendor)
    free(team.first)
    complete(team.first, vendor, _NAMES)
    assert len(vendor.orders) == len(_NAMES)


def test_kills(busy: Team, vendor: PlanomaticLike) -> None:
    """Round after round runners start everywhere, and are killed before they are done."""
    chance = random.Random(3)
    killed = rounds = 0
    while len(vendor.orders) < len(_NAMES) and rounds < _ROUNDS:
        before, rounds = len(vendor.orders), rounds + 1
        processes = busy.start(*WAITING, most=_RUNNERS)
        _wait_for_orders(vendor, before + 3, processes)
        time.sleep(chance.uniform(0, 0.2))
        killed += _kill_all(processes)
        let_finish(vendor)
        free(busy.first)
        check(busy.first, vendor)
    assert killed, "nobody was at work when the kills came"
    sys.stdout.write(f"{killed} kills in {rounds} rounds\n")
    _settled(busy, vendor)


@pytest.mark.parametrize("place", ["postgres", "pooled"], indirect=True)
def test_cut_connections(busy: Team, vendor: PlanomaticLike, place: Place) -> None:
    """An administrator cuts all connections again and again; runners go on, or stop in order."""
    with _cutting(place.cut, every=0.25) as cuts:
        for _ in range(2):
            for ran in busy.run(*WAITING, most=_RUNNERS):
                _ended_in_order(ran)
        assert cuts.count, "nobody was connected when connections were cut"
    free(busy.first)
    check(busy.first, vendor)
    _settled(busy, vendor)


@pytest.mark.parametrize("place", ["postgres"], indirect=True)
def test_cut_and_killed(busy: Team, vendor: PlanomaticLike, place: Place) -> None:
    """Both at once."""
    chance = random.Random(7)
    with _cutting(place.cut, every=0.4):
        for _ in range(3):
            processes = busy.start(*WAITING, most=_RUNNERS)
            time.sleep(chance.uniform(1, 2.5))
            _kill_all(processes)
    let_finish(vendor)
    free(busy.first)
    check(busy.first, vendor)
    _settled(busy, vendor)


class _Cuts:
    """How often connections were cut that somebody had."""

    count = 0


@contextmanager
def _cutting(cut: Callable[[], int], *, every: float) -> Iterator[_Cuts]:
    """Cut all connections every so many seconds for as long as the block lasts."""
    ended, cuts = threading.Event(), _Cuts()

    def work() -> None:
        while not ended.wait(every):
            cuts.count += cut() > 0

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield cuts
    finally:
        ended.set()
        thread.join()


def _ended_in_order(ran: Ran) -> None:
    """It gave its document, and found no fault in itself."""
    assert ran.code in _ENDS, ran.err
    assert ran.doc["exit_reason"] != "internal"


def _wait_for_orders(
    vendor: PlanomaticLike, count: int, processes: "list[subprocess.Popen[str]]"
) -> None:
    """Until the vendor has so many orders, or all have ended."""
    deadline = time.monotonic() + 60
    while len(vendor.orders) < count and any(process.poll() is None for process in processes):
        assert time.monotonic() < deadline
        time.sleep(0.005)
