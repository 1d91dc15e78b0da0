"""The findings of one load, over all its files."""

from listwright.config.yaml import Problem
from listwright.config.yaml.findings import Wording
from listwright.errors import Diagnostic, Severity, Span

_MOST_FINDINGS = 1_000
"""Nobody reads a longer list, and a hostile project shall not fill the memory with it."""


class Findings:
    """Collects what is wrong with a project; each finding once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self._found: dict[Diagnostic, None] = {}

    def add(
        self, wording: Wording, detail: str, span: Span, *, suggestion: str | None = None
    ) -> None:
        """Keep an error at `span`."""
        self.keep(_diagnostic(wording, detail, span, suggestion))

    def warn(self, wording: Wording, detail: str, span: Span) -> None:
        """Keep a warning at `span`."""
        self.keep(_diagnostic(wording, detail, span, None, Severity.WARNING))

    def refuse(self, problem: Problem, span: Span) -> None:
        """Keep the problem of one value as an error at `span`."""
        self.keep(problem.at(span))

    def keep(self, finding: Diagnostic) -> None:
        """Keep a finding that was made elsewhere."""
        if len(self._found) < _MOST_FINDINGS or finding.severity is Severity.ERROR:
            self._found.setdefault(finding)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far forbids to go on."""
        return any(finding.severity is Severity.ERROR for finding in self._found)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file, line and column."""
        return tuple(sorted(self._found, key=_place))


def _diagnostic(
    wording: Wording,
    detail: str,
    span: Span,
    suggestion: str | None,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    return Diagnostic(
        code=wording.code,
        summary=wording.summary,
        detail=detail,
        fix=wording.fix,
        span=span,
        suggestion=suggestion,
        severity=severity,
    )


def _place(finding: Diagnostic) -> tuple[str, int, int, str]:
    span = finding.span
    return (span.file, span.line, span.column, finding.code) if span else ("", 0, 0, finding.code)
