"""When the next request may leave."""

from collections import deque
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listwright.engine.pacing import Window, next_slot, pause_window

NOW = 1_790_000_000.0
MINUTE = 60.0


def slots(per_minute: int, count: int, window: Window | None = None) -> list[float]:
    """When a runner that never stops sends, in seconds from now."""
    return [round(slot - NOW, 3) for slot in run(window or Window(), per_minute, count)[0]]


def run(
    window: Window, per_minute: int, count: int, *, at: float = NOW, runners: int = 1
) -> tuple[list[float], Window]:
    """When `runners` send `count` requests between them, and the window afterwards."""
    free, found = [at] * runners, list[float]()
    for _ in range(count):
        runner = free.index(min(free))
        wait, window = next_slot(window, per_minute, at=free[runner])
        assert wait >= 0
        free[runner] += wait
        found.append(free[runner])
    return found, window


STEADY = Window(arrival=NOW)
"""In the middle of a long run: nothing is left for a burst."""


def gaps(found: list[float]) -> list[float]:
    return [round(later - earlier, 3) for earlier, later in pairwise(found)]


def fullest(found: list[float], seconds: float = MINUTE) -> int:
    """The most requests that any window of that length held, its end not counted."""
    most, inside = 0, deque[float]()
    for moment in sorted(found):
        inside.append(moment)
        while inside[0] <= moment - seconds:
            inside.popleft()
        most = max(most, len(inside))
    return most


def test_a_handful_leaves_at_once_after_a_quiet_time() -> None:
    assert slots(30, 5) == [0, 0, 0, 0, 0]
    assert slots(10, 3) == [0, 0, 6.867]
    assert slots(4, 3) == [0, 14.85, 30.3]
    assert slots(0, 2) == [0, 61.2]


def test_a_fast_account_has_no_burst() -> None:
    assert slots(200, 4, STEADY) == slots(200, 4) == [0, 0, 0.309, 0.618]


def test_the_burst_is_taken_out_of_the_minute_that_follows() -> None:
    found = slots(30, 70)
    assert sum(1 for slot in found if slot < MINUTE) == 30
    assert gaps(found[5:20]) == [pytest.approx(2.3769, abs=0.002)] * 14


def test_the_pace_is_even_after_that() -> None:
    assert gaps(slots(30, 50, STEADY)[1:]) == [2.06] * 48


@pytest.mark.parametrize("per_minute", [20, 30, 50, 100, 1000])
def test_the_permitted_rate_is_used(per_minute: int) -> None:
    found = slots(per_minute, per_minute * 20)
    assert len(found) / (found[-1] / MINUTE) >= 0.95 * per_minute


@pytest.mark.parametrize("per_minute", [1, 2, 5, 9, 10, 25, 30, 50, 99, 100, 101, 300])
def test_no_minute_holds_more_than_allowed(per_minute: int) -> None:
    assert fullest(slots(per_minute, per_minute * 5)) <= per_minute


_PAUSES = st.tuples(st.just("pause"), st.floats(min_value=0, max_value=400))
_IDLE = st.tuples(st.just("idle"), st.floats(min_value=0, max_value=200))
_SEND = st.tuples(st.just("send"), st.integers(1, 150))


