"""The head side-car: a small file, away from the ledger, that knows the ledger's newest head.

A ledger that was put back from a copy looks sound and has forgotten orders. Its serial number does
not betray it, since that climbs past the old one with the next writes. So every transaction leaves
a random head (table `heads`), and the newest is copied here after the commit and before anything
is sent. The file may lag behind the ledger, never lead: where the ledger does not have the head
that stands here, it is an old copy, and nothing is sent until `listwright ledger recover`.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from listwright.errors import LedgerError
from listwright.ledger.database import Statements
from listwright.ledger.failures import ledger_error, other_project
from listwright.ledger.rows import time_text
from listwright.ports import Clock

_SLOT = 512
"""Bytes of one record: one sector, which a disk writes whole."""

_SLOTS = 2
"""Records in turn, so that one that was cut short leaves the one before."""

_SIZE = _SLOT * _SLOTS
_BLANK = b" " * (_SLOT - 1) + b"\n"

_LONGEST = 80
"""Characters of the lineage that are kept, so that any fits into a record."""

_CHECK = 16
"""Hexadecimal digits of the checksum behind each record."""

_UNUSABLE = "LW2011"
_PATIENCE = 10.0
_POLL = 0.002
"""Seconds to wait for another writer, and between two looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the side-car knows: the ledger of `lineage` once had `head` as its `number`-th."""

    lineage: str
    number: int
    head: str
    at: datetime

    def to_bytes(self) -> bytes:
        """One record."""
        cells = [self.lineage[:_LONGEST], self.number, self.head, time_text(self.at)]
        text = json.dumps(cells, ensure_ascii=False)
        body = f"{_sum(text)} {text}".encode()
        return body.ljust(_SLOT - 1) + b"\n"

    @classmethod
    def from_bytes(cls, record: bytes) -> Self | None:
        """The record, or None for one that is empty or was cut short."""
        check, _, text = record.decode(errors="replace").strip().partition(" ")
        if not text or check != _sum(text):
            return None
        lineage, number, head, at = json.loads(text)
        return cls(lineage=lineage, number=number, head=head, at=datetime.fromisoformat(at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Headless:
    """Why the ledger is not taken for the newest one. `at`: when the newest was last written."""

    why: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    """The file at `path`.

    `declared` is the place as the files name it, if they do: its absence is a sign then, too.
    """

    path: Path
    lineage: str
    declared: str | None = None

    def read(self) -> Head | None:
        """The newest record; None where there is no file. Raises LedgerError for an odd one."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable("cannot be read") from error
        if not content.strip():
            return None
        if len(content) != _SIZE:
            raise self._unusable("is another file")
        slots = (content[at : at + _SLOT] for at in range(0, _SIZE, _SLOT))
        found = [head for slot in slots if (head := Head.from_bytes(slot)) is not None]
        if not found:
            raise self._unusable("is damaged")
        newest = max(found, key=lambda head: head.number)
        if newest.lineage != self.lineage[:_LONGEST]:
            raise other_project(self.path, found=newest.lineage, wanted=self.lineage)
        return newest

    def contradiction(self, sql: Statements) -> Headless | None:
        """Why the ledger behind `sql` is not the newest; None when nothing speaks against it."""
        try:
            kept = self.read()
        except LedgerError as error:
            return Headless(why=f"{error.message} It cannot say whether the ledger is the newest")
        if kept is None:
            return self._absence(sql)
        row = sql.execute("SELECT head FROM heads WHERE number = ?", (kept.number,)).fetchone()
        if row is not None and row["head"] == kept.head:
            return None
        return Headless(
            why=f"the newest ledger was last written at {kept.at:%Y-%m-%d %H:%M} UTC, and this one "
            f"does not know of it ({self.path}): it is an older copy, or a new one",
            at=kept.at,
        )

    def _absence(self, sql: Statements) -> Headless | None:
        kept_at = sql.execute("SELECT head_place FROM meta").fetchone()["head_place"]
        if self.declared is None or kept_at != self.declared:
            return None
        return Headless(why=f"the file of `ledger.head` is gone ({self.path})")

    def follow(self, sql: Statements, *, clock: Clock) -> None:
        """Copy the ledger's newest head; nothing when the two contradict each other."""
        newest = self._newest(sql, at=clock.now())
        if newest is None:
            return
        with self._held(clock) as descriptor:
            if self.contradiction(sql) is None:
                # Asked again: another run may have written while this one waited.
                self._write(descriptor, self._newest(sql, at=clock.now()) or newest)

    def pin(self, sql: Statements, *, clock: Clock) -> None:
        """Take this ledger for the newest from now on, whatever stood here."""
        newest = self._newest(sql, at=clock.now())
        if newest is None:
            return
        with self._held(clock) as descriptor:
            self._write(descriptor, newest)
            # What stood here may count higher. Cut off in between, it is as if nothing was done.
            os.pwrite(descriptor, _BLANK, _SLOT * ((newest.number + 1) % _SLOTS))
            os.fdatasync(descriptor)

    def _newest(self, sql: Statements, *, at: datetime) -> Head | None:
        row = sql.execute("SELECT number, head FROM heads ORDER BY number DESC LIMIT 1").fetchone()
        if row is None:
            return None
        return Head(lineage=self.lineage, number=row["number"], head=row["head"], at=at)

    @staticmethod
    def _write(descriptor: int, head: Head) -> None:
        if os.fstat(descriptor).st_size < _SIZE:
            # All the room it will ever need, so that a full disk is noticed here and never later.
            os.pwrite(descriptor, _BLANK * _SLOTS, 0)
        os.pwrite(descriptor, head.to_bytes(), _SLOT * (head.number % _SLOTS))
        os.fdatasync(descriptor)

    @contextmanager
    def _held(self, clock: Clock) -> Iterator[int]:
        """The open file, ours alone: a writer that is late must not overwrite a newer head."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, flags, 0o600)
        except OSError as error:
            raise self._unusable("cannot be written") from error
        try:
            self._take(descriptor, clock)
            # A place that was mistyped may be somebody's file, or the ledger itself.
            if os.fstat(descriptor).st_size not in {0, _SIZE}:
                raise self._unusable("is another file")
            yield descriptor
        except OSError as error:
            raise self._unusable("cannot be written") from error
        finally:
            os.close(descriptor)

    def _take(self, descriptor: int, clock: Clock) -> None:
        """Wait for another writer, who needs an instant, unless it hangs."""
        deadline = clock.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if clock.monotonic() > deadline:
                    raise self._unusable("is held by a run that hangs") from None
                clock.sleep(_POLL)
            else:
                return

    def _unusable(self, what: str) -> LedgerError:
        return ledger_error(
            _UNUSABLE,
            f"The ledger's side-car {self.path} {what}.",
            "Give listwright a place that it can write and that outlives the ledger's disk: "
            "ledger: {head: PATH}.",
        )


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_CHECK]
