"""`make bench`: measure start-up, plans, applies, pace, runners, webhooks, reports, the page.

Words: `--only startup|plan|hearing|apply|pace|runners|webhooks|reports|page` and `--rows 250,1000`
measure a part; `--out FILE` chooses where the figures go (`benchmarks/results/latest.json`). Ends
with 1 when a figure is beyond what is allowed. Every process that is measured has a limit of its
own, and so does the whole.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.applying import measure_apply
from benchmarks.figures import Figure, print_table, write_results
from benchmarks.hearing import measure_hearing
from benchmarks.pacing import measure_pace
from benchmarks.planning import ROWS, measure_plans
from benchmarks.processes import ProcessFailedError
from benchmarks.receiving import measure_receiving
from benchmarks.rendering import measure_rendering
from benchmarks.reporting import measure_report
from benchmarks.runners import measure_runners
from benchmarks.startup import measure_startup

_Measure = Callable[[Path, Sequence[int]], list[Figure]]
_PARTS: dict[str, _Measure] = {
    "startup": lambda folder, _: measure_startup(folder),
    "plan": measure_plans,
    "hearing": measure_hearing,
    "apply": lambda folder, _: measure_apply(folder),
    "pace": lambda folder, _: measure_pace(folder),
    "runners": lambda folder, _: measure_runners(folder),
    "webhooks": lambda folder, _: measure_receiving(folder),
    "reports": lambda _folder, _rows: measure_rendering(),
    "page": lambda folder, _: measure_report(folder),
}
"""Measures, given a folder and sizes, in the order in which they run."""

_RESULTS = Path(__file__).parent / "results" / "latest.json"
_LIMIT = 25 * 60
"""Seconds for everything."""


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for; gives the exit code."""
    options = _options(words)
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(_LIMIT)
    started = perf_counter()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="listwright-bench-") as name:
        folder = Path(name)
        for part in options.only:
            print(f"Measuring {part} ...", file=sys.stderr, flush=True)
            try:
                figures += _PARTS[part](folder, options.rows)
            except ProcessFailedError as failure:
                print(f"Stopped: {failure}.", file=sys.stderr)
                return 1
    print_table(figures)
    write_results(options.out, figures)
    print(f"Took {perf_counter() - started:.0f} s; the figures are in {options.out.name}.")
    return 1 if any(figure.verdict == "MISSED" for figure in figures) else 0


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", action="append", choices=_PARTS, help="measure this part")
    parser.add_argument("--rows", type=_numbers, default=ROWS, help="sizes, such as 250,1000")
    parser.add_argument("--out", type=Path, default=_RESULTS, help="where the figures go")
    options = parser.parse_args(words)
    options.only = options.only or tuple(_PARTS)
    return options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _stop(_number: int, _frame: object) -> None:
    message = f"the benchmarks took longer than {_LIMIT} s"
    raise ProcessFailedError(message)


if __name__ == "__main__":
    sys.exit(main())