@given(st.lists(_PAUSES | _IDLE | _SEND, max_size=25), st.integers(1, 130), st.integers(1, 6))
def test_no_minute_holds_more_whatever_was_before(
    story: list[tuple[str, float]], per_minute: int, runners: int
) -> None:
    window, at, found = Window(), NOW, list[float]()
    for kind, amount in story:
        if kind == "idle":
            at += amount
        elif kind == "pause":
            window = pause_window(window, amount, at=at)
        else:
            sent, window = run(window, per_minute, int(amount), at=at, runners=runners)
            found += sent
            at = sent[-1]
    assert found == sorted(found)
    assert fullest(found) <= per_minute


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=50), st.integers(1, 120))
@example([0, 0, 0, 47, 0, 0, 0], 10)
def test_nobody_starves(pauses: list[float], per_minute: int) -> None:
    """A runner waits for one interval, and after a burst for the places that this took, too."""
    window, at = Window(), NOW
    burst = max(1, min(5, per_minute // 5)) if per_minute <= 100 else 1
    for pause in pauses:
        at += pause
        wait, window = next_slot(window, per_minute, at=at)
        assert wait <= MINUTE / per_minute * 1.03 * (1 + burst)
        at += wait


@pytest.mark.parametrize("late", [0.0, 0.005])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_strict_vendor_refuses_next_to_nothing(late: float, seed: int) -> None:
    """1,200 requests, 100 in 0.6 s, each up to `late` seconds on the way: the benchmark, played."""
    chance, window, at = Random(seed), Window(), NOW
    taken, refused, arrived = deque[float](), 0, list[float]()
    for _ in range(1200):
        wait, window = next_slot(window, 10_000, at=at)
        arrival = at + wait + chance.uniform(0, late)
        while taken and taken[0] <= arrival - 0.6:
            taken.popleft()
        if len(taken) == 100:
            refused += 1
            window = pause_window(window, 1, at=arrival)
        else:
            taken.append(arrival)
            arrived.append(arrival)
        at = arrival
    assert refused <= 1
    assert (len(arrived) - 1) / (arrived[-1] - arrived[0]) >= 0.95 * 100 / 0.6


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_runners_share_the_permitted_rate(seed: int) -> None:
    chance, window = Random(seed), Window()
    free, arrived = [NOW] * 4, list[float]()
    for _ in range(1200):
        runner = free.index(min(free))
        wait, window = next_slot(window, 10_000, at=free[runner])
        arrived.append(free[runner] + wait + chance.uniform(0, 0.005))
        free[runner] = arrived[-1] + chance.uniform(0, 0.02)
    assert fullest(arrived, 0.6) <= 100
    assert 1199 / (max(arrived) - min(arrived)) >= 0.95 * 100 / 0.6


def test_a_late_request_does_not_move_the_timetable() -> None:
    window = Window(arrival=NOW)
    _, window = next_slot(window, 200, at=NOW + 0.1)
    _, window = next_slot(window, 200, at=NOW + 0.4)
    wait, _ = next_slot(window, 200, at=NOW + 0.5)
    assert wait == pytest.approx(0)


def test_after_a_pause_the_pace_comes_back_step_by_step() -> None:
    window, at = pause_window(Window(), 30, at=NOW), NOW
    minutes = [0] * 7
    while at < NOW + 30 + 6.9 * MINUTE:
        wait, window = next_slot(window, 60, at=at)
        at += wait
        assert at >= NOW + 30
        minutes[int((at - NOW - 30) // MINUTE)] += 1
    assert minutes[:5] == sorted(minutes[:5])
    assert minutes[0] in {29, 30}
    assert minutes[5] >= 55


def test_a_second_pause_halves_the_pace_again() -> None:
    window = pause_window(pause_window(Window(), 1, at=NOW - 200), 5, at=NOW)
    assert slots(60, 3, window) == [5, 7.06, 9.12]


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    paused = pause_window(pause_window(Window(), 300, at=NOW), 10, at=NOW)
    assert slots(64, 1, paused) == [300]


def test_a_pause_is_bounded() -> None:
    assert slots(64, 1, pause_window(Window(), 1e9, at=NOW)) == [3600]


@pytest.mark.parametrize("back", [120, 3000, 1e6])
def test_a_clock_set_back_does_not_stop_the_account(back: float) -> None:
    ahead = next_slot(Window(), 64, at=NOW + back)[1]
    assert slots(64, 1, ahead) == [0]
    assert slots(64, 200, ahead)[-1] < 60 / 64 * 1.03 * 200 / 0.5


def test_a_clock_set_back_keeps_a_pause_for_an_hour_at_most() -> None:
    ahead = pause_window(Window(), 60, at=NOW + 1e6)
    assert slots(64, 1, ahead) == [3600]
    assert next_slot(ahead, 64, at=NOW + 1e6 + 60)[0] == 0
