"""Orders that the files name: put under management by `import:`, followed over a new id."""

from typing import Any

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")
DECLARED = '    import: {{photos: {{order_id: "{order_id}"}}}}\n'
TOUR = (
    "    require:\n"
    "      photos: {slug: photos, quantity: 15}\n"
    "      tour: {slug: zillow_3d_and_floor_plans, quantity: 1}\n"
)
EXTERIOR = {"slug": "exterior_photos", "quantity": 3}


def declare(project: Project, order_id: object, name: str = "P-1") -> None:
    project.write(home(name) + DECLARED.format(order_id=order_id))


def rows(document: dict[str, Any], list_name: str) -> list[tuple[str, str]]:
    return [(item["need"], item["reason"]) for item in document[list_name]]


def actions(document: dict[str, Any]) -> list[tuple[list[str], str, str | None]]:
    return [
        (change["actions"], change["reason"], change["order_id"])
        for change in document["order_changes"]
    ]


def test_a_declared_order_is_read_and_recorded_and_nothing_is_ordered(
    project: Project, vendor: PlanomaticLike
) -> None:
    number = str(vendor.add_order("P-1").order_id)
    declare(project, number)
    planned = project.json("plan").ends(0, "ok")
    assert actions(planned) == [(["import"], "declared", number)]
    assert planned["summary"]["orders"]["import"] == 1
    assert planned["order_changes"][0]["needs"] == ["P-1/photos"]
    applied = project.json("apply", "--auto-approve").ends(0, "ok")
    assert [one["outcome"] for one in applied["outcomes"]] == ["done"]
    after = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert after["summary"]["needs"]["in_progress"] == 1
    (order,) = project.json("status").doc["orders"]
    assert (order["order_id"], order["managed"], order["origin"]) == (number, True, "imported")
    assert vendor.live() == {"P-1": 1}


def test_nothing_is_ordered_for_the_home_before_the_declared_order_was_read(
    project: Project, vendor: PlanomaticLike
) -> None:
    number = str(vendor.add_order("P-1").order_id)
    declare(project, number)
    project.edit("    require: {photos: {slug: photos, quantity: 15}}\n", TOUR)
    planned = project.json("plan", "--refresh", "none").ends(0, "ok")
    assert planned["order_changes"] == []
    assert rows(planned, "deferred_changes") == [
        ("P-1/photos", "read_required"),
        ("P-1/tour", "read_required"),
    ]
    seen = project.json("plan").ends(0, "ok")
    assert actions(seen) == [(["import"], "declared", number)]
    assert rows(seen, "deferred_changes") == [("P-1/tour", "duplicate_window")]


@pytest.mark.parametrize("whose", ["nobody", "P-2"])
def test_a_declared_order_that_is_not_this_homes_blocks_its_need(
    project: Project, vendor: PlanomaticLike, whose: str
) -> None:
    number = "99999" if whose == "nobody" else str(vendor.add_order(whose).order_id)
    declare(project, number)
    planned = project.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    (blocked,) = planned["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-1/photos", "identity_mismatch")
    assert "listwright.yaml:" in blocked["remedy"]
    project.json(*APPLY).ends(0, "ok")
    assert "P-1" not in vendor.live()


def test_a_declared_order_of_another_service_blocks_its_need(
    project: Project, vendor: PlanomaticLike
) -> None:
    number = str(vendor.add_order("P-1", services=[EXTERIOR]).order_id)
    declare(project, number)
    (blocked,) = project.json("plan").ends(0, "ok")["blocked_changes"]
    assert blocked["reason"] == "identity_mismatch"
    assert "exterior_photos (3)" in blocked["why"]


def test_a_forgotten_order_that_is_still_declared_comes_back(
    project: Project, vendor: PlanomaticLike
) -> None:
    number = str(vendor.add_order("P-1").order_id)
    declare(project, number)
    project.json("apply", "--auto-approve").ends(0, "ok")
    project.json("forget", "P-1", "--reason", "try").ends(0, "ok")
    assert actions(project.json("plan").doc) == [(["import"], "declared", number)]
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert project.json("plan", "--detailed-exitcode").code == 0


