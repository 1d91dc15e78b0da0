"""`listwright ledger export`, `restore` and `check`: copies of the memory, and its soundness."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.printing import is_gone, silence
from listwright.cli.session import Ending, Session
from listwright.compose.copies import (
    STDIO,
    MovedCopy,
    export_file,
    exporting,
    inspect_ledger,
    readable,
    restore_file,
)
from listwright.errors import Diagnostic, LedgerError, Severity, UsageError
from listwright.model.soundness import Inspection

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

_LATER = "An old copy of the ledger was restored"


@define(
    "export",
    "copy",
    "overwrite",
    text="Copy everything that is remembered, as JSON Lines. To stdout, or with -o to a file that "
    "only you can read. The copy holds addresses and order ids, and no secrets.",
    kind="ledger",
)
def export_command(session: Session) -> Ending:
    """Write the whole ledger, in one consistent read."""
    file = session["copy"] or STDIO
    with open_workshop(session) as workshop:
        if file != STDIO:
            moved = export_file(workshop, file, overwrite=session["overwrite"])
            return _moved(session, moved, file=file, verb="Copied")
        if session.is_json:
            raise UsageError(
                "With --json the copy itself cannot go to stdout.",
                advice="Name a file: -o ledger.jsonl, or leave --json out.",
            )
        with exporting(workshop) as running:
            _print_lines(running.lines())
            session.note(f"copied {running.head.rows} rows, {running.writer.digest}")
    return Ending()


def _print_lines(lines: Iterable[str]) -> None:
    """Print a copy; raises LedgerError when nobody takes all of it."""
    try:
        sys.stdout.writelines(lines)
        sys.stdout.flush()
    except OSError as error:
        silence()
        if is_gone(error):
            raise LedgerError(
                "The reader went away before the end: it does not have the whole copy.",
                advice="Write to a file with -o FILE, or let the reader read to the end.",
            ) from error
        raise LedgerError(
            f"The copy could not be written: {error.strerror}.",
            advice="Make room, then export again; what was written so far is not a whole copy.",
        ) from error


@define(
    "restore",
    text="Make a copy the ledger again. Only where there is none, or an empty one; whole or not at "
    "all. FILE is what `ledger export` wrote; - is stdin.",
    kind="ledger",
    arguments=[click.Argument(["copyfile"], metavar="FILE")],
)
def restore_command(session: Session) -> Ending:
    """Read a copy back."""
    file = session["copyfile"]
    with open_workshop(session) as workshop:
        moved = restore_file(workshop, file)
    if moved.later:
        session.warn((_warning(moved),))
    return _moved(session, moved, file=file, verb="Restored")


def _warning(moved: MovedCopy) -> Diagnostic:
    return Diagnostic(
        code="LW2025",
        summary=f"{_LATER}, and later orders may exist",
        detail=f"It was written last {readable(moved.copy.head_at)}; {', and '.join(moved.later)}.",
        fix="Put the newest ledger back if you still have it. If it is gone for good, run "
        "`listwright ledger recover` before any apply.",
        severity=Severity.WARNING,
    )


def _moved(session: Session, moved: MovedCopy, *, file: str, verb: str) -> Ending:
    def document(run: "Run") -> "Document":
        from listwright.planfile import copy_document

        return copy_document(moved.copy, run, file=file, digest=moved.digest)

    text = ""
    if not session.is_json:
        from listwright.render.text.copies import render_copied, render_restored

        render = render_copied if verb == "Copied" else render_restored
        text = render(moved.copy, session.style, file=file, ledger=moved.ledger)
    return Ending(document=document, text=text)


@define(
    "check",
    text="Look for damage and contradictions in the ledger. Reads all of it, asks no vendor and "
    "changes nothing. Exits 1 when it is not sound.",
    kind="ledger",
)
def check_command(session: Session) -> Ending:
    """Inspect everything."""
    with open_workshop(session) as workshop:
        found = inspect_ledger(workshop)

    def document(run: "Run") -> "Document":
        from listwright.planfile import inspection_document

        return inspection_document(found, run)

    text = ""
    if not session.is_json:
        from listwright.render.text.copies import render_inspection

        text = render_inspection(found, session.style)
    if found.is_sound:
        return Ending(document=document, text=text)
    return Ending(
        exit_code=1,
        exit_reason="ledger",
        document=document,
        text=text,
        findings=(_unsound(found),),
    )


def _unsound(found: Inspection) -> Diagnostic:
    number = sum(not flaw.code.is_note for flaw in found.flaws)
    return Diagnostic(
        code="LW2024",
        summary="The ledger is not sound",
        detail=f"Findings that are no mere notes: {number}.",
        fix="Apply nothing before each is dealt with; every finding says how.",
    )


COMMANDS = (export_command, restore_command, check_command)
"""In the order in which they are listed."""
