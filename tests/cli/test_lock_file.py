"""`listwright.lock`: a second first run at an account is noticed, whatever the ledger says."""

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike
from tests.support.acting import NOW

from listwright.compose.lockfile import NAME, add_accounts, read_lock
from listwright.errors import ConfigError
from listwright.model.account import Account

REAL = Account(kind="planomatic", environment="api.planomatic.com", label="planomatic")
LOCAL = Account(kind="planomatic", environment="loopback", label="planomatic")
LINEAGE = "t/default"


def test_the_first_orders_of_a_real_account_are_noted_once(tmp_path: Path) -> None:
    assert read_lock(tmp_path, LINEAGE).accounts == {}
    assert add_accounts(tmp_path, LINEAGE, [REAL, LOCAL], now=NOW)
    assert not add_accounts(tmp_path, LINEAGE, [REAL], now=NOW)
    assert read_lock(tmp_path, LINEAGE).accounts == {REAL.id: "2026-11-22T16:00:00Z"}
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644


def test_local_accounts_are_never_noted(tmp_path: Path) -> None:
    assert not add_accounts(tmp_path, LINEAGE, [LOCAL], now=NOW)
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"form": 2, "project": "t/default", "accounts": {}}',
        '{"form": 1, "project": "other/default", "accounts": {}}',
        '{"form": 1, "project": "t/default"}',
        "\udcff",
    ],
)
def test_a_lock_file_that_is_not_ours_stops_the_run(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ConfigError) as caught:
        read_lock(tmp_path, LINEAGE)
    assert [item.code for item in caught.value.diagnostics] == ["LW1047"]


def test_a_plan_over_a_lost_ledger_is_refused_with_and_without_bootstrap(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("P-1"))
    account = project.json("plan").doc["order_changes"][0]["account"]
    lock = {"form": 1, "project": LINEAGE, "accounts": {account: "2026-01-01T00:00:00Z"}}
    (project.root / NAME).write_text(json.dumps(lock), encoding="utf-8")
    planned = project.json("plan").ends(0, "ok")
    assert [item["code"] for item in planned["refusals"]] == ["ledger_lost"]
    for more in ([], ["--bootstrap"]):
        project.json("apply", "--auto-approve", *more).ends(4, "ledger_lost")
    assert vendor.live() == {}
    (project.root / NAME).unlink()
    project.json("apply", "--auto-approve", "--bootstrap").ends(0, "ok")


def test_with_a_ledger_that_knows_the_account_the_lock_file_says_nothing(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("P-1"))
    project.json("apply", "--auto-approve", "--bootstrap").ends(0, "ok")
    kept = project.root / "kept"
    shutil.copytree(project.root / ".listwright", kept)
    account = project.json("status").doc["orders"][0]["account"]
    lock = {"form": 1, "project": LINEAGE, "accounts": {account: "2026-01-01T00:00:00Z"}}
    (project.root / NAME).write_text(json.dumps(lock), encoding="utf-8")
    project.write(home("P-1") + home("P-2", number=2))
    assert project.json("plan").doc["refusals"] == []
    shutil.rmtree(project.root / ".listwright")
    project.json("apply", "--auto-approve", "--bootstrap").ends(4, "ledger_lost")
    shutil.rmtree(project.root / ".listwright")
    shutil.move(kept, project.root / ".listwright")
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.live() == {"P-1": 1, "P-2": 1}
