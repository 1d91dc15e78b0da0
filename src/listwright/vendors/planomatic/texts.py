"""Making text from outside fit for a terminal, a log and a ledger."""


def clean_text(text: str) -> str:
    """`text` without lone surrogates and NUL, which no encoding or database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def one_line(text: str, limit: int) -> str:
    """`text` with everything unprintable escaped, at most `limit` characters."""
    escaped = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape", "replace").decode()
        for letter in clean_text(text[: limit + 1])
    )
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"
