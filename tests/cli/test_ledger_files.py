"""A ledger that cannot be used: refused with the way out, and nothing is sent."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.project import Project, finish, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def used(project: Project, vendor: PlanomaticLike) -> Project:
    """A project with one order, and the calls forgotten."""
    project.bootstrap()
    vendor.calls.clear()
    project.write(homes("P-1", "P-2"))
    return project


def _refused(project: Project, vendor: PlanomaticLike, *commands: str) -> None:
    for command in commands or ("plan", "status"):
        document = project.json(command).ends(1, "ledger")
        assert document["errors"][0]["fix"]
    document = project.json(*APPLY).ends(1, "ledger")
    assert document["errors"][0]["fix"]
    assert vendor.calls == []


def test_not_a_database(used: Project, vendor: PlanomaticLike) -> None:
    used.ledger.write_bytes(b"This is no database. " * 400)
    _refused(used, vendor)


def test_cut_off(used: Project, vendor: PlanomaticLike) -> None:
    content = used.ledger.read_bytes()
    used.ledger.write_bytes(content[: len(content) // 2])
    _refused(used, vendor)


def test_scribbled_over(used: Project, vendor: PlanomaticLike) -> None:
    content = bytearray(used.ledger.read_bytes())
    for place in range(4096, len(content), 4096):
        content[place : place + 64] = os.urandom(64)
    used.ledger.write_bytes(content)
    _refused(used, vendor)


def test_world_readable(used: Project, vendor: PlanomaticLike) -> None:
    used.ledger.chmod(0o644)
    _refused(used, vendor)
    assert "600" in used.run("plan").err
    used.ledger.chmod(0o600)
    used.json("plan").ends(0, "ok")


def test_newer_version(used: Project, vendor: PlanomaticLike) -> None:
    with sqlite3.connect(used.ledger) as sql:
        columns = {row[1] for row in sql.execute("PRAGMA table_info(meta)")}
        name = next(column for column in columns if "schema" in column)
        sql.execute(f"UPDATE meta SET {name} = 99")
    sql.close()
    _refused(used, vendor)


def test_a_folder(project: Project, vendor: PlanomaticLike) -> None:
    project.ledger.mkdir(parents=True)
    _refused(project, vendor, "plan")


def test_a_file_where_the_folder_should_be(project: Project, vendor: PlanomaticLike) -> None:
    (project.root / ".listwright").write_text("", encoding="utf-8")
    _refused(project, vendor, "plan")


def test_unwritable_folder(project: Project, vendor: PlanomaticLike) -> None:
    folder = project.root / ".listwright"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # the superuser writes everywhere
        folder.rmdir()
        folder.symlink_to("/proc/self/task")
    _refused(project, vendor, "plan")
    if folder.is_symlink():
        folder.unlink()
    else:
        folder.chmod(0o700)
        folder.rmdir()
    project.json("plan", "--read-only").ends(0, "ok")
    project.json("validate").ends(0, "ok")


def test_elsewhere(project: Project, vendor: PlanomaticLike, tmp_path: Path) -> None:
    project.write(more="ledger: {url: memory/orders.db}\n")
    project.bootstrap()
    assert (tmp_path / "memory" / "orders.db").is_file()
    assert not project.ledger.exists()
    project.edit("memory/orders.db", "postgresql://localhost/x")
    assert project.json("plan").code == 1
    assert vendor.count("create") == 1


def test_lost_ledger_is_a_first_run_again(used: Project, vendor: PlanomaticLike) -> None:
    for path in used.ledger.parent.iterdir():
        path.unlink()
    used.json("apply", "--auto-approve").ends(4, "first_run")
    assert vendor.calls == []


def test_what_the_window_still_knows(used: Project, vendor: PlanomaticLike) -> None:
    """The ledger is gone, `--bootstrap` was typed: the vendor's own window is the last net."""
    for path in used.ledger.parent.iterdir():
        path.unlink()
    vendor.switches.window = timedelta(hours=72)
    document = used.json(*APPLY).ends(3, "incomplete")
    errors = {item["property"]: item["error"] for item in document["outcomes"]}
    assert errors["P-1"]["code"] == "duplicate"
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def _rename(project: Project, table: str, name: str) -> None:
    """Take a table away under a running command, or give it back."""
    sql = sqlite3.connect(project.ledger)
    sql.execute(f"ALTER TABLE {table} RENAME TO {name}")
    sql.commit()
    sql.close()


@pytest.mark.slow
def test_ledger_fails_after_an_order_was_placed(project: Project, vendor: PlanomaticLike) -> None:
    """The answer goes to the emergency file and the log, and the next command takes it in."""
    project.write(homes("P-0", "P-1", "P-2"))
    hold = vendor.fault("hold_after", property="P-1")
    process = project.spawn(*APPLY, "--json")
    assert hold.entered.wait(20)
    _rename(project, "attempt", "gone_attempt")
    _rename(project, "lease", "gone_lease")
    hold.release.set()
    ran = finish(process)
    _rename(project, "gone_attempt", "attempt")
    _rename(project, "gone_lease", "lease")
    document = ran.ends(3, "incomplete")
    assert document["errors"]
    order = vendor.only("P-1")
    (line,) = [line for line in ran.err.splitlines() if line.startswith("NOT IN THE LEDGER")]
    assert "P-1" in line
    assert order.name in line
    assert f"order_id={order.order_id}" in line
    assert "It is kept in .listwright/ledger.db.unrecorded.jsonl until then." in line
    planned = project.json("plan").ends(0, "ok")
    assert planned["blocked_changes"] == []
    assert planned["summary"]["needs"]["in_progress"] == 2
    assert not Path(f"{project.ledger}.unrecorded.jsonl").exists()
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-0": 1, "P-1": 1, "P-2": 1}
