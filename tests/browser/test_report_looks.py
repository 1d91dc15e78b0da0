"""How the report looks: light, dark, narrow, on paper, without a script."""

from io import BytesIO
from unicodedata import normalize

import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdf import PdfReader
from tests.browser.conftest import Opener
from tests.browser.reviews import review_with
from tests.golden.plans import PLANS, review_of

pytestmark = pytest.mark.slow

REVIEW = review_with(230, waiting_needs=24)
TABS = ("overview", "properties", "spend", "orders", "trail")
LIGHT, DARK = (247, 247, 245), (19, 21, 23)


def ground(page: Page) -> tuple[int, ...]:
    """The colour of the page beside its texts."""
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    pixel = image.getpixel((3, 600))
    assert isinstance(pixel, tuple)
    return tuple(int(part) for part in pixel)


def test_the_page_follows_the_system_until_it_is_told_otherwise(opened: Opener) -> None:
    page = opened(REVIEW)
    assert ground(page) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert ground(page) == DARK
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    page.click("#theme")
    assert ground(page) == LIGHT
    page.emulate_media(color_scheme="light")
    page.click("#theme")
    assert ground(page) == DARK


@pytest.mark.parametrize("plan", ["review", "hostile", "forecast"])
def test_a_narrow_screen_scrolls_one_way_only(opened: Opener, plan: str) -> None:
    review = REVIEW if plan == "review" else review_of(PLANS[plan]())
    page = opened(review, viewport={"width": 360, "height": 740})
    for name in TABS:
        page.click(f"#tab-{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.click("#tab-properties")
    row = page.locator("#line-table tbody:not(.spacer) tr").first
    box = row.bounding_box()
    assert box is not None
    assert box["width"] <= 360
    assert row.locator(".narrow").is_visible()
    row.locator("button").click()
    assert page.evaluate("document.getElementById('explanation').scrollWidth") <= 360


def test_names_and_amounts_of_budgets_do_not_lie_on_each_other(opened: Opener) -> None:
    page = opened(REVIEW, viewport={"width": 360, "height": 740})
    page.click("#tab-spend")
    names, values = page.locator(".bars .name").all(), page.locator(".bars .value").all()
    assert len(names) == len(values) > 0
    for name, value in zip(names, values, strict=True):
        one, other = name.bounding_box(), value.bounding_box()
        assert one is not None
        assert other is not None
        apart = one["y"] + one["height"] <= other["y"] + 1
        assert apart or one["x"] + one["width"] <= other["x"]


def squeezed(text: str) -> str:
    """Without blanks and ligatures, which a PDF sets as it likes."""
    return "".join(normalize("NFKC", text).split())


def test_paper_has_every_part_and_no_controls(opened: Opener) -> None:
    page = opened(REVIEW)
    text = "\n".join(one.extract_text() for one in PdfReader(BytesIO(page.pdf())).pages)
    flat = squeezed(text)
    for words in (
        "230 orders to create",
        "What needs a person",
        "By rule",
        "Each billing entity against its budget",
        "Open orders, the oldest first",
        "Applied before",
        "Where this comes from",
        REVIEW.plan.changes[150].property,
        "no photos on record for this home",
    ):
        assert squeezed(words) in flat, words
    assert squeezed("Save as CSV") not in flat
    page.click("#tab-properties")
    assert page.is_visible("#export"), "the screen is as before"


def test_without_a_script_the_summary_and_200_rows_are_there(opened: Opener) -> None:
    page = opened(REVIEW, java_script_enabled=False)
    assert page.inner_text("h1").startswith("230 orders to create")
    for name in TABS:
        assert page.is_visible(f"#{name}")
    rows = page.locator("#line-table tbody tr")
    assert rows.count() == 200
    assert rows.nth(199).is_visible()
    assert "no photos on record" in page.inner_text("#line-table")
    assert "These are the first 200 of" in page.inner_text("#properties")
    assert not page.is_visible("#search")
    assert not page.is_visible("#theme")
    assert page.locator("svg.picture").count() == 4


def test_an_old_browser_says_what_it_lacks(opened: Opener) -> None:
    """It cannot unpack the lines: the first are shown, and why not all."""
    page = opened(review_with(5_001))
    page.add_init_script("delete window.DecompressionStream")
    page.reload()
    page.wait_for_selector("html[data-ready=partly]")
    page.click("#tab-properties")
    assert "cannot unpack the full list" in page.inner_text("#trouble")
    assert page.locator("#line-table tbody tr").count() == 200
    assert not page.is_visible("#search")
