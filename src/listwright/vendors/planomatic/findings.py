"""How a broken rule becomes a diagnostic at the line that broke it."""

from listwright.errors import Diagnostic, Severity
from listwright.model.need import OrderSpec
from listwright.model.private import Private
from listwright.vendors.planomatic.attrs import origin_of


def finding(
    spec: OrderSpec,
    path: str,
    *,
    code: str,
    summary: str,
    detail: str = "",
    fix: str = "",
    suggestion: str | None = None,
) -> Diagnostic:
    """An error at the origin of `path`."""
    return Diagnostic(
        code=code,
        summary=summary,
        detail=detail,
        fix=fix,
        suggestion=suggestion,
        span=origin_of(spec, path),
    )


def warning(
    spec: OrderSpec, path: str, *, code: str, summary: str, detail: str = "", fix: str = ""
) -> Diagnostic:
    """Something that is probably wrong and still sent."""
    return Diagnostic(
        code=code,
        summary=summary,
        detail=detail,
        fix=fix,
        span=origin_of(spec, path),
        severity=Severity.WARNING,
    )


def length_of(private: Private | None) -> int:
    """How long a private text is, surrounding space not counted; 0 for none."""
    return 0 if private is None else len(private.reveal().strip())
