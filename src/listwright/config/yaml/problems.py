"""A finding about one value, before it is tied to a place."""

from dataclasses import dataclass

from listwright.errors import Diagnostic, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a scalar cannot be read as its field needs it, and what to write instead."""

    code: str
    summary: str
    detail: str
    fix: str
    suggestion: str | None = None

    def at(self, span: Span) -> Diagnostic:
        """The same finding at a place in a file."""
        return Diagnostic(
            code=self.code,
            summary=self.summary,
            detail=self.detail,
            fix=self.fix,
            span=span,
            suggestion=self.suggestion,
        )
