"""100,000 lines: the file stays small, and what is filtered, sorted and reached is right."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import close_explanation, search, wait_until_drawn, watch
from tests.browser.reviews import review_with
from tests.browser.test_report import is_found

from listwright.render.html.report import render_html_report
from listwright.render.html.report.lines import Line, lines_of

pytestmark = pytest.mark.slow

CHANGES, WAITING = 90_000, 9_985


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return lines_of(review_with(CHANGES, waiting_needs=WAITING))


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    file = tmp_path_factory.mktemp("large") / "report.html"
    file.write_text(
        render_html_report(review_with(CHANGES, waiting_needs=WAITING)), encoding="utf-8"
    )
    assert file.stat().st_size <= 2_000_000
    page = browser.new_page()
    troubles: list[str] = []
    watch(page, file.as_uri(), troubles)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    page.click("#tab-properties")
    yield page
    assert troubles == []
    page.close()


def test_the_count_is_that_of_the_lines(page: Page, lines: list[Line]) -> None:
    assert len(lines) >= 100_000
    search(page, "den 2025-03")
    page.select_option("#filter-entity", "investment_entity_2")
    wanted = [
        line
        for line in lines
        if line.entity == "investment_entity_2"
        and is_found(line, "den")
        and is_found(line, "2025-03")
    ]
    known = sum(line.cost or 0 for line in wanted)
    assert len(wanted) > 100
    expect(page.locator("#count")).to_contain_text(
        f"{len(wanted):,} of {len(lines):,} lines, known cost {known / 100:,.2f} USD"
    )
    page.click("#reset")


def test_only_what_is_seen_exists_and_the_last_line_is_reached(
    page: Page, lines: list[Line]
) -> None:
    rows = page.locator("#line-table tbody:not(.spacer) tr")
    assert rows.count() < 100
    page.locator("#line-table tbody button").first.focus()
    page.keyboard.press("End")
    last = page.locator(f"#line-table tr[aria-rowindex='{len(lines) + 1}']")
    expect(last).to_be_in_viewport()
    expect(last).to_contain_text(lines[-1].home)
    assert page.evaluate("document.activeElement.textContent") == lines[-1].home
    wait_until_drawn(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#explanation")).to_contain_text(lines[-2].home)
    close_explanation(page)
    page.keyboard.press("Home")
    expect(rows.first).to_contain_text(lines[0].home)


def test_sorting_by_cost_begins_with_the_largest(page: Page, lines: list[Line]) -> None:
    for _ in range(2):
        page.click("#line-table th[data-sort=cost] button")
    largest = max(line.cost or 0 for line in lines)
    cost = page.locator("#line-table tbody:not(.spacer) .c-cost").first
    expect(cost).to_have_text(f"{largest / 100:,.2f}")
