"""A runner that hung, was replaced, and woke up: it records its answer and sends nothing more."""

import re
import signal
import subprocess

import pytest
from tests.crash.promise import APPLY
from tests.runners.team import WAITING, Team, finish_all, nonce_of
from tests.servers.planomatic_like import PlanomaticLike

pytestmark = [pytest.mark.slow, pytest.mark.kill]

_NAMES = [f"P-{number:02}" for number in range(12)]
_HUNG = "P-03"
_WORDS = r"nother run (has taken|took) over"


@pytest.fixture
def hanging(team: Team, vendor: PlanomaticLike) -> "subprocess.Popen[str]":
    """A runner that stands still while its fourth order is on the way; the order arrives."""
    team.write(_NAMES)
    hold = vendor.fault("hold_after", property=_HUNG)
    process = team.first.spawn(*APPLY)
    assert hold.entered.wait(20)
    process.send_signal(signal.SIGSTOP)
    hold.release.set()
    return process


def test_a_replaced_runner_stops_before_its_next_order(
    hanging: "subprocess.Popen[str]", team: Team, vendor: PlanomaticLike
) -> None:
    others = [machine.spawn(*WAITING) for machine in team.machines[1:3]]
    second = team.machines[-1]
    second.json("ledger", "unlock", nonce_of(second.run(*APPLY))).ends(0, "ok")
    ended = [ran.ends(0, "ok")["summary"]["done"] for ran in finish_all(others)]
    assert sorted(ended) == [0, len(_NAMES) - 4]
    assert vendor.count("create") == len(_NAMES)
    hanging.send_signal(signal.SIGCONT)
    (woken,) = finish_all([hanging])
    outcomes = {item["property"]: item for item in woken.ends(3, "incomplete")["outcomes"]}
    assert {name for name in _NAMES if outcomes[name]["outcome"] == "done"} == set(_NAMES[:4])
    for name in _NAMES[4:]:
        assert outcomes[name]["outcome"] == "skipped"
        assert re.search(_WORDS, outcomes[name]["error"]["message"])
    assert vendor.count("create") == len(_NAMES)
    assert set(vendor.live().values()) == {1}
    planned = team.first.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert (planned["order_changes"], planned["blocked_changes"]) == ([], [])


def test_what_hangs_is_unknown_to_others(
    hanging: "subprocess.Popen[str]", team: Team, vendor: PlanomaticLike
) -> None:
    """Nobody orders again what may have arrived, and the id is kept when the runner wakes up."""
    second = team.machines[1]
    second.json("ledger", "unlock", nonce_of(second.run(*APPLY))).ends(0, "ok")
    (blocked,) = second.json("plan").ends(0, "ok")["blocked_changes"]
    assert blocked["reason"] == "create_outcome_unknown"
    assert blocked["need"] == f"{_HUNG}/photos"
    hanging.send_signal(signal.SIGCONT)
    finish_all([hanging])[0].ends(3, "incomplete")
    assert second.json("plan").ends(0, "ok")["blocked_changes"] == []
    second.json(*APPLY[:-1]).ends(0, "ok")
    assert dict(vendor.live()) == dict.fromkeys(_NAMES, 1)
