"""Makes a click command of a function `(session) -> Ending`: options, session, border."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from listwright.cli.exits import guarded
from listwright.cli.options import MAIN, make_option
from listwright.cli.session import Ending, Session
from listwright.compose.environment import read_environment

Body = Callable[[Session], Ending]


def define(
    name: str,
    *options: str,
    text: str,
    kind: str | None = None,
    arguments: Sequence[click.Parameter] = (),
) -> Callable[[Body], click.Command]:
    """Decorate the body of the command `name`; `text` is its help, `kind` its document's."""

    def decorate(body: Body) -> click.Command:
        def callback(**values: Any) -> None:  # noqa: ANN401 - click hands over what was typed
            session = Session(kind=kind or name, values=values, environment=read_environment())
            context = click.get_current_context()
            context.color = True  # the style has decided; click would strip what FORCE_COLOR forced
            context.exit(guarded(session, body))

        return click.Command(
            name,
            callback=callback,
            params=[*arguments, *(make_option(option) for option in (*options, *MAIN))],
            help=text,
        )

    return decorate
