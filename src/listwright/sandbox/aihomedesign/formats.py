"""Which pictures the vendor takes: told from their first bytes, never from a name."""

from listwright.sandbox.aihomedesign.call import RefusalError
from listwright.sandbox.aihomedesign.literals import literals

# JPEG, PNG, and the raw files of cameras: DNG, ARW and NEF are TIFF files, RAF is its own.
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"FUJIFILMCCD-RAW")


def is_picture(content: bytes) -> bool:
    """Whether the bytes begin like a picture in a format that is taken."""
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return webp or content.startswith(_BEGINNINGS)


def check_size(content: bytes) -> None:
    """Refuse a picture above the limit."""
    if len(content) > literals().numbers["largest_image_bytes"]:
        raise RefusalError("too_large")
