"""Reading an answer's body with an upper bound, compressed or not."""

import zlib
from collections.abc import Iterable

BODY_LIMIT = 5 * 1024 * 1024
"""Bytes after decompression."""

_PLAIN = frozenset({"", "identity"})
_ZLIB = frozenset({"gzip", "x-gzip", "deflate"})
_EITHER_HEADER = 47
"""zlib window bits that accept a gzip or a zlib header."""


class BodyError(Exception):
    """The body cannot be used; the text is a short phrase without any of its content."""


class LargeBodyError(BodyError):
    """The body is larger than it may be; the rest of it was not read."""


def read_body(chunks: Iterable[bytes], encoding: str, *, limit: int = BODY_LIMIT) -> bytes:
    """All of `chunks`, decoded; raises BodyError above `limit` bytes or when undecodable."""
    word = encoding.strip().lower()
    if word in _PLAIN:
        return _collect(chunks, limit)
    if word in _ZLIB:
        return _inflate(chunks, limit)
    message = "the body is compressed in a way that was not asked for"
    raise BodyError(message)


def _collect(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        _refuse_above(limit, len(body))
    return bytes(body)


def _inflate(chunks: Iterable[bytes], limit: int) -> bytes:
    """Bounded at every step: a gzip bomb never grows beyond the limit in memory."""
    body = bytearray()
    received = 0
    stream = zlib.decompressobj(_EITHER_HEADER)
    try:
        for chunk in chunks:
            received += len(chunk)
            _refuse_above(limit, received)
            body += stream.decompress(chunk, limit + 1 - len(body))
            _refuse_above(limit, len(body))
    except zlib.error:
        message = "the body's compression is broken"
        raise BodyError(message) from None
    if not stream.eof:
        message = "the compressed body is cut short"
        raise BodyError(message)
    return bytes(body)


def _refuse_above(limit: int, size: int) -> None:
    if size > limit:
        message = f"the body is larger than {limit // (1024 * 1024)} MiB"
        raise LargeBodyError(message)
