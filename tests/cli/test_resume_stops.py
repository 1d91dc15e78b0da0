"""Stop and go: applies of many orders, ended at random points in every way an apply can end."""

import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

FAST = "rate: {per_minute: 100000}"


def _resolved(project: Project, vendor: PlanomaticLike, document: dict[str, Any]) -> None:
    """What a person does who looks up every unknown home in the dashboard."""
    for item in document["blocked_changes"]:
        assert item["reason"] == "create_outcome_unknown"
        (order,) = vendor.of(item["need"].partition("/")[0])
        project.json("resolve", item["need"], "--created", str(order.order_id)).ends(0, "ok")


def _end_at(
    process: "subprocess.Popen[str]", vendor: PlanomaticLike, orders: int, how: signal.Signals
) -> int:
    """End the process once the vendor has that many creates; gives its exit code."""
    deadline = time.monotonic() + 60
    while vendor.count("create") < orders and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.send_signal(how)
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_stop_and_go(project: Project, vendor: PlanomaticLike, seed: int) -> None:
    """200 orders: killed, interrupted, out of time; each home is asked for exactly once."""
    chance = random.Random(seed)
    names = [f"P-{number:03d}" for number in range(200)]
    project.write(homes(*names))
    project.edit("rate: {per_minute: 6000}", FAST)
    plan_id: str = project.json("plan", "-o", "plan.json").ends(0, "ok")["plan_id"]
    command = ["apply", "plan.json", "--bootstrap", "--json"]
    codes = []
    for _ in range(4):
        how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
        until = vendor.count("create") + chance.randrange(5, 45)
        codes.append(_end_at(project.spawn(*command), vendor, until, how))
        assert max(vendor.live().values()) == 1
        command = ["apply", "--resume", plan_id, "--json"]
    assert set(codes) <= {-9, 130, 143}
    vendor.fault("slow", times=1000, seconds=0.3)  # what is left takes longer than it is given
    short = project.launch(*command, "--max-duration", "2s")
    vendor.clear_faults()
    assert (short.code, short.doc["exit_reason"]) in {(3, "incomplete"), (4, "used")}
    ran = project.launch(*command)
    document = ran.doc
    assert document["exit_reason"] in {"ok", "incomplete", "used"}
    kills = codes.count(-9)
    assert document["summary"]["unknown"] <= kills
    assert vendor.count("create") == 200, "no home was asked for twice, and none was forgotten"
    assert dict(vendor.live()) == dict.fromkeys(names, 1)
    _resolved(project, vendor, project.json("plan").doc)
    project.json(*command[:3]).ends(4, "used")
    assert project.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []
    assert vendor.count("create") == 200


@pytest.mark.slow
def test_in_slices_on_another_machine(
    project: Project, vendor: PlanomaticLike, tmp_path: Path
) -> None:
    """As CI jobs do it: each slice has nothing but the files and the ledger."""
    names = [f"P-{number:02d}" for number in range(40)]
    project.write(homes(*names))
    vendor.fault("slow", times=1000, seconds=0.15)
    first = project.json("apply", "--bootstrap", "--auto-approve", "--max-duration", "3s")
    document = first.ends(3, "incomplete")
    plan_id, left = document["plan_id"], document["left"]
    slices = 1
    while document["left"]:
        elsewhere = tmp_path / f"machine-{slices}"
        elsewhere.mkdir()
        for path in (project.file, project.ledger):
            target = elsewhere / path.relative_to(project.root)
            target.parent.mkdir(exist_ok=True, mode=0o700)
            path.rename(target)
        project.root = elsewhere
        document = project.json("apply", "--resume", plan_id, "--max-duration", "3s").doc
        assert document["exit_code"] == (3 if document["left"] else 0)
        assert document["left"] < left
        left = document["left"]
        slices += 1
    assert slices >= 3
    assert vendor.count("retrieve") == 0, "what was placed just now decides nothing"
    assert vendor.count("create") == 40
    assert dict(vendor.live()) == dict.fromkeys(names, 1)


def test_on_the_sandbox(project: Project) -> None:
    """The sandbox's own clock counts for the approval, the machine's for the time of an apply."""
    names = [f"P-{number}" for number in range(8)]
    project.write(homes(*names))
    project.edit(f'"{project.vendor.endpoint}"', "sandbox")
    assert project.run("sandbox", "fault", "rate-limit", "--property", "P-3").code == 0
    apply = ("apply", "--bootstrap", "--auto-approve", "--max-duration", "30s")
    document = project.json(*apply).ends(3, "incomplete")
    assert (document["stopped"], document["left"]) == ("max_duration", 5)
    project.set_pause()
    again = project.json("apply", "--resume", document["plan_id"]).ends(0, "ok")
    assert (again["done_before"], again["summary"]["done"]) == (3, 5)
    listed = project.run("sandbox", "orders").out
    assert sorted(name for name in names if listed.count(f"{name} ") == 1) == names
    project.run("sandbox", "advance", "25h")
    project.json("apply", "--resume", document["plan_id"]).ends(4, "expired")
