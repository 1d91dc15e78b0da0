"""The ledger as it is on a server, over the database in memory: who runs is whose lease stands.

A lock of the kernel ends with its process. A lease ends when nobody renews it, so a process that
slept may find that another one has its place.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from listwright.ledger.head import Sidecar
from listwright.ledger.postgres.history import Histories
from listwright.ledger.postgres.ledger import PostgresLedger
from listwright.ledger.writer import Author, SqlLedger


class OneHistory:
    """A server that is never set back."""

    def sign(self, sql: Any) -> None:
        """Nothing has to be told apart."""

    def sign_anew(self, sql: Any) -> None:
        """Nothing has to be told apart."""

    def contradiction(self, sql: Any) -> None:
        """It always goes on where it was."""


class LeasedLedger(PostgresLedger):
    """The lease of a server as it ships; only its clock is the world's."""

    def __init__(self, sql: Any, author: Author, sidecar: Sidecar | None) -> None:
        super().__init__(sql, author, sidecar)
        sql.address = SimpleNamespace(shown="in memory")
        self._histories = cast("Histories", OneHistory())

    def _real_time(self) -> datetime:
        return SqlLedger._real_time(self)

    def _pace_time(self, at: float) -> float:
        return at

    @contextmanager
    def _beside(self) -> Iterator[None]:
        # Everybody has the one connection here, so nobody may stand still in a transaction of it.
        yield

    def _translated(self) -> AbstractContextManager[None]:
        return nullcontext()
