"""Group commit: bounded, in order, and honest about what was not kept."""

import threading
from collections.abc import Sequence

import pytest
from tests.unit.webhook.serving import NOW, Shelf, ledger_is_down

from listwright.errors import LedgerError
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId
from listwright.webhook.writer import MOST_WAITING, GroupWriter, NotKeptError


def event(number: int) -> VendorEvent:
    return VendorEvent(account=AccountId("a"), digest=str(number), received_at=NOW, event="e")


def started(shelf: Shelf) -> GroupWriter:
    writer = GroupWriter(shelf.open_inbox, on_end=lambda: None)
    writer.start()
    return writer


def test_what_waits_at_the_end_is_written_in_the_order_it_came() -> None:
    shelf = Shelf()
    writer = started(shelf)
    kept = [writer.keep(event(number)) for number in range(700)]
    threading.Timer(0.1, shelf.free.set).start()
    writer.close()
    assert all(one.done() and one.exception() is None for one in kept)
    assert [one.digest for one in shelf.events] == [str(number) for number in range(700)]
    with pytest.raises(NotKeptError):
        writer.keep(event(1))


def test_more_than_may_wait_is_turned_away_at_once() -> None:
    shelf = Shelf()
    writer = started(shelf)
    first = writer.keep(event(0))
    while not first.running():
        pass
    kept = [writer.keep(event(number)) for number in range(1, MOST_WAITING + 1)]
    with pytest.raises(NotKeptError, match="too many"):
        writer.keep(event(MOST_WAITING + 1))
    shelf.free.set()
    writer.close()
    assert len(shelf.events) == 1 + len(kept)


def test_who_gave_up_waiting_costs_nothing() -> None:
    shelf = Shelf()
    writer = started(shelf)
    first = writer.keep(event(1))
    while not first.running():
        pass
    assert writer.keep(event(2)).cancel()
    last = writer.keep(event(3))
    shelf.free.set()
    assert last.result(10) is None
    writer.close()
    assert [one.digest for one in shelf.events] == ["1", "3"]


def test_a_ledger_that_cannot_be_opened_is_told_at_the_start() -> None:
    def refuse() -> Shelf:
        raise ledger_is_down()

    writer = GroupWriter(refuse, on_end=lambda: None)
    with pytest.raises(LedgerError, match="disk is full"):
        writer.start()


class BugError(Exception):
    """No error of ours."""


def test_a_bug_ends_the_writer_and_leaves_nobody_waiting() -> None:
    class Broken(Shelf):
        def receive(self, events: Sequence[VendorEvent]) -> None:
            assert self.free.wait(10)
            raise BugError

    shelf, ended = Broken(), threading.Event()
    writer = GroupWriter(shelf.open_inbox, on_end=ended.set)
    writer.start()
    kept = [writer.keep(event(number)) for number in range(3)]
    shelf.free.set()
    for one in kept:
        assert isinstance(one.exception(10), NotKeptError)
    assert ended.wait(10)
    with pytest.raises(NotKeptError):
        writer.keep(event(9))
    with pytest.raises(BugError):
        writer.close()
