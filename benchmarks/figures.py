"""What was measured, beside what was hoped for: a table for people, a file to compare with."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

MOMENT = datetime(2026, 11, 22, 18, tzinfo=UTC)
"""The present of every benchmark; `inventory` puts its dates around it."""

NOW = MOMENT.isoformat()

ALLOWED = 2.0
"""How many times a goal may be until the parse cache exists; then this becomes 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number. `goal` is the most it should be, or the least; None: it only informs."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    least: bool = False

    @property
    def verdict(self) -> str:
        """How it stands to its goal."""
        if self.goal is None:
            return ""
        value, goal = (self.goal, self.value) if self.least else (self.value, self.goal)
        if value <= goal:
            return "met"
        return "allowed" if value <= goal * ALLOWED else "MISSED"


def print_table(figures: Sequence[Figure]) -> None:
    """Every figure on a line of its own."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        goal = "" if figure.goal is None else f"goal {_number(figure.goal)} {figure.unit}"
        line = f"{figure.name:{width}}  {_number(figure.value):>9} {figure.unit:<9}"
        print(f"{line} {goal:<14} {figure.verdict}".rstrip())


def write_results(path: Path, figures: Iterable[Figure]) -> None:
    """Write the figures with the facts of the machine they depend on; it is not named."""
    document = {
        "at": datetime.now(UTC).date().isoformat(),
        "machine": {
            "cores": os.cpu_count(),
            "memory_gib": _memory(),
            "architecture": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "allowed": ALLOWED,
        "figures": [
            asdict(figure) | {"value": round(figure.value, 4), "verdict": figure.verdict}
            for figure in figures
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _memory() -> int | None:
    if sys.platform == "win32" or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
