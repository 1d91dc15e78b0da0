"""A session at the endpoint that the files name, or what is wrong with that name."""

from collections.abc import Callable
from typing import TypeVar

from listwright.errors import ConfigError, Diagnostic, Span

S = TypeVar("S")


def session_at(factory: Callable[[str], S], endpoint: str, span: Span | None) -> S:
    """What `factory` opens at `endpoint`, written at `span`; raises ConfigError (LW3003)."""
    try:
        return factory(endpoint)
    except ValueError as error:
        why = str(error)
        finding = Diagnostic(
            code="LW3003",
            summary="No request may be sent to this endpoint.",
            detail=f"{why[:1].upper()}{why[1:]}.",
            fix="Write `sandbox`, an https:// address, or http:// on this machine.",
            span=span,
        )
        raise ConfigError("The vendor's endpoint cannot be used.", diagnostics=(finding,)) from None
