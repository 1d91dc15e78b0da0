"""Takes the pictures of docs/report.md: `python -m docs.screenshots`, or `make screenshots`.

The report uses the fonts of the machine, so pictures of different machines differ a little.
"""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from tests.browser.reviews import review_with

from listwright.render.html.report import render_html_report

FOLDER = Path(__file__).resolve().parent / "images"
_LIGHT = ("overview", "properties", "explanation", "spend", "orders", "trail")
_DARK = ("overview",)


def main() -> None:
    """Write every picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no chromium on this machine.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        file = Path(name) / "report.html"
        file.write_text(render_html_report(review_with(36, waiting_needs=17)), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 900})
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        for tab in _LIGHT:
            _take(page, tab, FOLDER / f"report-{tab}.png")
        page.emulate_media(color_scheme="dark")
        for tab in _DARK:
            _take(page, tab, FOLDER / f"report-{tab}-dark.png")
        browser.close()


def _take(page: Page, tab: str, file: Path) -> None:
    """One picture of a tab, or of the explanation of a line."""
    page.click("#tab-properties" if tab == "explanation" else f"#tab-{tab}")
    if tab == "explanation":
        page.locator("#line-table tbody button").nth(12).click()
    page.mouse.move(0, 0)
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    # Few colours make a small file; `MAXCOVERAGE` keeps the rare ones, such as those of warnings.
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2).save(file, optimize=True)
    if tab == "explanation":
        page.keyboard.press("Escape")


if __name__ == "__main__":
    main()
