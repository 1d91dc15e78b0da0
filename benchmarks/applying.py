"""Placing orders at the embedded sandbox as fast as it takes them: our own cost of an order."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.inventory import PROJECT, write_inventory
from benchmarks.processes import LISTWRIGHT, ProcessFailedError, measure

_ORDERS = 200
_ROWS = 2_000
"""Homes enough for more orders than the limit lets through."""

_UNPACED = 100_000
"""Requests a minute: more than one machine can send, so nothing ever waits."""

_APPLY = ("apply", "--auto-approve", "--bootstrap")


def measure_apply(folder: Path) -> list[Figure]:
    """A plan and an apply of the same first orders: what the apply takes longer is for them."""
    timed, counted = folder / "apply-timed", folder / "apply-counted"
    for project in (timed, counted):
        _write_project(project)
    measure((*LISTWRIGHT, "plan"), timed)
    plan = measure((*LISTWRIGHT, "plan"), timed)
    apply = measure((*LISTWRIGHT, *_APPLY), timed)
    tally = counted / "commits"
    script = str(Path(__file__).with_name("counting.py"))
    measure((sys.executable, script, str(tally), *_APPLY), counted)
    for project in (timed, counted):
        _require_orders(project)
    commits = int(tally.read_text(encoding="utf-8")) / _ORDERS
    return [
        Figure(name=f"apply: {_ORDERS} orders", value=apply.wall, unit="s"),
        Figure(name="apply: orders", value=_ORDERS / (apply.wall - plan.wall), unit="a second"),
        Figure(name="apply: durable commits", value=commits, unit="an order"),
    ]


def _write_project(project: Path) -> None:
    project.mkdir(parents=True)
    write_inventory(project / "homes.csv", _ROWS)
    text = PROJECT.format(endpoint="sandbox")
    for before, after in (
        ("    duplicate_window", f"    rate: {{per_minute: {_UNPACED}}}\n    duplicate_window"),
        ("max_creates: 10000000", f"max_creates: {_ORDERS}, on_limit: trim"),
    ):
        text = text.replace(before, after)
    (project / "listwright.yaml").write_text(text, encoding="utf-8")


def _require_orders(project: Path) -> None:
    with closing(sqlite3.connect(project / ".listwright" / "ledger.db")) as ledger:
        placed = ledger.execute("SELECT count(*) FROM orders").fetchone()[0]
    if placed != _ORDERS:
        message = f"{placed} orders were placed instead of {_ORDERS}"
        raise ProcessFailedError(message)
