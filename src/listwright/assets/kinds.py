"""What a file is by its first bytes: one of the pictures we take, or why it is none."""

from listwright.ports import PictureError

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"

ENDINGS = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp"}
"""Media type -> the ending of a file that we write."""

PICTURE_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp"})
"""Endings of files that are looked at, in lower case."""

_JPEG_START = b"\xff\xd8\xff"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_HEIF_BRANDS = (b"hei", b"hev", b"mif1", b"msf1", b"avif", b"avis")
_RAW_STARTS = (b"II*\x00", b"MM\x00*", b"FUJIFILMCCD-RAW")

_TAKEN = "JPEG, PNG and WebP are taken"


def media_type_of(content: bytes) -> str:
    """The media type of a picture; raises PictureError, of kind `not_a_picture`."""
    if content.startswith(_JPEG_START):
        return JPEG
    if content.startswith(_PNG_START):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    raise PictureError("not_a_picture", f"{_what_else(content)}; {_TAKEN}")


def _what_else(content: bytes) -> str:
    if not content:
        return "the file is empty"
    if content[4:8] == b"ftyp" and content[8:].startswith(_HEIF_BRANDS):
        return "it is a HEIC or AVIF picture, as phones make them: convert it to JPEG first"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "it is a GIF"
    if content.startswith(_RAW_STARTS):
        return "it is a TIFF or a camera's raw picture: convert it to JPEG first"
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "it is a web page"
    if b"<svg" in start or start.startswith(b"<?xml"):
        return "it is an SVG drawing or XML"
    return "it is not a picture that is known here"


def webp_sides(content: bytes) -> tuple[int, int]:
    """Width and height of a WebP picture as its header tells, before anything is made room for.

    (0, 0) when there is no header that one could read.
    """
    chunk, body = content[12:16], content[20:40]
    if chunk == b"VP8X" and len(body) >= 10:
        return (
            int.from_bytes(body[4:7], "little") + 1,
            int.from_bytes(body[7:10], "little") + 1,
        )
    if chunk == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        return (
            int.from_bytes(body[6:8], "little") & 0x3FFF,
            int.from_bytes(body[8:10], "little") & 0x3FFF,
        )
    return 0, 0
