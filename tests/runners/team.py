"""Several machines, each with a checkout of its own, that share a ledger and a vendor."""

import re
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.cli.project import Project, Ran, finish, homes
from tests.crash.promise import APPLY
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.measuring import UNMEASURED

ADDRESS = "LISTWRIGHT_LEDGER"
"""The variable that holds the ledger's address."""

_PATIENCE = 120.0
"""Seconds after which a runner hangs."""

# Reading all orders again, which each would do by itself, tells nothing here and takes its time.
WAITING = (*APPLY, "--refresh", "none", "--lock-timeout", "100s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ledger is, and how many runners are let loose on it."""

    address: str
    runners: int
    cut: Callable[[], int] = int
    """Cuts all connections to it, if there are any; gives how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The machines."""

    vendor: PlanomaticLike
    machines: tuple[Project, ...]
    per_minute: int

    @property
    def first(self) -> Project:
        return self.machines[0]

    def write(self, names: Sequence[str], *, limits: str = "") -> None:
        """Check the same homes out on every machine."""
        for machine in self.machines:
            machine.root.mkdir(exist_ok=True)
            machine.write(
                homes(*names), limits=limits, more=f"ledger: {{url: {{env: {ADDRESS}}}}}\n"
            )
            machine.edit("per_minute: 6000", f"per_minute: {self.per_minute}")

    def start(self, *arguments: str, most: int | None = None) -> "list[subprocess.Popen[str]]":
        """Start a runner on every machine, or on so many at most.

        None of them is measured: all that they run is measured elsewhere, and they are many.
        """
        return [machine.spawn(*arguments, **UNMEASURED) for machine in self.machines[:most]]

    def run(self, *arguments: str, most: int | None = None) -> list[Ran]:
        """Start them, and wait for all."""
        return finish_all(self.start(*arguments, most=most))

    def clean_up(self) -> None:
        for machine in self.machines:
            machine.clean_up()


def finish_all(processes: "Sequence[subprocess.Popen[str]]") -> list[Ran]:
    """Wait for all of them, each with somebody who reads what it says."""
    with ThreadPoolExecutor(len(processes)) as readers:
        return list(readers.map(lambda process: finish(process, _PATIENCE), processes))


def nonce_of(busy: Ran) -> str:
    """The nonce of the run that holds the ledger, as the one it kept out was told it."""
    (error,) = busy.ends(4, "lock_busy")["errors"]
    found = re.search(r"listwright ledger unlock (\w+)", error["fix"])
    assert found is not None, error
    return found[1]


def free(machine: Project) -> None:
    """What a person does about a runner that was killed and left its name on the ledger."""
    tried = machine.run("forget", "nothing-of-ours", "--reason", "to see who runs", "--json")
    if tried.doc["exit_reason"] == "lock_busy":
        machine.json("ledger", "unlock", nonce_of(tried)).ends(0, "ok")
