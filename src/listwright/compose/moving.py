"""Moving the ledger to another place, from a file to a server or back, without two that live."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from listwright.compose.copies import MovedCopy
from listwright.compose.files import write_lines
from listwright.compose.project import Workshop
from listwright.compose.stores import LedgerStore
from listwright.errors import InternalError, RefusedError, UsageError
from listwright.ports import Ledger

if TYPE_CHECKING:
    from listwright.ledger.export import LedgerExport

_OF_A_PLACE = frozenset({"meta", "lease", "rate"})
"""Tables that say something of the place, or of now; all others have to arrive as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From where to where a ledger was moved."""

    copy: MovedCopy
    source: str
    target: str


def migrate_ledger(workshop: Workshop, target: LedgerStore, *, timeout: float) -> Move:
    """Put the project's ledger into `target`, and stop all sending from where it was.

    `timeout`: seconds to wait for a run that is at work. Raises RefusedError where the target would
    lose something, LockBusyError, LedgerError, UsageError; then all is as it was, or sending is
    stopped at the source and a second try goes on from there.
    """
    source = workshop.ledger_store
    if source.shown == target.shown:
        raise UsageError(
            "The ledger is there already.", advice="Name another place, a path or env:NAME."
        )
    if not source.exists():
        raise UsageError(
            f"There is no ledger at {source.shown} to move.",
            advice="Set `ledger: {url: ...}` to the new place; the first command makes it.",
        )
    ledger = workshop.open_ledger()
    with ledger.lock(timeout), _stopped(workshop, ledger, target):
        copy = _carry(workshop, target)
    arrived = workshop.open_store(target)
    arrived.thaw(at=workshop.clock.now())
    arrived.pin(at=workshop.clock.now())
    return Move(copy=copy, source=source.shown, target=target.shown)


@contextmanager
def _stopped(workshop: Workshop, ledger: Ledger, target: LedgerStore) -> Iterator[None]:
    """All sending from the source is stopped, for good when nothing goes wrong.

    First, so that there is no moment in which both places send.
    """
    stop, reason = ledger.observed().stop, f"moved to {target.shown}: use it there, not here"
    if stop is not None and stop.reason != reason:
        raise RefusedError(
            f"All sending was stopped {stop}.",
            reason="ledger",
            advice="A ledger at the new place would send all the same. When sending may go on: "
            "listwright ledger thaw, then migrate again.",
        )
    ledger.freeze(reason, at=workshop.clock.now())
    try:
        yield
    except RefusedError:
        # Nothing was written there: who ordered from here may go on, unless it was moved before.
        if stop is None:
            ledger.thaw(at=workshop.clock.now())
        raise


def _carry(workshop: Workshop, target: LedgerStore) -> MovedCopy:
    """Copy everything, and compare what arrived with what left."""
    from listwright.ledger.copy_form import CopyReader

    source, now = workshop.ledger_store, workshop.clock.now()
    with tempfile.TemporaryDirectory(prefix="listwright-") as folder:
        file = Path(folder) / "ledger.jsonl"
        with source.exporting(at=now) as running:
            write_lines(file, running.lines(), overwrite=False)
            left = running.writer.digest
        with file.open("rb") as stream:
            copy = target.restore(CopyReader(stream, "the copy"), clock=workshop.clock)
    with source.exporting(at=now) as before, target.exporting(at=now) as after:
        if _content(before) != _content(after):
            raise InternalError(
                f"What arrived at {target.shown} is not what left.",
                advice="All sending is stopped at both places. Please report this; "
                "listwright ledger thaw lets the old place go on.",
            )
    return MovedCopy(copy=copy, digest=left, ledger=target.shown)


def _content(running: "LedgerExport") -> str:
    """A digest of every row that is memory and not of a place."""
    digest = sha256()
    for table, row in running.rows():
        if table not in _OF_A_PLACE:
            digest.update(repr((table, sorted(row.items()))).encode())
    return digest.hexdigest()
