"""`audit`: everything somebody should look at, read by policy, with nothing ordered."""

import csv
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.cli.project import Project, Ran, home, homes
from tests.servers.planomatic_like import PlanomaticLike

START = datetime(2026, 11, 2, 15, tzinfo=UTC)
APPLY = ("apply", "--bootstrap", "--auto-approve")
FRESH = "fresh_for: {max_age: 24mo}"


@dataclass(kw_only=True)
class Story:
    """A project and its vendor with one calendar for both."""

    project: Project
    vendor: PlanomaticLike
    now: datetime = START

    def __post_init__(self) -> None:
        self.vendor.now = lambda: self.now

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def text(self, *arguments: str, **env: str | None) -> Ran:
        moment = self.now.isoformat().replace("+00:00", "Z")
        return self.project.run(*arguments, LISTWRIGHT_NOW=moment, **env)

    def run(self, *arguments: str, **env: str | None) -> Ran:
        return self.text(*arguments, "--json", **env)

    def audit(self, *arguments: str) -> dict[str, Any]:
        """The document of an audit that is not asked to fail."""
        return self.run("audit", *arguments).ends(0, "ok")


@pytest.fixture
def story(project: Project, vendor: PlanomaticLike) -> Story:
    return Story(project=project, vendor=vendor)


@pytest.fixture
def trouble(story: Story) -> Story:
    """A home for each thing that can be wrong, two weeks after the orders were placed."""
    project, vendor = story.project, story.vendor
    names = ("P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "P-8")
    project.write(homes(*names), vendor=", settle: 0m")
    vendor.fault("drop_after", property="P-1")
    story.run(*APPLY).ends(3, "incomplete")
    story.run("forget", "P-6", "--reason", "theirs").ends(0, "ok")
    vendor.deliver("P-7")
    story.run("plan").ends(0, "ok")
    story.later(days=15)
    vendor.only("P-2").failed_visit = ("no_access", "Nobody was there.")
    vendor.only("P-2").status = "pending_reschedule"
    vendor.only("P-3").status, vendor.only("P-3").event = "canceled", "order.canceled"
    vendor.only("P-4").body["services"] = [{"slug": "photos", "quantity": 20}]
    kept = homes(*names[:-1]).replace("  P-5:", "  P-50:")
    project.write(kept, vendor=", settle: 0m")
    return story


def codes(document: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["code"], one["address"]) for one in document["findings"]]


def kinds(document: dict[str, Any]) -> set[str]:
    return {one["code"] for one in document["findings"]}


def test_a_sound_project(story: Story) -> None:
    story.project.write(homes("P-1", "P-2"))
    story.run(*APPLY).ends(0, "ok")
    told = story.run("audit", "--detailed-exitcode", "--fail-on", "drift,blocked").ends(0, "ok")
    assert (told["kind"], told["findings"]) == ("audit", [])
    assert told["flags"] == {"applyable": False, "complete": True, "errored": False}
    assert "No findings." in story.text("audit").out


def test_everything_that_is_wrong(trouble: Story) -> None:
    told = trouble.audit()
    assert codes(told) == [
        ("unknown", "P-1/photos"),
        ("blocked", "P-3/photos"),
        ("blocked", "P-50/photos"),
        ("attention", "P-2"),
        ("overdue", "P-2"),
        ("overdue", "P-4"),
        ("overdue", "P-5"),
        ("overdue", "P-6"),
        ("overdue", "P-8"),
        ("drift", "P-3"),
        ("drift", "P-4"),
        ("inventory", "P-5"),
        ("inventory", "P-8"),
        ("unmanaged", "P-6"),
    ]
    for one in told["findings"]:
        assert one["why"]
        assert one["remedy"]
        assert one["since"] or one["code"] == "inventory"
    attention = next(one for one in told["findings"] if one["code"] == "attention")
    assert "no_access" in attention["why"]
    assert "listwright resolve P-1/photos" in told["findings"][0]["remedy"]


def test_it_reads_like_a_plan_and_orders_and_cancels_nothing(trouble: Story) -> None:
    vendor = trouble.vendor
    before = {name: vendor.count(name) for name in ("create", "cancel", "retrieve")}
    told = trouble.audit()
    assert vendor.count("create") == before["create"]
    assert vendor.count("cancel") == before["cancel"]
    assert vendor.count("retrieve") == before["retrieve"] + told["reads"]["used"]
    assert told["reads"]["used"] == 6
    assert any("cancel" in change["actions"] for change in told["order_changes"]), "as a plan would"


def test_it_writes_what_it_read_and_nothing_else(trouble: Story) -> None:
    def counts() -> dict[str, int]:
        with sqlite3.connect(trouble.project.ledger) as ledger:
            rows = ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            tables = [name for (name,) in rows if not name.startswith("sqlite_")]
            return {
                name: ledger.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in tables
            }

    before = counts()
    trouble.audit()
    after = counts()
    grown = {name for name in before if after[name] != before[name]}
    assert grown <= {"event", "heads"}, grown


