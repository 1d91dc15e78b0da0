"""What goes wrong with a ledger file, said so that somebody can repair it."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from listwright.errors import Diagnostic, InternalError, LedgerError, OtherProjectError

CORRUPT = "LW2005"
READ_ONLY = "LW2006"

_UNREADABLE = frozenset({sqlite3.SQLITE_NOTADB})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT})
_OCCUPIED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_CLOSED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN})
_PRIMARY = 0xFF
"""SQLite puts the kind of an error into the low byte and the details above it."""


def ledger_error(code: str, message: str, advice: str) -> LedgerError:
    """A LedgerError that carries one diagnostic with `code`."""
    finding = Diagnostic(code=code, summary=message, fix=advice)
    return LedgerError(message, advice=advice, diagnostics=(finding,))


def foreign_database(path: Path) -> LedgerError:
    """The file is something else."""
    return ledger_error(
        "LW2002",
        f"{path} is not a listwright ledger.",
        "Check the path of `ledger:`. The file was not touched.",
    )


def newer_schema(path: Path | str, *, version: int, minimum_tool: str) -> LedgerError:
    """A later listwright has written here."""
    return ledger_error(
        "LW2003",
        f"{path} was written by a newer listwright (schema {version}).",
        f"Install listwright {minimum_tool} or later: "
        f"python -m pip install 'listwright>={minimum_tool}'",
    )


def older_schema(path: Path) -> LedgerError:
    """A reader found a file that only a writer may bring up to date."""
    return ledger_error(
        "LW2003",
        f"{path} was written by an older listwright and has to be migrated first.",
        "Open it once with a command that may write, such as: listwright plan",
    )


def other_project(path: Path, *, found: str, wanted: str) -> OtherProjectError:
    """The file remembers the orders of somebody else."""
    return OtherProjectError(
        f"{path} is the ledger of {found}, not of {wanted}.",
        advice="Set `ledger:` to this project's own file, or undo the change of `project:` "
        "or `namespace:`.",
    )


def exposed(path: Path, *, mode: int, exposed_files: tuple[Path, ...]) -> LedgerError:
    """Others on this machine may read or write the file."""
    names = " ".join(shlex.quote(str(name)) for name in exposed_files)
    return ledger_error(
        "LW2004",
        f"{path} can be used by others on this machine (mode {mode:04o}).",
        f"Run: chmod 600 {names}",
    )


def write_protected(path: Path) -> LedgerError:
    """This command has to write, and may not."""
    quoted = shlex.quote(str(path))
    return ledger_error(
        READ_ONLY,
        f"{path} cannot be written, and this command has to.",
        f"Run: chmod u+w {quoted} {shlex.quote(str(path.parent))}, and check that the disk is "
        "not mounted read-only.",
    )


def damaged(path: Path, found: str) -> LedgerError:
    """The file's contents contradict themselves."""
    quoted = shlex.quote(str(path))
    return ledger_error(
        CORRUPT,
        f"{path} is damaged: {found}.",
        f"Keep the file. Restore the latest backup (made with sqlite3 {quoted} "
        f"\"VACUUM INTO 'backup.db'\"), or salvage: sqlite3 {quoted} .recover | "
        f"sqlite3 {shlex.quote(str(path) + '.recovered')}; "
        "then compare with the vendor before any apply.",
    )


def absent(path: Path | str) -> LedgerError:
    """There is nothing to look into or to copy."""
    return ledger_error(
        "LW2021",
        f"There is no ledger at {path}.",
        "Check the path of `ledger:` and -C/--chdir. A new project has a ledger after its first "
        "`listwright plan`.",
    )


def unsuitable(path: Path, what: str, advice: str) -> LedgerError:
    """No ledger can stand at that place."""
    return ledger_error("LW2009", f"{path} {what}.", advice)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ones that say what to do."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise InternalError(
            f"The ledger refused a change: {error}.",
            advice="Nothing was written. Please report this with the command you ran.",
        ) from error
    except sqlite3.Error as error:
        raise _said(path, error) from error


def _said(path: Path, error: sqlite3.Error) -> LedgerError:
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in _UNREADABLE:
        return foreign_database(path)
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _CLOSED:
        return write_protected(path)
    if code in _OCCUPIED:
        return ledger_error(
            "LW2007",
            f"{path} is locked by another program.",
            f"Wait and run again. To see who: fuser {shlex.quote(str(path))}",
        )
    if code == sqlite3.SQLITE_FULL:
        return ledger_error(
            "LW2008",
            f"The disk of {path} is full.",
            f"Make room (df -h {shlex.quote(str(path.parent))}) and run again. "
            "What was not written did not happen, except for ids printed above.",
        )
    return ledger_error(
        "LW2001",
        f"{path} could not be used: {error}.",
        "Check the disk it stands on, then run again.",
    )
