"""`listwright validate`."""

from typing import TYPE_CHECKING

import click

from listwright.app.checks import split
from listwright.app.validate import Validation, validate_portfolio
from listwright.cli.command import define
from listwright.cli.overwriting import refuse_sources
from listwright.cli.reports import Wanted, report_context, wanted_reports, write_all
from listwright.cli.session import WHOLE_DOCUMENTS, Ending, Session
from listwright.compose.catalogs import catalog_in_use, catalog_warnings
from listwright.compose.project import Workshop, load_files
from listwright.errors import Diagnostic
from listwright.render.reports import FINDING_FORMATS

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "validate",
    "format",
    "report",
    text="Check the project's files: every problem at once. Asks nobody, writes nothing.",
    arguments=[click.Argument(["path"], required=False)],
)
def command(session: Session) -> Ending:
    """Load, resolve, and check against the vendors' rules."""
    wanted = wanted_reports(session, (*FINDING_FORMATS, "json"))
    folder = session.root / (session["path"] or ".")
    root, file = (folder.parent, folder.name) if folder.is_file() else (folder, session["file"])
    session.place = root
    loaded = load_files(root, file)
    if loaded.sketch is None:
        return _ending(session, _invalid(loaded.diagnostics), wanted, files=0)
    session.project = loaded.sketch.project
    refuse_sources(session, root, loaded.sketch)
    with Workshop(loaded.sketch, root, session.environment) as workshop:
        settings = loaded.sketch.vendors.values()
        session.warn(catalog_warnings(catalog_in_use(one, root) for one in settings))
        found = validate_portfolio(
            loaded.sketch, workshop.vendors, loaded.diagnostics, now=workshop.clock.now()
        )
    return _ending(session, found, wanted, files=len(loaded.sketch.files))


def _invalid(diagnostics: tuple[Diagnostic, ...]) -> Validation:
    errors, warnings = split(diagnostics)
    return Validation(errors=errors, warnings=warnings, properties=0, needs=0)


def _ending(session: Session, found: Validation, wanted: Wanted, *, files: int) -> Ending:
    valid = not found.errors
    code, reason = (0, "ok") if valid else (1, _reason(found))
    session.warn(found.warnings)

    def document(run: "Run") -> "Document":
        from listwright.planfile import validate_document

        return validate_document(
            run, valid=valid, files=files, properties=found.properties, needs=found.needs
        )

    def report(name: str, _room: int | None) -> bytes:
        if name == "json":
            from listwright.planfile import dump

            return dump(document(session.run_of(code, reason, found.errors))).encode()
        from listwright.render.reports import render_findings

        findings = (*found.errors, *session.warnings)
        return render_findings(name, findings, report_context(session))

    printed = write_all(session, wanted, report)
    told = valid and session["output_format"] not in WHOLE_DOCUMENTS
    return Ending(
        exit_code=code,
        exit_reason=reason,
        document=document,
        text=printed if printed is not None else _sentence(found, files) if told else "",
        findings=found.errors,
    )


def _reason(found: Validation) -> str:
    inventory = all(item.code.startswith("LW15") for item in found.errors)
    return "inventory" if inventory else "config"


def _sentence(found: Validation, files: int) -> str:
    from listwright.render.text.words import count

    warned = f", {count(len(found.warnings), 'warning')}" if found.warnings else ""
    return (
        f"Valid: {count(files, 'file')}, {count(found.properties, 'home')}, "
        f"{count(found.needs, 'need')}{warned}.\n"
    )
