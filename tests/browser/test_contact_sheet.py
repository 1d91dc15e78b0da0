"""The contact sheet in a real browser: pictures are seen, in light and dark, and nothing runs.

The page forbids scripts, so what is looked at is what a person sees: the pixels.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from PIL import Image
from tests.support.pictures import BLUE, GREEN, RED, picture

from listwright.model.sheet import ContactSheet, SheetPair, SheetPicture
from listwright.render.html.contact_sheet import render_contact_sheet

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTH, HEIGHT = 1000, 900
LIGHT, DARK = (255, 255, 255), (20, 23, 27)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        BROWSER is None, reason="NO BROWSER: chromium is not installed, the page was NOT looked at"
    ),
]


def shown(color: tuple[int, int, int], file: str, caption: str) -> SheetPicture:
    content = picture(color, (900, 600))
    return SheetPicture(file=file, caption=caption, thumbnail=content, width=900, height=600)


def page_of(tmp_path: Path, caption: str = "Living Room") -> Path:
    """A page with one pair and one more photo, beside the files it links to."""
    sheet = ContactSheet(
        property="DEN-00412",
        pairs=(
            SheetPair(
                before=shown(BLUE, "before/a b.jpg", caption),
                after=shown(GREEN, "a#1.jpg", caption),
                source="photo 3 of order 654321",
                room="living_room",
                style="scandinavian",
                tool="virtual_staging",
            ),
        ),
        photos=(shown(RED, "photos/4.jpg", "Front"),),
    )
    folder = tmp_path / "DEN=2F1 #"
    for name in ("before/a b.jpg", "a#1.jpg", "photos/4.jpg"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(picture())
    page = folder / "contact-sheet.html"
    page.write_text(render_contact_sheet(sheet), encoding="utf-8")
    return page


def browse(page: Path, *options: str) -> bytes:
    assert BROWSER is not None
    profile = page.parent.parent / "profile"
    ended = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},{HEIGHT}",
            *options,
            f"file://{quote(str(page))}",
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return ended.stdout


def screenshot(page: Path, *options: str) -> Image.Image:
    file = page.parent.parent / "seen.png"
    browse(page, f"--screenshot={file}", *options)
    return Image.open(BytesIO(file.read_bytes())).convert("RGB")


def batched(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The pixels of an RGB image."""
    numbers = iter(content)
    return zip(numbers, numbers, numbers, strict=True)


def place_of(image: Image.Image, color: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box around all pixels of about that colour; fails when there are few."""
    near = [
        (at % image.width, at // image.width)
        for at, found in enumerate(batched(image.tobytes()))
        if all(abs(one - other) < 12 for one, other in zip(found, color, strict=True))
    ]
    assert len(near) > 40_000, f"{color} is not to be seen: {len(near)} pixels"
    across, down = zip(*near, strict=True)
    return min(across), min(down), max(across), max(down)


@pytest.mark.parametrize(
    ("options", "background"),
    [
        ((), LIGHT),
        (("--blink-settings=preferredColorScheme=0",), DARK),
    ],
    ids=["light", "dark"],
)
def test_a_pair_is_seen_side_by_side(
    tmp_path: Path, options: tuple[str, ...], background: tuple[int, int, int]
) -> None:
    image = screenshot(page_of(tmp_path), *options)
    assert image.getpixel((3, 3)) == background
    before, after = place_of(image, BLUE), place_of(image, GREEN)
    assert before[2] < after[0], "the photo stands left of what was made of it"
    assert abs(before[1] - after[1]) <= 1, "both at one height"
    width, height = before[2] - before[0], before[3] - before[1]
    assert abs(width / height - 900 / 600) < 0.02, "in its shape"
    assert place_of(image, RED)[1] > before[3], "other photos below"


def test_no_word_of_a_vendor_is_run(tmp_path: Path) -> None:
    evil = (
        "</h2></style><script>document.title='evil'</script>"
        "<img src=x onerror=\"document.title='evil'\">{{ 7 * 7 }}"
    )
    document = browse(page_of(tmp_path, evil), "--dump-dom").decode()
    assert "<title>DEN-00412: contact sheet</title>" in document
    assert "<script" not in document
    assert len(re.findall(r"<img\b", document)) == 3
    assert "{{ 7 * 7 }}" in document


def test_the_page_forbids_what_it_does_not_need(tmp_path: Path) -> None:
    """A script that somebody put into the file later is not run, nor is a picture fetched."""
    page = page_of(tmp_path)
    text = page.read_text()
    planted = "<script>document.title='evil'</script><style>h1 { color: red }</style></body>"
    page.write_text(text.replace("</body>", planted))
    assert "<title>DEN-00412: contact sheet</title>" in browse(page, "--dump-dom").decode()
    page.write_text(text.replace("data:image/jpeg", "https://example.com/x?data:image/jpeg"))
    image = screenshot(page)
    with pytest.raises(AssertionError, match="not to be seen"):
        place_of(image, BLUE)


def test_every_picture_leads_to_its_file(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    links = [unescape(link) for link in re.findall(r'<a href="([^"]*)"', page.read_text())]
    assert len(links) == 3
    for link in links:
        assert link.startswith("./")
        assert (page.parent / unquote(link)).is_file()
