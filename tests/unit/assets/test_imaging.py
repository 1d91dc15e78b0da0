"""What counts as a picture, and the one form in which pictures are uploaded."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms
from tests.support.pictures import BLUE, GREEN, RED, encoded, is_near, opened, picture

from listwright.assets.imaging import fingerprint_of, normalised, thumbnail
from listwright.assets.kinds import webp_sides
from listwright.ports import PictureError


def refused(content: bytes) -> PictureError:
    with pytest.raises(PictureError) as caught:
        fingerprint_of(content)
    return caught.value


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_three_kinds_of_pictures_are_taken(form: str, media_type: str) -> None:
    content = picture(size=(64, 48), form=form)
    found = fingerprint_of(content)
    assert (found.media_type, found.width, found.height) == (media_type, 64, 48)
    assert found.size == len(content)
    assert len(found.sha256) == 64


def test_the_kind_is_told_by_the_bytes_alone() -> None:
    assert fingerprint_of(picture(form="PNG")).media_type == "image/png"
    assert refused(b"photo.jpg").kind == "not_a_picture"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "web page"),
        (b"\n <HTML>", "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b'<?xml version="1.0"?><svg/>', "SVG"),
        (b"GIF89a" + bytes(40), "GIF"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (b"\0\0\0\x18ftypmif1" + bytes(40), "HEIC"),
        (b"\0\0\0\x18ftypavif" + bytes(40), "AVIF"),
        (b"II*\0" + bytes(40), "raw"),
        (b'{"error": "expired"}', "not a picture"),
        (b"BM" + bytes(40), "not a picture"),
        (b"%PDF-1.7", "not a picture"),
    ],
)
def test_everything_else_is_refused_by_name(content: bytes, word: str) -> None:
    error = refused(content)
    assert error.kind == "not_a_picture"
    assert word in error.detail
    assert "JPEG, PNG and WebP are taken" in error.detail


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_picture_is_none(form: str, share: float) -> None:
    image = Image.effect_noise((200, 150), 80).convert("RGB")
    content = encoded(image, form)
    error = refused(content[: int(len(content) * share)])
    assert error.kind == "not_a_picture"


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "]
)
def test_a_good_beginning_is_not_enough(start: bytes) -> None:
    assert refused(start + b"\0" * 300).kind == "not_a_picture"
    assert refused(start).kind == "not_a_picture"


def png_of(width: int, height: int, rows: int = 0) -> bytes:
    """A PNG that says it is that large; a bomb, when its rows compress well."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes((width // 8 + 2) * rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("sides", [(10_001, 10_000), (20_000, 10_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_too_large(sides: tuple[int, int]) -> None:
    error = refused(png_of(*sides))
    assert error.kind == "too_large"
    assert "100 million pixels" in error.detail


def test_a_large_webp_is_refused_before_there_is_room_for_it() -> None:
    body = bytes([0x10, 0, 0, 0]) + (16_382).to_bytes(3, "little") * 2
    chunks = b"VP8X" + struct.pack("<I", len(body)) + body
    # Cut short behind its header: whoever reads on calls it damaged.
    content = b"RIFF" + struct.pack("<I", len(chunks) + 1000) + b"WEBP" + chunks
    assert refused(content).kind == "too_large"


def test_as_many_pixels_as_allowed_are_fine() -> None:
    """Above what the library warns of, and below our bound."""
    found = fingerprint_of(png_of(10_000, 9_500, rows=9_500))
    assert (found.width, found.height) == (10_000, 9_500)


def test_an_animation_is_no_photo() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in (BLUE, RED)]
    for form in ("PNG", "WEBP"):
        error = refused(encoded(frames[0], form, save_all=True, append_images=frames[1:]))
        assert (error.kind, error.detail) == ("not_a_picture", "it is an animation, not a picture")


