"""What is no longer wanted, through the ledger: the files cancel, the facts keep."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike

HEADER = "unit,status,property_type,street,city,state,postal_code\n"
ROW = "{name},{status},single_family,{name} Oak St,Boston,MA,02134\n"
INVENTORY = """\
inventory:
  - name: homes
    csv: {path: homes.csv}
    id: unit
"""
RULE = """\
rules:
  - name: vacant
    when: {status: vacant_ready}
    require:
      {photos: {slug: photos, quantity: 15}, tour: {slug: zillow_3d_and_floor_plans, quantity: 1}}
"""
NAMES = ("B/1", "B-2", "Haus-3")


@pytest.fixture
def portfolio(project: Project, vendor: PlanomaticLike) -> Project:
    """Three homes of a CSV with an open order each, for photos and a tour."""
    project.write(more=INVENTORY + RULE)
    text = project.file.read_text(encoding="utf-8")
    project.file.write_text(text[: text.index("properties:")], encoding="utf-8")
    _rows(project, *((name, "vacant_ready") for name in NAMES))
    project.bootstrap()
    assert dict(vendor.live()) == dict.fromkeys(NAMES, 1)
    return project


def _rows(project: Project, *rows: tuple[str, str]) -> None:
    lines = "".join(ROW.format(name=name, status=status) for name, status in rows)
    (project.root / "homes.csv").write_text(HEADER + lines, encoding="utf-8")


def _apply(project: Project) -> list[tuple[str, list[str]]]:
    document = project.json("apply", "--auto-approve").ends(0, "ok")
    return [(item["property"], item["actions"]) for item in document["outcomes"]]


def test_a_row_that_vanished_is_kept(portfolio: Project, vendor: PlanomaticLike) -> None:
    _rows(portfolio, ("B/1", "vacant_ready"), ("B-2", "vacant_ready"))
    planned = portfolio.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["kept"] == 2
    assert _apply(portfolio) == []


def test_a_home_that_moved_to_the_inventory_and_vanished_is_kept(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("B/1") + home("B-2", number=2))
    project.bootstrap()
    rule = "rules:\n  - {name: all, require: {photos: {slug: photos, quantity: 15}}}\n"
    project.write(more=INVENTORY + rule)
    text = project.file.read_text(encoding="utf-8")
    project.file.write_text(text[: text.index("properties:")], encoding="utf-8")
    _rows(project, ("B/1", "vacant_ready"), ("B-2", "vacant_ready"))
    assert _apply(project) == []
    _rows(project, ("B-2", "vacant_ready"))
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["kept"] == 1
    assert _apply(project) == []


def test_time_that_passes_keeps(project: Project, vendor: PlanomaticLike) -> None:
    day = datetime(2026, 11, 20, 12, tzinfo=UTC)
    rule = """\
rules:
  - name: free for long
    when: {next_move_in_on: {after: "today + 10d"}}
    require: {photos: {slug: photos, quantity: 15}}
