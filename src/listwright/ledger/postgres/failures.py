"""What goes wrong with a ledger on a server, said so that somebody can repair it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from psycopg import errors

from listwright.errors import InternalError, LedgerError
from listwright.ledger.database import TakenError
from listwright.ledger.failures import ledger_error
from listwright.ledger.postgres.address import ServerAddress

UNREACHABLE = "LW2030"
FORBIDDEN = "LW2032"


_BACK = (
    "Run again when the server is back. What was not written did not happen, except for ids "
    "printed above."
)


class CutError(LedgerError):
    """The connection broke, and what was under way did certainly not happen: it may be repeated."""


def unreachable(address: ServerAddress, error: Exception) -> LedgerError:
    """Nobody answers there, or not us."""
    return ledger_error(
        UNREACHABLE,
        f"The ledger {address.shown} cannot be reached: {first_line(error)}.",
        "Check the server, the address in the variable or file that `ledger: {url: ...}` names, "
        "and that this machine may connect. Nothing was sent to a vendor.",
    )


def gone(address: ServerAddress, error: Exception) -> CutError:
    """Nobody answers any more."""
    made = unreachable(address, error)
    finding = replace(made.diagnostics[0], fix=_BACK)
    return CutError(made.message, advice=_BACK, diagnostics=(finding,))


def cut(address: ServerAddress, error: Exception) -> CutError:
    """The server ended the connection in the middle."""
    made = ledger_error(
        UNREACHABLE,
        f"The connection to the ledger {address.shown} broke: {first_line(error)}.",
        _BACK,
    )
    return CutError(made.message, advice=made.advice, diagnostics=made.diagnostics)


def undecided(address: ServerAddress, error: Exception) -> LedgerError:
    """The connection broke at a commit, and the server did not come back to say how it ended."""
    return ledger_error(
        UNREACHABLE,
        f"The connection to the ledger {address.shown} broke while it wrote, and the server did "
        f"not come back: {first_line(error)}.",
        "Run again when the server is back; a request that was recorded and not sent shows as "
        "unknown then, and is settled with `listwright resolve`.",
    )


def not_ours(address: ServerAddress) -> LedgerError:
    """The schema holds something else."""
    return ledger_error(
        "LW2002",
        f"{address.shown} holds tables that are not those of a listwright ledger.",
        "Name another schema: add ?schema=NAME to the address. Nothing was changed.",
    )


def too_old(address: ServerAddress, version: int) -> LedgerError:
    """The server lacks what a lost commit is looked up with."""
    return ledger_error(
        "LW2033",
        f"{address.shown} is PostgreSQL {version // 10000}; a ledger needs 13 or later.",
        "Use a newer server.",
    )


def not_durable(address: ServerAddress) -> LedgerError:
    """The server forgets what it acknowledged when the power fails."""
    return ledger_error(
        "LW2010",
        f"{address.shown} cannot be written durably: the server runs with fsync = off.",
        "Set fsync = on in the server's configuration, or use another server.",
    )


def no_tables(address: ServerAddress) -> LedgerError:
    """This role may not make the tables, and they are not there."""
    return ledger_error(
        FORBIDDEN,
        f"There is no ledger at {address.shown} yet, and this role may not make one.",
        "Run any command that writes once as the owner of the database, such as: "
        "listwright refresh; then grant the roles (docs/postgres.md).",
    )


def old_tables(address: ServerAddress) -> LedgerError:
    """The tables are of an older listwright, and this role may not change them."""
    return ledger_error(
        "LW2003",
        f"{address.shown} was written by an older listwright and has to be migrated first.",
        "Open it once as the owner of its tables with a command that may write, such as: "
        "listwright refresh",
    )


@contextmanager
def translated(address: ServerAddress) -> Iterator[None]:
    """Turn the driver's errors into ones that say what to do."""
    try:
        yield
    except (errors.IntegrityError, TakenError) as error:
        raise InternalError(
            f"The ledger refused a change: {first_line(error)}.",
            advice="Nothing was written. Please report this with the command you ran.",
        ) from error
    except psycopg.Error as error:
        raise _said(address, error) from error


def _said(address: ServerAddress, error: psycopg.Error) -> LedgerError:
    match error:
        case errors.InsufficientPrivilege():
            return ledger_error(
                FORBIDDEN,
                f"The role that reads {address.shown} may not do what this command has to: "
                f"{first_line(error)}.",
                "Use --read-only where nothing is to be written, or the address with a role that "
                "may write (docs/postgres.md).",
            )
        case errors.ReadOnlySqlTransaction():
            return ledger_error(
                FORBIDDEN,
                f"{address.shown} only reads: it is a standby, or set to read-only.",
                "Use the address of the server that takes writes.",
            )
        case errors.DiskFull():
            return ledger_error(
                "LW2008",
                f"The disk of {address.shown} is full.",
                "Make room on the server and run again. What was not written did not happen, "
                "except for ids printed above.",
            )
        case errors.LockNotAvailable() | errors.QueryCanceled() | errors.DeadlockDetected():
            return ledger_error(
                "LW2007",
                f"{address.shown} is locked by another program.",
                "Wait and run again. To see who: SELECT pid, query FROM pg_stat_activity",
            )
        case errors.UndefinedTable() | errors.InvalidSchemaName() | errors.UndefinedColumn():
            return not_ours(address)
        case _:
            return ledger_error(
                "LW2001",
                f"{address.shown} could not be used: {first_line(error)}.",
                "Look into the server's log, then run again.",
            )


def first_line(error: Exception) -> str:
    """What the server said, in one line without its full stop."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__).rstrip(".")
