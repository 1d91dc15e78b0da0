"""The pace of an apply against a vendor that counts strictly, at a hundred times the real speed.

The vendor takes 100 requests in any 0.6 s, which is 100 a minute scaled down. So the figures hold
what the pace loses, what the way of an order through the program costs, and what bunches.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.figures import Figure
from benchmarks.inventory import PROJECT, write_inventory
from benchmarks.processes import LISTWRIGHT, ProcessFailedError, measure
from benchmarks.sharing import send_all

_ORDERS = 1_200
_ROWS = 10_000
"""Homes enough for more orders than the limit lets through."""

_ALLOWED = 100
_WINDOW = 0.6
_PERMITTED = _ALLOWED / _WINDOW
"""Requests a second."""

_UNPACED = 100_000
"""Requests a minute: more than one machine can send, so nothing ever waits."""

_RUNNERS = 2
_EACH = 300
_HERE = Path(__file__).parent


def measure_pace(folder: Path) -> list[Figure]:
    """One run as fast as it goes, one at the permitted rate, and runners that share a ledger."""
    fastest = _apply(folder / "pace-unpaced", per_minute=_UNPACED, allowed=_UNPACED)
    paced = _apply(folder / "pace", per_minute=round(60 * _PERMITTED), allowed=_ALLOWED)
    shared = _share(folder / "pace-shared")
    return [
        Figure(name="pace: orders, unpaced", value=fastest.rate, unit="a second"),
        *_figures("pace: one apply", paced),
        *_figures(f"pace: {_RUNNERS} runners, one ledger", shared),
    ]


class Tally:
    """What a vendor counted: orders, refusals, and the orders a second from first to last."""

    def __init__(self, port: int) -> None:
        """Ask the vendor at `port`."""
        with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            said = json.load(answer)
        self.created = int(said["created"])
        self.refused = int(said["refused"])
        self.rate = (self.created - 1) / float(said["seconds"])


def _figures(name: str, tally: Tally) -> list[Figure]:
    share = 100 * tally.rate / _PERMITTED
    return [
        Figure(name=f"{name}, of the permitted rate", value=share, unit="%", goal=95, least=True),
        Figure(name=f"{name}, refusals", value=tally.refused, unit="", goal=1),
    ]


def _apply(project: Path, *, per_minute: int, allowed: int) -> Tally:
    with strict_vendor(allowed, _WINDOW) as port:
        _write_project(project, port, per_minute)
        measure((*LISTWRIGHT, "apply", "--auto-approve", "--bootstrap"), project)
        return _counted(port, _ORDERS)


def _share(project: Path) -> Tally:
    project.mkdir(parents=True)
    ledger, script = str(project / "ledger.db"), str(_HERE / "sharing.py")
    # Made here, since the runners start at once.
    send_all(Path(ledger), port=0, per_minute=1, count=0)
    with strict_vendor(_ALLOWED, _WINDOW) as port:
        words = (ledger, str(port), str(round(60 * _PERMITTED)), str(_EACH))
        _run_all([(sys.executable, script, *words)] * _RUNNERS)
        return _counted(port, _EACH * _RUNNERS)


def _counted(port: int, wanted: int) -> Tally:
    tally = Tally(port)
    if tally.created + tally.refused < wanted:
        message = f"{tally.created} orders were placed instead of {wanted}"
        raise ProcessFailedError(message)
    return tally


def _run_all(commands: Sequence[Sequence[str]]) -> None:
    running = [subprocess.Popen(command) for command in commands]
    try:
        codes = [process.wait(timeout=120) for process in running]
    finally:
        for process in running:
            process.kill()
    if any(codes):
        message = f"the runners ended with {codes}"
        raise ProcessFailedError(message)


@contextmanager
def strict_vendor(allowed: int, window: float) -> Iterator[int]:
    """The port of a vendor that lives as long as the context."""
    command = (sys.executable, str(_HERE / "strict_vendor.py"), str(allowed), str(window))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _write_project(project: Path, port: int, per_minute: int) -> None:
    project.mkdir(parents=True)
    write_inventory(project / "homes.csv", _ROWS)
    text = PROJECT.format(endpoint=f"http://127.0.0.1:{port}")
    for before, after in (
        ("    duplicate_window", f"    rate: {{per_minute: {per_minute}}}\n    duplicate_window"),
        ("max_creates: 10000000", f"max_creates: {_ORDERS}, on_limit: trim"),
    ):
        text = text.replace(before, after)
    (project / "listwright.yaml").write_text(text, encoding="utf-8")
