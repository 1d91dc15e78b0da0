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


class CatalogShape(Shape):
    """The catalog that orders of one account are held against.

    `file` is the project's own, which replaces the one that ships; null: there is none. `shipped`
    is the day of the one that ships.
    """

    vendor: str
    kind: str
    dated: str
    source: str
    file: str | None = None
    shipped: str
    offers: tuple[OfferShape, ...] = ()


class OfferChangeShape(Shape):
    """A service that two catalogs see differently; null: that one does not offer it."""

    vendor: str
    slug: str
    difference: Literal["adds", "lacks", "changes"]
    in_use: TermsShape | None = None
    other: TermsShape | None = None


class CatalogBody(Opening):
    """The keys of a catalog up to the closing ones."""

    kind: str = "catalog"
    catalogs: tuple[CatalogShape, ...] = ()
    compared_with: str | None = None
    changes: tuple[OfferChangeShape, ...] = ()
    taken_from: str | None = None
    written: str | None = None


class CatalogDocument(Closing, CatalogBody):
    """The catalogs in use. `diff` fills `compared_with` and `changes`, `update` all."""
