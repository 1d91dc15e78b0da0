"""The ways out of doubt: resolve, import, forget, and ordering again on request."""

import pytest
from tests.cli.project import Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def doubtful(project: Project, vendor: PlanomaticLike) -> Project:
    """P-1 was ordered and its answer was lost; P-2 is fine."""
    project.write(homes("P-1", "P-2"), vendor=", settle: 0m")
    vendor.fault("drop_after", property="P-1")
    project.json(*APPLY).ends(3, "incomplete")
    return project


def _order_id(vendor: PlanomaticLike, name: str = "P-1") -> str:
    return str(vendor.only(name).order_id)


def test_created(doubtful: Project, vendor: PlanomaticLike) -> None:
    number = _order_id(vendor)
    document = doubtful.json("resolve", "P-1/photos", "--created", number).ends(0, "ok")
    assert document["order_id"] == number
    assert document["needs"] == ["P-1/photos"]
    assert document["orders"][0]["managed"] is True
    planned = doubtful.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["blocked_changes"] == []
    assert planned["summary"]["needs"]["in_progress"] == 2
    doubtful.json(*APPLY).ends(0, "ok")
    assert set(vendor.live().values()) == {1}


def test_created_but_not_ours(doubtful: Project, vendor: PlanomaticLike) -> None:
    other = vendor.add_order("P-1")
    resolve = ("resolve", "P-1", "--created", str(other.order_id))
    doubtful.json(*resolve).ends(4, "approval_required")
    doubtful.json(*resolve, "--force").ends(1, "usage")
    doubtful.json(*resolve, "--force", "--reason", "the vendor said so").ends(0, "ok")
    assert doubtful.json("plan").doc["blocked_changes"] == []


def test_created_elsewhere(doubtful: Project, vendor: PlanomaticLike) -> None:
    number = _order_id(vendor, "P-2")
    ran = doubtful.json("resolve", "P-1", "--created", number)
    assert ran.code in {1, 4}
    assert doubtful.json("resolve", "P-1", "--created", "99").code == 1
    assert len(doubtful.json("plan").doc["blocked_changes"]) == 1


