"""The report for those who do not see it, or use no mouse: axe-core finds nothing."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Opener
from tests.browser.reviews import review_with
from tests.golden.plans import PLANS, review_of

pytestmark = pytest.mark.slow

REVIEW = review_with(60, waiting_needs=24)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TABS = ("overview", "properties", "spend", "orders", "trail")


def findings(page: Page) -> list[str]:
    """What axe-core holds against the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{one['impact']} {one['id']}: {node['html']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", TABS)
def test_no_tab_has_a_finding(opened: Opener, tab: str, scheme: str) -> None:
    page = opened(REVIEW, color_scheme=scheme)
    page.click(f"#tab-{tab}")
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_explanation_has_no_finding(opened: Opener, scheme: str) -> None:
    page = opened(REVIEW, color_scheme=scheme)
    page.click("#tab-properties")
    page.locator("#line-table tbody button").first.click()
    assert findings(page) == []


@pytest.mark.parametrize("plan", ["empty", "hostile", "forecast", "refused"])
def test_no_other_plan_has_a_finding(opened: Opener, plan: str) -> None:
    page = opened(review_of(PLANS[plan]()))
    for tab in TABS:
        page.click(f"#tab-{tab}")
        assert findings(page) == []


def test_a_narrow_screen_has_no_finding(opened: Opener) -> None:
    page = opened(REVIEW, viewport={"width": 360, "height": 740})
    for tab in TABS:
        page.click(f"#tab-{tab}")
        assert findings(page) == []


def test_what_is_counted_is_said(opened: Opener) -> None:
    page = opened(REVIEW)
    page.click("#tab-properties")
    assert page.get_attribute("#count", "aria-live") == "polite"
    rows = int(page.get_attribute("#line-table", "aria-rowcount") or 0)
    assert page.inner_text("#count").startswith(f"{rows - 1} of")
    indexes = page.locator("#line-table tbody:not(.spacer) tr").evaluate_all(
        "all => all.map(one => Number(one.ariaRowIndex || one.getAttribute('aria-rowindex')))"
    )
    assert indexes == list(range(2, 2 + len(indexes)))


def test_every_picture_has_a_name_and_words(opened: Opener) -> None:
    page = opened(REVIEW)
    pictures = page.locator("svg.picture").evaluate_all(
        "all => all.map(one => [one.querySelector('title').textContent,"
        " one.querySelector('desc').textContent])"
    )
    names = ["funnel", "Spend per billing entity", "ageing", "Life-cycle"]
    assert len(pictures) == len(names)
    for (title, told), name in zip(pictures, names, strict=True):
        assert name in title
        assert told.strip()


def test_the_keyboard_reaches_everything(opened: Opener) -> None:
    """One stop for the tabs, one for the rows: nobody tabs through a hundred lines."""
    page = opened(REVIEW)
    page.click("#tab-properties")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"search", "filter-kind", "filter-cause", "reset", "export", "line-list"} <= set(stops)
    rows = page.locator("#line-table tbody button[tabindex='0']")
    assert rows.count() == 1
