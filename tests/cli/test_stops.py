"""Stopping everybody, and taking the ledger from a run that hangs."""

import re
import signal

import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
FREEZE = ("ledger", "freeze", "--reason", "vendor sends odd answers")


def test_frozen_and_thawed(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.json("ledger", "freeze").ends(1, "usage")
    assert "vendor sends odd answers" in project.run(*FREEZE).out
    project.json("ledger", "freeze", "--reason", "a second one").ends(0, "ok")
    project.write(homes("P-1", "P-2"))
    (refusal,) = project.json("plan").ends(0, "ok")["refusals"]
    assert refusal["code"] == "frozen"
    assert "vendor sends odd answers" in refusal["remedy"]
    assert "All sending was stopped." in project.run("plan").out
    document = project.json(*APPLY).ends(4, "lock_busy")
    assert "listwright ledger thaw" in document["errors"][0]["fix"]
    assert vendor.count("create") == 1
    assert "It was stopped by" in project.run("ledger", "thaw").out
    assert project.run("ledger", "thaw").out == "Nothing was stopped.\n"
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def test_what_is_known_may_still_be_written_down(project: Project) -> None:
    project.bootstrap()
    project.json(*FREEZE).ends(0, "ok")
    said = ("--delivered-at", "2026-01-02", "--evidence", "folder 2")
    project.json("attest", "P-1/photos", *said).ends(0, "ok")
    project.json("refresh").ends(0, "ok")


@pytest.mark.slow
def test_a_run_at_work_stops_before_its_next_request(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-0", "P-1", "P-2"))
    hold = vendor.fault("hold_after", property="P-1")
    process = project.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    project.json(*FREEZE).ends(0, "ok")
    hold.release.set()
    document = finish(process).ends(3, "incomplete")
    outcomes = {item["property"]: item for item in document["outcomes"]}
    assert [outcomes[name]["outcome"] for name in ("P-0", "P-1", "P-2")] == [
        "done",
        "done",
        "skipped",
    ]
    assert "listwright ledger thaw" in outcomes["P-2"]["error"]["remedy"]
    assert vendor.count("create") == 2
    project.json("ledger", "thaw").ends(0, "ok")
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-0": 1, "P-1": 1, "P-2": 1}


@pytest.mark.slow
def test_a_run_that_hangs_is_replaced(project: Project, vendor: PlanomaticLike) -> None:
    """It still records its answer when it wakes up, and sends nothing more."""
    project.write(homes("P-0", "P-1", "P-2"))
    hold = vendor.fault("hold_after", property="P-1")
    process = project.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGSTOP)
    busy = project.json(*APPLY).ends(4, "lock_busy")["errors"][0]
    assert "last heard of" in busy["summary"]
    nonce = re.search(r"listwright ledger unlock (\w+)", busy["fix"])
    assert nonce is not None
    wrong = project.json("ledger", "unlock", "0000").ends(4, "lock_busy")["errors"][0]
    assert nonce[1] in wrong["fix"]
    project.json("ledger", "unlock", nonce[1]).ends(0, "ok")
    planned = project.json(*APPLY).ends(0, "ok")
    assert [item["property"] for item in planned["outcomes"]] == ["P-2"]
    hold.release.set()
    process.send_signal(signal.SIGCONT)
    ended = finish(process).ends(3, "incomplete")
    assert {item["property"]: item["outcome"] for item in ended["outcomes"]} == {
        "P-0": "done",
        "P-1": "done",
        "P-2": "skipped",
    }
    assert vendor.count("create") == 3
    assert project.json("plan").ends(0, "ok")["blocked_changes"] == []
    assert dict(vendor.live()) == {"P-0": 1, "P-1": 1, "P-2": 1}


def test_nothing_to_unlock(project: Project) -> None:
    project.bootstrap()
    document = project.json("ledger", "unlock", "0000").ends(4, "lock_busy")
    assert document["errors"][0]["summary"] == "Nobody runs on this ledger."
