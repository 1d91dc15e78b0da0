"""Click's usage errors in our words: exit 1, and a JSON document when one was asked for."""

from collections.abc import Sequence
from itertools import pairwise

import click

from listwright.cli.exits import end_with_error
from listwright.cli.session import Session
from listwright.compose.environment import Environment, read_environment
from listwright.errors import UsageError


def report_usage(error: click.ClickException, arguments: Sequence[str]) -> int:
    """Print what is wrong with the command line; gives the exit code."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "listwright"
    problem = UsageError(error.format_message(), advice=f"See `{path} --help`.")
    environment = read_environment()
    values = {"as_json": _wants_json(arguments, environment), "log_format": "text"}
    verb = next((token for token in arguments if not token.startswith("-")), "")
    session = Session(kind=_kind_of(verb), values=values, environment=environment)
    ending = end_with_error(problem)
    session.report(ending)
    return ending.exit_code


def _wants_json(arguments: Sequence[str], environment: Environment) -> bool:
    """Whether a document was asked for, on a command line that click could not read."""
    if "--json" in arguments or "--format=json" in arguments:
        return True
    if any(pair == ("--format", "json") for pair in pairwise(arguments)):
        return True
    return environment.variables.get("LISTWRIGHT_JSON", "").lower() in {"1", "true", "yes", "on"}


def _kind_of(verb: str) -> str:
    """The kind of document that `verb` prints; a word that is no verb gets the plainest one."""
    from listwright.planfile.shapes import DOCUMENTS

    return verb if verb in DOCUMENTS else {"show": "plan"}.get(verb, "version")
