"""Plans over many open orders whose vendor tells of changes: no request, at no price in time."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

from benchmarks.figures import MOMENT, NOW, Figure
from benchmarks.inventory import write_project
from benchmarks.ledgers import LINEAGE, write_delivered
from benchmarks.processes import LISTWRIGHT, ProcessFailedError, Usage, measure, middle

from listwright.compose.clock import SystemClock
from listwright.ledger.opening import open_inbox, open_ledger
from listwright.model.event import VendorEvent
from listwright.model.names import AccountId, OrderId

OPEN = 2_000
"""Orders on their way."""

_RUNS = 3
_PLAN = (*LISTWRIGHT, "plan")
_HEARD = "\nwebhooks: {token: {env: LISTWRIGHT_WEBHOOK_TOKEN}}\n"
_ACCOUNT = AccountId("planomatic/loopback/planomatic")


def measure_hearing(folder: Path, sizes: Sequence[int]) -> list[Figure]:
    """The largest size, with webhooks and, over the same ledger, without them and without reads."""
    rows = max(sizes)
    project = folder / f"hearing-{rows}"
    with _counting() as (port, calls):
        write_project(project, rows, endpoint=f"http://127.0.0.1:{port}")
        write_delivered(project, MOMENT, open_ones=OPEN)
        _tell(project, MOMENT - timedelta(hours=1))
        silent = _measured((*_PLAN, "--refresh", "none"), project)
        with (project / "listwright.yaml").open("a", encoding="utf-8") as stream:
            stream.write(_HEARD)
        heard = _measured(_PLAN, project)
        requests = len(calls)
    if requests:
        message = f"a plan that had nothing to ask made {requests} requests"
        raise ProcessFailedError(message)
    name = f"{rows} rows, {OPEN} open orders"
    return [
        Figure(name=f"{name}, webhooks: requests", value=requests, unit="", goal=0),
        Figure(name=f"{name}, webhooks", value=heard.wall, unit="s"),
        Figure(name=f"{name}, webhooks: peak memory", value=heard.peak, unit="MiB"),
        Figure(name=f"{name}, no webhooks, --refresh none", value=silent.wall, unit="s"),
    ]


def _measured(command: Sequence[str], project: Path) -> Usage:
    measure(command, project, now=NOW)
    return middle([measure(command, project, now=NOW) for _ in range(_RUNS)])


def _tell(project: Path, at: datetime) -> None:
    """Let an event of an order that is delivered come in, and be confirmed."""
    path, clock = project / ".listwright" / "ledger.db", SystemClock(lambda: at)
    inbox = open_inbox(path, lineage=LINEAGE, clock=clock)
    try:
        inbox.receive([_event(at)])
    finally:
        inbox.close()
    with open_ledger(path, lineage=LINEAGE, run="r", actor="bench", clock=clock) as ledger:
        numbers = [waiting.number for waiting in ledger.mailbox().waiting]
        ledger.confirm_events(dict.fromkeys(numbers, "read"), at=at)


def _event(at: datetime) -> VendorEvent:
    return VendorEvent(
        account=_ACCOUNT,
        digest="0" * 64,
        received_at=at,
        event="order.delivered",
        order_id=OrderId("1"),
        status="completed",
    )


@contextmanager
def _counting() -> Iterator[tuple[int, list[object]]]:
    """A port whose every connection is counted and closed without an answer."""
    calls: list[object] = []

    def count(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, came_from = listener.accept()
                calls.append(came_from)
                connection.close()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        Thread(target=count, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1], calls
