"""Opening pictures: proof that one is whole, the form it is uploaded in, a small copy of it.

Pillow is loaded by the first call, not by the import: most commands open no picture.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from listwright.assets.kinds import WEBP, media_type_of, webp_sides
from listwright.model.picture import Fingerprint
from listwright.ports import PictureError

if TYPE_CHECKING:
    from PIL import Image

PIXELS_AT_MOST = 100_000_000
UPLOAD_QUALITY = 92
_THUMBNAIL_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")


def fingerprint_of(content: bytes) -> Fingerprint:
    """What the picture is; all of it is decoded, so that no half picture passes.

    Raises PictureError, of kind `not_a_picture` or `too_large`.
    """
    media_type = media_type_of(content)
    with _opened(content) as image:
        width, height = image.size
    return Fingerprint(
        sha256=sha256(content).hexdigest(),
        size=len(content),
        media_type=media_type,
        width=width,
        height=height,
    )


def normalised(content: bytes) -> bytes:
    """The picture as a JPEG that every vendor reads alike: upright, sRGB, nothing but pixels.

    Equal bytes give equal bytes. Raises PictureError as `fingerprint_of` does.
    """
    with _opened(content) as image:
        return _jpeg(_plain(image), UPLOAD_QUALITY)


def thumbnail(content: bytes, longest: int) -> tuple[bytes, int, int]:
    """A JPEG of which no side is above `longest` pixels, with its width and height.

    Raises PictureError as `fingerprint_of` does.
    """
    with _opened(content) as image:
        small = _plain(image)
        small.thumbnail((longest, longest))
        return _jpeg(small, _THUMBNAIL_QUALITY), small.width, small.height


@contextmanager
def _opened(content: bytes) -> Iterator["Image.Image"]:
    """The picture, fully decoded; whatever goes wrong inside is a PictureError."""
    from PIL import Image  # noqa: PLC0415 - see the module

    if media_type_of(content) == WEBP:
        # Pillow makes room for every pixel of a WebP when it opens it.
        _refuse_sides(webp_sides(content))
    try:
        with warnings.catch_warnings():
            # Our own bound is below; it is an error, not a warning.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                _refuse_sides(image.size)
                _refuse_moving(image)
                image.load()
                yield image
    except PictureError:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise PictureError("too_large", _TOO_MANY_PIXELS) from None
    except Exception:  # noqa: BLE001 - what a decoder says of hostile bytes is anything at all
        message = "the picture is damaged or cut short"
        raise PictureError("not_a_picture", message) from None


_TOO_MANY_PIXELS = f"the picture has more than {PIXELS_AT_MOST // 1_000_000} million pixels"


def _refuse_sides(sides: tuple[int, int]) -> None:
    width, height = sides
    if width * height > PIXELS_AT_MOST:
        raise PictureError("too_large", _TOO_MANY_PIXELS)
    if width < 1 or height < 1:
        message = "the picture has no pixels"
        raise PictureError("not_a_picture", message)


def _refuse_moving(image: "Image.Image") -> None:
    """An animation is no photo. A JPEG with several pictures is: phones keep a preview in it."""
    if image.format in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        message = "it is an animation, not a picture"
        raise PictureError("not_a_picture", message)


def _plain(image: "Image.Image") -> "Image.Image":
    """Upright, sRGB, on white where it was see-through, and nothing but the pixels."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - see the module

    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    color = _in_srgb(upright, profile) if isinstance(profile, bytes) else None
    if color is None:
        color = _in_rgb(upright)
    clean = Image.new("RGB", color.size)
    clean.paste(color)
    return clean


def _in_rgb(image: "Image.Image") -> "Image.Image":
    """Colours as they are written, taken for sRGB."""
    from PIL import Image  # noqa: PLC0415 - see the module

    if image.mode.startswith("I"):
        # Sixteen bits a pixel: `convert` alone would cut off all that is bright.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(white, seen).convert("RGB")
    return image.convert("RGB")


def _in_srgb(image: "Image.Image", profile: bytes) -> "Image.Image | None":
    """Colours converted by the profile that the picture carries; None when that is of no use."""
    from PIL import ImageCms  # noqa: PLC0415 - see the module

    if image.mode not in {"RGB", "CMYK", "L"}:
        image = _in_rgb(image)
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        # A profile for other colours than these, or a broken one, says nothing.
        return None


def _jpeg(image: "Image.Image", quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
