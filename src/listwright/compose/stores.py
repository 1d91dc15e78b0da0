"""Where a ledger is kept, a file or a server, and what a command may do with the place.

What a place needs is loaded when something is done there.
"""

import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from listwright.ledger.postgres.address import ServerAddress
from listwright.ports import Clock, Inbox

if TYPE_CHECKING:
    from listwright.ledger.copy_form import CopyReader
    from listwright.ledger.export import LedgerExport
    from listwright.ledger.head import Sidecar
    from listwright.ledger.writer import Author, SqlLedger
    from listwright.model.copies import LedgerCopy
    from listwright.model.soundness import Inspection


class LedgerStore(Protocol):
    """The place of one project's ledger."""

    @property
    def shown(self) -> str:
        """The place as it may be printed: without a password."""

    @property
    def file(self) -> Path | None:
        """The file it is in; None for a server."""

    def exists(self) -> bool:
        """Whether a ledger is there. Raises LedgerError where nobody can tell."""

    def open(self, author: "Author", *, sidecar: "Sidecar | None") -> "SqlLedger[Any]":
        """The ledger; made or migrated unless the author only reads."""

    def open_inbox(self, clock: Clock) -> Inbox:
        """Where the ledger takes what vendors tell."""

    def exporting(self, *, at: datetime) -> AbstractContextManager["LedgerExport"]:
        """The ledger as the lines of a copy, in one consistent read."""

    def restore(self, reader: "CopyReader", *, clock: Clock) -> "LedgerCopy":
        """Make the copy the ledger of this place, where nothing would be lost."""

    def check(self) -> "Inspection":
        """Everything that is wrong with the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStore:
    """A ledger in an SQLite file."""

    path: Path
    lineage: str

    @property
    def shown(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def file(self) -> Path:
        """The path."""
        return self.path

    def exists(self) -> bool:
        """Whether there is a file."""
        return self.path.exists()

    def open(self, author: "Author", *, sidecar: "Sidecar | None") -> "SqlLedger[Any]":
        """The ledger; raises LedgerError, OtherProjectError."""
        from listwright.ledger.opening import open_file_ledger

        return open_file_ledger(self.path, lineage=self.lineage, author=author, sidecar=sidecar)

    def open_inbox(self, clock: Clock) -> Inbox:
        """Where the ledger takes what vendors tell."""
        from listwright.ledger.opening import open_inbox

        return open_inbox(self.path, lineage=self.lineage, clock=clock)

    def exporting(self, *, at: datetime) -> AbstractContextManager["LedgerExport"]:
        """The ledger as the lines of a copy."""
        from listwright.ledger.export import exporting

        return exporting(self.path, lineage=self.lineage, at=at)

    def restore(self, reader: "CopyReader", *, clock: Clock) -> "LedgerCopy":
        """Make the copy the ledger."""
        from listwright.ledger.restore import restore_ledger

        return restore_ledger(reader, self.path, lineage=self.lineage, clock=clock)

    def check(self) -> "Inspection":
        """Everything that is wrong with the ledger."""
        from listwright.ledger.check import check_ledger

        return check_ledger(self.path, lineage=self.lineage)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStore:
    """A ledger in a PostgreSQL database. Making one raises LedgerError without the driver."""

    address: ServerAddress
    lineage: str

    def __post_init__(self) -> None:
        """Say at once, and not in the middle of a command, that the driver is not installed."""
        if find_spec("psycopg") is None:
            from listwright.ledger.failures import ledger_error

            raise ledger_error(
                "LW2031",
                f"The ledger is {self.address.shown}, and the driver for PostgreSQL is not "
                "installed.",
                "Run: python -m pip install 'listwright[postgres]'",
            )

    @property
    def shown(self) -> str:
        """Server, database, schema and user."""
        return self.address.shown

    @property
    def file(self) -> None:
        """None: it is on a server."""

    def exists(self) -> bool:
        """Whether the tables are there; raises LedgerError where the server does not answer."""
        from listwright.ledger.postgres.opening import has_tables

        return has_tables(self.address)

    def open(self, author: "Author", *, sidecar: "Sidecar | None") -> "SqlLedger[Any]":
        """The ledger; raises LedgerError, OtherProjectError."""
        from listwright.ledger.postgres.opening import open_server

        return open_server(self.address, lineage=self.lineage, author=author, sidecar=sidecar)

    def open_inbox(self, clock: Clock) -> Inbox:
        """Where the ledger takes what vendors tell."""
        from listwright.ledger.postgres.opening import open_server_inbox

        return open_server_inbox(self.address, lineage=self.lineage, clock=clock)

    def exporting(self, *, at: datetime) -> AbstractContextManager["LedgerExport"]:
        """The ledger as the lines of a copy."""
        from listwright.ledger.postgres.copies import exporting

        return exporting(self.address, lineage=self.lineage, at=at)

    def restore(self, reader: "CopyReader", *, clock: Clock) -> "LedgerCopy":
        """Make the copy the ledger: first in a file, where it is checked and brought up to date."""
        from listwright.ledger.postgres.copies import require_empty, take_over
        from listwright.ledger.restore import restore_ledger

        require_empty(self.address, lineage=self.lineage)
        with tempfile.TemporaryDirectory(prefix="listwright-") as folder:
            path = Path(folder) / "ledger.db"
            copy = restore_ledger(reader, path, lineage=self.lineage, clock=clock)
            take_over(path, self.address, lineage=self.lineage, clock=clock)
        return copy

    def check(self) -> "Inspection":
        """Everything that is wrong with the ledger."""
        from listwright.ledger.postgres.check import check_server

        return check_server(self.address, lineage=self.lineage)
