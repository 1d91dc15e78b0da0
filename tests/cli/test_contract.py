"""The smallest project of the contract, against servers that answer in every documented way."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from tests.cli.project import CODE, KEY, Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike, Switches, serving

VARIANTS = [
    Switches(envelope=envelope, create_code=code, ids=ids)
    for envelope, code, ids in product(("flat", "data"), (200, 201), (str, int))
] + [
    Switches(envelope="order", read_code=201, extra=False),
    Switches(request_id_for=2),
    Switches(first_status="ordered"),
]


def _name(switches: Switches) -> str:
    late = "-late" if switches.request_id_for else ""
    return (
        f"{switches.envelope}-{switches.create_code}-{switches.ids.__name__}"
        f"-{switches.first_status}{late}"
    )


@pytest.fixture(params=VARIANTS, ids=_name)
def vendor(request: pytest.FixtureRequest) -> Iterator[PlanomaticLike]:
    with serving(request.param) as running:
        yield running


def test_story(project: Project, vendor: PlanomaticLike) -> None:
    assert project.json("validate").ends(0, "ok")["properties"] == 1

    planned = project.json("plan", "--detailed-exitcode").ends(2, "changes")
    (change,) = planned["order_changes"]
    assert (change["actions"], change["reason"]) == (["create"], "missing")
    assert change["because"][0]["at"] == "listwright.yaml:11"
    assert planned["refusals"][0]["code"] == "first_run"

    refused = project.json("apply", "--auto-approve").ends(4, "first_run")
    assert refused["outcomes"] == []
    assert vendor.calls == []

    applied = project.json("apply", "--auto-approve", "--bootstrap").ends(0, "ok")
    (outcome,) = applied["outcomes"]
    assert outcome["outcome"] == "done"
    order = vendor.only("P-1")
    assert order.name == outcome["external_order_id"] == change["order_key"]
    assert vendor.count("create") == 1

    again = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert again["order_changes"] == []
    if vendor.switches.request_id_for:  # this read gives the order its id
        again = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert again["summary"]["needs"]["in_progress"] == 1
    assert again["warnings"] == again["errors"] == []
    assert project.json("apply", "--auto-approve").ends(0, "ok")["outcomes"] == []
    assert vendor.count("create") == 1
    assert vendor.oddities == []


def test_body(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    (body,) = vendor.bodies("create")
    assert body["api_key"] == KEY
    assert body["property_access"]["access_code"] == CODE
    assert body["property"]["location"]["postal_code"] == "80205"
    assert body["services"] == [{"slug": "photos", "quantity": 15}]
    assert body["metadata"]["listwright"].startswith("v1.")


def test_removing_one_of_several(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2", "P-3"))
    project.bootstrap()
    project.json("plan")
    project.write(homes("P-1", "P-2"))
    planned = project.json("plan", "--detailed-exitcode").ends(2, "changes")
    (change,) = planned["order_changes"]
    assert (change["actions"], change["reason"]) == (["cancel"], "not_required")
    applied = project.json("apply", "--auto-approve").ends(0, "ok")
    assert applied["outcomes"][0]["outcome"] == "done"
    (body,) = vendor.bodies("cancel")
    assert body["cancelation_reason"] == "client_requested_cancelation"
    assert 1 <= len(body["cancelation_notes"]) <= 255
    assert body["cancelation_notes"].startswith("listwright: ")
    assert dict(vendor.live()) == {"P-1": 1, "P-2": 1}
    assert project.json("plan", "--detailed-exitcode").ends(0, "ok")["order_changes"] == []


def test_quantity_inside_the_window(project: Project, vendor: PlanomaticLike) -> None:
    project.bootstrap()
    project.json("plan")
    project.write(home("P-1", quantity=20))
    before = vendor.count("create")
    planned = project.json("plan", "--detailed-exitcode").ends(0, "ok")
    assert planned["order_changes"] == []
    (deferred,) = planned["deferred_changes"]
    assert deferred["need"] == "P-1/photos"
    assert deferred["reason"] == "duplicate_window"
    assert deferred["actions"] == ["cancel", "create"]
    assert deferred["until"].endswith("Z")
    assert planned["flags"] == {"applyable": False, "complete": False, "errored": False}
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert (vendor.count("create"), vendor.count("cancel")) == (before, 0)


def test_postal_code_keeps_its_zero(project: Project, vendor: PlanomaticLike) -> None:
    project.edit('state: CO\n    postal_code: "80205"', "state: MA\n    postal_code: 02134")
    project.bootstrap()
    assert vendor.only("P-1").body["property"]["location"]["postal_code"] == "02134"


def test_ledger_stands_beside_the_file(project: Project, tmp_path: Path) -> None:
    project.bootstrap()
    assert project.ledger.is_file()
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / ".listwright").iterdir()} == {0}
