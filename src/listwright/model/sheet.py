"""A contact sheet: the pictures of one home side by side, as a page shows them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPicture:
    """One picture of the page. `file` is relative to the page.

    `thumbnail` is a small JPEG of `width` times `height` pixels; empty when the file is not there,
    or not the picture that was stored, and then `missing` says so in a phrase.
    """

    file: str
    caption: str
    order_id: str | None = None
    sequence: int | None = None
    thumbnail: bytes = field(default=b"", repr=False)
    width: int = 0
    height: int = 0
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPair:
    """A staged picture, and the photo that it was made of when that is at hand.

    `source` says which photo that is, as a person is told; empty when nobody knows.
    """

    after: SheetPicture
    before: SheetPicture | None = None
    source: str = ""
    room: str | None = None
    style: str | None = None
    tool: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSheet:
    """The page of one home: what was staged, and the photos that nothing was made of."""

    property: str
    pairs: tuple[SheetPair, ...] = ()
    photos: tuple[SheetPicture, ...] = ()
