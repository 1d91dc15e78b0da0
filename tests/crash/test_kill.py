"""kill -9 in the middle of `apply`, again and again: never two live orders for one home.

The vendor is a real server in this process, the runner a real process. After every kill each home
must have at most one live order, and every order the vendor has must be known by its id or named as
unknown, with a remedy.
"""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.project import Project, homes
from tests.crash.promise import APPLY, check, complete, let_finish
from tests.crash.strace import SOAK
from tests.servers.planomatic_like import PlanomaticLike, serving

pytestmark = pytest.mark.kill


def _kill(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(10)


MOMENTS = ("hold_before", "hold_after", "drop_after", "drop_before")


@pytest.mark.parametrize("home", ["P-0", "P-2"])
@pytest.mark.parametrize("kind", MOMENTS)
def test_chosen_moment(project: Project, vendor: PlanomaticLike, kind: str, home: str) -> None:
    names = ["P-0", "P-1", "P-2"]
    project.write(homes(*names))
    fault = vendor.fault(kind, property=home)
    # A dropped answer is over at once, so the next home holds the process for the kill.
    if kind.startswith("drop"):
        fault = vendor.fault("hold_before", property="P-1" if home == "P-0" else "P-2")
    process = project.spawn(*APPLY)
    if kind.startswith("drop") and home == "P-2":
        process.wait(20)
    else:
        assert fault.entered.wait(20)
        _kill(process)
    vendor.clear_faults()
    time.sleep(0.05)
    unknown = check(project, vendor)
    assert home in unknown
    before = vendor.count("create")
    document = project.run(*APPLY).doc
    touched = {item["property"] for item in document["outcomes"]}
    assert touched.isdisjoint(unknown)
    assert vendor.count("create") == before + len(touched)
    complete(project, vendor, names)


KILLS = (25, 25, 25, 25) if SOAK else (4, 4, 4)
"""How many processes each seed has to kill while they are at work."""


def _kill_at_random(project: Project, chance: random.Random) -> bool:
    """Start an apply, kill it soon after its next request; whether it was still at work."""
    vendor = project.vendor
    process = project.spawn(*APPLY)
    before = vendor.count("create")
    deadline = time.monotonic() + 20
    while vendor.count("create") == before and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.1))
    at_work = process.poll() is None
    _kill(process)
    assert set(vendor.live().values()) <= {1}
    return at_work


def _portfolio(root: Path, chance: random.Random, kills: int) -> int:
    """Ten homes, killed until all are on their way; nothing is settled in between."""
    names = [f"P-{number}" for number in range(10)]
    root.mkdir()
    done = 0
    with serving() as vendor:
        project = Project(root=root, vendor=vendor)
        project.write(homes(*names))
        vendor.fault("slow", times=1000, seconds=0.04)
        while done < kills and _kill_at_random(project, chance):
            done += 1
        vendor.clear_faults()
        let_finish(vendor)
        complete(project, vendor, names)
        assert len(vendor.orders) == len(names)
        project.clean_up()
    return done


@pytest.mark.parametrize("seed", range(len(KILLS)))
def test_random_moments(tmp_path: Path, seed: int) -> None:
    """Kills at random moments, in one portfolio after the other, until there were enough."""
    chance = random.Random(seed)
    done = portfolios = 0
    while done < KILLS[seed]:
        killed = _portfolio(tmp_path / str(portfolios), chance, KILLS[seed] - done)
        assert killed, "the process ended before it was killed"
        done += killed
        portfolios += 1
    sys.stdout.write(f"{done} kills in {portfolios} portfolios\n")


def test_before_anything_is_sent(project: Project, vendor: PlanomaticLike) -> None:
    """Kills while the process starts, reads and plans: the ledger opens again each time."""
    project.write(homes("P-0", "P-1", "P-2"))
    vendor.fault("slow", times=1000, seconds=0.05)
    for number in range(6):
        process = project.spawn(*APPLY)
        time.sleep(0.1 + 0.08 * number)
        _kill(process)
        assert set(vendor.live().values()) <= {1}
    vendor.clear_faults()
    let_finish(vendor)
    complete(project, vendor, ["P-0", "P-1", "P-2"])


@pytest.mark.parametrize("kind", ["hold_before", "hold_after"])
def test_cancel(project: Project, vendor: PlanomaticLike, kind: str) -> None:
    """A cancel that was cut off is read, and asked again only when the order is still open."""
    project.write(homes("P-0", "P-1", "P-2"))
    project.bootstrap()
    project.write(homes("P-0"))
    hold = vendor.fault(kind, operation="cancel")
    process = project.spawn(*APPLY)
    assert hold.entered.wait(20)
    _kill(process)
    vendor.clear_faults()
    time.sleep(0.05)
    project.run(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-0": 1}
    assert vendor.count("create") == 3
    assert project.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


@pytest.mark.parametrize("operation", ["cancel", "create"])
def test_replace(project: Project, vendor: PlanomaticLike, operation: str) -> None:
    """Killed between the cancel and the create of a replace, or in either."""
    project.write(homes("P-0"))
    project.edit("72h", "0h")
    project.bootstrap()
    project.write(homes("P-0", quantity=20))
    project.edit("72h", "0h")
    hold = vendor.fault("hold_after", operation=operation)
    process = project.spawn(*APPLY)
    assert hold.entered.wait(20)
    _kill(process)
    vendor.clear_faults()
    time.sleep(0.05)
    assert set(vendor.live().values()) <= {1}
    document = project.json("plan").ends(0, "ok")
    unknown = {item["need"].partition("/")[0] for item in document["blocked_changes"]}
    if operation == "create":
        assert unknown == {"P-0"}
        live = next(order for order in vendor.of("P-0") if order.is_live)
        number = str(live.order_id)
        project.json("resolve", "P-0/photos", "--created", number).ends(0, "ok")
    ran = project.run(*APPLY, "--replace", "P-0") if operation == "cancel" else project.run(*APPLY)
    assert ran.code == 0
    assert dict(vendor.live()) == {"P-0": 1}
    (order,) = [order for order in vendor.of("P-0") if order.is_live]
    assert order.body["services"] == [{"slug": "photos", "quantity": 20}]


def test_resolve_and_import(project: Project, vendor: PlanomaticLike) -> None:
    """The ways out of doubt survive a kill, too."""
    project.write(homes("P-0", "P-1"))
    vendor.fault("drop_after", property="P-0")
    project.run(*APPLY).ends(3, "incomplete")
    number = str(vendor.only("P-0").order_id)
    for arguments in (
        ("resolve", "P-0/photos", "--created", number),
        ("import", "P-0/photos", "--order-id", number),
    ):
        hold = vendor.fault("hold_after", operation="retrieve")
        process = project.spawn(*arguments)
        assert hold.entered.wait(20)
        _kill(process)
        vendor.clear_faults()
        assert check(project, vendor) == {"P-0"}
    complete(project, vendor, ["P-0", "P-1"])
