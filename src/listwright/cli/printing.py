"""Printing to whoever still reads."""

import os
import sys

import click


def put(text: str, *, nl: bool = True, err: bool = False) -> None:
    """Print and flush.

    When the reader went away (`listwright apply | head`), this and all that follows goes nowhere:
    a closed pipe must not end a run between two orders. Python would complain at exit, too.
    """
    try:
        click.echo(text, nl=nl, err=err)
        (sys.stderr if err else sys.stdout).flush()
    except BrokenPipeError:
        stream = sys.stderr if err else sys.stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
