"""Webhooks: 200 a second for ten seconds and a kill -9, then as many as there is room for.

The senders are this process, over connections that stay open, as a proxy keeps them. An event is
acknowledged by the answer 200; after the kill everything acknowledged has to be in the ledger.
"""

import asyncio
import json
import os
import re
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.inventory import PROJECT, SECRETS, write_inventory
from benchmarks.processes import LISTWRIGHT, ProcessFailedError

_RATE = 200
_SECONDS = 10
_CONNECTIONS = 8
_RUSH_CONNECTIONS = 32
_RUSH_SECONDS = 5.0
_ANSWER_SECONDS = 15.0
_BEHIND = 0.25
"""Seconds that the last second's events may still take before the kill."""


_Due = tuple[int, float]
"""An order id, and when it should have left: what waits for a free connection has waited too."""


@dataclass(slots=True)
class Tally:
    """What was answered: the order ids of 200s, how long each took, and everything else."""

    kept: set[int] = field(default_factory=set)
    taken: list[float] = field(default_factory=list)
    others: int = 0
    sent: int = 0


def measure_receiving(folder: Path) -> list[Figure]:
    """Both runs, each with a ledger of its own."""
    paced, lost = _measure(folder / "webhooks-paced", rush=False)
    rushed, lost_in_rush = _measure(folder / "webhooks-rush", rush=True)
    cuts = quantiles(paced.taken, n=100)
    return [
        Figure(
            name=f"webhooks: acknowledged of {paced.sent} at {_RATE} a second",
            value=len(paced.kept) / paced.sent * 100,
            unit="%",
            goal=99,
            least=True,
        ),
        Figure(name="webhooks: acknowledged and lost by kill -9", value=lost, unit="", goal=0),
        Figure(name="webhooks: median answer", value=cuts[49] * 1000, unit="ms"),
        Figure(name="webhooks: p99 answer", value=cuts[98] * 1000, unit="ms", goal=250),
        Figure(
            name=f"webhooks: at most, over {_RUSH_CONNECTIONS} connections",
            value=len(rushed.kept) / _RUSH_SECONDS,
            unit="a second",
            goal=_RATE,
            least=True,
        ),
        Figure(name="webhooks: lost in the rush", value=lost_in_rush, unit="", goal=0),
    ]


def _measure(project: Path, *, rush: bool) -> tuple[Tally, int]:
    """What was answered before the kill, and how much of it is not in the ledger."""
    token = secrets.token_urlsafe(24)
    _write_project(project)
    with _receiver(project, token) as (process, port):
        sending = _rush(port, token, process) if rush else _pace(port, token, process)
        tally = asyncio.run(sending)
    with closing(sqlite3.connect(project / ".listwright" / "ledger.db")) as ledger:
        stored = {int(row[0]) for row in ledger.execute("SELECT order_id FROM inbox")}
    return tally, len(tally.kept - stored)


def _write_project(project: Path) -> None:
    project.mkdir(parents=True)
    write_inventory(project / "homes.csv", 10)
    text = PROJECT.format(endpoint="http://127.0.0.1:9") + "webhooks: {token: {env: HOOK}}\n"
    (project / "listwright.yaml").write_text(text, encoding="utf-8")


@contextmanager
def _receiver(project: Path, token: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [*LISTWRIGHT, "listen", "--port", "0"],
        cwd=project,
        env=dict(os.environ) | SECRETS | {"HOOK": token},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://[^ ]*:(\d+)", said)
        if found is None:
            raise ProcessFailedError(f"`listen` said:\n{said}{process.stderr.read()}")
        # What it says for each event has to go somewhere, as it does in a service.
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        yield process, int(found[1])
    finally:
        process.kill()
        process.wait()
    drain.wait()


async def _pace(port: int, token: str, process: subprocess.Popen[str]) -> Tally:
    """Send on the beat, whatever the answers do; kill while the last ones are on their way."""
    tally, waiting = Tally(), asyncio.Queue[_Due]()
    callers = [
        asyncio.create_task(_caller(port, token, tally, numbers=waiting))
        for _ in range(_CONNECTIONS)
    ]
    began = perf_counter()
    for number in range(1, _RATE * _SECONDS + 1):
        due = began + number / _RATE
        await asyncio.sleep(max(0.0, due - perf_counter()))
        waiting.put_nowait((number, due))
    process.kill()
    await _gone(callers)
    tally.sent = _RATE * _SECONDS
    return tally


async def _rush(port: int, token: str, process: subprocess.Popen[str]) -> Tally:
    """Send the next as soon as the last was answered, for a while; then kill."""
    tally, numbers = Tally(), count(1)
    waiting = asyncio.Queue[_Due](_RUSH_CONNECTIONS)
    callers = [
        asyncio.create_task(_caller(port, token, tally, numbers=waiting))
        for _ in range(_RUSH_CONNECTIONS)
    ]
    with suppress(TimeoutError):
        async with asyncio.timeout(_RUSH_SECONDS):
            while True:
                await waiting.put((next(numbers), perf_counter()))
    process.kill()
    await _gone(callers)
    tally.sent = len(tally.taken)
    return tally


async def _gone(callers: list[asyncio.Task[None]]) -> None:
    """Let the callers see that nobody answers any more."""
    await asyncio.sleep(_BEHIND)
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)


async def _caller(port: int, token: str, tally: Tally, *, numbers: asyncio.Queue[_Due]) -> None:
    """One connection that stays open; ends when it is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with closing(writer), suppress(OSError, asyncio.IncompleteReadError):
        while True:
            number, due = await numbers.get()
            writer.write(_request(number, token))
            async with asyncio.timeout(_ANSWER_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"HTTP/1.1 200 "):
                tally.kept.add(number)
                tally.taken.append(perf_counter() - due)
            else:
                tally.others += 1


def _request(number: int, token: str) -> bytes:
    """An order as the vendor sends it, with photos: about four kilobytes."""
    body = json.dumps(
        {
            "order_id": str(number),
            "external_property_id": f"DEN-{number:05}",
            "external_order_id": f"lw1-{number:020}-g1",
            "order_status": "completed",
            "event": "order.delivered",
            "property_access": {"access_code": "0000"},
            "photos": [
                {
                    "sequence": photo,
                    "caption": "Living room",
                    "full_size_url": f"https://g2-tour-files.cdn.planomatic.com/{photo}/w.jpg",
                    "modified_at": "2026-11-22T18:00:00Z",
                }
                for photo in range(25)
            ],
        }
    ).encode()
    head = (
        f"POST /planomatic/{token} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