def test_read_only_asks_nobody_and_creates_nothing(story: Story) -> None:
    story.project.write(homes("P-1"))
    told = story.run("audit", "--read-only", PLANOMATIC_API_KEY=None).ends(0, "ok")
    assert told["reads"]["used"] == 0
    assert story.vendor.calls == []
    assert not story.project.ledger.parent.exists()


def test_refresh_options_are_those_of_a_plan(trouble: Story) -> None:
    assert trouble.audit("--refresh", "none")["reads"]["used"] == 0
    assert trouble.audit("--refresh-budget", "2")["reads"]["used"] == 2
    assert trouble.audit("--refresh", "full", "--refresh-budget", "0")["reads"]["used"] == 6


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--detailed-exitcode"], 2),
        (["--fail-on", "unknown"], 2),
        (["--fail-on", "blocked"], 2),
        (["--fail-on", "attention"], 2),
        (["--fail-on", "overdue"], 2),
        (["--fail-on", "drift"], 2),
        (["--fail-on", "inventory"], 2),
        (["--fail-on", "unmanaged"], 2),
        (["--fail-on", "stale"], 0),
        (["--fail-on", "deferred"], 0),
        (["--fail-on", "stale, deferred,drift"], 2),
        (["--fail-on", "stale", "--fail-on", "deferred"], 0),
    ],
)
def test_exit_codes(trouble: Story, arguments: list[str], code: int) -> None:
    ran = trouble.run("audit", *arguments)
    assert ran.ends(code, "findings" if code else "ok")["findings"]


def test_words_that_fail_on_does_not_know(story: Story) -> None:
    story.run("audit", "--fail-on", "monday").ends(1, "usage")
    story.run("plan", "--fail-on", "overdue").ends(1, "usage")


def test_an_unknown_outcome_counts_as_blocked_where_an_exit_code_is_asked_for(story: Story) -> None:
    story.project.write(homes("P-1"), vendor=", settle: 0m")
    story.vendor.fault("drop_after", property="P-1")
    story.run(*APPLY).ends(3, "incomplete")
    assert kinds(story.run("audit", "--fail-on", "blocked").ends(2, "findings")) == {"unknown"}
    story.run("plan", "--fail-on", "blocked").ends(2, "findings")


# ---- stale, in plans and audits ------------------------------------------------------------------


def delivered_long_ago(story: Story, *needs: str, **ago: float) -> None:
    """P-1 with photos delivered that long ago; the files then want `needs`."""
    story.project.write(home("P-1"))
    story.run(*APPLY).ends(0, "ok")
    story.vendor.deliver("P-1")
    story.run("plan").ends(0, "ok")
    story.later(**ago)
    shot = "require: {photos: {slug: photos, quantity: 15}}"
    story.project.write(home("P-1").replace(shot, f"require: {{{', '.join(needs)}}}"))


@pytest.mark.parametrize(
    ("fresh", "days", "stale"),
    [
        ("max_age: 24mo", 800, True),
        ("max_age: 24mo, renew_before: 30d", 720, True),
        ("max_age: 24mo, warn_after: 18mo", 600, True),
        ("max_age: 24mo, warn_after: 18mo", 500, False),
        ("max_age: 24mo", 600, False),
    ],
)
def test_stale(story: Story, fresh: str, days: int, stale: bool) -> None:
    shot = f"photos: {{slug: photos, quantity: 15, fresh_for: {{{fresh}}}}}"
    delivered_long_ago(story, shot, days=days)
    code, reason = (2, "findings") if stale else (0, "ok")
    story.run("plan", "--fail-on", "stale").ends(code, reason)
    told = story.run("audit", "--fail-on", "stale").ends(code, reason)
    assert codes(told) == ([("stale", "P-1/photos")] if stale else [])


def test_a_finding_about_a_home_without_changes_has_its_facts(story: Story) -> None:
    shot = "photos: {slug: photos, quantity: 15, fresh_for: {max_age: 24mo, warn_after: 18mo}}"
    delivered_long_ago(story, shot, days=600)
    story.audit("--report", "csv=audit.csv")
    table = (story.project.root / "audit.csv").read_text(encoding="utf-8")
    row = next(row for row in csv.DictReader(table.splitlines()) if row["kind"] == "finding")
    assert (row["property"], row["city"], row["state"]) == ("P-1", "Denver", "CO")


