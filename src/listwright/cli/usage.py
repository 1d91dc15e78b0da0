"""Click's usage errors in our words: exit 1, and a JSON document when one was asked for."""

from collections.abc import Sequence
from itertools import pairwise

import click

from listwright.cli.exits import end_with_error
from listwright.cli.printing import is_gone, silence, unprinted
from listwright.cli.session import Ending, Session
from listwright.compose.environment import Environment, read_environment
from listwright.errors import UsageError


def report_usage(error: click.ClickException, arguments: Sequence[str]) -> int:
    """Print what is wrong with the command line; gives the exit code."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "listwright"
    problem = UsageError(error.format_message(), advice=f"See `{path} --help`.")
    ending = end_with_error(problem)
    _session(arguments).report(ending)
    return ending.exit_code


def report_unprinted(error: OSError, arguments: Sequence[str]) -> int:
    """Say that stdout does not take a help or a version; gives the exit code."""
    silence()
    ending = end_with_error(unprinted(error))
    if not is_gone(error):
        _session(arguments).complain(Ending(), unprinted(error))
    return ending.exit_code


def _session(arguments: Sequence[str]) -> Session:
    """As much of a session as can be told of a command line that click did not run."""
    environment = read_environment()
    values = {
        "as_json": _wants_json(arguments, environment),
        "log_format": "json" if _logs_json(arguments, environment) else "text",
        "no_color": "--no-color" in arguments,
    }
    verb = next((token for token in arguments if not token.startswith("-")), "")
    return Session(kind=_kind_of(verb), values=values, environment=environment)


def _wants_json(arguments: Sequence[str], environment: Environment) -> bool:
    """Whether a document was asked for, on a command line that click could not read."""
    if "--json" in arguments or _holds(arguments, "--format", "json"):
        return True
    return environment.variables.get("LISTWRIGHT_JSON", "").lower() in {"1", "true", "yes", "on"}


def _logs_json(arguments: Sequence[str], environment: Environment) -> bool:
    """Whether every line on stderr is to be JSON, on such a command line."""
    if _holds(arguments, "--log-format", "json"):
        return True
    return environment.variables.get("LISTWRIGHT_LOG_FORMAT") == "json"


def _holds(arguments: Sequence[str], option: str, value: str) -> bool:
    """Whether `option` was written with that value, in one word or in two."""
    return f"{option}={value}" in arguments or (option, value) in pairwise(arguments)


def _kind_of(verb: str) -> str:
    """The kind of document that `verb` prints; a word that is no verb gets the plainest one."""
    from listwright.planfile.shapes import DOCUMENTS

    return verb if verb in DOCUMENTS else {"show": "plan"}.get(verb, "version")
