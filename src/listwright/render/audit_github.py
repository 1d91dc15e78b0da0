"""Findings of an audit as GitHub annotations: one warning each."""

from collections.abc import Iterable

from listwright.model.audit import AuditFinding
from listwright.render.escape import for_github_command, for_github_property


def render_findings(findings: Iterable[AuditFinding]) -> str:
    """`::warning title=audit blocked DEN-1/photos::...`, one line each."""
    return "".join(f"{_annotation(finding)}\n" for finding in findings)


def _annotation(finding: AuditFinding) -> str:
    where = "" if finding.address is None else f" {finding.address}"
    title = for_github_property(f"audit {finding.code.value}{where}")
    message = for_github_command(f"{finding.why}\nTo do: {finding.remedy}")
    return f"::warning title={title}::{message}"
