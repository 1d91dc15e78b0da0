"""Outputs that would take the place of what a project is read from: refused beforehand."""

from collections.abc import Iterator
from pathlib import Path

from listwright.cli.session import Session
from listwright.errors import UsageError
from listwright.model.portfolio import Portfolio


def refuse_sources(session: Session, root: Path, portfolio: Portfolio) -> None:
    """Raise UsageError for an output that is a file which `portfolio` was read from.

    `root` is the folder of the project.
    """
    sources = {(root / one.file).resolve(): one.file for one in portfolio.files}
    for words, typed in _outputs(session):
        file = sources.get((session.root / typed).resolve())
        if file is not None:
            raise UsageError(
                f"{words} names {file}, which the project is read from.",
                advice="Name another file.",
            )


def refuse_named(session: Session) -> None:
    """Raise UsageError where `-o` names the plan file or the project's file.

    That is all which is known to a command that reads no project.
    """
    out = session["export_file"]
    for name, words in (("planfile", "the plan"), ("file", "the project")):
        if out and (session.root / out).resolve() == (session.root / session[name]).resolve():
            raise UsageError(
                f"-o/--out {out} names the file of {words}.", advice="Name another file."
            )


def _outputs(session: Session) -> Iterator[tuple[str, str]]:
    for name in ("out", "export_file"):
        if session[name]:
            yield f"-o/--out {session[name]}", session[name]
    for text in session["report"] or ():
        yield f"--report {text}", text.partition("=")[2]
    if session["junit"]:
        yield f"--junit {session['junit']}", session["junit"]
