"""The ledger in one SQLite file: one runner is the one that holds the file's lock."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from listwright.ledger import failures, lease
from listwright.ledger.connection import FileSql
from listwright.ledger.head import Sidecar
from listwright.ledger.lock import is_held, locked_file, replace_lock
from listwright.ledger.writer import Author, SqlLedger


class SqliteLedger(SqlLedger[FileSql]):
    """`ports.Ledger` over one file."""

    def __init__(
        self, sql: FileSql, path: Path, *, author: Author, sidecar: Sidecar | None = None
    ) -> None:
        """Use `open_ledger`."""
        super().__init__(sql, author, sidecar)
        self._path = path

    @contextmanager
    def lock(self, timeout: float) -> Iterator[int]:
        """Be the one runner for as long as the context lasts; gives this run's epoch."""
        self._require_writable()
        clock = self._author.clock
        with locked_file(self._path, timeout, clock) as mine:
            if not mine:
                with self._reading():
                    raise lease.busy(self._sql, str(self._path), real=self._real_time())
            with self._writing(clock.now(), weighs=False) as writing:
                epoch = self._begin_run(writing)
            try:
                yield epoch
            finally:
                self._end_run(epoch)

    def unlock(self, nonce: str, *, at: datetime) -> None:
        """Take the place of a runner that hangs: it can finish nothing but what it has begun."""
        super().unlock(nonce, at=at)
        replace_lock(self._path)

    def _translated(self) -> AbstractContextManager[None]:
        return failures.translated(self._path)

    def _held(self) -> bool:
        return is_held(self._path)
