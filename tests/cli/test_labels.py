"""A vendor under another label: what is in doubt, held or open under the old one still counts."""

from pathlib import Path

from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike

RESOLVE = ("resolve", "P-1", "--not-created", "--reason", "looked", "--confirm", "P-1")


def _rename(project: Project) -> None:
    project.edit("  planomatic: {kind", "  plano: {kind")
    project.edit("vendor: planomatic", "vendor: plano")


def _doubt(project: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("drop_after")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    assert vendor.live()["P-1"] == 1


def test_a_doubt_outlives_its_label(project: Project, vendor: PlanomaticLike) -> None:
    _doubt(project, vendor)
    _rename(project)
    (blocked,) = project.json("plan", "--bootstrap").doc["blocked_changes"]
    assert (blocked["need"], blocked["reason"]) == ("P-1/photos", "create_outcome_unknown")
    assert "`vendors.planomatic`" in blocked["remedy"]
    project.json("apply", "--bootstrap", "--auto-approve").ends(0, "ok")
    assert vendor.count("create") == 1


def test_a_doubt_under_an_old_label_can_be_settled(
    project: Project, vendor: PlanomaticLike
) -> None:
    _doubt(project, vendor)
    _rename(project)
    order = str(vendor.only("P-1").order_id)
    told = project.json("resolve", "P-1", "--created", order).ends(1, "config")
    assert "under its old label" in told["errors"][0]["fix"]
    project.json(*RESOLVE).ends(4, "limit")


def test_a_request_without_an_order_outlives_its_label(
    project: Project, vendor: PlanomaticLike
) -> None:
    vendor.switches.request_id_for = 10**6
    create = vendor._create  # the vendor answers with the request only

    def without_order(body: dict[str, object]) -> tuple[int, dict[str, object]]:
        code, view = create(body)
        return code, {"request_id": view.get("request_id") or view.get("order_id")}

    vendor._create = without_order  # type: ignore[method-assign]
    project.json("apply", "--bootstrap", "--auto-approve").ends(0, "ok")
    _rename(project)
    project.json("plan").ends(0, "ok")
    project.json("apply", "--bootstrap", "--auto-approve").ends(0, "ok")
    assert vendor.count("create") == 1


def test_a_hold_outlives_its_label(project: Project, vendor: PlanomaticLike) -> None:
    vendor.fault("reject", attr="external_property_id", message="duplicate")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    _rename(project)
    planned = project.json("plan", "--bootstrap").doc
    assert planned["order_changes"] == []
    assert [item["reason"] for item in planned["blocked_changes"]] == ["foreign_order"]


def test_an_order_is_not_canceled_for_a_need_that_moved_to_another_label(
    project: Project, vendor: PlanomaticLike
) -> None:
    line = project.edit("defaults:\n", "defaults:\n")
    lines = project.file.read_text(encoding="utf-8").splitlines(keepends=True)
    second = next(text for text in lines if text.startswith("  planomatic:"))
    lines.insert(line - 1, second.replace("  planomatic:", "  second:"))
    _write(project.file, lines)
    project.bootstrap()
    project.edit("  vendor: planomatic\n", "  vendor: second\n")
    planned = project.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    assert planned["summary"]["needs"]["in_progress"] == 1


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("".join(lines), encoding="utf-8")


def test_a_name_is_not_used_twice_after_a_forced_resolve(
    project: Project, vendor: PlanomaticLike
) -> None:
    _doubt(project, vendor)
    order = vendor.only("P-1")
    order.body["external_order_id"] = "lw1-00000000000000000000-g1"
    forced = ("--created", str(order.order_id), "--force", "--reason", "seen")
    project.json("resolve", "P-1", *forced).ends(0, "ok")
    project.edit("duplicate_window: 72h", "duplicate_window: 0h")
    vendor.deliver("P-1")
    project.json("plan").ends(0, "ok")
    project.json("apply", "--auto-approve", "--replace", "P-1").ends(0, "ok")
    assert vendor.count("create") == 2


THREE = home("P-1").replace(
    "{photos: {slug: photos, quantity: 15}}",
    "{a: {slug: back_exterior_photos, quantity: 1}, b: {slug: exterior_photos, quantity: 1}, "
    "c: {slug: photos, quantity: 15}}",
)


def test_the_refused_service_stays_the_blamed_one(project: Project, vendor: PlanomaticLike) -> None:
    project.write(THREE)
    project.edit("duplicate_window: 72h", "duplicate_window: 0h")
    vendor.fault("reject", attr="services[1].quantity", message="unrecognized")
    project.json("apply", "--bootstrap", "--auto-approve").ends(3, "incomplete")
    project.json("apply", "--auto-approve").ends(0, "ok")
    assert vendor.live()["P-1"] == 1
    planned = project.json("plan").doc
    assert planned["order_changes"] == []
    assert [item["need"] for item in planned["blocked_changes"]] == ["P-1/b"]
