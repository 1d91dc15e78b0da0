"""The secret part of the receiver's addresses: good enough to stand alone, and never compared fast.

No vendor signs what it sends, so whoever knows the token is let in.
"""

import hmac
import re
from collections.abc import Iterable
from hashlib import sha256

SHORTEST = 22
"""Characters: 128 random bits in base64url."""

_LONGEST = 256
_FORM = re.compile(r"[A-Za-z0-9._~-]*")
"""What stands in an address as it is, so that no proxy and no form of a vendor changes it."""


def weakness_of(token: str) -> str | None:
    """Why `token` cannot be used, without a character of it; None when it can."""
    if len(token) < SHORTEST:
        return f"has {len(token)} characters, and {SHORTEST} are needed so that nobody guesses it"
    if len(token) > _LONGEST:
        return f"has more than {_LONGEST} characters, which not every address has room for"
    if not _FORM.fullmatch(token):
        return "holds characters that mean something else in an address"
    return None


class Door:
    """Knows who may come in."""

    def __init__(self, tokens: Iterable[str]) -> None:
        """Every one of `tokens` is valid; none of them is kept."""
        self._digests = tuple(_digest(token) for token in tokens)

    def opens(self, shown: str) -> bool:
        """Whether `shown` is valid; takes as long for each answer, whichever token it is."""
        seen = _digest(shown)
        matches = [hmac.compare_digest(seen, known) for known in self._digests]
        return any(matches)


def _digest(token: str) -> bytes:
    """Of one length for all, so that not even the length of a token can be timed."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
