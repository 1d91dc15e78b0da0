"""Nothing that a user or a vendor typed does anything in the report."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.conftest import Opener, close_explanation, search, watch
from tests.browser.reviews import review_with
from tests.browser.test_report import saved
from tests.golden.plans import HOSTILE, PLANS, plan_of, review_of, waiting

from listwright.model.hidden import HIDDEN
from listwright.model.plan import Reason
from listwright.model.review import HomeFacts, Review
from listwright.render.html.report import render_html_report

pytestmark = pytest.mark.slow

MARKUP = (
    "</script><script>alert(1)</script><!--<script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
    "]]></style><style>*{display:none}</style>",
    "</title></textarea></dialog>",
)
FORMULAS = ("=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "\n=2")
BIDI = "\u202egpj.exe\u2066\u200b\U000e0041"


def evil_review() -> Review:
    """Every text that a page can take, hostile in a way of its own."""
    base = review_with(12, waiting_needs=0, orders=4)
    words = (*MARKUP, *FORMULAS, BIDI, HOSTILE)
    deferred = tuple(
        replace(
            waiting(f"P-{place}/photos", Reason.FREEZE, why=text, clears_when=text),
            because=tuple(replace(one, rule=text, at=text) for one in base.plan.changes[0].because),
        )
        for place, text in enumerate(words)
    )
    plan = replace(base.plan, deferred=deferred, project=MARKUP[0])
    homes = {
        item.need.property: HomeFacts(market=text, status=text, city=text, billing_entity=text)
        for item, text in zip(deferred, words, strict=True)
    }
    orders = tuple(
        replace(order, attention=text, status=text)
        for order, text in zip(base.orders, MARKUP, strict=False)
    )
    return replace(base, plan=plan, homes=homes, orders=orders)


def texts(page: Page) -> Iterator[str]:
    for name in ("overview", "properties", "spend", "orders", "trail"):
        page.click(f"#tab-{name}")
        yield page.inner_text("body")


def test_markup_is_shown_and_never_obeyed(opened: Opener) -> None:
    page = opened(evil_review())
    before = page.evaluate("document.querySelectorAll('script, style, img').length")
    assert before == 3, "the page's own style sheet, lines and script"
    assert any("onerror=alert(1)" in text for text in texts(page))
    page.click("#tab-properties")
    for place in range(len(MARKUP) + len(FORMULAS) + 2):
        search(page, f"P-{place}")
        page.locator("#line-table tbody button").first.click()
        close_explanation(page)
    assert page.evaluate("document.querySelectorAll('script, style, img').length") == before
    assert page.evaluate("document.querySelectorAll('[onerror], [onload]').length") == 0


def test_no_letter_is_hidden_or_reordered(opened: Opener) -> None:
    page = opened(evil_review())
    hidden = re.compile(f"[{HIDDEN}]")
    assert not hidden.search(page.evaluate("document.body.textContent"))
    page.click("#tab-properties")
    search(page, "gpj.exe")
    assert "\ufffdgpj.exe\ufffd" in page.inner_text("#line-table")


def test_no_cell_is_a_formula(opened: Opener, tmp_path: Path) -> None:
    page = opened(evil_review())
    page.click("#tab-properties")
    _, *rows = saved(page, tmp_path)
    cells = [cell for row in rows for cell in row]
    assert any("SUM(A1)" in cell for cell in cells)
    for cell in cells:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d")), cell
        assert not cell.startswith(("\t", "\r", "\n")), cell


def test_a_planted_script_is_not_run(browser: Browser, tmp_path: Path) -> None:
    """Somebody may edit the file: the policy in its head allows its own script and no other."""
    planted = (
        "<script>document.title = 'evil'</script><style>h1 { display: none }</style>"
        "<img src='https://example.com/x' onerror='document.title = 1'>"
    )
    file = tmp_path / "report.html"
    text = render_html_report(review_of(PLANS["small"]()))
    file.write_text(text.replace("</footer>", f"</footer>{planted}"), encoding="utf-8")
    page = browser.new_page()
    troubles: list[str] = []
    failures: list[str | None] = []
    page.on("requestfailed", lambda request: failures.append(request.failure))
    watch(page, file.as_uri(), troubles)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    assert "evil" not in page.title()
    assert page.is_visible("h1")
    assert len(troubles) >= 4, "a script, a style sheet, a picture, its handler"
    assert failures == ["csp"], "the picture was refused before anybody was asked"
    page.close()


def test_empty_texts_do_no_harm(opened: Opener) -> None:
    page = opened(review_of(plan_of(deferred=(waiting("P-1/photos", why="", clears_when=""),))))
    page.click("#tab-properties")
    page.locator("#line-table tbody button").first.click()
    assert "P-1" in page.inner_text("#explanation")
