"""Group commit: one thread owns the inbox and writes whatever waits in one durable commit.

A database's connection belongs to a thread, and a commit waits for the disk. While one is under
way the next events gather, so that many callers share the wait.
"""

import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from listwright.errors import ListwrightError
from listwright.model.event import VendorEvent
from listwright.ports import Inbox

MOST_WAITING = 1_000
"""Events that have come in and are not written; more are turned away until the disk catches up."""

_MOST_AT_ONCE = 500

_Entry = tuple[VendorEvent | None, Future[None]]


class NotKeptError(Exception):
    """The event was not kept, and the caller is to send it again; the text says why."""


class GroupWriter:
    """Keeps events from any thread; `on_end` is called from its own when it can work no longer."""

    def __init__(self, open_inbox: Callable[[], Inbox], *, on_end: Callable[[], None]) -> None:
        """`open_inbox` is called in the thread that writes, again after every failure."""
        self._open_inbox = open_inbox
        self._waiting: queue.Queue[_Entry | None] = queue.Queue(MOST_WAITING)
        self._thread = ThreadPoolExecutor(1, "listwright-inbox")
        self._inbox: Inbox | None = None
        self._closing = False
        self._is_last = False
        self._on_end = on_end

    def start(self) -> None:
        """Open the inbox and begin; raises LedgerError, OtherProjectError."""
        try:
            self._thread.submit(self._opened).result()
        except BaseException:
            self._thread.shutdown()
            raise
        self._work = self._thread.submit(self._write_all)
        self._work.add_done_callback(lambda _: self._on_end())

    def keep(self, event: VendorEvent | None) -> Future[None]:
        """Done when the event is durable; NotKeptError in it when it is not.

        None keeps nothing and shows whether something could be kept. Raises NotKeptError when more
        wait than are taken.
        """
        done: Future[None] = Future()
        if self._closing or self._work.done():
            raise NotKeptError("the receiver is stopping")
        try:
            self._waiting.put_nowait((event, done))
        except queue.Full:
            raise NotKeptError("too many events wait to be written") from None
        return done

    def close(self) -> None:
        """Write what waits and let go of the inbox; raises what ended the thread early."""
        self._closing = True
        if not self._work.done():
            self._waiting.put(None)
        try:
            self._work.result()
        finally:
            self._thread.shutdown()

    def _write_all(self) -> None:
        try:
            while (batch := self._next_batch()) is not None:
                self._write(batch)
        finally:
            self._let_go()
            self._turn_away_rest()

    def _next_batch(self) -> list[_Entry] | None:
        """What waits, at least one; None when all is written and nothing more will come."""
        first = None if self._is_last else self._waiting.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < _MOST_AT_ONCE:
            try:
                entry = self._waiting.get_nowait()
            except queue.Empty:
                break
            if entry is None:
                self._is_last = True
                break
            batch.append(entry)
        return batch

    def _write(self, batch: Sequence[_Entry]) -> None:
        wanted = [entry for entry in batch if entry[1].set_running_or_notify_cancel()]
        if not wanted:
            return
        try:
            self._opened().receive([event for event, _ in wanted if event is not None])
        except ListwrightError as error:
            self._let_go()
            for _, done in wanted:
                done.set_exception(NotKeptError(error.message))
        except BaseException:
            for _, done in wanted:
                done.set_exception(NotKeptError("the receiver is broken"))
            raise
        else:
            for _, done in wanted:
                done.set_result(None)

    def _opened(self) -> Inbox:
        if self._inbox is None:
            self._inbox = self._open_inbox()
        return self._inbox

    def _let_go(self) -> None:
        inbox, self._inbox = self._inbox, None
        if inbox is not None:
            with suppress(ListwrightError):
                inbox.close()

    def _turn_away_rest(self) -> None:
        with suppress(queue.Empty):
            while True:
                entry = self._waiting.get_nowait()
                if entry is not None and entry[1].set_running_or_notify_cancel():
                    entry[1].set_exception(NotKeptError("the receiver is stopping"))
