"""The HTML report of 100,000 lines: rendering it, its size, and how it feels in a real browser."""

import shutil
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.processes import ProcessFailedError
from playwright.sync_api import Page, sync_playwright
from tests.browser.reviews import review_with

from listwright.render.html.report import render_html_report

_CHANGES, _WAITING = 90_000, 9_985
"""Together with what every review holds a little over 100,000 lines."""

_TYPED = ("d", "de", "den", "den-", "den-0", "photos", "photos tour", "2025-03", "no such home")
"""What is in the search box after each key."""

_FILTER = """async (typed) => {
  const box = document.getElementById("search");
  const started = performance.now();
  box.value = typed;
  box.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - started;
}"""


def measure_report(folder: Path) -> list[Figure]:
    """Render it, open it, type into its search box; without a browser only the rendering."""
    review = review_with(_CHANGES, waiting_needs=_WAITING)
    started = perf_counter()
    text = render_html_report(review)
    took = perf_counter() - started
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    size = file.stat().st_size / 1_000_000
    return [
        Figure(name="report: 100,000 lines, rendering", value=took, unit="s", goal=6),
        Figure(name="report: 100,000 lines, size", value=size, unit="MB", goal=2),
        *_seen(file),
    ]


def _seen(file: Path) -> list[Figure]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        started = perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        ready = perf_counter() - started
        figures = [*_paints(page), Figure(name="report: all lines there", value=ready, unit="s")]
        figures += _filters(page)
        browser.close()
    return figures


def _paints(page: Page) -> list[Figure]:
    paints = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)"
    )
    if not paints:
        message = "the browser did not say when it first painted the report"
        raise ProcessFailedError(message)
    return [Figure(name="report: first paint", value=paints[0] / 1000, unit="s", goal=1)]


def _filters(page: Page) -> list[Figure]:
    page.click("#tab-properties")
    times = [page.evaluate(_FILTER, typed) for typed in _TYPED]
    return [
        Figure(name="report: filter, median key", value=median(times), unit="ms"),
        Figure(name="report: filter, slowest key", value=max(times), unit="ms", goal=200),
    ]
