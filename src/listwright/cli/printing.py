"""Printing to whoever still reads."""

import errno
import os
import sys
from contextlib import suppress

import click

from listwright.errors import OutputError

_GONE = frozenset({errno.EPIPE, errno.EIO, errno.ENXIO, errno.EBADF})
"""The pipe was closed, the terminal hung up, or the stream was never open."""


def put(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print and flush.

    When the reader went away (`listwright apply | head`), this and all that follows goes nowhere:
    a closed pipe must not end a run between two orders. Python would complain at exit, too. What
    goes to stderr is told, not asked for, so nothing that can happen to it raises.

    Raises OutputError for text on stdout that somebody waits for and cannot get.
    """
    try:
        click.echo(text, nl=nl, err=err)
        (sys.stderr if err else sys.stdout).flush()
    except OSError as error:
        # Silenced first: what is left in the buffer must not fail once more when Python exits.
        silence(err=err)
        if not err and not is_gone(error):
            raise unprinted(error) from error
    except ValueError:  # closed since
        silence(err=err)


def unprinted(error: OSError) -> OutputError:
    """The error of a text that stdout does not take, such as on a full disk."""
    return OutputError(
        f"What was to be printed could not be written to stdout: {error.strerror}.",
        advice="Make room on the disk it goes to, or send it to another place, and run it again.",
    )


def is_gone(error: OSError) -> bool:
    """Whether a write failed because nobody reads any more."""
    return error.errno in _GONE


def silence(*, err: bool = False) -> None:
    """Let all that is still printed there, and what Python flushes at exit, go nowhere."""
    stream = sys.stderr if err else sys.stdout
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
