"""The report in a real browser: search, filters, sorting, tabs, explanations, CSV, orders."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opener, close_explanation, search, wait_until_drawn
from tests.browser.reviews import review_with
from tests.golden.plans import PLANS, review_of

from listwright.model.audit import AuditFinding, FindingCode
from listwright.model.names import PropertyId
from listwright.render.html.report.lines import Line, lines_of
from listwright.render.plan_table import COLUMNS

pytestmark = pytest.mark.slow

REVIEW = review_with(60, waiting_needs=24)
LINES = lines_of(REVIEW)
FILTERS = ("kind", "reason", "services", "market", "status", "entity", "cause")


def shown(page: Page) -> int:
    """How many lines the page says it shows."""
    match = re.match(r"([\d,]+) of", page.inner_text("#count"))
    assert match is not None
    return int(match[1].replace(",", ""))


def column(page: Page, name: str) -> list[str]:
    """The cells of a column that exist now."""
    return page.locator(f"#line-table tbody:not(.spacer) .c-{name}").all_inner_texts()


def properties(page: Page) -> Page:
    page.click("#tab-properties")
    return page


def test_the_page_begins_with_the_verdict(opened: Opener) -> None:
    page = opened(REVIEW)
    assert page.inner_text("h1").startswith("60 orders to create, 1 to cancel")
    text = page.inner_text("body")
    order = ["60 orders to create", "Known cost", "Overview", "needs a person", "By rule"]
    places = [text.index(words) for words in [*order, "Where this comes from", "sha256:"]]
    assert places == sorted(places)
    assert "listwright plan --against origin/main --report html=report.html" in text


def test_a_search_finds_what_was_typed(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    assert shown(page) == len(LINES)
    search(page, "phx tour")
    wanted = [line for line in LINES if is_found(line, "phx") and is_found(line, "tour")]
    expect(page.locator("#count")).to_contain_text(f"{len(wanted)} of")
    assert 0 < len(wanted) < len(LINES)
    assert column(page, "home") == [line.home for line in wanted]
    search(page, "no such thing")
    expect(page.locator("#nothing")).to_contain_text("listwright explain HOME")
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.locator("#line-table")).to_be_hidden()


def is_found(line: Line, word: str) -> bool:
    texts = (
        line.home, line.needs, line.buys, line.reason, line.why, line.market, line.status,
        line.city, line.state, line.entity, line.order, line.vendor, line.rules, line.remedy,
    )  # fmt: skip
    return any(word in text.lower() for text in texts)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_leaves_what_it_says(opened: Opener, name: str) -> None:
    page = properties(opened(REVIEW))
    options = page.locator(f"#filter-{name} option").evaluate_all(
        "all => all.map(one => [one.value, one.textContent])"
    )
    assert len(options) > 2
    for value, words in options[1:]:
        page.select_option(f"#filter-{name}", value)
        wanted = sum(value in values_of(line, name) for line in LINES)
        assert shown(page) == wanted > 0
        assert words.endswith(f"({wanted})")
    page.click("#reset")
    assert shown(page) == len(LINES)


def values_of(line: Line, name: str) -> list[str]:
    if name == "kind":
        return [line.kind.code]
    return str(getattr(line, name)).split("\n")


def test_filters_and_search_hold_together(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    page.select_option("#filter-market", "Denver")
    page.select_option("#filter-kind", "create")
    search(page, "staging")
    wanted = [
        line
        for line in LINES
        if line.market == "Denver" and line.kind.code == "create" and "staging" in line.needs
    ]
    expect(page.locator("#count")).to_contain_text(f"{len(wanted)} of")
    assert column(page, "home") == [line.home for line in wanted]


def test_a_column_sorts_both_ways(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    page.select_option("#filter-kind", "create")
    head = page.locator("#line-table th[data-sort=home]")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    first = column(page, "home")
    assert first == sorted(first)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, "home")[0] == max(line.home for line in LINES if line.kind.name == "CREATE")


def test_what_has_no_cost_is_sorted_last(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    for _ in range(2):
        page.click("#line-table th[data-sort=cost] button")
        assert column(page, "cost")[0] not in {"", "not known"}
    page.focus("#line-list")
    page.keyboard.press("End")
    wait_until_drawn(page)
    assert column(page, "cost")[-1] in {"", "not known"}


def test_tabs_go_by_mouse_and_by_arrows(opened: Opener) -> None:
    page = opened(REVIEW)
    panels = ["overview", "properties", "spend", "orders", "trail"]

    def visible() -> list[str]:
        return [name for name in panels if page.is_visible(f"#{name}")]

    for name in panels:
        page.click(f"#tab-{name}")
        assert visible() == [name]
        assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
    page.keyboard.press("ArrowRight")
    assert visible() == ["overview"]
    page.keyboard.press("ArrowLeft")
    assert visible() == ["trail"]
    page.keyboard.press("Home")
    assert visible() == ["overview"]
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.id") == "tab-trail"


def test_a_row_opens_with_enter_and_closes_with_escape(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("TUS-00")
    wait_until_drawn(page)
    page.locator("#line-table tbody button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.locator("#explanation")
    expect(dialog).to_be_visible()
    home = column(page, "home")[1]
    expect(dialog.locator("h2")).to_contain_text(home)
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("h2")).to_contain_text(column(page, "home")[2])
    close_explanation(page)
    assert page.evaluate("document.activeElement.textContent") == column(page, "home")[2]


def test_a_slash_reaches_the_search_from_every_tab(opened: Opener) -> None:
    page = opened(REVIEW)
    page.click("#tab-spend")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("a/b")
    assert page.input_value("#search") == "a/b"


def test_an_explanation_tells_everything_of_a_line(opened: Opener) -> None:
    page = properties(opened(REVIEW))
    page.select_option("#filter-kind", "blocked")
    search(page, "postal")
    page.locator("#line-table tbody button").first.click()
    stuck = next(line for line in LINES if "postal" in line.why)
    told = page.inner_text("#explanation")
    for words in (
        stuck.why,
        stuck.remedy,
        stuck.rules,
        stuck.city,
        f"explain {stuck.home}/photos",
    ):
        assert words in told
    close_explanation(page)
    page.click("#reset")
    page.select_option("#filter-reason", "dependency pending")
    page.locator("#line-table tbody button").first.click()
    waits = next(line for line in LINES if line.reason == "dependency pending")
    told = page.inner_text("#explanation")
    assert waits.waits_for in told
    assert waits.clears in told


def test_a_step_of_the_funnel_shows_the_homes_that_stop_there(opened: Opener) -> None:
    page = opened(REVIEW)
    for stage in ("uncovered", "ready", "free", "to_order"):
        page.click("#tab-overview")
        page.click(f"svg a[data-stage={stage}]")
        wanted = [line for line in LINES if line.stage == stage]
        assert page.is_visible("#properties")
        assert shown(page) == len(wanted) > 0
        assert set(column(page, "home")) <= {line.home for line in wanted}
    page.click("#stage-chip")
    assert shown(page) == len(LINES)
    page.click("#tab-overview")
    page.click("svg a[data-stage=inventory]")
    expect(page.locator("#nothing")).to_contain_text("No rule asks for anything")


def test_a_group_leads_to_its_lines(opened: Opener) -> None:
    page = opened(REVIEW)
    page.click("#overview a.filter:has-text('more') >> nth=0")
    assert page.is_visible("#properties")
    wanted = [line for line in LINES if line.reason == "vendor rejected"]
    assert shown(page) == len(wanted)


def saved(page: Page, folder: Path) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.click("#export")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    content = file.read_bytes().decode("utf-8-sig")
    return list(csv.reader(StringIO(content, newline=""), strict=True))


def test_what_is_filtered_is_what_is_saved(opened: Opener, tmp_path: Path) -> None:
    page = properties(opened(REVIEW))
    page.select_option("#filter-kind", "create")
    page.select_option("#filter-market", "Miami")
    head, *rows = saved(page, tmp_path)
    wanted = [line for line in LINES if line.market == "Miami" and line.kind.name == "CREATE"]
    assert [row[head.index("property")] for row in rows] == [line.home for line in wanted]
    costs = ["" if line.cost is None else f"{line.cost / 100:.2f}" for line in wanted]
    assert [row[head.index("cost")] for row in rows] == costs
    assert {row[head.index("action")] for row in rows} == {"create"}
    assert set(head) <= set(COLUMNS), "the names of --report csv"
    assert all(len(row) == len(head) for row in rows)


def test_an_order_shows_how_far_it_has_come(opened: Opener) -> None:
    page = opened(REVIEW)
    page.click("#tab-orders")
    assert "oldest open order" in page.inner_text("#life-of")
    search(page, "post processing", "#order-search")
    page.locator("#order-table tbody button").first.click()
    assert "post processing" in page.inner_text("#life-of")
    states = page.locator(".life .stop").evaluate_all(
        "all => all.map(one => one.className.baseVal)"
    )
    assert states == ["stop done", "stop done", "stop done", "stop done", "stop next"]
    assert page.locator("#life-told").text_content() != ""


def test_a_plan_with_nothing_is_honest_about_it(opened: Opener) -> None:
    page = opened(review_of(PLANS["empty"]()))
    assert page.inner_text("h1") == "Nothing to order, nothing to cancel"
    for name, words in {
        "overview": "Nothing: no refusal, no cancel",
        "properties": "No line: nothing changes",
        "spend": "Nothing is ordered in this plan",
        "orders": "No order is open",
        "trail": "Nothing was applied from this ledger yet",
    }.items():
        page.click(f"#tab-{name}")
        assert words in page.inner_text(f"#{name}")


def test_a_forecast_says_that_it_is_one(opened: Opener) -> None:
    page = opened(review_of(PLANS["forecast"]()))
    assert "Forecast, never applied" in page.inner_text("header")
    assert "1,229" in page.inner_text("#overview")
    assert "--as-of 2027-05-22" in page.inner_text("footer")


def test_an_audit_lists_its_findings_first(opened: Opener) -> None:
    finding = AuditFinding(
        code=FindingCode.OVERDUE,
        address=PropertyId("DEN-00001"),
        order_id=None,
        since=None,
        why="delivered 9 days late",
        remedy="ask the vendor",
    )
    page = opened(review_of(PLANS["realistic"](), [finding] * 8))
    assert page.inner_text("h1") == "8 findings: 8 overdue"
    concerns = page.locator(".concern h4").all_inner_texts()
    assert concerns == ["? 8 overdue: an order should have come to an end"]
    page.click(".concern a.filter >> nth=0")
    assert shown(page) == 8
    page.click("#tab-trail")
    assert page.inner_text("#trail").count("delivered 9 days late") == 8
    assert "listwright audit" in page.inner_text("footer")
