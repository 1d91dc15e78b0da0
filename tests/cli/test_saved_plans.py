"""Reviewed plans: saved, shown, applied once, and only as they were reviewed."""

import json
from pathlib import Path

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "plan.json", "--bootstrap")


@pytest.fixture
def saved(project: Project) -> Project:
    """A saved plan of three creates."""
    project.write(homes("P-1", "P-2", "P-3"))
    project.json("plan", "-o", "plan.json").ends(0, "ok")
    return project


def _file(project: Project) -> Path:
    return project.root / "plan.json"


def test_save_show_apply(saved: Project, vendor: PlanomaticLike) -> None:
    assert _file(saved).stat().st_mode & 0o077 == 0
    written = json.loads(_file(saved).read_text(encoding="utf-8"))
    shown = saved.json("show", "plan.json").ends(0, "ok")
    assert shown["digests"] == written["digests"]
    assert shown["order_changes"] == written["order_changes"]
    assert "3 orders to create" in saved.run("show", "plan.json").out
    done = saved.json(*APPLY).ends(0, "ok")
    assert done["plan_id"] == written["plan_id"]
    assert (done["summary"]["done"], done["not_in_plan"]) == (3, 0)
    assert vendor.count("create") == 3


def test_plan_and_show_print_the_same(saved: Project) -> None:
    planned = saved.run("plan", "-o", "again.json")
    shown = saved.run("show", "again.json")
    changes = planned.out[planned.out.index("3 orders to create") :]
    shown_changes = shown.out[shown.out.index("3 orders to create") :]
    assert changes.split("\n\n")[0] == shown_changes.split("\n\n")[0]


def test_shows_without_a_project(saved: Project) -> None:
    saved.file.unlink()
    saved.json("show", "plan.json").ends(0, "ok")


def test_used(saved: Project, vendor: PlanomaticLike) -> None:
    saved.json(*APPLY).ends(0, "ok")
    saved.json(*APPLY).ends(4, "used")
    assert vendor.count("create") == 3


def test_used_even_when_it_failed(saved: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-1", attr="property.location.street", message="empty")
    saved.json(*APPLY).ends(3, "incomplete")
    saved.json(*APPLY).ends(4, "used")


def test_refusals_do_not_use_it(saved: Project, vendor: PlanomaticLike) -> None:
    saved.json("apply", "plan.json").ends(4, "first_run")
    saved.json(*APPLY, DOOR=None).ends(1, "secret")
    saved.json(*APPLY, "--max-creates", "1").ends(4, "limit")
    assert vendor.calls == []
    saved.json(*APPLY).ends(0, "ok")


def test_expired(saved: Project, vendor: PlanomaticLike) -> None:
    saved.json(*APPLY, LISTWRIGHT_NOW="2099-01-01T00:00:00Z").ends(4, "expired")
    assert vendor.calls == []


def test_other_project(saved: Project, vendor: PlanomaticLike) -> None:
    saved.edit("project: t", "project: u")
    saved.json(*APPLY).ends(4, "other_project")
    assert vendor.calls == []


def test_ledger_of_another_project(saved: Project) -> None:
    saved.bootstrap()
    saved.edit("project: t", "project: u")
    saved.json("plan").ends(4, "other_project")
    saved.json("status").ends(4, "other_project")


EDITS = {
    "a digest": ('"request_digest": "sha256:', '"request_digest": "sha256:0'),
    "a property": ('"property": "P-1"', '"property": "P-9"'),
    "a quantity": ('"quantity": 15', '"quantity": 25'),
    "the reason": ('"reason": "missing"', '"reason": "requested"'),
}


@pytest.mark.parametrize("name", EDITS)
def test_edited(saved: Project, vendor: PlanomaticLike, name: str) -> None:
    text = _file(saved).read_text(encoding="utf-8")
    old, new = EDITS[name]
    edited = text.replace(old, new, 1)
    assert edited != text
    _file(saved).write_text(edited, encoding="utf-8")
    for arguments in (APPLY, ("show", "plan.json")):
        ran = saved.json(*arguments)
        assert (ran.code, ran.doc["exit_reason"]) in {(4, "plan_changed"), (1, "usage")}
    assert vendor.calls == []


def test_a_change_cut_out(saved: Project, vendor: PlanomaticLike) -> None:
    document = json.loads(_file(saved).read_text(encoding="utf-8"))
    del document["order_changes"][0]
    _file(saved).write_text(json.dumps(document), encoding="utf-8")
    saved.json(*APPLY).ends(4, "plan_changed")
    assert vendor.calls == []


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"format_version": "1.0", "kind": "apply"}', "[" * 100000],
    ids=["empty", "cut", "list", "object", "kind", "brackets"],
)
def test_no_plan(saved: Project, vendor: PlanomaticLike, text: str) -> None:
    _file(saved).write_text(text, encoding="utf-8")
    saved.json(*APPLY).ends(1, "usage")
    saved.json("show", "plan.json").ends(1, "usage")
    assert vendor.calls == []


