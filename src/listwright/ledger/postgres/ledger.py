"""The ledger on a server: one runner is the one whose lease stands in the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, TypeVar

from listwright.ledger import lease
from listwright.ledger.head import Headless, Sidecar
from listwright.ledger.postgres import failures
from listwright.ledger.postgres.connection import ServerSql
from listwright.ledger.postgres.history import Histories
from listwright.ledger.postgres.patience import again
from listwright.ledger.rows import time_text
from listwright.ledger.writer import Author, SqlLedger
from listwright.ledger.writing import Writing

P = ParamSpec("P")
R = TypeVar("R")

_POLL = 0.2
"""Seconds between two looks at a lease that somebody else holds."""


def patient(
    method: Callable[Concatenate["PostgresLedger", P], R],
) -> Callable[Concatenate["PostgresLedger", P], R]:
    """Do it again when the connection broke and nothing was done: the server may be back soon."""

    def call(self: "PostgresLedger", /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.again(lambda: method(self, *args, **kwargs))

    return call


class PostgresLedger(SqlLedger[ServerSql]):
    """`ports.Ledger` over a server. All of its clocks are the server's but the calendar."""

    def __init__(self, sql: ServerSql, author: Author, sidecar: Sidecar | None) -> None:
        """Use `open_server`."""
        super().__init__(sql, author, sidecar)
        self._histories = Histories()

    def again(self, act: Callable[[], R]) -> R:
        """Do `act`, again and again while the connection breaks before anything was done."""
        return again(act, self._author.clock)

    # ---- one runner ------------------------------------------------------------------------------

    @contextmanager
    def lock(self, timeout: float) -> Iterator[int]:
        """Be the one runner for as long as the context lasts; gives this run's epoch.

        The lease of a runner that was killed stands until it expires.
        """
        self._require_writable()
        epoch = self._wait_for_lease(timeout)
        try:
            yield epoch
        finally:
            self._end_run(epoch)

    def _wait_for_lease(self, timeout: float) -> int:
        clock = self._author.clock
        deadline = clock.monotonic() + timeout
        while True:
            epoch = self.again(self._take_lease)
            if epoch is not None:
                return epoch
            if clock.monotonic() >= deadline:
                with self._reading():
                    raise lease.busy(self._sql, self._sql.address.shown, real=self._real_time())
            clock.sleep(_POLL)

    def _take_lease(self) -> int | None:
        with self._reading():
            if self._held():
                return None
        with self._writing(self._author.clock.now(), weighs=False) as writing:
            # Looked at again: meanwhile another one may have been quicker.
            return None if self._held() else self._begin_run(writing)

    def _begin_run(self, writing: Writing) -> int:
        self._histories.sign(self._sql)
        return super()._begin_run(writing)

    def _held(self) -> bool:
        """Whether somebody holds the lease and was heard of lately; in the open transaction."""
        row = self._sql.execute(
            "SELECT 1 FROM lease WHERE expires > ?", (time_text(self._real_time()),)
        ).fetchone()
        return row is not None

    def _real_time(self) -> datetime:
        """The server's time: the machines of the runners may not agree on theirs."""
        row = self._sql.execute("SELECT extract(epoch FROM clock_timestamp())::float8 AS now")
        return datetime.fromtimestamp(row.fetchone()["now"], UTC)

    # ---- the shared pace -------------------------------------------------------------------------

    def _pace_time(self, at: float) -> float:  # noqa: ARG002 - the server's clock is everybody's
        return self._real_time().timestamp()

    # ---- what may be done again ------------------------------------------------------------------

    beat = patient(SqlLedger.beat)
    _give_back = patient(SqlLedger._give_back)  # noqa: SLF001 - our own, done again
    unlock = patient(SqlLedger.unlock)
    freeze = patient(SqlLedger.freeze)
    thaw = patient(SqlLedger.thaw)
    open_attempt = patient(SqlLedger.open_attempt)
    open_probe = patient(SqlLedger.open_probe)
    open_cancel = patient(SqlLedger.open_cancel)
    open_commit = patient(SqlLedger.open_commit)
    save_upload = patient(SqlLedger.save_upload)
    close_attempt = patient(SqlLedger.close_attempt)
    reserve_send = patient(SqlLedger.reserve_send)
    pause_account = patient(SqlLedger.pause_account)
    record_order = patient(SqlLedger.record_order)
    use_plan = patient(SqlLedger.use_plan)
    confirm_events = patient(SqlLedger.confirm_events)
    observed = patient(SqlLedger.observed)
    order = patient(SqlLedger.order)
    intent = patient(SqlLedger.intent)
    mailbox = patient(SqlLedger.mailbox)
    submits = patient(SqlLedger.submits)

    # ---- inside ----------------------------------------------------------------------------------

    def _translated(self) -> AbstractContextManager[None]:
        return failures.translated(self._sql.address)

    @contextmanager
    def _beside(self) -> Iterator[None]:
        with self._translated(), self._sql.adding():
            yield

    def _contradiction(self) -> Headless | None:
        return self._histories.contradiction(self._sql) or super()._contradiction()

    def pin(self, *, at: datetime) -> None:
        """Take this ledger for the newest from now on, whatever server it stands on."""
        with self._writing(at, follow=False):
            self._histories.sign_anew(self._sql)
        super().pin(at=at)
