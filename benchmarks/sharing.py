"""`sharing.py LEDGER PORT PER_MINUTE COUNT`: one of several runners that share a ledger's pace.

Only one apply runs on a ledger at a time, but refreshes and plans read beside it. Each takes its
places as they do, and sends a request that the vendor of the benchmark counts.
"""

import sys
from pathlib import Path

from listwright.compose.clock import SystemClock
from listwright.http.session import HttpSession
from listwright.ledger.opening import open_ledger
from listwright.model.account import Account

LINEAGE = "benchmark/pace"


def send_all(path: Path, *, port: int, per_minute: int, count: int) -> None:
    """Send `count` requests, each in its place."""
    clock = SystemClock()
    account = Account(kind="planomatic", environment="benchmark", label="planomatic")
    session = HttpSession(f"http://127.0.0.1:{port}")
    with open_ledger(path, lineage=LINEAGE, run="r", actor="bench", clock=clock) as ledger:
        for number in range(count):
            clock.sleep(ledger.reserve_send(account, per_minute, at=clock.wall()))
            session.post("/orders", {"number": number})
    session.close()


if __name__ == "__main__":
    ledger_path, *numbers = sys.argv[1:]
    at_port, rate, how_many = (int(number) for number in numbers)
    send_all(Path(ledger_path), port=at_port, per_minute=rate, count=how_many)
