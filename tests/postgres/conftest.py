"""A ledger on a real server, and short ways to open it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.contract.ledger.builders import FakeClock
from tests.support.postgres import Server

from listwright.ledger.postgres.address import ServerAddress
from listwright.ledger.postgres.opening import open_server
from listwright.ledger.writer import Author

Opener = Callable[..., Any]
LINEAGE = "acme/main"


@pytest.fixture
def database(postgres: Server) -> str:
    return postgres.new_database()


@pytest.fixture
def address(postgres: Server, database: str) -> ServerAddress:
    return ServerAddress.parse(postgres.url(database))


@pytest.fixture
def opener(address: ServerAddress) -> Iterator[Opener]:
    """`opener(run="r", read_only=False, at=address, lineage=..., clock=...)`."""
    with ExitStack() as opened:

        def opening(
            *,
            run: str = "run-1",
            read_only: bool = False,
            at: ServerAddress = address,
            lineage: str = LINEAGE,
            clock: Any = None,
        ) -> Any:
            author = Author(run=run, actor="ana", clock=clock or FakeClock(), read_only=read_only)
            ledger = open_server(at, lineage=lineage, author=author)
            opened.callback(ledger.close)
            return ledger

        yield opening