def test_stale_photos_beside_a_missing_tour_are_stale(story: Story) -> None:
    shot = f"photos: {{slug: photos, quantity: 15, {FRESH}}}"
    tour = "tour: {slug: zillow_3d_and_floor_plans, quantity: 1}"
    delivered_long_ago(story, shot, tour, days=800)
    planned = story.run("plan", "--fail-on", "stale").ends(2, "findings")
    assert planned["order_changes"][0]["reason"] == "missing", "the order has one word for both"
    conditions = {need["address"]: need["condition"] for need in story.run("status").doc["needs"]}
    assert conditions == {"P-1/photos": "Stale", "P-1/tour": "Missing"}


def test_stale_photos_that_are_being_taken_again_are_not(story: Story) -> None:
    delivered_long_ago(story, f"photos: {{slug: photos, quantity: 15, {FRESH}}}", days=800)
    story.run("apply", "--auto-approve").ends(0, "ok")
    story.run("plan", "--fail-on", "stale").ends(0, "ok")
    assert story.audit()["findings"] == []


# ---- narrowing and showing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["P-2"], {"attention", "overdue"}),
        (["P-1/photos"], {"unknown"}),
        (["P-5", "P-6"], {"overdue", "inventory", "unmanaged"}),
        (["--target", "P-3"], {"blocked", "drift"}),
        (["--exclude", "P-[1-58]*"], {"overdue", "unmanaged"}),
        (["--select", "city=Denver", "P-4"], {"overdue", "drift"}),
    ],
)
def test_addresses_narrow(trouble: Story, arguments: list[str], found: set[str]) -> None:
    told = trouble.audit(*arguments)
    assert kinds(told) == found
    assert told["scope"]["partial"] is True


def test_an_address_that_names_nothing(trouble: Story) -> None:
    trouble.run("audit", "P-77").ends(1, "usage")


def test_the_text_names_what_needs_a_person_first(trouble: Story) -> None:
    text = trouble.text("audit").out
    assert "14 findings: 1 unknown, 2 blocked, 1 attention, 5 overdue, 2 drift" in text
    assert text.index("1 unknown: ") < text.index("2 blocked: ") < text.index("1 unmanaged: ")
    assert "To do: listwright import P-6 --order-id" in text
    assert "A plan would hold: " in text
    assert len(max(text.splitlines(), key=len)) <= 120


def test_long_groups_are_cut_and_shown_on_request(story: Story) -> None:
    names = [f"P-{number}" for number in range(25)]
    story.project.write(homes(*names))
    story.run(*APPLY).ends(0, "ok")
    story.later(days=14)
    assert "+5 more (--show all)" in story.text("audit").out
    for show in ("all", "overdue"):
        assert "more (--show" not in story.text("audit", "--show", show).out


def test_github(trouble: Story) -> None:
    out = trouble.text("audit", "--format", "github").out
    lines = out.splitlines()
    assert len(lines) == 14
    assert lines[0].startswith("::error title=audit unknown P-1/photos::")
    assert all(line.startswith("::warning title=audit ") for line in lines[1:])


def test_one_document_even_with_a_format(trouble: Story) -> None:
    assert trouble.text("audit", "--format", "json").doc["kind"] == "audit"


# ---- JUnit ---------------------------------------------------------------------------------------


def failing(xml: Iterable[ET.Element]) -> list[tuple[str | None, str | None]]:
    return [
        (case.get("classname"), failure.get("type"))
        for case in xml
        for failure in case.iter("failure")
    ]


def test_junit(trouble: Story) -> None:
    told = trouble.audit("--junit", "audit.xml")
    (suite,) = ET.parse(trouble.project.root / "audit.xml").getroot()
    assert failing(suite) == [
        ((one["address"] or "the files").partition("/")[0], one["code"]) for one in told["findings"]
    ]
    sound = [case.get("classname") for case in suite if not list(case)]
    assert sound == ["P-2", "P-4", "P-6", "P-7"]


def test_junit_is_written_where_it_can_be(trouble: Story) -> None:
    trouble.run("audit", "--junit", "no/such/folder.xml").ends(1, "usage")
    trouble.run("audit", "--junit", ".").ends(1, "usage")


# ---- trouble of its own --------------------------------------------------------------------------


def test_failures_have_every_key(story: Story) -> None:
    story.project.file.unlink()
    told = story.run("audit").ends(1, "config")
    assert told["flags"] == {"applyable": False, "complete": False, "errored": True}
    assert told["findings"] == []


def test_limits_refuse_no_audit(story: Story) -> None:
    story.project.write(homes("P-1", "P-2"), limits=", on_limit: trim")
    story.project.edit("max_creates: 1000", "max_creates: 1")
    told = story.audit()
    assert told["refusals"] == []
    assert len(told["order_changes"]) == 2


def test_a_saved_audit_is_no_plan(trouble: Story) -> None:
    saved = trouble.text("audit", "--json")
    (trouble.project.root / "audit.json").write_text(saved.out, encoding="utf-8")
    trouble.run("apply", "audit.json", "--auto-approve").ends(1, "usage")
    trouble.run("show", "audit.json").ends(1, "usage")
