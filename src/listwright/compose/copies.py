"""Copies of the ledger: where they are written and read, and what is known beside them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from listwright.compose.files import write_lines
from listwright.compose.lockfile import NAME, read_lock
from listwright.compose.project import Workshop
from listwright.errors import UsageError
from listwright.model.copies import LedgerCopy
from listwright.model.names import AccountId
from listwright.model.soundness import Inspection

if TYPE_CHECKING:
    from listwright.ledger.export import LedgerExport

STDIO = "-"
_STDIN = Path("/dev/stdin")


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedCopy:
    """A copy that was written or restored: its head, its digest, and where the ledger is.

    `later`: sentences about orders that were placed after it was made, as far as one can know.
    """

    copy: LedgerCopy
    digest: str
    ledger: str
    later: tuple[str, ...] = ()


@contextmanager
def exporting(workshop: Workshop) -> Iterator["LedgerExport"]:
    """The project's ledger as the lines of a copy; raises LedgerError, OtherProjectError."""
    with workshop.ledger_store.exporting(at=workshop.clock.now()) as running:
        yield running


def export_file(workshop: Workshop, file: str, *, overwrite: bool) -> MovedCopy:
    """Write a copy of the ledger to a file, whole or not at all; raises UsageError."""
    target, store = workshop.places.root / file, workshop.ledger_store
    if store.file is not None:
        _refuse_ledger(target, store.file)
    with exporting(workshop) as running:
        write_lines(target, running.lines(), overwrite=overwrite)
        return MovedCopy(copy=running.head, digest=running.writer.digest, ledger=store.shown)


def restore_file(workshop: Workshop, file: str) -> MovedCopy:
    """Make the copy in a file (`-` is stdin) the project's ledger.

    Raises UsageError for a file that cannot be read, and what `restore_ledger` raises.
    """
    from listwright.ledger.copy_form import CopyReader

    source = _STDIN if file == STDIO else workshop.places.root / file
    store = workshop.ledger_store
    lock = read_lock(workshop.places.root, workshop.portfolio.lineage)
    if source.is_dir():
        raise UsageError(f"{file} is a directory.", advice="Name the copy, a file in it.")
    try:
        with source.open("rb") as stream:
            reader = CopyReader(stream, file)
            copy = store.restore(reader, clock=workshop.clock)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}.",
            advice="Check the path; `listwright ledger export -o FILE` makes a copy.",
        ) from error
    lost = workshop.open_ledger(read_only=True).observed().lost
    later = (*(() if lost is None else (lost,)), *_later_than(copy, store.file, lock.accounts))
    return MovedCopy(copy=copy, digest=reader.digest, ledger=store.shown, later=later)


def inspect_ledger(workshop: Workshop) -> Inspection:
    """Everything that is wrong with the project's ledger; raises LedgerError."""
    return workshop.ledger_store.check()


def _refuse_ledger(target: Path, ledger: Path) -> None:
    """Raise UsageError when the copy would take the place of what it is a copy of."""
    ours = {os.path.realpath(f"{ledger}{end}") for end in ("", "-wal", "-shm", ".lock")}
    if os.path.realpath(target) in ours:
        raise UsageError(
            f"{target} is the ledger itself, or belongs to it.", advice="Name another file."
        )


def _later_than(
    copy: LedgerCopy, ledger: Path | None, first_orders: Mapping[AccountId, str]
) -> Iterator[str]:
    """What shows, beside the side-car, that the ledger went on after the copy was made."""
    from listwright.ledger.restore import later_head_beside

    for account, at in sorted(first_orders.items()):
        if _is_after(at, copy.exported_at):
            yield f"{NAME} says that the first orders of {account} were placed {readable(at)}"
    head_at = None if ledger is None else later_head_beside(ledger, copy)
    if head_at is not None:
        yield f"the ledger that was put aside was written last {readable(head_at)}"


def readable(instant: str) -> str:
    """An instant as it is stored, for a person."""
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _is_after(text: str, moment: datetime) -> bool:
    try:
        return datetime.fromisoformat(text) > moment
    except (TypeError, ValueError):  # somebody's own words: no proof of anything
        return False
