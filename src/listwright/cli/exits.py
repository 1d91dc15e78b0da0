"""The last border: whatever a command raised becomes a message, a document and an exit code."""

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from listwright.cli.session import Ending, Session
from listwright.errors import InternalError, InterruptedRunError, ListwrightError, OutputError

_SIGNAL_BASE = 128


def guarded(session: Session, body: Callable[[Session], Ending]) -> int:
    """Run a command and print how it ended; gives the exit code. Nothing escapes."""
    try:
        ending = body(session)
    except ListwrightError as error:
        ending = end_with_error(error)
    except KeyboardInterrupt:
        ending = end_with_error(InterruptedRunError(2))
    except Exception as error:
        ending = end_with_error(as_ours(error))
    try:
        session.report(ending)
    except Exception as error:
        return _report_failure(session, ending, error)
    return ending.exit_code


def _report_failure(session: Session, ending: Ending, error: Exception) -> int:
    """The report itself could not be printed: the code must say so, and that a request left."""
    told = end_with_error(as_ours(error))
    if ending.incomplete_if_unreported:
        told = replace(told, exit_code=3, exit_reason="incomplete")
    elif ending.exit_code:
        told = replace(told, exit_code=ending.exit_code, exit_reason=ending.exit_reason)
    with suppress(Exception):
        if isinstance(error, OutputError):
            session.complain(ending, error)
        else:
            session.report(told)
    return told.exit_code


def end_with_error(error: ListwrightError) -> Ending:
    """How a command ends that could not be carried out."""
    code = error.exit_code
    if isinstance(error, InterruptedRunError):
        code = _SIGNAL_BASE + error.signal_number
    return Ending(exit_code=code, exit_reason=error.reason, error=error)


def as_ours(error: Exception) -> ListwrightError:
    """The error itself when it is one of ours, else the bug it shows."""
    return error if isinstance(error, ListwrightError) else _internal(error)


def _internal(error: Exception) -> InternalError:
    """A bug of ours, named by its class and place; its text may hold a value, so it stays out."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return InternalError(
        f"Something that should be impossible happened: {type(error).__name__} at {place}.",
        advice="Please report it with the command you ran; nothing was changed after that point.",
    )
