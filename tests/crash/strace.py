"""Strike a real process at one system call of its own, by strace.

Nothing in the product knows of it, so every write and every request it will ever make is a place
to strike. `LISTWRIGHT_SOAK` walks through all places; without it a test takes every so many.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from tests.cli.project import Folder, Ran
from tests.support.measuring import UNMEASURED

SOAK = bool(os.environ.get("LISTWRIGHT_SOAK"))
KILL = "signal=KILL"
SECONDS = 60
"""The longest that anything may take here."""

_CRY = "NOTHING IS STRUCK AT ITS SYSTEM CALLS"

# Newer processors have only the younger call of each kind.
_CALLS = {"unlink": "?unlink,unlinkat", "rename": "?rename,?renameat,renameat2"}


def _strace(pid: int, point: "Point", trace: Path) -> "subprocess.Popen[str]":
    """A tracer that holds the process when this returns."""
    calls = _CALLS.get(point.call, point.call)
    when = f"{point.number}{'+' * point.lasting}"
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-qq", "-o", str(trace), "-p", str(pid)),
            *("-e", f"trace={calls}"),
            *("-e", f"inject={calls}:{point.effect}:when={when}"),
        ],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + SECONDS
    while "TracerPid:\t0\n" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8"):
        if tracer.poll() is not None or time.monotonic() > deadline:
            _, told = tracer.communicate(timeout=SECONDS)
            raise OSError(f"strace does not trace: {told.strip()!r}")
        time.sleep(0.001)
    return tracer


class Starter:
    """A process of `tests.crash.starter`, from which the runs are forked."""

    def __init__(self) -> None:
        # Coverage would write files of its own into the count.
        variables = {name: text for name, text in os.environ.items() if name not in UNMEASURED}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.starter"],
            cwd=Path(__file__).parents[2],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, folder: Path, environment: Mapping[str, str], *arguments: str) -> int:
        """Start a run that stands still; gives its process id."""
        assert self._process.stdin is not None
        line = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": environment,
            "out": str(folder / "out.txt"),
            "err": str(folder / "err.txt"),
        }
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return self._number()

    def code(self) -> int:
        """Wait for the run to end; gives its exit code."""
        return self._number()

    def _number(self) -> int:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the starter is gone; its last words are on stderr"
        return int(line)

    def stop(self) -> None:
        """Start no more."""
        self._process.communicate(timeout=SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One system call of a run, and what happens there."""

    call: str
    number: int
    """Which of the process's calls of this kind, from 1."""

    effect: str = KILL
    lasting: bool = False
    """Whether all later calls of the kind meet the same."""

    @property
    def name(self) -> str:
        return f"{self.call}-{self.number}{'-on' * self.lasting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """How a run ended that was to be struck."""

    hit: bool
    """Whether the run came as far as the point."""

    ran: Ran


def why_never() -> str | None:
    """Why nothing can be struck on this machine, as far as a look can tell."""
    if sys.platform != "linux":
        return f"{_CRY}: strace is for Linux"
    return None if shutil.which("strace") else f"{_CRY}: no strace here (apt install strace)"


def why_not(starter: Starter, folder: Path) -> str | None:
    """Why strace cannot strike here, although it is there; None when it can."""
    try:
        code = _run(starter, folder, Point(call="write", number=1), dict(os.environ), "version")
    except OSError as error:
        return f"{_CRY}: {error}"
    return None if code == -signal.SIGKILL else f"{_CRY}: a process that was struck lived on"


def _run(
    starter: Starter, folder: Path, point: Point, environment: Mapping[str, str], *arguments: str
) -> int:
    pid = starter.start(folder, environment, *arguments)
    try:
        tracer = _strace(pid, point, folder / "strace.txt")
        os.kill(pid, signal.SIGCONT)
        tracer.communicate(timeout=SECONDS)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        code = starter.code()
    return code


def strike(starter: Starter, project: Folder, point: Point, *arguments: str) -> Struck:
    """Run a real process to its end, or to the point where it is killed."""
    trace = project.root / "strace.txt"
    code = _run(starter, project.root, point, project.variables(UNMEASURED), *arguments)
    return Struck(
        hit=code == -signal.SIGKILL
        if point.effect == KILL
        else "(INJECTED)" in trace.read_text(encoding="utf-8", errors="replace"),
        ran=Ran(code=code, out=_text(project, "out.txt"), err=_text(project, "err.txt")),
    )


def _text(project: Folder, name: str) -> str:
    return (project.root / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The calls of one kind in a run: how many there must be at least, and which are struck."""

    fewest: int
    """Fewer than this, and the walk did not meet what it was made for."""

    every: int
    """Each so-manieth is struck when there is no soak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Some of the calls of one kind, from the first to the end of the run."""

    call: str
    first: int
    step: int
    fewest: int

    def points(self, folder: Path, *, effect: str = KILL, lasting: bool = False) -> Iterator[Point]:
        """Ever later points, each with a folder of its own; the caller ends at the first miss."""
        for number in count(self.first, self.step):
            point = Point(call=self.call, number=number, effect=effect, lasting=lasting)
            (folder / point.name).mkdir()
            yield point

    def report(self, tried: int, **found: int) -> None:
        """Say how many points there were; too few mean that hardly anything was tested."""
        words = ", ".join(f"{name} {number}" for name, number in found.items())
        sys.stdout.write(f"{self.call} {self.first}, +{self.step}, ...: {tried} points; {words}\n")
        assert tried >= self.fewest, f"only {tried} of {self.fewest} points were reached"


_LONGEST = 30
"""Points of one walk at most, roughly: walks are what several processes share."""


def walks(reaches: Mapping[str, Reach]) -> list[Walk]:
    """The walks through these calls; a long one is cut into several that take turns."""
    found = []
    for call, reach in reaches.items():
        every = 1 if SOAK else reach.every
        lanes = 1 + reach.fewest // every // _LONGEST
        found += [
            Walk(
                call=call,
                first=1 + every * lane,
                step=every * lanes,
                fewest=max(1, reach.fewest // (every * lanes)),
            )
            for lane in range(lanes)
        ]
    return found


def walked(reaches: Mapping[str, Reach]) -> pytest.MarkDecorator:
    """Parametrize a test by `walk`."""
    return pytest.mark.parametrize(
        "walk", walks(reaches), ids=lambda walk: f"{walk.call}-{walk.first}"
    )
