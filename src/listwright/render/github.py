"""Findings as GitHub annotations: one workflow command per finding."""

from collections.abc import Iterable

from listwright.errors import Diagnostic, Severity, Span
from listwright.render.escape import for_github_command, for_github_property

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render_annotations(diagnostics: Iterable[Diagnostic]) -> str:
    """`::error file=...,line=...,col=...,title=LW1103::...`, one line each."""
    return "".join(f"{_annotation(finding)}\n" for finding in diagnostics)


def _annotation(finding: Diagnostic) -> str:
    properties = [*_place(finding.span), ("title", finding.code)]
    listed = ",".join(f"{name}={for_github_property(value)}" for name, value in properties)
    parts = [finding.summary, finding.detail]
    parts += [f"Fix: {finding.fix}"] if finding.fix else []
    parts += [f"Did you mean `{finding.suggestion}`?"] if finding.suggestion else []
    message = for_github_command("\n".join(filter(None, parts)))
    return f"::{_COMMANDS[finding.severity]} {listed}::{message}"


def _place(span: Span | None) -> list[tuple[str, str]]:
    """Where GitHub puts the annotation; it takes an end column only on one line."""
    if span is None:
        return []
    place = [("file", span.file), ("line", str(span.line)), ("col", str(span.column))]
    if span.end_line is not None:
        place.append(("endLine", str(span.end_line)))
    if span.end_column is not None and span.end_line in {None, span.line}:
        place.append(("endColumn", str(span.end_column)))
    return place
