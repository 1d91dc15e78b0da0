"""The findings of one load, over all its files."""

from collections.abc import Collection

from listwright.config.yaml import Problem
from listwright.config.yaml.findings import Wording
from listwright.errors import Diagnostic, Severity, Span
from listwright.errors.nearest import nearest

_MOST_FINDINGS = 1_000
"""Errors and warnings each: nobody reads a longer list, and it shall not fill the memory."""

_MOST_COMPARISONS = 30_000
"""A comparison of two words takes about 17 microseconds; no file shall cost seconds."""


class TooManyFindingsError(Exception):
    """The list of errors is full; what was found so far is kept."""


class Findings:
    """Collects what is wrong with a project; each finding once."""

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self._errors: dict[Diagnostic, None] = {}
        self._warnings: dict[Diagnostic, None] = {}
        self._comparisons = _MOST_COMPARISONS

    def add(
        self, wording: Wording, detail: str, span: Span, *, suggestion: str | None = None
    ) -> None:
        """Keep an error at `span`."""
        self.keep(
            Diagnostic(
                code=wording.code,
                summary=wording.summary,
                detail=detail,
                fix=wording.fix,
                span=span,
                suggestion=suggestion,
            )
        )

    def warn(
        self, wording: Wording, detail: str, span: Span, *, suggestion: str | None = None
    ) -> None:
        """Keep a warning at `span`."""
        self.keep(
            Diagnostic(
                code=wording.code,
                summary=wording.summary,
                detail=detail,
                fix=wording.fix,
                span=span,
                suggestion=suggestion,
                severity=Severity.WARNING,
            )
        )

    def refuse(self, problem: Problem, span: Span) -> None:
        """Keep the problem of one value as an error at `span`."""
        self.keep(problem.at(span))

    def keep(self, finding: Diagnostic) -> None:
        """Keep a finding that was made elsewhere; raises `TooManyFindingsError` after the last."""
        if finding.severity is Severity.WARNING:
            if len(self._warnings) < _MOST_FINDINGS:
                self._warnings.setdefault(finding)
            return
        self._errors.setdefault(finding)
        if len(self._errors) >= _MOST_FINDINGS:
            self._errors.setdefault(_too_many(finding.span))
            raise TooManyFindingsError

    def nearest(self, word: str, choices: Collection[str]) -> str | None:
        """The choice most like `word`, as long as the search stays cheap for the whole load."""
        if len(choices) > self._comparisons:
            return None
        self._comparisons -= len(choices)
        return nearest(word, choices)

    @property
    def has_errors(self) -> bool:
        """Whether anything found so far forbids to go on."""
        return bool(self._errors)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file, line and column."""
        return tuple(sorted((*self._errors, *self._warnings), key=_place))


def _too_many(span: Span | None) -> Diagnostic:
    return Diagnostic(
        code="LW1115",
        summary="The project has too many problems",
        detail=f"Nothing more was looked for after {_MOST_FINDINGS:,} of them.",
        fix="Correct the problems above and run again.",
        span=span,
    )


def _place(finding: Diagnostic) -> tuple[str, int, int, str]:
    span = finding.span
    return (span.file, span.line, span.column, finding.code) if span else ("", 0, 0, finding.code)
