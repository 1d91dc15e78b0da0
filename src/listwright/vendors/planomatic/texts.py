"""Making text from outside fit for a terminal, a log and a ledger."""

from collections.abc import Iterable

from listwright.model.private import MASK

_SHORTEST_SECRET = 4
"""Masking shorter texts would mask digits and words that merely look like them."""


def clean_text(text: str) -> str:
    """`text` without lone surrogates and NUL, which no encoding or database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def one_line(text: str, limit: int) -> str:
    """`text` with everything unprintable escaped, at most `limit` characters."""
    escaped = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape", "replace").decode()
        for letter in clean_text(text[:limit])
    )
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """`text` with each of `secrets` masked, longest first; vendors quote what they were sent."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, MASK)
    return text
