"""How far a long step has come: a bar on a terminal, a line every half minute elsewhere."""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from listwright.cli.session import Session
from listwright.ports import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_EVERY = 30.0
"""Seconds between two lines where there is no terminal."""


class _Harmless:
    """Shows what another one shows; that it cannot be shown must not end a run."""

    def __init__(self, inner: Progress) -> None:
        """`inner` may raise: a terminal can hang up at any moment."""
        self._inner = inner

    def start(self, title: str, total: int) -> None:
        """A step begins."""
        with suppress(Exception):
            self._inner.start(title, total)

    def advance(self, note: str) -> None:
        """One part is done."""
        with suppress(Exception):
            self._inner.advance(note)

    def finish(self) -> None:
        """The step is over."""
        with suppress(Exception):
            self._inner.finish()


class LineProgress:
    """Says something now and then, for logs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` prints a line."""
        self._say = say
        self._title = ""
        self._total = self._done = 0
        self._spoke = 0.0

    def start(self, title: str, total: int) -> None:
        """A step begins."""
        self._title, self._total, self._done = title, total, 0
        self._spoke = time.monotonic()

    def advance(self, note: str) -> None:
        """One part is done."""
        self._done += 1
        if time.monotonic() - self._spoke >= _EVERY:
            self._spoke = time.monotonic()
            self._say(f"{self._title}: {self._done} of {self._total} ({note})")

    def finish(self) -> None:
        """The step is over."""


class BarProgress:
    """A bar on stderr that goes away when it is full."""

    def __init__(self, session: Session) -> None:
        """Nothing is drawn yet; the lines of `session` go above the bar."""
        self._session = session
        self._progress: RichProgress | None = None
        self._task: TaskID | None = None

    def start(self, title: str, total: int) -> None:
        """Draw the bar."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as RichProgress

        self._progress = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(file=sys.stderr),
            transient=True,
            # Lines of orders are printed by us: they must come out whatever becomes of the bar.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task(title, total=total, note="")
        self._progress.start()
        self._session.bar = self

    def advance(self, note: str) -> None:
        """Fill it a little."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, note=note)

    def finish(self) -> None:
        """Take it away."""
        if self._progress is not None:
            self._session.bar = None
            self._progress.stop()
            self._progress = None


def make_progress(session: Session) -> Progress:
    """What fits where stderr goes; showing it never raises."""
    return _Harmless(_fitting(session))


def _fitting(session: Session) -> Progress:
    return BarProgress(session) if session.draws_bars else LineProgress(session.note)
