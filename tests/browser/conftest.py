"""A real Chromium, and pages in it that are watched: what they say, ask for and refuse.

The driver comes from PyPI and drives the Chromium of the system; it downloads nothing.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from listwright.model.review import Review
from listwright.render.html.report import render_html_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file: the driver holds an event loop while it lives."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: chromium is not installed, the page was NOT looked at")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Write a report, open it, and wait until its script has read the lines.

    At the end of the test nothing may have gone wrong in it, and nothing may have been asked for.
    """
    troubles: list[str] = []

    def open_report(review: Review, *, edit: Callable[[str], str] = str, **options: Any) -> Page:
        file = tmp_path / "report.html"
        file.write_text(edit(render_html_report(review)), encoding="utf-8")
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch(page, file.as_uri(), troubles)
        page.goto(file.as_uri())
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]")
        return page

    yield open_report
    for context in browser.contexts:
        context.close()
    assert troubles == []


def search(page: Page, words: str, box: str = "#search") -> None:
    """Fill a search box, and wait until the page shows what it found."""
    page.fill(box, words)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """The page filters and scrolls at its next frame; sooner, the table is that of before."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
    )


def close_explanation(page: Page) -> None:
    """Leave the explanation; its row has the keyboard again a moment after it is gone."""
    page.keyboard.press("Escape")
    expect(page.locator("#explanation")).to_be_hidden()
    wait_until_drawn(page)


def watch(page: Page, address: str, troubles: list[str]) -> None:
    """Note every message, error, dialog and request of a page, but the page itself."""

    def asked(url: str) -> None:
        # The file itself, and the table that the page made and saves.
        if url.partition("#")[0] != address and not url.startswith("blob:"):
            troubles.append(f"asked for {url}")

    page.on("console", lambda message: troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
    page.on("request", lambda request: asked(request.url))
    page.on("popup", lambda popup: troubles.append(f"window: {popup.url}"))
