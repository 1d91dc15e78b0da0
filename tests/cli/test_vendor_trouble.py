"""A vendor that refuses, is away, or answers nonsense: exit codes, and what the next run does."""

from datetime import timedelta
from typing import Any

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

APPLY = ("apply", "--bootstrap", "--auto-approve")


def _outcomes(document: dict[str, Any]) -> dict[str, str]:
    return {item["property"]: item["outcome"] for item in document["outcomes"]}


@pytest.fixture
def three(project: Project) -> Project:
    project.write(homes("P-1", "P-2", "P-3"), vendor=", settle: 0m")
    return project


def test_wrong_key(three: Project, vendor: PlanomaticLike) -> None:
    vendor.switches.keys = frozenset({"another"})
    three.json(*APPLY).ends(1, "vendor_auth")
    assert len(vendor.calls) == 1
    assert vendor.orders == {}
    assert three.json("plan").ends(0, "ok")["summary"]["orders"]["create"] == 3
    vendor.switches.keys = None
    assert three.json(*APPLY).ends(0, "ok")["summary"]["done"] == 3


def test_key_withdrawn_while_reading(three: Project, vendor: PlanomaticLike) -> None:
    three.bootstrap()
    vendor.switches.keys = frozenset({"another"})
    before = len(vendor.calls)
    three.json("plan").ends(1, "vendor_auth")
    assert len(vendor.calls) == before + 1
    three.json("plan", "--read-only").ends(0, "ok")
    three.json("plan", "--refresh", "none").ends(0, "ok")


def test_key_withdrawn_midway(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-2", attr="api_key", message="unauthorized")
    document = three.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "done", "P-2": "skipped", "P-3": "skipped"}
    assert document["stopped"] == "vendor_auth"
    assert vendor.count("create") == 2
    assert _outcomes(three.json(*APPLY).ends(0, "ok")) == {"P-2": "done", "P-3": "done"}


def test_refused_entity(three: Project, vendor: PlanomaticLike) -> None:
    vendor.switches.entities = frozenset({"another"})
    document = three.json(*APPLY).ends(3, "incomplete")
    assert set(_outcomes(document).values()) == {"skipped"}
    assert vendor.count("create") == 1
    assert three.json("plan").doc["summary"]["orders"]["create"] == 3


def test_one_refused_order(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-2", attr="property.location.street", message="unrecognized")
    document = three.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "done", "P-2": "failed", "P-3": "done"}
    (failed,) = [item for item in document["outcomes"] if item["outcome"] == "failed"]
    street = three.file.read_text(encoding="utf-8").splitlines().index("    street: 2 A St") + 1
    assert failed["error"]["at"].startswith(f"listwright.yaml:{street}")
    assert failed["error"]["attr"] == "property.location.street"
    assert failed["error"]["code"] == "vendor_rejected"
    assert document["summary"] == {"done": 2, "failed": 1, "unknown": 0, "skipped": 0}

    planned = three.json("plan", "--detailed-exitcode").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-2/photos", "vendor_rejected")
    assert three.json("plan", "--fail-on", "blocked").ends(2, "findings")
    three.edit("2 A St", "2 Aspen St")
    assert _outcomes(three.json(*APPLY).ends(0, "ok")) == {"P-2": "done"}


