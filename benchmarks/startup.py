"""Start-up: what a user waits for before anything happens, as multiples of a bare Python."""

import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import MOMENT, NOW, Figure
from benchmarks.inventory import write_project
from benchmarks.ledgers import write_delivered
from benchmarks.processes import LISTWRIGHT, Usage, measure, middle

_ROUNDS = 11
_HOMES = 100

_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "--version": (*LISTWRIGHT, "--version"),
    "--help": (*LISTWRIGHT, "--help"),
    f"plan of {_HOMES} homes": (*LISTWRIGHT, "plan"),
}
_GOALS = {"--version": 4.0, "--help": 7.0, f"plan of {_HOMES} homes": 20.0}


def measure_startup(folder: Path) -> list[Figure]:
    """One run of each command in turn, round after round: a busy moment slows all alike."""
    project = folder / "startup"
    write_project(project, _HOMES)
    write_delivered(project, MOMENT)
    found: dict[str, list[Usage]] = {name: [] for name in _COMMANDS}
    for turn in range(_ROUNDS + 1):
        for name, command in _COMMANDS.items():
            usage = measure(command, project, now=NOW)
            if turn:  # the first round fills the caches of modules and files
                found[name].append(usage)
    medians = {name: middle(usages) for name, usages in found.items()}
    bare = medians["python -c pass"].wall
    figures = [
        Figure(name=f"start-up: {name}", value=medians[name].wall / bare, unit="x", goal=goal)
        for name, goal in _GOALS.items()
    ]
    return [
        *(
            Figure(name=f"start-up: {name}", value=usage.wall * 1000, unit="ms")
            for name, usage in medians.items()
        ),
        *figures,
    ]
