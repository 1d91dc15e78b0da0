"""Findings as GitHub annotations for a log: one workflow command for every finding."""

from collections.abc import Iterable

from listwright.errors import Diagnostic
from listwright.model.audit import AuditFinding
from listwright.render.annotations import command_of
from listwright.render.spots import diagnostic_spots, found_spot


def render_annotations(diagnostics: Iterable[Diagnostic], folder: str = "") -> str:
    """`::error file=...,line=...,col=...,title=LW1103::...`, one line each.

    `folder` is that of the project in the repository.
    """
    return "".join(f"{command_of(one)}\n" for one in diagnostic_spots(diagnostics, folder))


def render_audit_annotations(findings: Iterable[AuditFinding]) -> str:
    """`::warning title=audit blocked DEN-1/photos::...`, one line each."""
    return "".join(f"{command_of(found_spot(one))}\n" for one in findings)