def test_an_imported_order_is_canceled_when_the_home_ends(
    project: Project, vendor: PlanomaticLike
) -> None:
    number = str(vendor.add_order("P-1").order_id)
    declare(project, number)
    project.json("apply", "--auto-approve").ends(0, "ok")
    project.write(home("P-1") + "    absent: true\n")
    (change,) = project.json("plan").doc["order_changes"]
    assert (change["actions"], change["order_id"]) == (["cancel"], number)


def test_an_import_survives_a_saved_plan(project: Project, vendor: PlanomaticLike) -> None:
    declare(project, vendor.add_order("P-1").order_id)
    project.json("plan", "-o", "plan.json").ends(0, "ok")
    project.json("apply", "plan.json").ends(0, "ok")
    assert project.json("plan", "--detailed-exitcode").code == 0


def renamed(name: str, *former: str) -> str:
    return home(name) + f"    renamed_from: [{', '.join(former)}]\n"


def test_a_renamed_home_keeps_its_open_order(project: Project, vendor: PlanomaticLike) -> None:
    project.write(home("P-OLD"))
    project.json(*APPLY).ends(0, "ok")
    project.write(renamed("P-NEW", "P-OLD"))
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["in_progress"] == 1
    project.write(home("P-NEW") + "    renamed_from: [P-OLD]\n    absent: true\n")
    (change,) = project.json("plan").doc["order_changes"]
    assert change["actions"] == ["cancel"]
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.live() == {}


def test_a_renamed_home_with_another_quantity_replaces_under_the_new_id(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("P-OLD"), vendor=", window_counts_canceled: false")
    project.json(*APPLY).ends(0, "ok")
    project.write(
        home("P-NEW", quantity=20) + "    renamed_from: [P-OLD]\n",
        vendor=", window_counts_canceled: false",
    )
    (change,) = project.json("plan").doc["order_changes"]
    assert change["actions"] == ["cancel", "create"]
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.live() == {"P-NEW": 1}
    assert project.json("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("address", ["P-NEW/photos", "P-OLD/photos", "P-NEW", "P-OLD"])
def test_an_unknown_create_of_the_former_id_blocks_and_is_settled_under_either(
    project: Project, vendor: PlanomaticLike, address: str
) -> None:
    project.write(homes("P-OLD", "P-2"), vendor=", settle: 0m")
    vendor.fault("drop_after", property="P-OLD")
    project.json(*APPLY).ends(3, "incomplete")
    project.write(renamed("P-NEW", "P-OLD") + home("P-2"), vendor=", settle: 0m")
    (blocked,) = project.json("plan").doc["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-NEW/photos", "create_outcome_unknown")
    number = str(vendor.only("P-OLD").order_id)
    project.json("resolve", address, "--created", number).ends(0, "ok")
    after = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert after["summary"]["needs"]["in_progress"] == 2
    assert vendor.live() == {"P-OLD": 1, "P-2": 1}


def test_an_unknown_create_of_the_former_id_that_never_was_is_ordered_under_the_new_one(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("P-OLD"), vendor=", settle: 0m")
    vendor.fault("drop_before", property="P-OLD")
    project.json(*APPLY).ends(3, "incomplete")
    project.write(renamed("P-NEW", "P-OLD"), vendor=", settle: 0m")
    said = ("resolve", "P-NEW/photos", "--not-created", "--reason", "looked")
    project.json(*said, "--confirm", "P-NEW/photos").ends(0, "ok")
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.live() == {"P-NEW": 1}


def test_a_renamed_home_with_a_delivered_order_is_satisfied(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.write(home("P-OLD"))
    project.json(*APPLY).ends(0, "ok")
    vendor.deliver("P-OLD")
    project.write(renamed("P-NEW", "P-OLD"))
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["satisfied"] == 1
