"""A copy of the ledger: what its first line says about it, and how a restore ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """One table of a copy: its columns in order, and how many rows the copy has of it."""

    name: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCopy:
    """The head of a copy: whose memory it is, and how far it had come.

    `head` changes with every write to a ledger, `head_at` is the time of the last one as stored.
    `sequences` holds, by table, the highest number that was ever given out.
    """

    lineage: str
    schema_version: int
    minimum_tool: str
    head: str
    head_at: str
    revision: int
    exported_at: datetime
    tables: tuple[CopiedTable, ...]
    sequences: Mapping[str, int]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    def rows_of(self, name: str) -> int:
        """Rows of one table; 0 when the copy does not know it."""
        return sum(table.rows for table in self.tables if table.name == name)
