"""The receiver of webhooks, put together: who may call, and who reads what they send."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from listwright.compose.catalogs import AIHOMEDESIGN
from listwright.compose.copies import STDIO
from listwright.compose.project import Workshop
from listwright.errors import ConfigError, Diagnostic, SecretError, UsageError
from listwright.model.portfolio import Portfolio, VendorSettings
from listwright.model.private import SecretRef
from listwright.ports import EventReader

if TYPE_CHECKING:
    from listwright.webhook.server import Settings

_LINES = "webhooks: {token: {env: LISTWRIGHT_WEBHOOK_TOKEN}}"
_MAKE = 'python3 -c "import secrets; print(secrets.token_urlsafe(24))"'

_MOST_EXPORTED = 256 * 2**20


def event_readers(portfolio: Portfolio) -> Mapping[str, EventReader]:
    """By the label of each account, who reads what its vendor sends."""
    return {label: _reader(settings) for label, settings in portfolio.vendors.items()}


def _reader(settings: VendorSettings) -> EventReader:
    if settings.account.kind == AIHOMEDESIGN:
        from listwright.vendors.aihomedesign import events as pictures

        return partial(pictures.read_event, account=settings.account.id)
    from listwright.vendors.planomatic import events as visits

    return partial(visits.read_event, account=settings.account.id)


def subscriptions(portfolio: Portfolio) -> Mapping[str, str]:
    """By the label of each account, what a person sets up at its vendor."""
    from listwright.vendors.aihomedesign import events as pictures
    from listwright.vendors.planomatic import events as visits

    return {
        label: (
            pictures.SUBSCRIPTION if settings.account.kind == AIHOMEDESIGN else visits.SUBSCRIPTION
        )
        for label, settings in portfolio.vendors.items()
    }


def receiver_settings(
    workshop: Workshop,
    *,
    host: str,
    port: int,
    log: Callable[[str], None],
    complain: Callable[[str], None],
) -> "Settings":
    """Everything the receiver needs; raises ConfigError, SecretError, UsageError."""
    from listwright.webhook.server import Settings

    portfolio = workshop.portfolio
    tokens = _tokens(workshop)
    if not portfolio.vendors:
        raise UsageError(
            "The project has no vendors, so nobody would call.",
            advice="Write the accounts under `vendors` first.",
        )
    # Looked up here, where a missing secret is still an error of the command.
    _ = workshop.ledger_store, workshop.clock
    return Settings(
        host=host,
        port=port,
        tokens=tokens,
        readers=event_readers(portfolio),
        open_inbox=workshop.open_inbox,
        clock=workshop.clock,
        log=log,
        complain=complain,
    )


def _tokens(workshop: Workshop) -> tuple[str, ...]:
    """The tokens, each good enough; a placeholder of the sandbox would let everybody in."""
    from listwright.config.secrets import SecretReader

    settings = workshop.portfolio.webhooks
    if settings is None:
        raise ConfigError("The project takes no webhooks.", diagnostics=(_no_webhooks(),))
    told = SecretReader(
        workshop.environment.variables, workshop.places.root, placeholders=False
    ).reveal_all(settings.tokens)
    tokens = tuple(token.reveal() for token in told)
    _check_tokens(settings.tokens, tokens)
    return tokens


def _check_tokens(refs: tuple[SecretRef, ...], tokens: tuple[str, ...]) -> None:
    from listwright.webhook.tokens import weakness_of

    weak = tuple(
        _weak_token(ref, weakness)
        for ref, token in zip(refs, tokens, strict=True)
        if (weakness := weakness_of(token)) is not None
    )
    if weak:
        raise SecretError("A token for webhooks cannot be used.", diagnostics=weak)


def _no_webhooks() -> Diagnostic:
    return Diagnostic(
        code="LW1381",
        summary="The project takes no webhooks",
        detail="Whoever calls has to show a token, and the files name none.",
        fix=f"Write into the main file: {_LINES} and set the variable to what this prints: {_MAKE}",
    )


def _weak_token(ref: SecretRef, weakness: str) -> Diagnostic:
    return Diagnostic(
        code="LW1609",
        summary="A token for webhooks is not good enough",
        detail=f"The token {ref.label} {weakness}. It is all that keeps strangers out.",
        fix=f"Use what this prints: {_MAKE} (or: openssl rand -hex 24).",
        span=ref.span,
    )


def read_export(file: str, root: Path) -> bytes:
    """A file of events, `-` for stdin; raises UsageError."""
    try:
        if file == STDIO:
            content = sys.stdin.buffer.read(_MOST_EXPORTED + 1)
        else:
            with (root / file).open("rb") as stream:
                content = stream.read(_MOST_EXPORTED + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "the name cannot be used"
        raise UsageError(
            f"The file of events cannot be read: {why}.", advice="Check the path; - is stdin."
        ) from error
    if len(content) > _MOST_EXPORTED:
        raise UsageError(
            f"The file of events is larger than {_MOST_EXPORTED // 2**20} MiB.",
            advice="Split it between two events and ingest the parts.",
        )
    return content
