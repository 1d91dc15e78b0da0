"""Reports of a plan of 100,000 changes: how long each takes, and how much memory more."""

import os
import resource
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import process_time

from benchmarks.figures import Figure
from benchmarks.processes import LIMIT, ProcessFailedError
from tests.golden.big import big_review

from listwright.model.review import Review
from listwright.render.reports import REPORT_FORMATS, ReportContext, render_report

CHANGES = 100_000

_GOALS = {"md": 4.0, "html": 6.0, "json": 30.0, "junit": 6.0, "csv": 8.0, "sarif": 2.0}
"""Seconds of one core: whatever else the machine does shall not count."""

_OTHERS = 2.0


def measure_rendering() -> list[Figure]:
    """Each format in a process of its own, which begins with the finished review."""
    review = big_review(CHANGES)
    return [figure for name in REPORT_FORMATS for figure in _measured(name, review)]


def _measured(name: str, review: Review) -> list[Figure]:
    here, there = get_context("fork").Pipe(duplex=False)
    process = get_context("fork").Process(target=_render, args=(name, review, there))
    process.start()
    there.close()
    if not here.poll(LIMIT):
        process.kill()
        message = f"the {name} report took longer than {LIMIT:g} s"
        raise ProcessFailedError(message)
    seconds, memory, size = here.recv()
    process.join()
    title = f"report of {CHANGES:,} changes: {name}"
    return [
        Figure(name=title, value=seconds, unit="s", goal=_GOALS.get(name, _OTHERS)),
        Figure(name=f"{title}, memory", value=memory, unit="MiB"),
        Figure(name=f"{title}, size", value=size, unit="MiB"),
    ]


def _render(name: str, review: Review, answer: Connection) -> None:
    before, started = _peak(), process_time()
    content = render_report(name, review, ReportContext())
    seconds = process_time() - started
    answer.send((seconds, _peak() - before, len(content) / 2**20))
    answer.close()
    os._exit(0)  # the review is not taken apart first


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
