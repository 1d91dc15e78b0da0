"""Making text from outside fit for a terminal, a log and a ledger."""

import re
from collections.abc import Iterable

from listwright.http.redaction import without_secrets

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NO_IDS = frozenset({"null", "none", "nil", "undefined", "nan", "true", "false"})


def clean_text(text: str) -> str:
    """`text` without lone surrogates and NUL, which no encoding or database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def one_line(text: str, limit: int, secrets: Iterable[str] = ()) -> str:
    """`text` with secrets masked and everything unprintable escaped, at most `limit` characters."""
    masked = " ".join(without_secrets(clean_text(text), secrets).split())
    escaped = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape", "replace").decode()
        for letter in masked[: limit + 1]
    )
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"


def usable_id(text: str) -> str | None:
    """`text` when it can be an id; ids are opaque (sheet 1), but none is empty, zero or `null`."""
    id_ = text.strip()
    if not _ID.fullmatch(id_) or id_.lower() in _NO_IDS or not id_.strip("0-_"):
        return None
    return id_
