"""Orders that the files name, reviewed in a plan file and recorded from it."""

import json

import pytest
from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike

DECLARED = '    import: {{photos: {{order_id: "{order_id}"}}}}\n'


@pytest.fixture
def declared(project: Project, vendor: PlanomaticLike) -> Project:
    """A saved plan that imports the order of P-1 and creates one for P-2."""
    number = vendor.add_order("P-1").order_id
    project.write(
        home("P-1") + DECLARED.format(order_id=number) + home("P-2", number=2),
    )
    project.json("plan", "-o", "plan.json").ends(0, "ok")
    return project


def test_an_import_is_saved_shown_and_done(declared: Project, vendor: PlanomaticLike) -> None:
    saved = json.loads((declared.root / "plan.json").read_text(encoding="utf-8"))
    assert [change["actions"] for change in saved["order_changes"]] == [["import"], ["create"]]
    assert saved["summary"]["orders"] == {
        "create": 1, "cancel": 0, "replace": 0, "import": 1, "forget": 0,
    }  # fmt: skip
    shown = declared.run("show", "plan.json").out
    number = vendor.only("P-1").order_id
    assert f"< import  P-1  order {number}  photos 15  declared" in shown
    assert "Plan: 1 order to create (1 need), 0 to cancel, 0 to replace, 1 to import" in shown
    done = declared.json("apply", "plan.json", "--bootstrap").ends(0, "ok")
    assert [(one["property"], one["outcome"]) for one in done["outcomes"]] == [
        ("P-1", "done"),
        ("P-2", "done"),
    ]
    assert vendor.live() == {"P-1": 1, "P-2": 1}
    orders = {one["property"]: one for one in declared.json("status").doc["orders"]}
    assert (orders["P-1"]["managed"], orders["P-1"]["origin"]) == (True, "imported")
    assert declared.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


def test_an_import_of_another_order_than_the_reviewed_one_is_refused(
    declared: Project, vendor: PlanomaticLike
) -> None:
    first, second = vendor.only("P-1").order_id, vendor.add_order("P-1").order_id
    declared.edit(str(first), str(second))
    declared.json("apply", "plan.json", "--bootstrap").ends(4, "plan_changed")
    assert not any(one["managed"] for one in declared.json("status").doc["orders"])


def test_only_import_leaves_the_orders_for_later(declared: Project, vendor: PlanomaticLike) -> None:
    declared.json("plan", "--only", "import", "-o", "imports.json").ends(0, "ok")
    done = declared.json("apply", "imports.json").ends(0, "ok")
    assert [one["property"] for one in done["outcomes"]] == ["P-1"]
    assert vendor.live() == {"P-1": 1}
