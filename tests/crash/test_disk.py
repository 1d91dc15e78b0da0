"""A disk that is full or fails at any write of the ledger, while orders are placed.

Nothing may be ordered twice, and no id may be lost: the next plan knows it. Once there is room
again, the next run goes on.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.project import Project, Ran, homes
from tests.crash.promise import (
    APPLY,
    check,
    check_told,
    complete,
    known_ids,
    let_finish,
    told_ids,
)
from tests.crash.strace import Reach, Starter, Walk, strike, walked
from tests.servers.planomatic_like import serving

pytestmark = [pytest.mark.kill, pytest.mark.slow, pytest.mark.no_cover]

NAMES = ["P-0", "P-1", "P-2"]
FULL = {"pwrite64": Reach(fewest=120, every=39)}
FAILED = {"fdatasync": Reach(fewest=8, every=4)}
TAKING_IN = {
    "pwrite64": Reach(fewest=80, every=17),
    "fdatasync": Reach(fewest=8, every=3),
    "rename": Reach(fewest=1, every=1),
}
"""One answer that waits beside the ledger, and two more orders."""


def _check_end(project: Project, ran: Ran) -> None:
    """The exit code says whether something was sent, and no id was lost."""
    vendor = project.vendor
    assert ran.doc["kind"] == "apply"
    if not vendor.count("create"):
        assert ran.code in {1, 4}, ran
    elif ran.code == 0:
        assert dict(vendor.live()) == dict.fromkeys(NAMES, 1)
    else:
        assert ran.code == 3, ran
    check(project, vendor)
    known, (recorded, lost) = known_ids(project), told_ids(ran)
    # Whoever was answered has the id; that it is only "unknown" is not enough.
    assert {str(number) for number in vendor.orders} <= known, (ran.err, lost)
    assert recorded <= known, ran.err


def _walk(starter: Starter, walk: Walk, folder: Path, *, error: str, lasting: bool) -> None:
    tried = sent = told = 0
    for point in walk.points(folder, effect=f"error={error}", lasting=lasting):
        with serving() as vendor:
            project = Project(root=folder / point.name, vendor=vendor)
            project.write(homes(*NAMES))
            project.json("plan").ends(0, "ok")
            struck = strike(starter, project, point, *APPLY)
            if not struck.hit:
                struck.ran.ends(0, "ok")
                break
            _check_end(project, struck.ran)
            sent += bool(vendor.orders)
            told += bool(told_ids(struck.ran)[1])
            complete(project, vendor, NAMES)
            assert len(vendor.orders) == len(NAMES)
        tried += 1
    walk.report(tried, with_orders=sent, with_a_last_line=told)


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "on"])
@walked(FULL)
def test_full(starter: Starter, walk: Walk, tmp_path: Path, lasting: bool) -> None:
    _walk(starter, walk, tmp_path, error="ENOSPC", lasting=lasting)


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "on"])
@walked(FAILED)
def test_failed(starter: Starter, walk: Walk, tmp_path: Path, lasting: bool) -> None:
    _walk(starter, walk, tmp_path, error="EIO", lasting=lasting)


def _leave_an_answer(project: Project) -> None:
    """Order the first home while the ledger cannot take the answer, and nothing else."""
    project.json("plan").ends(0, "ok")
    with closing(sqlite3.connect(project.ledger)) as sql:
        sql.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        project.run(*APPLY).ends(3, "incomplete")
        sql.execute("DROP TRIGGER refuse")


@walked(TAKING_IN)
def test_killed_while_an_answer_is_taken_in(starter: Starter, walk: Walk, tmp_path: Path) -> None:
    tried = 0
    for point in walk.points(tmp_path):
        with serving() as vendor:
            project = Project(root=tmp_path / point.name, vendor=vendor)
            project.write(homes(*NAMES))
            _leave_an_answer(project)
            first = vendor.only("P-0")
            struck = strike(starter, project, point, *APPLY)
            let_finish(vendor)
            check_told(project, struck.ran)
            assert "P-0" not in check(project, vendor)
            assert str(first.order_id) in known_ids(project)
            complete(project, vendor, NAMES)
            assert len(vendor.orders) == len(NAMES)
        if not struck.hit:
            struck.ran.ends(0, "ok")
            break
        tried += 1
    walk.report(tried)
