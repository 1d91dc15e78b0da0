"""Answers that arrive in one piece, so that a client's nth read is the same in every run."""

import asyncio
from collections.abc import Iterable
from typing import Any

from listwright.sandbox.connection import AbortableProtocol


class _Joined:
    """A transport that sends what is written in one turn of the event loop at once."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._pieces: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, piece: bytes) -> None:
        if not self._pieces:
            asyncio.get_running_loop().call_soon(self._flush)
        self._pieces.append(piece)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        self.write(b"".join(pieces))

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        whole = b"".join(self._pieces)
        self._pieces.clear()
        if whole:
            self._transport.write(whole)


class WholeAnswers(AbortableProtocol):
    """The sandbox's HTTP, head and body of each answer together."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(_Joined(transport))  # type: ignore[arg-type]
