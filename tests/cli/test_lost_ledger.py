"""A ledger that is not the newest: an old copy, or none at all. Nothing is sent until `recover`."""

import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
RECOVER = ("ledger", "recover", "--confirm", "t/default")


@pytest.fixture
def regressed(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 is ordered, a copy is made, P-2 and P-3 are ordered, and the copy is put back."""
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    keep(project)
    project.write(homes("P-1", "P-2", "P-3"))
    project.json(*APPLY).ends(0, "ok")
    put_back(project)
    vendor.calls.clear()
    return project


def copy_of(project: Project) -> Path:
    return project.root / "copy.db"


def keep(project: Project) -> None:
    with sqlite3.connect(project.ledger) as sql:
        sql.execute("VACUUM INTO ?", (str(copy_of(project)),))
    sql.close()


def put_back(project: Project) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{project.ledger}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(copy_of(project), project.ledger)


def later(project: Project, minutes: int = 45) -> None:
    """Let the settle time pass: the side-car's word is that old."""
    project.environment["LISTWRIGHT_NOW"] = now_in(minutes)


def now_in(minutes: int) -> str:
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def creates(vendor: PlanomaticLike) -> list[str]:
    return [call.operation for call in vendor.calls if call.operation == "create"]


def test_an_old_copy_sends_nothing(regressed: Project, vendor: PlanomaticLike) -> None:
    for _ in range(2):
        planned = regressed.json("plan").ends(0, "ok")
        (refusal,) = planned["refusals"]
        assert refusal["code"] == "ledger_lost"
        assert "listwright ledger recover" in refusal["remedy"]
        applied = regressed.json(*APPLY).ends(4, "ledger_lost")
        assert "lost what it knew" in applied["errors"][0]["summary"]
    assert creates(vendor) == []


def test_the_serial_that_climbs_past_it_proves_nothing(
    regressed: Project, vendor: PlanomaticLike
) -> None:
    """Writes on the old copy bring its counters past those of the lost ledger."""
    for day in range(1, 20):
        said = ("--delivered-at", f"2026-01-{day:02}", "--evidence", f"folder {day}")
        regressed.json("attest", "P-1/photos", *said).ends(0, "ok")
    regressed.json(*APPLY).ends(4, "ledger_lost")
    assert creates(vendor) == []


def test_the_newest_ledger_put_back_heals_it(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    keep(project)
    project.write(homes("P-1", "P-2"))
    project.json(*APPLY).ends(0, "ok")
    newest = project.root / "newest.db"
    shutil.copyfile(project.ledger, newest)
    put_back(project)
    project.json(*APPLY).ends(4, "ledger_lost")
    shutil.copyfile(newest, project.ledger)
    project.write(homes("P-1", "P-2", "P-3"))
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1, "P-3": 1}


def test_an_emptied_ledger_sends_nothing(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    vendor.calls.clear()
    project.ledger.unlink()
    project.json("plan", "--read-only").ends(0, "ok")
    assert project.json("plan").doc["refusals"][0]["code"] == "ledger_lost"
    project.json(*APPLY).ends(4, "ledger_lost")
    assert vendor.calls == []


def test_without_ledger_and_side_car_a_local_project_begins_anew(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    shutil.rmtree(project.root / ".listwright")
    vendor.calls.clear()
    project.json("apply", "--auto-approve").ends(4, "first_run")
    assert vendor.calls == []


def test_recover_waits_for_the_settle_time(regressed: Project, vendor: PlanomaticLike) -> None:
    regressed.write(homes("P-1", "P-2", "P-3"), vendor=", settle: 30m")
    document = regressed.json(*RECOVER).ends(4, "limit")
    assert "Run it again at" in document["errors"][0]["fix"]
    assert creates(vendor) == []


def test_recover_asks(regressed: Project) -> None:
    later(regressed)
    regressed.json("ledger", "recover").ends(4, "approval_required")
    regressed.json("ledger", "recover", "--confirm", "other").ends(4, "approval_required")
    regressed.json(*APPLY).ends(4, "ledger_lost")


def test_recover_holds_what_it_would_order(regressed: Project, vendor: PlanomaticLike) -> None:
    """What the old copy would order may exist: only a person can tell."""
    later(regressed)
    ran = regressed.run(*RECOVER)
    assert ran.code == 0, ran.err
    assert "P-2/photos" in ran.err
    assert "2 homes held" in ran.out
    planned = regressed.json("plan").ends(0, "ok")
    assert [(one["need"], one["reason"]) for one in planned["blocked_changes"]] == [
        ("P-2/photos", "create_outcome_unknown"),
        ("P-3/photos", "create_outcome_unknown"),
    ]
    regressed.json(*APPLY).ends(0, "ok")
    assert creates(vendor) == []
    order = vendor.only("P-2")
    regressed.json("import", "P-2", "--order-id", str(order.order_id)).ends(0, "ok")
    assert len(regressed.json("ledger", "list").ends(0, "ok")["holds"]) == 2
    said = ("--not-created", "--reason", "one order only", "--confirm", "P-2")
    regressed.json("resolve", "P-2", *said).ends(0, "ok")
    regressed.write(homes("P-1", "P-2", "P-3", "P-4"))
    regressed.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1, "P-3": 1, "P-4": 1}
    assert (
        regressed.run(*RECOVER).out == "This is the newest ledger there is: nothing to recover.\n"
    )


def test_recover_takes_orders_from_logs(project: Project, vendor: PlanomaticLike) -> None:
    """A CI log is the third copy of every id; what stands in it is read before it is believed."""
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    keep(project)
    project.write(homes("P-1", "P-2", "P-3"))
    log = project.root / "ci.log"
    ran = project.run(*APPLY)
    lines = [f"2026-11-22T10:00:0{at}.123Z {line}" for at, line in enumerate(ran.err.splitlines())]
    wrong = "P-9: created lw1-aaaaaaaaaaaaaaaaaaaa-g1 order_id=999999"
    log.write_text("\n".join([*lines, wrong]), encoding="utf-8")
    put_back(project)
    later(project)
    ran = project.run(*RECOVER, "--from-log", "ci.log")
    assert ran.code == 0, ran.err
    assert "Imported from the logs: 2 orders." in ran.err
    assert "Not imported: order 999999 of P-9" in ran.err
    assert ran.out == "This is the newest ledger now.\n"
    project.json(*APPLY).ends(0, "ok")
    assert project.json("plan").ends(0, "ok")["summary"]["needs"]["in_progress"] == 3
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1, "P-3": 1}


def test_recover_holds_homes_that_wait(project: Project, vendor: PlanomaticLike) -> None:
    """What waits now may have been ordered while it did not have to."""
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    keep(project)
    project.write(homes("P-1", "P-2"))
    project.json(*APPLY).ends(0, "ok")
    put_back(project)
    later(project)
    quiet = "freeze: [{from: 2026-01-01, to: 2036-01-01, reason: holidays}]\n"
    project.write(homes("P-1", "P-2"), more=quiet)
    ran = project.run(*RECOVER)
    assert "1 home held" in ran.out, ran.out + ran.err
    project.write(homes("P-1", "P-2"))
    planned = project.json("plan").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert blocked["need"] == "P-2/photos"
    assert "the ledger lost what it knew" in blocked["why"]
    project.json(*APPLY).ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}
    order = vendor.only("P-2")
    project.json("import", "P-2", "--order-id", str(order.order_id)).ends(0, "ok")
    (held,) = project.json("ledger", "list").ends(0, "ok")["holds"]
    assert "and then listwright resolve P-2/photos --not-created" in held["remedy"]
    said = ("--not-created", "--reason", "one order only", "--confirm", "P-2")
    project.json("resolve", "P-2", *said).ends(0, "ok")
    assert project.json("plan").ends(0, "ok")["summary"]["needs"]["in_progress"] == 2