def test_not_created(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"), vendor=", settle: 0m")
    vendor.fault("drop_before", property="P-1")
    project.json(*APPLY).ends(3, "incomplete")
    said = ("resolve", "P-1/photos", "--not-created", "--reason", "looked in the dashboard")
    project.json(*said).ends(4, "approval_required")
    project.json(*said, "--confirm", "P-2/photos").ends(4, "approval_required")
    assert len(project.json("plan").doc["blocked_changes"]) == 1
    project.json(*said, "--confirm", "P-1/photos").ends(0, "ok")
    done = project.json(*APPLY).ends(0, "ok")
    (outcome,) = done["outcomes"]
    assert outcome["external_order_id"].endswith("-g2")
    assert set(vendor.live().values()) == {1}


def test_not_created_too_soon(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"), vendor=", settle: 30m")
    vendor.fault("drop_before", property="P-1")
    project.json(*APPLY).ends(3, "incomplete")
    said = ("resolve", "P-1", "--not-created", "--reason", "r", "--confirm", "P-1")
    (error,) = project.json(*said).ends(4, "limit")["errors"]
    assert "settle" in error["fix"]
    later = project.json(*said, LISTWRIGHT_NOW="2099-01-01T00:00:00Z")
    later.ends(0, "ok")
    project.json(*APPLY, LISTWRIGHT_NOW="2099-01-01T00:00:00Z").ends(0, "ok")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}


def test_nothing_is_unknown(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    number = _order_id(vendor)
    project.json("resolve", "P-1", "--created", number).ends(1, "usage")
    said = ("resolve", "P-1", "--not-created", "--reason", "r", "--confirm", "P-1")
    project.json(*said).ends(1, "usage")
    assert project.json("resolve", "P-9", "--created", number).ends(1, "usage")


def test_unknown_stays_listed_when_unwanted(doubtful: Project, vendor: PlanomaticLike) -> None:
    doubtful.write(homes("P-2"), vendor=", settle: 0m")
    planned = doubtful.json("plan").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-1/photos", "create_outcome_unknown")
    doubtful.json("resolve", "P-1/photos", "--created", _order_id(vendor)).ends(0, "ok")
    planned = doubtful.json("plan").ends(0, "ok")
    assert [change["actions"] for change in planned["order_changes"]] == [["cancel"]]


def test_import_settles_an_unknown(doubtful: Project, vendor: PlanomaticLike) -> None:
    number = _order_id(vendor)
    document = doubtful.json("import", "P-1/photos", "--order-id", number).ends(0, "ok")
    assert document["order_id"] == number
    assert doubtful.json("plan").doc["blocked_changes"] == []


def test_import_of_a_stranger_on_an_unknown(doubtful: Project, vendor: PlanomaticLike) -> None:
    other = vendor.add_order("P-1")
    ran = doubtful.json("import", "P-1/photos", "--order-id", str(other.order_id))
    ran.ends(4, "approval_required")


def test_import(project: Project, vendor: PlanomaticLike) -> None:
    order = vendor.add_order("P-1")
    document = project.json("import", "P-1", "--order-id", str(order.order_id)).ends(0, "ok")
    assert document["needs"] == ["P-1/photos"]
    assert document["orders"][0]["origin"] == "imported"
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["in_progress"] == 1
    vendor.deliver("P-1")
    assert project.json("plan").doc["summary"]["needs"]["satisfied"] == 1


def test_import_again(project: Project, vendor: PlanomaticLike) -> None:
    order = vendor.add_order("P-1")
    arguments = ("import", "P-1", "--order-id", str(order.order_id))
    project.json(*arguments).ends(0, "ok")
    assert project.json(*arguments).code in {0, 4}
    assert project.json("plan").doc["summary"]["needs"]["in_progress"] == 1


def test_import_is_verified(project: Project, vendor: PlanomaticLike) -> None:
    other = vendor.add_order("P-2")
    refused = project.json("import", "P-1", "--order-id", str(other.order_id))
    assert refused.code in {1, 4}
    missing = project.json("import", "P-1", "--order-id", "123")
    assert missing.code == 1
    project.json("import", "P-7", "--order-id", "123").ends(1, "usage")
    project.json("import", "P-1/tour", "--order-id", str(other.order_id)).ends(1, "usage")
    assert project.json("plan").doc["summary"]["orders"]["create"] == 1


def test_import_by_a_legacy_number(project: Project, vendor: PlanomaticLike) -> None:
    """The vendor tries a number it does not know as a legacy id: that is another order."""
    vendor.add_order("P-2")
    own = vendor.add_order("P-1")
    foreign_number = str(own.order_id - 400000)
    ran = project.json("import", "P-1", "--order-id", foreign_number)
    assert ran.code in {1, 4}


def test_import_with_a_wrong_key(project: Project, vendor: PlanomaticLike) -> None:
    order = vendor.add_order("P-1")
    vendor.switches.keys = frozenset({"another"})
    project.json("import", "P-1", "--order-id", str(order.order_id)).ends(1, "vendor_auth")


def test_forget(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    project.bootstrap()
    calls = len(vendor.calls)
    document = project.json("forget", "P-1", "--reason", "sold").ends(0, "ok")
    assert document["orders"][0]["managed"] is False
    assert len(vendor.calls) == calls
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["in_progress"] == 2
    assert [item["property"] for item in planned["unmanaged"]] == ["P-1"]
    project.json("plan", "--fail-on", "unmanaged").ends(2, "findings")
    project.write(homes("P-2"))
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.count("cancel") == 0
    project.json("forget", "P-1", "--reason", "again").ends(1, "usage")


def test_forget_by_order(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    number = _order_id(vendor)
    document = project.json("forget", f"order:{number}", "--reason", "r").ends(0, "ok")
    assert document["order_id"] == number
    project.json("forget", "order:1", "--reason", "r").ends(1, "usage")


def test_forget_an_unknown(doubtful: Project) -> None:
    doubtful.json("forget", "P-1", "--reason", "r").ends(4, "approval_required")


def test_forgotten_delivery_still_satisfies(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    vendor.deliver("P-1")
    project.json("plan")
    project.json("forget", "P-1", "--reason", "r").ends(0, "ok")
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["satisfied"] == 1


def test_replace_after_delivery(project: Project, vendor: PlanomaticLike) -> None:
    project.write(home("P-1"))
    project.edit("72h", "0h")
    project.bootstrap()
    vendor.deliver("P-1")
    project.json("plan")
    planned = project.json("plan", "--replace", "P-1/photos").ends(0, "ok")
    (change,) = planned["order_changes"]
    assert (change["actions"], change["reason"]) == (["create"], "requested")
    done = project.json("apply", "--replace", "P-1", "--auto-approve").ends(0, "ok")
    assert done["outcomes"][0]["outcome"] == "done"
    assert vendor.count("create") == 2
    assert project.json("plan").doc["order_changes"] == []


def test_replace_an_open_order(project: Project, vendor: PlanomaticLike) -> None:
    project.edit("72h", "0h, window_counts_canceled: false")
    project.bootstrap()
    project.json("plan")
    done = project.json("apply", "--replace", "P-1", "--auto-approve").ends(0, "ok")
    (outcome,) = done["outcomes"]
    assert outcome["actions"] == ["cancel", "create"]
    assert [step["action"] for step in outcome["steps"]] == ["cancel", "create"]
    assert [call.operation for call in vendor.calls][-4:] == [
        "retrieve",
        "cancel",
        "retrieve",
        "create",
    ]
    assert dict(vendor.live()) == {"P-1": 1}


def test_replace_inside_a_declared_window(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    planned = project.json("plan", "--replace", "P-1").ends(0, "ok")
    assert planned["order_changes"] == []
    assert planned["deferred_changes"][0]["reason"] == "duplicate_window"


def test_replace_after_forgetting(project: Project, vendor: PlanomaticLike) -> None:
    project.edit("72h", "0h")
    project.bootstrap()
    vendor.deliver("P-1")
    project.json("plan")
    project.json("forget", "P-1", "--reason", "r").ends(0, "ok")
    assert project.json("plan").doc["order_changes"] == []
    planned = project.json("plan", "--replace", "P-1").ends(0, "ok")
    assert [change["actions"] for change in planned["order_changes"]] == [["create"]]
    project.json("apply", "--replace", "P-1", "--auto-approve").ends(0, "ok")
    assert vendor.count("create") == 2


def test_replace_what_the_vendor_refused(project: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", attr="property.location.street", message="unrecognized")
    project.json(*APPLY).ends(3, "incomplete")
    assert project.json("plan").doc["order_changes"] == []
    done = project.json(*APPLY, "--replace", "P-1").ends(0, "ok")
    assert done["summary"]["done"] == 1


def test_quantity_after_the_window(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.json("plan")
    project.write(home("P-1", quantity=20))
    until = project.json("plan").doc["deferred_changes"][0]["until"]
    done = project.json("apply", "--auto-approve", "--refresh", "full", LISTWRIGHT_NOW=until).ends(
        0, "ok"
    )
    assert [item["actions"] for item in done["outcomes"]] == [["cancel", "create"]]
    assert dict(vendor.live()) == {"P-1": 1}
    services = [order.body["services"] for order in vendor.of("P-1") if order.is_live]
    assert services == [[{"slug": "photos", "quantity": 20}]]


def test_text_of_each(doubtful: Project, vendor: PlanomaticLike) -> None:
    number = _order_id(vendor)
    ran = doubtful.run("resolve", "P-1/photos", "--created", number)
    assert (ran.code, ran.out) == (0, f"Found: P-1/photos (order {number}).\n")
    ran = doubtful.run("forget", "P-1", "--reason", "r")
    assert ran.out.startswith("No longer tracked: P-1/photos")


def test_status(doubtful: Project, vendor: PlanomaticLike) -> None:
    document = doubtful.json("status").ends(0, "ok")
    conditions = {need["address"]: need["condition"] for need in document["needs"]}
    assert conditions == {"P-1/photos": "Blocked", "P-2/photos": "Progressing"}
    blocked = document["needs"][0]
    assert blocked["remedy"].startswith("listwright resolve P-1/photos")
    assert blocked["since"]
    assert [order["property"] for order in document["orders"]] == ["P-2"]
    one = doubtful.json("status", "P-2").ends(0, "ok")
    assert [need["address"] for need in one["needs"]] == ["P-2/photos"]
    globbed = doubtful.json("status", "P-*", "--show", "all").ends(0, "ok")
    assert len(globbed["needs"]) == 2
    vendor.deliver("P-2")
    doubtful.json("plan")
    met = doubtful.json("status", "P-2/photos").ends(0, "ok")["needs"][0]["met_by"]
    assert met["kind"] == "order"


def _beside_a_tour(project: Project) -> None:
    """P-1 wants a tour, too, and the vendor is not known to refuse duplicates."""
    tour = "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}"
    photos = "photos: {slug: photos, quantity: 15}"
    project.write(home("P-1").replace(photos, f"{photos}, {tour}"))
    project.edit("duplicate_window: 72h", "duplicate_window: 0h")


def test_import_of_an_order_that_turned_up_after_all(
    project: Project, vendor: PlanomaticLike
) -> None:
    vendor.fault("drop_after")
    project.json(*APPLY).ends(3, "incomplete")
    said = ("resolve", "P-1", "--not-created", "--reason", "looked", "--confirm", "P-1")
    project.json(*said).ends(0, "ok")
    document = project.json("import", "P-1", "--order-id", _order_id(vendor)).ends(0, "ok")
    assert document["orders"][0]["managed"] is True
    assert project.json("plan").ends(0, "ok")["summary"]["needs"]["in_progress"] == 1


def test_import_after_forget(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.json("forget", "P-1", "--reason", "x").ends(0, "ok")
    document = project.json("import", "P-1", "--order-id", _order_id(vendor)).ends(0, "ok")
    assert document["orders"][0]["managed"] is True
    project.json(*APPLY).ends(0, "ok")
    assert vendor.live()["P-1"] == 1


def test_import_of_the_order_behind_a_hold(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    vendor.deliver("P-1")
    project.json("plan").ends(0, "ok")
    _beside_a_tour(project)
    vendor.fault("reject", attr="external_property_id", message="duplicate")
    project.json(*APPLY).ends(3, "incomplete")
    assert project.json("plan").doc["blocked_changes"] != []
    project.json("import", "P-1", "--order-id", _order_id(vendor)).ends(0, "ok")
    assert project.json("plan").doc["blocked_changes"] == []


def test_an_order_that_is_tracked_settles_no_unknown(
    project: Project, vendor: PlanomaticLike
) -> None:
    project.bootstrap()
    first = _order_id(vendor)
    _beside_a_tour(project)
    vendor.fault("drop_after")
    project.json(*APPLY).ends(3, "incomplete")
    said = ("resolve", "P-1", "--created", first, "--force", "--reason", "x")
    (error,) = project.json(*said).ends(4, "approval_required")["errors"]
    assert "belongs to" in error["summary"]


def test_a_new_id_does_not_get_round_an_unknown(project: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("drop_after")
    project.json(*APPLY).ends(3, "incomplete")
    project.edit("  P-1:", "  P-1B:")
    document = project.json(*APPLY).ends(0, "ok")
    assert document["outcomes"] == []
    assert vendor.count("create") == 1
    told = {item["need"]: item for item in project.json("plan").doc["blocked_changes"]}
    assert told["P-1/photos"]["reason"] == "create_outcome_unknown"
    assert told["P-1B/photos"]["reason"] == "protected"
    assert "under the id P-1," in told["P-1B/photos"]["why"]
