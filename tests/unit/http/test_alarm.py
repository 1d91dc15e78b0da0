"""Calls at set times."""

import threading
import time

from listwright.http.alarm import Alarm

SOON, LATER, PATIENCE = 0.05, 60.0, 20.0


def ring(alarm: Alarm, seconds: float, key: object = None) -> threading.Event:
    """An event that is set when the alarm calls."""
    rung = threading.Event()
    alarm.set(key or rung, seconds, rung.set)
    return rung


def test_a_call_is_made_at_its_time_and_not_before() -> None:
    alarm, started = Alarm(), time.monotonic()
    assert ring(alarm, SOON).wait(PATIENCE)
    assert time.monotonic() - started >= SOON


def test_a_sooner_call_does_not_wait_for_a_later_one() -> None:
    alarm = Alarm()
    later = ring(alarm, LATER)
    assert ring(alarm, SOON).wait(PATIENCE)
    assert not later.is_set()


def test_a_later_call_is_made_after_a_sooner_one_was_dropped() -> None:
    alarm = Alarm()
    dropped = ring(alarm, SOON, "sooner")
    later = ring(alarm, 4 * SOON)
    alarm.drop("sooner")
    assert later.wait(PATIENCE)
    assert not dropped.is_set()


def test_a_call_after_a_long_silence_is_made() -> None:
    alarm = Alarm()
    assert ring(alarm, SOON).wait(PATIENCE)
    time.sleep(2 * SOON)
    assert ring(alarm, SOON).wait(PATIENCE)


def test_a_call_that_fails_does_not_silence_the_next() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    alarm = Alarm()
    alarm.set("failing", 0, fail)
    assert ring(alarm, SOON).wait(PATIENCE)


def test_dropping_what_was_never_set_does_nothing() -> None:
    Alarm().drop("nothing")
