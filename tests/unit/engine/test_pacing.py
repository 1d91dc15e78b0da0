"""When the next request may leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listwright.engine.pacing import Window, next_slot, pause_window

NOW = 1_790_000_000.0


def slots(per_minute: int, count: int, window: Window | None = None) -> list[float]:
    """When `count` requests leave that are all wanted at once, in seconds from now."""
    window, found = window or Window(), []
    for _ in range(count):
        wait, window = next_slot(window, per_minute, at=NOW)
        found.append(wait)
    return found


def test_a_burst_then_a_steady_pace() -> None:
    assert slots(64, 8) == [0, 0, 0, 0, 0, 1, 2, 3]


def test_a_slow_account_has_no_burst() -> None:
    assert slots(6, 3) == [0, 10, 20]
    assert slots(0, 2) == [0, 60]


@pytest.mark.parametrize("per_minute", [1, 5, 10, 30, 50, 100])
def test_no_minute_holds_more_than_allowed(per_minute: int) -> None:
    found = slots(per_minute, per_minute * 3)
    for start in found:
        assert sum(1 for slot in found if start <= slot < start + 59.999) <= per_minute


def test_the_permitted_rate_is_used() -> None:
    assert slots(100, 961)[-1] / 60 < 961 / 95


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=50), st.integers(1, 120))
def test_nothing_leaves_early_and_places_are_in_order(gaps: list[float], per_minute: int) -> None:
    window, at, last = Window(), NOW, NOW
    for gap in gaps:
        at += gap
        wait, window = next_slot(window, per_minute, at=at)
        assert wait >= 0
        assert at + wait >= last - 0.001
        last = at + wait


def test_a_pause_closes_the_window_then_halves_the_pace() -> None:
    paused = pause_window(Window(), 30, at=NOW)
    assert slots(64, 3, paused) == [30, 32, 34]
    wait, _ = next_slot(paused, 64, at=NOW + 91)
    assert wait == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    paused = pause_window(pause_window(Window(), 300, at=NOW), 10, at=NOW)
    assert slots(64, 1, paused) == [300]


def test_a_pause_is_bounded() -> None:
    assert slots(64, 1, pause_window(Window(), 1e9, at=NOW)) == [3600]


def test_a_clock_set_back_does_not_stop_the_account() -> None:
    ahead = Window(arrival=NOW + 1e6, paused_until=NOW + 1e6)
    assert slots(64, 1, ahead) == [0]
