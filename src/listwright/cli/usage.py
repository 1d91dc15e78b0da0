"""Click's usage errors in our words: exit 1, and a JSON document when one was asked for."""

from collections.abc import Sequence

import click

from listwright.cli.exits import end_with_error
from listwright.cli.session import Session
from listwright.compose.environment import read_environment
from listwright.errors import UsageError


def report_usage(error: click.ClickException, arguments: Sequence[str]) -> int:
    """Print what is wrong with the command line; gives the exit code."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "listwright"
    problem = UsageError(error.format_message(), advice=f"See `{path} --help`.")
    values = {"as_json": "--json" in arguments, "log_format": "text"}
    verb = next((token for token in arguments if not token.startswith("-")), "version")
    session = Session(kind=verb, values=values, environment=read_environment())
    ending = end_with_error(problem)
    session.report(ending)
    return ending.exit_code
