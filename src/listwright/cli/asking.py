"""Questions to a person, who may also answer with Ctrl-C."""

import signal
from types import FrameType
from typing import NoReturn

import click

from listwright.cli.signals import signals_to_take
from listwright.errors import InterruptedRunError


def ask(question: str, *, default: str = "") -> str:
    """What was typed, or `default`; raises InterruptedRunError.

    Nothing is in flight while somebody thinks, so a signal ends the run here and now.
    """
    before = {number: signal.signal(number, _stop) for number in signals_to_take()}
    try:
        answer: str = click.prompt(question, err=True, default=default, show_default=bool(default))
    except click.Abort:  # the end of the input is no answer
        click.echo("", err=True)
        return default
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return answer


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise InterruptedRunError(number)
