"""Pictures the sandbox draws: photos of rooms, and results with a banner across them.

Belongs here: everything that needs Pillow. The same values give the same bytes.
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont, ImageOps

_SIZE = (1280, 853)
_QUALITY = 82
# Not TIFF, which Pillow would find in a camera's raw file and read as its thumbnail, or not at all.
_READ = ("JPEG", "PNG", "WEBP")
_WHITE = (255, 255, 255)
_DARK = (45, 48, 56)
_BANNER = (198, 40, 40)
# Larger pictures are shrunk first: a result this wide is sharp on any screen.
_LONGEST = 4096
# A compressed picture may claim any size: what is larger than a camera's is not opened.
_MOST_PIXELS = 120_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPhoto:
    """What a drawn photo shows; `edition` counts how often it was worked on."""

    caption: str
    home: str
    order_id: int
    sequence: int
    edition: int
    watermark: str | None = None


def draw_photo(photo: RoomPhoto) -> bytes:
    """A JPEG of a plain room with its caption, home and number written on it."""
    words = f"{photo.home}\n{photo.order_id}\n{photo.sequence}\n{photo.edition}"
    seed = hashlib.sha256(words.encode("utf-8", "replace")).digest()
    image = Image.new("RGB", _SIZE, _shade(seed[0], seed[1], seed[2]))
    draw = ImageDraw.Draw(image)
    _draw_room(draw, seed)
    edition = f", edition {photo.edition}" if photo.edition else ""
    _write(draw, (40, 36), photo.caption, size=64)
    _write(draw, (40, 116), f"{photo.home}  ·  photo {photo.sequence}{edition}", size=34)
    if photo.watermark is not None:
        _write(draw, (40, 780), photo.watermark, size=40)
    return _jpeg(image)


def draw_result(source: bytes, banner: str) -> bytes:
    """A JPEG of the picture in `source` with `banner` across its foot.

    What Pillow cannot read (a camera's raw file) becomes an empty canvas of the usual size.
    """
    image = _read_image(source) or Image.new("RGB", _SIZE, (210, 210, 205))
    width, height = image.size
    band = max(24, height // 8)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height - band, width, height), fill=_BANNER)
    text = _printable(banner)
    size = max(8, band // 2)
    while size > 8 and draw.textlength(text, font=ImageFont.load_default(size)) > width * 0.96:
        size -= 2
    place = (width * 0.02, height - band + (band - size) / 2)
    draw.text(place, text, fill=_WHITE, font=ImageFont.load_default(size))
    return _jpeg(image)


def shrink_picture(source: bytes, width: int, height: int) -> bytes:
    """The picture inside a box of `width` and `height` pixels, as a JPEG."""
    image = _read_image(source) or Image.new("RGB", _SIZE, (210, 210, 205))
    image.thumbnail((width, height))
    return _jpeg(image)


def enlarge_picture(source: bytes) -> bytes:
    """The picture with sides twice as long, as a JPEG."""
    image = _read_image(source) or Image.new("RGB", _SIZE, (210, 210, 205))
    return _jpeg(image.resize((image.width * 2, image.height * 2)))


def _read_image(source: bytes) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(source), formats=_READ) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            image = ImageOps.exif_transpose(opened).convert("RGB")
    # Pillow's readers raise these for broken files; which one depends on the format.
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    image.thumbnail((_LONGEST, _LONGEST))
    return image


def _draw_room(draw: ImageDraw.ImageDraw, seed: bytes) -> None:
    """Floor, back wall, a window and a door, placed by `seed`."""
    width, height = _SIZE
    left, right, top, floor = 220, width - 220, 190, 560
    draw.polygon(
        [(0, height), (left, floor), (right, floor), (width, height)],
        fill=_shade(seed[3], seed[4], seed[5], dark=True),
    )
    draw.rectangle((left, top, right, floor), fill=_shade(seed[6], seed[7], seed[8]))
    for corner in ((0, 0), (width, 0), (0, height), (width, height)):
        near = (left if corner[0] == 0 else right, top if corner[1] == 0 else floor)
        draw.line((*corner, *near), fill=_DARK, width=3)
    draw.rectangle((left, top, right, floor), outline=_DARK, width=3)
    pane = left + 60 + seed[9]
    draw.rectangle((pane, top + 60, pane + 210, top + 230), fill=(214, 232, 246), outline=_DARK)
    draw.line((pane + 105, top + 60, pane + 105, top + 230), fill=_DARK, width=3)
    door = right - 160 - seed[10] // 2
    draw.rectangle((door, top + 120, door + 110, floor), fill=(150, 118, 88), outline=_DARK)


def _shade(red: int, green: int, blue: int, *, dark: bool = False) -> tuple[int, int, int]:
    base, spread = (110, 70) if dark else (178, 60)
    return (base + red % spread, base + green % spread, base + blue % spread)


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, *, size: int) -> None:
    font = ImageFont.load_default(size)
    draw.text(place, _printable(text), fill=_DARK, font=font, stroke_width=4, stroke_fill=_WHITE)


def _printable(text: str) -> str:
    """One line of at most 60 characters: a caption is somebody else's text."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:60]


def _jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