def test_later_format(saved: Project) -> None:
    text = _file(saved).read_text(encoding="utf-8")
    newer = text.replace('"format_version": "1.0"', '"format_version": "1.7", "novelty": [1]')
    _file(saved).write_text(newer, encoding="utf-8")
    saved.json("show", "plan.json").ends(0, "ok")
    _file(saved).write_text(text.replace('"1.0"', '"2.0"', 1), encoding="utf-8")
    saved.json("show", "plan.json").ends(1, "usage")


def test_changed_files(saved: Project, vendor: PlanomaticLike) -> None:
    saved.edit("2 A St", "2 B St")
    ran = saved.json(*APPLY).ends(4, "plan_changed")
    (error,) = ran["errors"]
    assert "P-2" in error["detail"]
    assert "was" in error["detail"]
    assert "now" in error["detail"]
    assert vendor.calls == []


def test_done_by_another_run(saved: Project, vendor: PlanomaticLike) -> None:
    saved.json("apply", "--target", "P-1", "--bootstrap", "--auto-approve").ends(0, "ok")
    before = vendor.count("create")
    saved.json(*APPLY).ends(4, "plan_changed")
    assert vendor.count("create") == before


def test_more_than_was_reviewed(saved: Project, vendor: PlanomaticLike) -> None:
    saved.write(homes("P-1", "P-2", "P-3", "P-4"))
    done = saved.json(*APPLY).ends(0, "ok")
    assert (done["summary"]["done"], done["not_in_plan"]) == (3, 1)
    assert vendor.of("P-4") == []


def test_reports_count_only_what_was_reviewed(saved: Project) -> None:
    saved.write(homes("P-1", "P-2", "P-3", "P-4"))
    reports = ("--report", "json=told.json", "--report", "html=told.html")
    saved.json(*APPLY, *reports).ends(0, "ok")
    told = json.loads((saved.root / "told.json").read_text(encoding="utf-8"))
    assert told["summary"]["orders"]["create"] == 3
    needs = told["summary"]["needs"]
    assert (needs["wanted"], needs["to_order"]) == (3, 3)
    page = (saved.root / "told.html").read_text(encoding="utf-8")
    assert "Of 3 needs: 0 satisfied, 0 on the way, 3 to order," in page


def test_an_unrelated_edit_changes_nothing(saved: Project, vendor: PlanomaticLike) -> None:
    text = saved.file.read_text(encoding="utf-8")
    saved.file.write_text("# a comment\n" + text, encoding="utf-8")
    saved.json(*APPLY).ends(0, "ok")


def test_partial_scope_travels(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2") + home("Q-1", city="Aurora"))
    project.json("plan", "--select", "city=Aurora", "-o", "plan.json").ends(0, "ok")
    done = project.json(*APPLY).ends(0, "ok")
    assert [item["property"] for item in done["outcomes"]] == ["Q-1"]
    assert done["not_in_plan"] == 0
    assert dict(vendor.live()) == {"Q-1": 1}


def test_digest(saved: Project, vendor: PlanomaticLike) -> None:
    digest = saved.json("plan").doc["digests"]["plan"]
    wrong = "sha256:" + "0" * 64
    saved.json("apply", "--bootstrap", "--plan-digest", wrong).ends(4, "plan_changed")
    assert vendor.calls == []
    saved.json("apply", "--bootstrap", "--plan-digest", digest).ends(0, "ok")
    assert vendor.count("create") == 3


def test_same_digest_minutes_apart(saved: Project) -> None:
    first = saved.json("plan").doc
    second = saved.json("plan").doc
    assert first["digests"] == second["digests"]
    assert first["plan_id"] != second["plan_id"]


def test_where_it_cannot_be_written(saved: Project) -> None:
    saved.json("plan", "-o", "no/such/folder/plan.json").ends(1, "usage")
    saved.json("plan", "-o", ".").ends(1, "usage")


def test_failed_plan_is_not_saved(saved: Project) -> None:
    saved.edit("street: 1 A St\n", "stret: 1 A St\n")
    saved.json("plan", "-o", "other.json").ends(1, "config")
    assert not (saved.root / "other.json").exists()