def test_a_declared_side_car_that_is_gone_is_a_sign(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(homes("P-1"), more="ledger: {head: keep/newest.head}\n")
    head = project.root / "keep" / "newest.head"
    project.json(*APPLY).ends(0, "ok")
    assert head.exists()
    head.unlink()
    project.write(homes("P-1", "P-2"), more="ledger: {head: keep/newest.head}\n")
    project.json(*APPLY).ends(4, "ledger_lost")
    project.json(*APPLY, "-C", str(project.root)).ends(4, "ledger_lost")
    project.write(homes("P-1", "P-2"), more="ledger: {head: other/newest.head}\n")
    project.json(*APPLY).ends(0, "ok")  # another place was declared: it begins there
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def test_a_damaged_side_car_stops_all_sending(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    head = Path(f"{project.ledger}.head")
    head.write_bytes(b"x" * 1024)
    vendor.calls.clear()
    project.write(homes("P-1", "P-2"))
    document = project.json(*APPLY).ends(4, "ledger_lost")
    assert "is damaged" in document["errors"][0]["fix"]
    assert creates(vendor) == []


def test_recover_says_when_nobody_can_tell_how_long_ago_it_was(project: Project) -> None:
    project.write(homes("P-1"))
    project.json(*APPLY).ends(0, "ok")
    Path(f"{project.ledger}.head").write_bytes(b"x" * 1024)
    ran = project.run(*RECOVER)
    assert ran.code == 0, ran.err
    assert "Nobody can tell when the newest ledger was last written." in ran.err
    project.json(*APPLY).ends(0, "ok")


@pytest.mark.parametrize("mistyped", [".listwright/ledger.db", "listwright.yaml"])
def test_a_side_car_that_is_another_file_is_never_written(
    project: Project, vendor: PlanomaticLike, mistyped: str
) -> None:
    project.write(homes("P-1"), more=f"ledger: {{head: {mistyped}}}\n")
    text = project.file.read_text(encoding="utf-8")
    document = project.json(*APPLY).ends(4, "ledger_lost")
    assert "is another file" in document["errors"][0]["fix"]
    recovered = project.json(*RECOVER)
    assert recovered.code == 1
    assert "is another file" in recovered.doc["errors"][0]["summary"]
    assert project.file.read_text(encoding="utf-8") == text
    project.json("ledger", "check").ends(0, "ok")
    assert creates(vendor) == []


def test_the_side_car_of_another_project(project: Project, tmp_path: Path) -> None:
    project.write(homes("P-1"), more="ledger: {head: shared.head}\n")
    project.json(*APPLY).ends(0, "ok")
    project.edit("project: t", "project: u")
    project.ledger.unlink()
    project.json(*APPLY).ends(4, "other_project")


def test_a_side_car_that_cannot_be_written_sends_nothing(
    project: Project, vendor: PlanomaticLike
) -> None:
    blocked = project.root / "blocked"
    blocked.write_text("", encoding="utf-8")
    project.write(homes("P-1"), more="ledger: {head: blocked/x.head}\n")
    document = project.json(*APPLY).ends(4, "ledger_lost")
    assert "side-car" in document["errors"][0]["fix"]
    assert creates(vendor) == []
