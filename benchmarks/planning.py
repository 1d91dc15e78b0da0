"""Plans as whole processes: nothing to do over a full ledger, and everything to do over none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from benchmarks.figures import MOMENT, NOW, Figure
from benchmarks.inventory import write_project
from benchmarks.ledgers import write_delivered
from benchmarks.processes import LISTWRIGHT, Usage, measure, middle

ROWS = (250, 1_000, 10_000, 100_000)

_LARGE = 100_000
_GOAL_SECONDS = 3.5
_GOAL_MEMORY = 400.0
_GOAL_GROWTH = 1.1
_PLAN = (*LISTWRIGHT, "plan")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One kind of plan: the medians of its text, and one run of its document."""

    text: Usage
    document: Usage


def measure_plans(folder: Path, sizes: Sequence[int]) -> list[Figure]:
    """Both kinds at every size, and how the time of an empty plan grows with the rows."""
    figures: list[Figure] = []
    empty: dict[int, float] = {}
    for rows in sizes:
        first, nothing = folder / f"first-{rows}", folder / f"nothing-{rows}"
        write_project(first, rows)
        write_project(nothing, rows)
        orders = write_delivered(nothing, MOMENT)
        figures.append(Figure(name=f"{rows} rows: orders in the ledger", value=orders, unit=""))
        quiet = _measure(nothing, rows)
        empty[rows] = quiet.text.wall
        figures += _figures(f"{rows} rows, no change", quiet, goals=rows == _LARGE)
        figures += _figures(f"{rows} rows, first plan", _measure(first, rows), goals=False)
    return figures + _growth(empty)


def _measure(project: Path, rows: int) -> _Case:
    runs = 3 if rows >= _LARGE else 5
    measure(_PLAN, project, now=NOW)
    return _Case(
        text=middle([measure(_PLAN, project, now=NOW) for _ in range(runs)]),
        document=measure((*_PLAN, "--json"), project, now=NOW),
    )


def _figures(name: str, case: _Case, *, goals: bool) -> list[Figure]:
    seconds = _GOAL_SECONDS if goals else None
    memory = _GOAL_MEMORY if goals else None
    return [
        Figure(name=name, value=case.text.wall, unit="s", goal=seconds),
        Figure(name=f"{name}: peak memory", value=case.text.peak, unit="MiB", goal=memory),
        Figure(name=f"{name}, --json", value=case.document.wall, unit="s"),
        Figure(name=f"{name}, --json: peak memory", value=case.document.peak, unit="MiB"),
    ]


def _growth(walls: Mapping[int, float]) -> list[Figure]:
    """The exponent between the sizes that are large enough for start-up not to hide it."""
    sizes = [rows for rows in sorted(walls) if rows >= 1_000]
    if len(sizes) < 2:
        return []
    low, high = sizes[0], sizes[-1]
    exponent = log(walls[high] / walls[low]) / log(high / low)
    name = f"no change: growth from {low} to {high} rows"
    return [Figure(name=name, value=exponent, unit="exponent", goal=_GOAL_GROWTH)]
