"""The document of `catalog`: what is offered, and how catalogs differ."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, Opening, Shape


class TermsShape(Shape):
    """How one service is offered.

    `quantities` null: any. `access`: somebody has to enter. `asset`: made from existing photos
    (staging), without a visit.
    """

    quantities: tuple[int, ...] | None = None
    access: bool
    asset: bool


class OfferShape(TermsShape):
    """One service of a catalog in use; `origin` `added`: it comes from `catalog.add`."""

    slug: str
    origin: Literal["catalog", "added"]


class WordShape(Shape):
    """A word that can be chosen; `id` is the vendor's, null when it is not known here."""

    word: str
    id: str | None = None
    premium: bool = False


class OptionShape(Shape):
    """Something to be chosen for a picture, such as its `style`.

    `many`: several words at once. `open`: the vendor may know words that are not listed.
    """

    name: str
    id: str | None = None
    required: bool
    many: bool = False
    open: bool = False
    words: tuple[WordShape, ...] = ()


class RoomShape(Shape):
    """A room that a tool works on; `options` null: those of the tool."""

    room: str
    id: str | None = None
    premium: bool = False
    options: tuple[OptionShape, ...] | None = None


class ToolShape(Shape):
    """One way to make a picture of a photo; without rooms it takes any photo."""

    tool: str
    id: str
    rooms: tuple[RoomShape, ...] = ()
    options: tuple[OptionShape, ...] = ()


class CatalogShape(Shape):
    """The catalog that orders of one account are held against.

    `file` is the project's own, which replaces the one that ships; null: there is none. `shipped`
    is the day of the one that ships. `tools` is what a vendor of single pictures offers, and `api`
    the dialect of its ids.
    """

    vendor: str
    kind: str
    dated: str
    source: str
    file: str | None = None
    shipped: str
    offers: tuple[OfferShape, ...] = ()
    api: str | None = None
    tools: tuple[ToolShape, ...] = ()


class OfferChangeShape(Shape):
    """A service that two catalogs see differently; null: that one does not offer it."""

    vendor: str
    slug: str
    difference: Literal["adds", "lacks", "changes"]
    in_use: TermsShape | None = None
    other: TermsShape | None = None


class PictureTermsShape(Shape):
    """How a part of a tool is offered; `marks`: `required`, `many`, `open`, `premium`."""

    id: str | None = None
    marks: tuple[Literal["required", "many", "open", "premium"], ...] = ()


class PictureChangeShape(Shape):
    """A part of a tool that two catalogs see differently; null: that one does not offer it.

    `path` is TOOL/ROOM/OPTION/WORD, as far as it goes; `-` where rooms do not matter.
    """

    vendor: str
    path: str
    difference: Literal["adds", "lacks", "changes"]
    in_use: PictureTermsShape | None = None
    other: PictureTermsShape | None = None


class CatalogBody(Opening):
    """The keys of a catalog up to the closing ones."""

    kind: str = "catalog"
    catalogs: tuple[CatalogShape, ...] = ()
    compared_with: str | None = None
    changes: tuple[OfferChangeShape, ...] = ()
    picture_changes: tuple[PictureChangeShape, ...] = ()
    taken_from: str | None = None
    written: str | None = None


class CatalogDocument(Closing, CatalogBody):
    """The catalogs in use. `diff` fills `compared_with` and `changes`, `update` all."""