def test_refusal_in_words(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-2", attr="property.location.street", message="unrecognized")
    ran = three.run(*APPLY)
    assert ran.code == 3
    assert "unrecognized" in ran.out
    assert "listwright.yaml:" in ran.out
    assert "2 done, 1 failed" in ran.out


def test_slug_the_catalog_allows(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-1", attr="services.slug", message="unrecognized")
    document = three.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "failed", "P-2": "done", "P-3": "done"}
    (blocked,) = three.json("plan").doc["blocked_changes"]
    assert blocked["reason"] == "catalog_mismatch"


def test_foreign_order(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-1", attr="external_property_id", message="duplicate")
    document = three.json(*APPLY).ends(3, "incomplete")
    assert document["outcomes"][0]["error"]["code"] == "duplicate"
    planned = three.json("plan").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert blocked["reason"] == "foreign_order"
    foreign = vendor.add_order("P-1")
    three.json("import", "P-1/photos", "--order-id", str(foreign.order_id)).ends(0, "ok")
    planned = three.json("plan").ends(0, "ok")
    assert planned["blocked_changes"] == planned["order_changes"] == []


@pytest.mark.parametrize(
    "kind", ["drop_before", "drop_after", "crash_before", "crash_after", "html", "noid"]
)
def test_unknown_outcome(three: Project, vendor: PlanomaticLike, kind: str) -> None:
    vendor.fault(kind, property="P-2")
    document = three.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "done", "P-2": "unknown", "P-3": "done"}
    assert vendor.count("create") == 3
    planned = three.json("plan", "--detailed-exitcode").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-2/photos", "create_outcome_unknown")
    assert blocked["remedy"].startswith("listwright resolve P-2/photos")
    assert blocked["since"]
    three.json(*APPLY).ends(0, "ok")
    assert vendor.count("create") == 3
    assert "P-2/photos" in three.run("plan").out
    assert "listwright resolve P-2/photos" in three.run("status").out


def test_outage_puts_few_in_doubt(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes(*(f"P-{number}" for number in range(8))))
    vendor.fault("crash_before", times=99)
    document = project.json(*APPLY).ends(3, "incomplete")
    assert document["summary"] == {"done": 0, "failed": 0, "unknown": 3, "skipped": 5}
    assert vendor.count("create") == 3


def test_nobody_there(three: Project, vendor: PlanomaticLike) -> None:
    three.edit(vendor.endpoint, "http://127.0.0.1:9")
    three.edit(", settle: 0m", "")
    ran = three.json(*APPLY)
    ran.ends(1, "vendor")
    assert vendor.calls == []
    assert three.json("plan").ends(0, "ok")["blocked_changes"] == []


def test_wrong_endpoint(three: Project, vendor: PlanomaticLike) -> None:
    three.edit(vendor.endpoint, vendor.endpoint + "/elsewhere")
    three.json(*APPLY).ends(1, "vendor")
    assert three.json("plan").ends(0, "ok")["blocked_changes"] == []


def test_rate_limit(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("rate", property="P-1", retry_after=1)
    document = three.json(*APPLY).ends(0, "ok")
    assert set(_outcomes(document).values()) == {"done"}
    assert vendor.count("create") == 4
    assert set(vendor.live().values()) == {1}


def test_fail_fast(three: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", property="P-1", attr="property.location.street", message="unrecognized")
    document = three.json(*APPLY, "--fail-fast").ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "failed", "P-2": "skipped", "P-3": "skipped"}


def test_wrong_order_in_the_answer(three: Project, vendor: PlanomaticLike) -> None:
    three.bootstrap()
    order = vendor.only("P-1")
    order.body["external_property_id"] = "P-9"
    planned = three.json("plan").ends(0, "ok")
    assert "LW3012" in {item["code"] for item in planned["warnings"]}
    assert planned["order_changes"] == []


def test_unknown_status_blocks(three: Project, vendor: PlanomaticLike) -> None:
    three.bootstrap()
    vendor.only("P-1").status = "teleported"
    planned = three.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    three.write(homes("P-2", "P-3"))
    planned = three.json("apply", "--auto-approve").ends(0, "ok")
    assert planned["outcomes"] == []
    assert vendor.count("cancel") == 0


@pytest.fixture
def leaving(three: Project, vendor: PlanomaticLike) -> Project:
    """P-3 has an open order and is no longer wanted."""
    three.bootstrap()
    three.json("plan")
    three.write(homes("P-1", "P-2"))
    return three


def test_cancel_with_a_visit(leaving: Project, vendor: PlanomaticLike) -> None:
    vendor.schedule(vendor.only("P-3"))
    planned = leaving.json("plan", "--detailed-exitcode").ends(0, "ok")
    (blocked,) = planned["blocked_changes"]
    assert blocked["reason"] == "not_cancelable"
    assert str(vendor.only("P-3").order_id) in blocked["text"]
    assert vendor.count("cancel") == 0


def test_cancel_raced_by_a_visit(leaving: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", operation="cancel", attr="order_id", message="not cancelable")
    document = leaving.json("apply", "--auto-approve").ends(3, "incomplete")
    assert _outcomes(document) == {"P-3": "failed"}


@pytest.mark.parametrize("kind", ["drop_after", "crash_after"])
def test_cancel_whose_answer_is_lost(leaving: Project, vendor: PlanomaticLike, kind: str) -> None:
    vendor.fault(kind, operation="cancel")
    document = leaving.json("apply", "--auto-approve").ends(0, "ok")
    assert _outcomes(document) == {"P-3": "done"}
    assert vendor.count("cancel") == 1


@pytest.mark.parametrize("kind", ["drop_before", "crash_before"])
def test_cancel_that_never_arrived(leaving: Project, vendor: PlanomaticLike, kind: str) -> None:
    vendor.fault(kind, operation="cancel")
    document = leaving.json("apply", "--auto-approve").ends(3, "incomplete")
    assert _outcomes(document) == {"P-3": "unknown"}
    assert _outcomes(leaving.json("apply", "--auto-approve").ends(0, "ok")) == {"P-3": "done"}
    assert not vendor.only("P-3").is_live


def test_vendor_cancels(three: Project, vendor: PlanomaticLike) -> None:
    three.bootstrap()
    order = vendor.only("P-1")
    order.status, order.event, order.reason = "canceled", "order.canceled", "out_of_area"
    planned = three.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    (blocked,) = planned["blocked_changes"]
    assert blocked["reason"] == "vendor_canceled"
    assert "--replace" in blocked["remedy"]


def test_delivery_satisfies(three: Project, vendor: PlanomaticLike) -> None:
    three.bootstrap()
    for name in ("P-1", "P-2", "P-3"):
        vendor.deliver(name)
    planned = three.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["summary"]["needs"]["satisfied"] == 3
    assert planned["flags"]["complete"] is True
    three.write(homes("P-1"))
    assert three.json("plan").doc["order_changes"] == []


def test_a_window_longer_than_declared_cancels_one_home_only(
    project: Project, vendor: PlanomaticLike
) -> None:
    """The first replacement shows that the declaration is wrong; the others keep their orders."""
    declared, wrong = "duplicate_window: 72h", "duplicate_window: 0h"
    project.write(homes("P-1", "P-2", "P-3"), vendor=", settle: 0m")
    project.edit(declared, wrong)
    project.bootstrap()
    vendor.switches.window = timedelta(hours=72)
    project.write(homes("P-1", "P-2", "P-3", quantity=20), vendor=", settle: 0m")
    project.edit(declared, wrong)
    document = project.json(*APPLY).ends(3, "incomplete")
    assert _outcomes(document) == {"P-1": "failed", "P-2": "skipped", "P-3": "skipped"}
    first, second = document["outcomes"][0]["error"], document["outcomes"][1]["error"]
    assert first["code"] == "replacement_refused"
    assert "is canceled, and no new one came" in first["message"]
    assert "duplicate_window" in first["remedy"]
    assert second["code"] == "window_too_short"
    assert vendor.count("cancel") == 1
    # Our own order explains the refusal: with the right window the home waits and needs nobody.
    project.edit(wrong, declared)
    plan = project.json("plan").ends(0, "ok")
    assert plan["blocked_changes"] == []
    assert {item["reason"] for item in plan["deferred_changes"]} == {"duplicate_window"}
    assert len(plan["deferred_changes"]) == 3
