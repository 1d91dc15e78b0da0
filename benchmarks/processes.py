"""Whole processes, timed from outside: wall time and peak memory as the kernel counted them."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from threading import Timer
from time import perf_counter

from benchmarks.inventory import SECRETS

LIMIT = 120.0
"""Seconds after which a process is stopped: something is broken, not slow."""

LISTWRIGHT = (
    sys.executable,
    "-c",
    "from listwright.cli.main import run; run()",
)
"""The console script's own words, run by the Python that runs the benchmarks."""


class ProcessFailedError(Exception):
    """A measured process ended in another way than it should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one process took: seconds on the clock, and its peak resident memory in MiB."""

    wall: float
    peak: float


def measure(
    command: Sequence[str], folder: Path, *, now: str | None = None, expected: int = 0
) -> Usage:
    """Run `command` in `folder` to its end; raises ProcessFailedError unless it ends as expected.

    Its output goes to the null device. `now` is the instant it takes for the present.
    """
    started = perf_counter()
    with (
        TemporaryFile() as said,
        subprocess.Popen(
            command,
            cwd=folder,
            env=user_environment(now),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        ) as process,
    ):
        stop = Timer(LIMIT, process.kill)
        stop.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            stop.cancel()
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != expected:
            said.seek(0)
            raise _failure(command, process.returncode, said.read().decode())
    return Usage(wall=wall, peak=usage.ru_maxrss / _RSS_UNITS)


def _failure(command: Sequence[str], code: int, said: str) -> ProcessFailedError:
    words = " ".join(command[3:]) or "python"
    return ProcessFailedError(f"`{words}` ended with {code}:\n{said[-_SHOWN:]}")


_SHOWN = 2_000
"""Characters of a failed process's last words."""

_RSS_UNITS = 1024 * 1024 if sys.platform == "darwin" else 1024
"""`ru_maxrss` counts bytes on macOS and KiB elsewhere."""


def middle(usages: Sequence[Usage]) -> Usage:
    """The medians."""
    return Usage(wall=median(one.wall for one in usages), peak=median(one.peak for one in usages))


def user_environment(now: str | None = None) -> dict[str, str]:
    """As a user has it: compiled modules are kept, nothing measures coverage, nobody is asked."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_FOREIGN)}
    own = SECRETS | {"PLANOMATIC_API_KEY": "benchmark", "CI": "true"}
    return kept | own | ({"LISTWRIGHT_NOW": now} if now else {})


_FOREIGN = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COVERAGE_", "COV_", "LISTWRIGHT_")