def test_uploads_are_upright() -> None:
    image = Image.new("RGB", (80, 40), BLUE)
    image.paste(RED, (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the left side is the top
    found = opened(normalised(encoded(image, exif=exif)))
    assert found.size == (40, 80)
    assert is_near(found, (20, 15), RED)
    assert is_near(found, (20, 65), BLUE)


@pytest.mark.parametrize("colors", ["told", "untold"])
def test_uploads_hold_nothing_but_pixels(colors: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (39.0, 44.0, 21.0)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = srgb if colors == "told" else None
    content = picture(exif=exif, comment=b"SecretComment", icc_profile=profile, dpi=(301, 301))
    assert b"SecretCamera" in content
    found = normalised(content)
    assert b"Secret" not in found
    assert b"Exif" not in found
    assert not {"exif", "comment", "icc_profile", "dpi"} & set(opened(found).info)


def test_uploads_are_srgb() -> None:
    """The colours that the profile means count, not the numbers."""
    green = Image.new("RGB", (32, 32), GREEN)
    plain = opened(normalised(encoded(green)))
    assert is_near(plain, (5, 5), GREEN)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    useless = opened(normalised(encoded(green, icc_profile=profile)))
    assert is_near(useless, (5, 5), GREEN), "a profile for other colours than these says nothing"
    broken = opened(normalised(encoded(green, icc_profile=b"not a profile")))
    assert is_near(broken, (5, 5), GREEN)
    wide = opened(normalised(encoded(green, icc_profile=linear_profile())))
    found = wide.getpixel((5, 5))
    assert isinstance(found, tuple)
    assert found[1] > GREEN[1] + 20, "the same numbers are brighter in a linear profile"


def linear_profile() -> bytes:
    """The sRGB profile with straight curves, made by hand: every curve tag becomes gamma 1.0."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(content[128:132], "big")
    for place in range(count):
        entry = 132 + place * 12
        if bytes(content[entry : entry + 4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            at = int.from_bytes(content[entry + 4 : entry + 8], "big")
            content[at : at + 12] = b"curv" + bytes(8)
            content[entry + 8 : entry + 12] = (12).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_pictures_of_every_mode_become_rgb(mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (16, 16), 65535)
        form = "PNG"
    else:
        image = Image.new("RGB", (16, 16), "white").convert(mode)
        form = "JPEG" if mode == "CMYK" else "PNG"
    found = opened(normalised(encoded(image, form)))
    assert found.mode == "RGB"
    assert is_near(found, (8, 8), (255, 255, 255))


def test_what_is_see_through_becomes_white() -> None:
    image = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
    assert is_near(opened(normalised(encoded(image, "PNG"))), (8, 8), (255, 255, 255))


def test_equal_pictures_give_equal_uploads() -> None:
    content = encoded(Image.effect_noise((120, 90), 60).convert("RGB"), "PNG")
    assert normalised(content) == normalised(content)
    assert normalised(content)[:2] == b"\xff\xd8"


def test_a_small_copy_keeps_its_shape() -> None:
    content, width, height = thumbnail(picture(GREEN, (2000, 1000)), 900)
    assert (width, height) == (900, 450)
    small = opened(content)
    assert small.size == (900, 450)
    assert is_near(small, (450, 200), GREEN)


def test_a_small_picture_is_not_made_larger() -> None:
    _, width, height = thumbnail(picture(size=(60, 40)), 900)
    assert (width, height) == (60, 40)


def test_a_phones_picture_with_a_preview_in_it_is_one_picture() -> None:
    out = BytesIO()
    main, preview = Image.new("RGB", (64, 48), BLUE), Image.new("RGB", (16, 12), BLUE)
    main.save(out, "MPO", save_all=True, append_images=[preview])
    found = fingerprint_of(out.getvalue())
    assert (found.media_type, found.width) == ("image/jpeg", 64)


@pytest.mark.parametrize("settings", [{}, {"lossless": True}, {"exif": b"Exif\0\0"}])
@pytest.mark.parametrize("size", [(1, 1), (640, 481), (16_383, 2)])
def test_the_sides_of_a_webp_stand_in_its_head(
    size: tuple[int, int], settings: dict[str, Any]
) -> None:
    """In all three forms, and before any room is made for its pixels."""
    content = picture(size=size, form="WEBP", **settings)
    assert webp_sides(content[:40]) == size
    assert webp_sides(content[:20]) == (0, 0)
