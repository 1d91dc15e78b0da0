"""Pictures to test with: small, of one colour or two, in every form that is taken."""

from io import BytesIO
from typing import Any

from PIL import Image

BLUE = (20, 60, 200)
GREEN = (30, 160, 60)
RED = (200, 40, 30)

Color = tuple[int, int, int]


def encoded(image: Image.Image, form: str = "JPEG", **settings: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **settings)
    return out.getvalue()


def picture(
    color: Color = BLUE, size: tuple[int, int] = (64, 48), form: str = "JPEG", **settings: Any
) -> bytes:
    """A picture of one colour."""
    return encoded(Image.new("RGB", size, color), form, **settings)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def is_near(image: Image.Image, at: tuple[int, int], color: Color, *, within: int = 12) -> bool:
    """Whether a pixel has that colour, as far as JPEG keeps one."""
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= within for one, other in zip(found, color, strict=True))
