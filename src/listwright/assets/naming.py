"""Names on disk of homes and pictures: plain where they can be, and never the same for two things.

A name keeps ASCII letters, digits, `_`, `-`, and dots that are not its first or last letter. Every
other byte is written as `=` and two hexadecimal digits, so `A/1` becomes `A=2F1`, and the same rule
leads back. Homes whose ids differ only by case are one home, and one folder; what is too long for a
disk is cut and ends in `==` and a digest, which no shorter name can.
"""

import re
from hashlib import sha256
from pathlib import Path

from listwright.model.names import PropertyId

_LONGEST = 120
_DIGEST = 20
_SLUG = 40
_PLAIN = re.compile(rb"[A-Za-z0-9_.-]")


def safe_name(text: str) -> str:
    """`text` as one component of a path; different texts have names that differ beyond case."""
    name = "".join(_letter(byte) for byte in text.encode("utf-8", "surrogatepass"))
    if name.startswith("."):
        name = f"=2E{name[1:]}"
    if name.endswith("."):
        name = f"{name[:-1]}=2E"
    if not name:
        return "=="
    if len(name) > _LONGEST:
        digest = sha256(text.casefold().encode("utf-8", "surrogatepass")).hexdigest()
        return f"{name[: _LONGEST - _DIGEST]}=={digest[:_DIGEST]}"
    return name


def _letter(byte: int) -> str:
    one = bytes([byte])
    return one.decode() if _PLAIN.fullmatch(one) else f"={byte:02X}"


def home_folder(assets: Path, property_id: PropertyId) -> Path:
    """The folder of a home below `assets`; one that differs by case only is the same home's."""
    name = safe_name(property_id)
    if (assets / name).is_dir():
        return assets / name
    try:
        standing = sorted(entry.name for entry in assets.iterdir())
    except OSError:
        standing = []
    same = (entry for entry in standing if entry.casefold() == name.casefold())
    return assets / next(same, name)


def slug_of(caption: str) -> str:
    """A caption as part of a file's name: `Living Room (2)` is `living-room-2`; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", caption.lower()).strip("-")[:_SLUG].strip("-")


def words_of(stem: str) -> str:
    """The name of a file as a caption: `living-room_2` is `living room 2`."""
    return " ".join(re.split(r"[\s_-]+", stem)).strip()
