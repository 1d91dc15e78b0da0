"""kill -9 at every system call of an `apply` that matters: writes, flushes, requests, answers.

At each point a process is killed in a world of its own. Then the promise must hold, a person
settles what is unknown, and the next apply must complete the orders without a second one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.project import Project, homes
from tests.crash.promise import APPLY, check, check_told, complete, let_finish
from tests.crash.strace import Point, Reach, Starter, Struck, Walk, strike, walked
from tests.servers.planomatic_like import PlanomaticLike, serving

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.no_cover]

NAMES = ["P-0", "P-1", "P-2"]

CREATES = {
    "pwrite64": Reach(fewest=120, every=23),
    "fdatasync": Reach(fewest=8, every=1),
    "unlink": Reach(fewest=1, every=1),
    "connect": Reach(fewest=3, every=1),
    "sendto": Reach(fewest=6, every=1),
    "recvfrom": Reach(fewest=3, every=1),
    "write": Reach(fewest=4, every=1),
}
"""Three orders in a ledger that exists: at least two flushes for each, two sends and an answer."""

FIRST_RUN = {
    "pwrite64": Reach(fewest=200, every=79),
    "fdatasync": Reach(fewest=12, every=6),
    "unlink": Reach(fewest=2, every=2),
}
"""The same, and the ledger is made as well."""

CANCELS = {
    "pwrite64": Reach(fewest=100, every=71),
    "fdatasync": Reach(fewest=12, every=9),
    "connect": Reach(fewest=6, every=4),
    "sendto": Reach(fewest=12, every=5),
    "recvfrom": Reach(fewest=6, every=3),
}
"""Two cancels: each is read, asked for and read back."""

REPLACES = {
    "pwrite64": Reach(fewest=120, every=109),
    "fdatasync": Reach(fewest=12, every=11),
    "connect": Reach(fewest=8, every=5),
    "sendto": Reach(fewest=16, every=7),
    "recvfrom": Reach(fewest=8, every=4),
}
"""Two orders that are canceled and placed again with another quantity."""


@contextmanager
def _world(root: Path) -> Iterator[Project]:
    with serving() as vendor:
        yield Project(root=root, vendor=vendor)


def _write(project: Project, *names: str, quantity: int = 15) -> None:
    """A project whose vendor takes a new order at once, as a replace needs it."""
    project.write(homes(*names, quantity=quantity))
    project.edit("72h", "0h")


def _strike(starter: Starter, project: Project, point: Point) -> Struck:
    struck = strike(starter, project, point, *APPLY)
    let_finish(project.vendor)
    if not struck.hit:
        struck.ran.ends(0, "ok")
    check_told(project, struck.ran)
    return struck


def _creates(starter: Starter, walk: Walk, folder: Path, *, planned: bool) -> None:
    tried = unknown = unheard = 0
    for point in walk.points(folder):
        with _world(folder / point.name) as project:
            project.write(homes(*NAMES))
            if planned:
                project.json("plan").ends(0, "ok")
            struck = _strike(starter, project, point)
            doubts = check(project, project.vendor)
            unheard += len(doubts & set(project.vendor.live()))
            complete(project, project.vendor, NAMES)
            assert len(project.vendor.orders) == len(NAMES)
        if not struck.hit:
            break
        tried += 1
        unknown += bool(doubts)
    walk.report(tried, unknown=unknown, ordered_but_unheard=unheard)
    if walk.call == "recvfrom":
        assert unheard == tried, "an answer that was never read leaves an order nobody knows"


@walked(CREATES)
def test_creates(starter: Starter, walk: Walk, tmp_path: Path) -> None:
    _creates(starter, walk, tmp_path, planned=True)


@walked(FIRST_RUN)
def test_creates_of_a_first_run(starter: Starter, walk: Walk, tmp_path: Path) -> None:
    _creates(starter, walk, tmp_path, planned=False)


@walked(CANCELS)
def test_cancels(starter: Starter, walk: Walk, tmp_path: Path) -> None:
    tried = 0
    for point in walk.points(tmp_path):
        with _world(tmp_path / point.name) as project:
            _write(project, *NAMES)
            project.bootstrap()
            _write(project, "P-0")
            struck = _strike(starter, project, point)
            assert check(project, project.vendor) == set()
            complete(project, project.vendor, ["P-0"])
            assert project.vendor.count("create") == len(NAMES)
        if not struck.hit:
            break
        tried += 1
    walk.report(tried)


def _live_quantities(vendor: PlanomaticLike) -> list[int]:
    return [
        service["quantity"]
        for order in vendor.orders.values()
        if order.is_live
        for service in order.body["services"]
    ]


@walked(REPLACES)
def test_replaces(starter: Starter, walk: Walk, tmp_path: Path) -> None:
    tried = 0
    names = ["P-0", "P-1"]
    for point in walk.points(tmp_path):
        with _world(tmp_path / point.name) as project:
            _write(project, *names)
            project.bootstrap()
            _write(project, *names, quantity=20)
            struck = _strike(starter, project, point)
            complete(project, project.vendor, names)
            assert len(project.vendor.orders) == 2 * len(names)
            assert _live_quantities(project.vendor) == [20, 20]
        if not struck.hit:
            break
        tried += 1
    walk.report(tried)
