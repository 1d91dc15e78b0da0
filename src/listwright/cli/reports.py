"""`--report FORMAT=PATH`: refused before anything is read, written in one go at the end."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from listwright.cli.printing import put
from listwright.cli.session import Session
from listwright.compose.files import append_text, is_stream, require_folder, write_report
from listwright.compose.identity import folder_in_repository
from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.render.reports import REPORT_FORMATS

if TYPE_CHECKING:
    from listwright.model.review import Review
    from listwright.render.reports import ReportContext

STDOUT = "-"
_SUMMARY = "GITHUB_STEP_SUMMARY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One report to write: the format, the path as typed, and where that is."""

    format: str
    typed: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The reports that a command was asked for, found possible; `summary` is that of a CI step."""

    targets: tuple[Target, ...]
    summary: Path | None

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.targets)


def wanted_reports(
    session: Session, formats: Sequence[str] = REPORT_FORMATS, *, stdout: bool = True
) -> Wanted:
    """What `--report` and its aliases ask for.

    Without `stdout` none may go there. Raises UsageError for what can be known to fail: before a
    vendor is asked, not after.
    """
    typed = [_target(session, text, formats) for text in session["report"] or ()]
    if session["junit"]:
        path = session["junit"]
        typed.append(Target(format="junit", typed=path, path=session.root / path))
    summary = session.environment.variables.get(_SUMMARY)
    wanted = Wanted(targets=tuple(typed), summary=Path(summary) if summary else None)
    _refuse_stdout(session, wanted, allowed=stdout)
    for target in _files(wanted):
        _refuse_place(target)
    _refuse_same(session, wanted)
    return wanted


def _target(session: Session, text: str, formats: Sequence[str]) -> Target:
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError("--report takes FORMAT=PATH.", advice=f"For example {formats[0]}=FILE.")
    if name not in formats:
        likely = nearest(name, formats)
        advice = f"Did you mean {likely}={path}? " if likely else ""
        raise UsageError(
            f"--report does not know the format {name!r} here.",
            advice=f"{advice}It takes {', '.join(formats)}.",
        )
    return Target(format=name, typed=path, path=session.root / path)


def _files(wanted: Wanted) -> list[Target]:
    return [target for target in wanted.targets if target.typed != STDOUT]


def _on_stdout(wanted: Wanted) -> list[Target]:
    """Annotations for `-` go to stderr, which GitHub reads as well."""
    return [one for one in wanted.targets if one.typed == STDOUT and one.format != "github"]


def _refuse_stdout(session: Session, wanted: Wanted, *, allowed: bool) -> None:
    """Two things on one stream would be neither."""
    there = _on_stdout(wanted)
    if not there:
        return
    taken = "what was done" if not allowed else "the result of --json or --format"
    if len(there) > 1:
        taken = "another report"
    elif allowed and not session.is_json and session["output_format"] in {None, "text"}:
        return
    raise UsageError(
        f"--report {there[-1].format}=- cannot be printed: stdout is for {taken}.",
        advice="Name a file.",
    )


def _refuse_place(target: Target) -> None:
    """Raise UsageError where no file can come to be."""
    where = f"--report {target.format}={target.typed}"
    try:
        _look_at(target, where)
    except OSError as error:  # such as a name that is too long
        raise UsageError(
            f"{where} cannot be written: {error.strerror}.", advice="Name another file."
        ) from error


def _look_at(target: Target, where: str) -> None:
    path = target.path
    if path.is_dir():
        raise UsageError(f"{where} is a directory.", advice=f"Name a file in {target.typed}.")
    require_folder(path.parent, f"The folder of {where} does not exist.")
    if not os.access(path if is_stream(path) else path.resolve().parent, os.W_OK):
        raise UsageError(f"{where} cannot be written there.", advice="Check the permissions.")


def _refuse_same(session: Session, wanted: Wanted) -> None:
    """Raise UsageError where one file would be written twice, or written over what is read."""
    taken = {path.resolve(): name for name, path in _other_files(session)}
    for target in _files(wanted):
        if is_stream(target.path):
            continue
        real = target.path.resolve()
        if real in taken:
            raise UsageError(
                f"--report {target.format}={target.typed} names the file of {taken[real]}.",
                advice="Give each its own file.",
            )
        taken[real] = f"--report {target.format}"


def _other_files(session: Session) -> Iterator[tuple[str, Path]]:
    for name, words in (("out", "-o/--out"), ("planfile", "the plan"), ("file", "the project")):
        if session[name]:
            yield words, session.root / session[name]


def write_reports(session: Session, wanted: Wanted, review: "Review") -> str | None:
    """Write a plan or an audit in every format that was asked for.

    Gives what is to be printed instead of the text, or None. Raises UsageError.
    """
    if not wanted:
        return None
    from listwright.render.reports import render_report

    return write_all(
        session,
        wanted,
        lambda name, room: render_report(name, review, report_context(session, room=room)),
    )


def write_all(
    session: Session, wanted: Wanted, make: Callable[[str, int | None], bytes]
) -> str | None:
    """The same of anything: `make` takes a format, and the bytes of room if they are few."""
    printed = None
    for target in wanted.targets:
        if target.typed == STDOUT:
            text = make(target.format, None).decode()
            if target.format == "github":
                put(text, nl=False, err=True)
            else:
                printed = text
        elif target.format == "md" and _is_summary(target, wanted):
            _add_to_summary(session, target, make)
        else:
            write_report(target.path, make(target.format, None), typed=target.typed)
    return printed


def _is_summary(target: Target, wanted: Wanted) -> bool:
    return wanted.summary is not None and target.path.resolve() == wanted.summary.resolve()


def _add_to_summary(
    session: Session, target: Target, make: Callable[[str, int | None], bytes]
) -> None:
    """Behind what stands in the summary of the step already, as large as it may become."""
    from listwright.render.markdown import SUMMARY_LIMIT

    held = target.path.stat().st_size if target.path.exists() else 0
    room = SUMMARY_LIMIT - held - 2
    page = make("md", room)
    if len(page) > room:
        session.note("The summary of this step is full; the plan is not in it.")
        return
    append_text(target.path, ("\n\n" if held else "") + page.decode())


def report_context(session: Session, *, room: int | None = None) -> "ReportContext":
    """What reports depend on beside the plan."""
    from listwright.render.reports import ReportContext

    return ReportContext(
        folder=folder_in_repository(session.place or session.root),
        file=session["file"] or "listwright.yaml",
        room=room,
    )