"""
    asked = "    require: {photos: {slug: photos, quantity: 15}}\n"
    free = home("P-1").replace(asked, '    facts: {next_move_in_on: "2026-12-10"}\n')
    project.write(free + home("P-2", number=2).replace(asked, ""), more=rule)
    apply = ("apply", "--bootstrap", "--auto-approve")
    vendor.now = lambda: day
    project.json(*apply, LISTWRIGHT_NOW=day.isoformat()).ends(0, "ok")
    later = day + timedelta(days=12)
    vendor.now = lambda: later
    project.json(*apply, LISTWRIGHT_NOW=later.isoformat()).ends(0, "ok")
    assert (vendor.count("create"), vendor.count("cancel")) == (1, 0)


def test_a_fact_that_moved_keeps(portfolio: Project, vendor: PlanomaticLike) -> None:
    _rows(portfolio, ("B/1", "sold"), ("B-2", "vacant_ready"), ("Haus-3", "vacant_ready"))
    assert portfolio.json("plan").doc["summary"]["needs"]["kept"] == 2
    assert _apply(portfolio) == []
    assert vendor.count("cancel") == 0


def test_a_rule_that_changed_cancels(portfolio: Project, vendor: PlanomaticLike) -> None:
    portfolio.edit("when: {status: vacant_ready}", "when: {status: listed}")
    assert _apply(portfolio) == [(name, ["cancel"]) for name in sorted(NAMES)]
    assert vendor.live() == {}
    assert portfolio.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


def test_an_explicit_none_cancels(portfolio: Project, vendor: PlanomaticLike) -> None:
    text = portfolio.file.read_text(encoding="utf-8")
    leased = "  - name: leased\n    when: {status: sold}\n    require: {photos: none, tour: none}\n"
    portfolio.file.write_text(text + leased, encoding="utf-8")
    _rows(portfolio, ("B/1", "sold"), ("B-2", "vacant_ready"), ("Haus-3", "vacant_ready"))
    (change,) = portfolio.json("plan").doc["order_changes"]
    assert (change["property"], change["reason"]) == ("B/1", "explicit")
    assert _apply(portfolio) == [("B/1", ["cancel"])]


def test_a_need_less_is_a_replace(portfolio: Project, vendor: PlanomaticLike) -> None:
    portfolio.edit(", tour: {slug: zillow_3d_and_floor_plans, quantity: 1}", "")
    planned = portfolio.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    assert {item["reason"] for item in planned["deferred_changes"]} == {"duplicate_window"}
    portfolio.edit("duplicate_window: 72h", "duplicate_window: 0h")
    assert _apply(portfolio) == [(name, ["cancel", "create"]) for name in sorted(NAMES)]
    assert dict(vendor.live()) == dict.fromkeys(NAMES, 1)
    live = [order for order in vendor.orders.values() if order.is_live]
    assert all(len(order.body["services"]) == 1 for order in live)
    assert portfolio.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


def test_a_need_more_waits_for_the_window(portfolio: Project, vendor: PlanomaticLike) -> None:
    portfolio.edit("{photos: {slug", "{front: {slug: exterior_photos, quantity: 3}, photos: {slug")
    planned = portfolio.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    deferred = {(item["need"], item["reason"]) for item in planned["deferred_changes"]}
    assert deferred == {(f"{name}/front", "duplicate_window") for name in NAMES}
    until = max(item["until"] for item in planned["deferred_changes"])
    ran = portfolio.json("apply", "--auto-approve", LISTWRIGHT_NOW=until)
    assert ran.ends(0, "ok")["summary"]["done"] == 3
    assert set(vendor.live().values()) == {2}


def test_a_renamed_source_is_an_error(portfolio: Project, vendor: PlanomaticLike) -> None:
    portfolio.edit("  - name: homes", "  - name: houses")
    portfolio.json("plan").ends(1, "config")
    portfolio.json("apply", "--auto-approve").ends(1, "config")
    assert vendor.count("cancel") == 0


def test_renaming_a_key_changes_nothing(portfolio: Project) -> None:
    portfolio.edit("{photos: {slug", "{pictures: {slug")
    planned = portfolio.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["order_changes"] == []
    assert planned["summary"]["needs"]["in_progress"] == 6


def test_ids_with_slashes(portfolio: Project) -> None:
    for address, needs in (("B/1", 2), ("b/1", 2), ("B/1/photos", 1), ("HAUS-3/tour", 1)):
        found = portfolio.json("status", address).ends(0, "ok")["needs"]
        assert len(found) == needs, address
    portfolio.json("forget", "B/1", "--reason", "r").ends(0, "ok")
    assert [o["property"] for o in portfolio.json("plan").doc["unmanaged"]] == ["B/1"]


def test_a_moved_rule_is_no_change(portfolio: Project) -> None:
    text = portfolio.file.read_text(encoding="utf-8")
    portfolio.file.write_text(text.replace("rules:", "# moved\n\nrules:"), encoding="utf-8")
    assert portfolio.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []
