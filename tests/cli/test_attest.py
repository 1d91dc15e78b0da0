"""Proof without an order: said once, it counts in every plan, and costs no request and no key."""

import pytest
from tests.cli.project import HOME, Project, home, homes
from tests.servers.planomatic_like import PlanomaticLike

NOW = "2026-11-22T05:30:00Z"
"""Still the 21st in Denver."""

DENVER = "timezone: America/Denver\n"
SAID = ("--delivered-at", "2026-05-22", "--evidence", "previous vendor, invoice 4711")


def _needs(project: Project, **env: str | None) -> dict[str, int]:
    summary: dict[str, dict[str, int]] = project.json("plan", **env).ends(0, "ok")["summary"]
    return summary["needs"]


def test_an_attested_need_is_satisfied(project: Project, vendor: PlanomaticLike) -> None:
    project.write(homes("P-1", "P-2"))
    del project.environment["PLANOMATIC_API_KEY"]
    document = project.json("attest", "P-1/photos", *SAID).ends(0, "ok")
    assert (document["address"], document["order_id"]) == ("P-1/photos", None)
    assert (document["needs"], document["orders"]) == (["P-1/photos"], [])
    assert document["results"] == []
    assert vendor.calls == []
    planned = project.json("plan", "--read-only").ends(0, "ok")
    assert [change["property"] for change in planned["order_changes"]] == ["P-2"]
    (need,) = project.json("status", "P-1").doc["needs"]
    assert need["met_by"]["kind"] == "attestation"
    assert need["why"].startswith("attested at ledger, 20")
    history = project.json("ledger", "history", "P-1").doc["events"]
    assert [(one["kind"], one["detail"]) for one in history] == [
        ("attest", "photos: delivered 2026-05-22; previous vendor, invoice 4711")
    ]


def test_explain_knows_who_said_it(project: Project) -> None:
    project.json("attest", "P-1", *SAID, "--quantity", "20").ends(0, "ok")
    explained = project.json("explain", "P-1/photos").doc
    (proof,) = (one for one in explained["considered"] if one["kind"] == "attestation")
    assert proof["accepted"] is True
    assert "2026-05-22 (previous vendor, invoice 4711)" in proof["because"]
    assert proof["at"].startswith("ledger, ")


def test_fewer_than_wanted_are_kept(project: Project) -> None:
    project.json("attest", "P-1", *SAID, "--quantity", "5").ends(0, "ok")
    planned = project.json("plan").ends(0, "ok")
    assert planned["order_changes"] == []
    assert planned["summary"]["needs"]["kept"] == 1


def test_the_same_again_is_harmless_and_a_correction_counts(project: Project) -> None:
    project.run("attest", "P-1", *SAID)
    again = project.run("attest", "P-1", *SAID)
    assert (again.code, "already attested" in again.out) == (0, True)
    assert len(project.json("ledger", "history", "P-1").doc["events"]) == 1
    other = ("--delivered-at", "2026-05-23", "--evidence", "the day was wrong")
    assert "already" not in project.run("attest", "P-1", *other).out
    assert "2026-05-23" in project.json("status", "P-1").doc["needs"][0]["why"]


def test_what_the_files_say_comes_first(project: Project) -> None:
    stanza = "    have: {photos: {delivered_at: 2026-01-02, evidence: the files}}\n"
    project.write(home("P-1") + stanza)
    ran = project.run("attest", "P-1", *SAID)
    assert ran.code == 0
    assert "the files attest it, too (listwright.yaml:" in ran.out
    assert "2026-01-02" in project.json("status", "P-1").doc["needs"][0]["why"]


def test_an_attestation_ages(project: Project) -> None:
    project.write(home("P-1").replace("quantity: 15", "quantity: 15, fresh_for: {max_age: 365d}"))
    project.json("attest", "P-1", *SAID, LISTWRIGHT_NOW=NOW).ends(0, "ok")
    assert _needs(project, LISTWRIGHT_NOW=NOW)["satisfied"] == 1
    forecast = project.json("plan", "--as-of", "2027-06-01", LISTWRIGHT_NOW=NOW).ends(0, "ok")
    assert [change["reason"] for change in forecast["order_changes"]] == ["stale"]
    assert _needs(project, LISTWRIGHT_NOW="2027-06-01T12:00:00Z")["to_order"] == 1


def test_today_is_the_day_at_the_home(project: Project) -> None:
    project.write(more=DENVER)
    evidence = ("--evidence", "seen")
    day = ("attest", "P-1", *evidence, "--delivered-at")
    (error,) = project.json(*day, "2026-11-22", LISTWRIGHT_NOW=NOW).ends(1, "usage")["errors"]
    assert "2026-11-21" in error["summary"]
    project.json(*day, "2026-11-21", LISTWRIGHT_NOW=NOW).ends(0, "ok")


WRONG = {
    "no address": ["attest", *SAID],
    "address and list": ["attest", "P-1", "--csv", "list.csv"],
    "list and words": ["attest", "--csv", "list.csv", *SAID],
    "no day": ["attest", "P-1", "--evidence", "seen"],
    "no evidence": ["attest", "P-1", "--delivered-at", "2026-05-22"],
    "blank evidence": ["attest", "P-1", "--delivered-at", "2026-05-22", "--evidence", " "],
    "no such day": ["attest", "P-1", "--delivered-at", "2026-02-30", "--evidence", "seen"],
    "another form of day": ["attest", "P-1", "--delivered-at", "5/22/2026", "--evidence", "seen"],
    "none delivered": ["attest", "P-1", *SAID, "--quantity", "0"],
    "no such home": ["attest", "P-7", *SAID],
    "no such need": ["attest", "P-1/tour", *SAID],
    "an order": ["attest", "order:654321", *SAID],
    "a need that was dropped": ["attest", "P-2/photos", *SAID],
    "a home with two needs": ["attest", "P-3", *SAID],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_attested_is_not(
    project: Project, vendor: PlanomaticLike, name: str
) -> None:
    two = HOME.replace("}}}}\n", "}}, tour: {{slug: zillow_3d_and_floor_plans, quantity: 1}}}}\n")
    project.write(
        home("P-1")
        + home("P-2", number=2).replace("{photos: {slug: photos, quantity: 15}}", "{photos: none}")
        + two.format(name="P-3", number=3, city="Denver", quantity=15)
    )
    project.edit(
        "properties:\n",
        "rules: [{name: r, require: {photos: {slug: photos, quantity: 15}}}]\nproperties:\n",
    )
    ran = project.json(*WRONG[name])
    (error,) = ran.ends(1, "usage")["errors"]
    assert error["summary"]
    assert vendor.calls == []
    assert project.json("ledger", "history", "P-1").doc["events"] == []
