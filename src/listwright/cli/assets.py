"""`listwright assets pull` and `assets sheet`: delivered pictures on disk, and a page of them."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from listwright.app.assets import PullDesk, pull_pictures, stored_homes
from listwright.app.refreshing import note_dead_runs
from listwright.cli.command import define
from listwright.cli.driving import make_driver
from listwright.cli.exits import end_with_error
from listwright.cli.group import SecondVerbs
from listwright.cli.opening import open_workshop
from listwright.cli.progress import make_progress
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.pictures import open_pictures, write_contact_sheet
from listwright.errors import (
    Diagnostic,
    InterruptedRunError,
    ListwrightError,
    RefusedError,
    Severity,
    UsageError,
    VendorError,
)
from listwright.model.assets import Pulled, PulledPicture, PullReport
from listwright.model.names import PropertyId
from listwright.ports import PictureError

if TYPE_CHECKING:
    from listwright.assets.store import FilePictures
    from listwright.planfile import Document, Run

_ADDRESSES = click.Argument(["address"], nargs=-1, required=True)


@define(
    "pull",
    "read_only",
    text="Store the photos and staged pictures of the delivered orders of ADDRESS. What is there "
    "already, and is what it was, is not fetched again.",
    kind="assets",
    arguments=[_ADDRESSES],
)
def pull_command(session: Session) -> Ending:
    """Read what is missing, download it, and make the pages anew."""
    _refuse_read_only(session, "it asks vendors and writes pictures")
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        pictures = open_pictures(workshop)
        driver = make_driver(session, workshop, workshop.open_ledger(), interrupts=watch)
        note_dead_runs(driver)
        desk = PullDesk(
            portfolio=workshop.portfolio,
            traits={label: vendor.traits for label, vendor in workshop.vendors.items()},
            driver=driver,
            pictures=pictures,
            progress=make_progress(session),
        )
        report, warnings = pull_pictures(desk, tuple(session["address"]))
        session.warn(warnings)
        sheets, findings = _sheets(pictures, report.homes)
        stopped = watch.requested()
    report = replace(report, sheets=sheets)
    findings = (*(_finding(one) for one in report.pictures if one.why), *findings)
    trouble: ListwrightError | None = None
    if stopped is not None:
        trouble = InterruptedRunError(stopped)
    elif findings:
        trouble = _trouble(findings)
    return _ending(session, report, trouble)


@define(
    "sheet",
    "read_only",
    text="Make the contact sheets of ADDRESS anew, of what is stored. Asks no vendor.",
    kind="assets",
    arguments=[_ADDRESSES],
)
def sheet_command(session: Session) -> Ending:
    """One page for each home."""
    _refuse_read_only(session, "it writes pages")
    with open_workshop(session) as workshop:
        pictures = open_pictures(workshop)
        ledger = workshop.open_ledger(read_only=True)
        homes = stored_homes(
            ledger, workshop.portfolio, tuple(session["address"]), now=workshop.clock.now()
        )
        sheets, findings = _sheets(pictures, homes)
    return _ending(session, PullReport(sheets=sheets), _trouble(findings) if findings else None)


def _refuse_read_only(session: Session, why: str) -> None:
    if session["read_only"]:
        raise RefusedError(
            f"--read-only does not go with this command: {why}.",
            reason="read_only",
            advice="What was delivered: listwright export deliverables",
        )


def _sheets(
    pictures: "FilePictures", homes: tuple[PropertyId, ...]
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """The pages that were written, and what went wrong with the others."""
    written: list[str] = []
    findings: list[Diagnostic] = []
    for home in homes:
        try:
            page = write_contact_sheet(pictures, home)
        except PictureError as error:
            findings.append(_found("disk", f"The contact sheet of {home}: {error.detail}."))
        else:
            written += [] if page is None else [page]
    return tuple(written), tuple(findings)


_CODES = {
    "unreachable": "LW3040",
    "gone": "LW3040",
    "forbidden": "LW3040",
    "unread": "LW3040",
    "too_large": "LW3041",
    "not_a_picture": "LW3041",
    "changed": "LW3042",
    "missing": "LW3043",
    "disk": "LW3043",
}
_FIXES = {
    "forbidden": "If the host that the link leads to is the vendor's, add it to "
    "`vendors.NAME.link_hosts`. Then run the command again; the order is read anew, and links "
    "with it.",
    "LW3040": "Run the command again later; the order is read anew, and links with it.",
    "LW3041": "Look at the order at the vendor, and ask them.",
    "LW3042": "Nothing was stored. To take the new picture, remove the old one's entry from "
    "pictures.json in the folder of its home.",
    "LW3043": "Check the folder and the room on that disk, then run the command again.",
}


def _finding(one: PulledPicture) -> Diagnostic:
    assert one.outcome is Pulled.FAILED, "only what failed says why"
    order = one.order
    detail = f"Picture {one.name} of order {order.order_id} of {order.property}: {one.why}."
    return _found(one.kind, detail)


def _found(kind: str, detail: str) -> Diagnostic:
    code = _CODES[kind]
    return Diagnostic(
        code=code,
        summary="A picture could not be stored",
        detail=detail,
        fix=_FIXES.get(kind) or _FIXES[code],
        severity=Severity.ERROR,
    )


def _trouble(findings: tuple[Diagnostic, ...]) -> ListwrightError:
    """One error for all; it is this machine's when nothing else went wrong."""
    count = len(findings)
    message = f"{count} {'picture' if count == 1 else 'pictures'} could not be stored."
    if all(one.code == "LW3043" for one in findings):
        return UsageError(message, diagnostics=findings)
    return VendorError(message, diagnostics=findings)


def _ending(session: Session, report: PullReport, trouble: ListwrightError | None) -> Ending:
    def document(run: "Run") -> "Document":
        from listwright.planfile import assets_document

        return assets_document(report, run)

    text = ""
    if not session.is_json:
        from listwright.render.text.assets import render_pulled

        text = render_pulled(report, session.style)
    if trouble is None:
        return Ending(document=document, text=text)
    return replace(end_with_error(trouble), document=document, text=text)


command = SecondVerbs(
    "assets",
    commands=[pull_command, sheet_command],
    help="Store delivered photos and staged pictures, and show them side by side.",
)
