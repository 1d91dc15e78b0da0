"""Money at the command line: what a plan costs, what stops it, and what lets it go ahead."""

import json
from typing import Any

import pytest
from tests.cli.project import Project, homes
from tests.servers.planomatic_like import PlanomaticLike

BOOK = '{planomatic: {currency: USD, items: {photos: {15: "120.00"}}}}'
GO = ("apply", "--bootstrap", "--auto-approve")


@pytest.fixture
def priced(project: Project) -> Project:
    """Three homes at 120.00 each, where the vendor asks 125.00."""
    project.write(homes("P-1", "P-2", "P-3"))
    project.edit("properties:\n", f"prices: {BOOK}\nproperties:\n")
    return project


def limit(project: Project, text: str) -> None:
    project.edit("max_cancels: 1000", f"max_cancels: 1000, {text}")


def refusals(document: dict[str, Any]) -> list[tuple[str, str | None, str, str]]:
    return [
        (one["code"], one["subject"], one["allowed"], one["actual"]) for one in document["refusals"]
    ]


def test_what_is_ordered_counts_in_the_month(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'monthly_budget: {investment_entity_1: "500.00"}')
    plan = priced.json("plan", "--bootstrap").ends(0, "ok")
    assert plan["cost"] == {
        "currency": "USD",
        "known": "360.00",
        "unpriced_orders": 0,
        "by_entity": {"investment_entity_1": "360.00"},
    }
    assert [change["cost"]["known"] for change in plan["order_changes"]] == ["120.00"] * 3
    assert [share["known"] for share in plan["by_rule"]] == ["120.00"] * 3
    priced.json(*GO, "--target", "P-1").ends(0, "ok")
    (budget,) = priced.json("plan").ends(0, "ok")["budgets"]
    # The vendor's own price counts once it has said one.
    assert (budget["committed"], budget["planned"], budget["limit"]) == (
        "125.00",
        "240.00",
        "500.00",
    )
    (learned,) = priced.json("plan").doc["learned_prices"]
    assert (learned["seen"], learned["book"], learned["quantity"]) == ("125.00", "120.00", 15)


def test_more_than_may_be_spent_sends_nothing(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'max_spend: "300.00"')
    plan = priced.json("plan", "--bootstrap").ends(0, "ok")
    assert refusals(plan) == [("max_spend", None, "300.00", "360.00")]
    assert plan["flags"]["applyable"] is False
    failed = priced.json(*GO).ends(4, "limit")
    assert "max_spend" in failed["errors"][0]["summary"]
    assert vendor.count("create") == 0
    priced.json(*GO, "--override-limit", "max_spend=360.00").ends(1, "usage")
    priced.json(*GO, "--override-limit", "max_spend=359.99", "--reason", "r").ends(4, "limit")
    priced.json(*GO, "--override-limit", "max_spend=360.00", "--reason", "r").ends(0, "ok")
    assert vendor.count("create") == 3
    (applied,) = priced.json("plan").doc["applied"]
    assert applied["note"] == "max_spend=360.00: r"


def test_the_option_may_only_lower(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'max_spend: "1000.00"')
    for text in ("1000.01", "12.5", "$5", "1,000.00", "-5", ""):
        priced.json("plan", "--max-spend", text).ends(1, "usage")
    plan = priced.json("plan", "--bootstrap", "--max-spend", "200").ends(0, "ok")
    assert refusals(plan) == [("max_spend", None, "200.00", "360.00")]


def test_the_option_needs_prices_too(project: Project, vendor: PlanomaticLike) -> None:
    plan = project.json("plan", "--bootstrap", "--max-spend", "1000.00").ends(0, "ok")
    (stuck,) = plan["blocked_changes"]
    assert stuck["reason"] == "unpriced"
    assert plan["order_changes"] == []


def test_a_month_over_its_budget_is_refused(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'monthly_budget: {investment_entity_1: "300.00"}')
    priced.json(*GO, "--target", "P-1").ends(0, "ok")
    plan = priced.json("plan").ends(0, "ok")
    assert refusals(plan) == [("monthly_budget", "investment_entity_1", "300.00", "365.00")]
    failed = priced.json(*GO).ends(4, "limit")
    assert "investment_entity_1" in failed["errors"][0]["summary"]
    assert vendor.count("create") == 1
    override = ("--reason", "spring", "--override-limit")
    priced.json(*GO, *override, "monthly_budget.nobody=400.00").ends(1, "usage")
    priced.json(*GO, *override, "monthly_budget.investment_entity_1=364.99").ends(4, "limit")
    priced.json(*GO, *override, "monthly_budget.investment_entity_1=365.00").ends(0, "ok")
    assert vendor.count("create") == 3


def test_a_trimmed_month_goes_on_in_slices(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'max_spend: "130.00", on_limit: trim')
    for count in (1, 2, 3):
        priced.json(*GO).ends(0, "ok")
        assert vendor.count("create") == count
    plan = priced.json("plan").ends(0, "ok")
    assert plan["order_changes"] == plan["deferred_changes"] == []


def test_prices_do_not_change_what_was_reviewed(priced: Project, vendor: PlanomaticLike) -> None:
    before = priced.json("plan", "-o", "plan.json").ends(0, "ok")
    priced.edit('"120.00"', '"150.00"')
    after = priced.json("plan").ends(0, "ok")
    assert before["digests"]["plan"] == after["digests"]["plan"]
    assert after["cost"]["known"] == "450.00"
    # Costs are told anew; a limit that they break by now is one.
    limit(priced, 'max_spend: "400.00"')
    priced.json("apply", "plan.json", "--bootstrap").ends(4, "limit")
    assert vendor.count("create") == 0


def test_a_saved_plan_holds_its_money(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'monthly_budget: {investment_entity_1: "500.00"}')
    plan = priced.json("plan", "-o", "plan.json").ends(0, "ok")
    shown = json.loads(priced.run("show", "plan.json", "--json").out)
    assert (shown["cost"], shown["budgets"]) == (plan["cost"], plan["budgets"])


def test_an_audit_finds_what_has_no_price(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'max_spend: "1.00"')
    assert priced.json("audit").ends(0, "ok")["findings"] == []
    priced.edit("{15:", "{20:")
    found = priced.json("audit").ends(0, "ok")["findings"]
    assert {one["code"] for one in found} == {"blocked"}
    assert len(found) == 3


def test_a_forecast_only_counts(priced: Project, vendor: PlanomaticLike) -> None:
    limit(priced, 'max_spend: "1.00", require_prices: true')
    priced.edit("{15:", "{20:")
    told = priced.json("plan", "--as-of", "2031-01-01", LISTWRIGHT_NOW="2030-06-01T00:00:00Z")
    plan = told.ends(0, "ok")
    assert plan["cost"]["unpriced_orders"] == 3
    assert plan["blocked_changes"] == plan["refusals"] == []
