"""Catalogs in use: the one that ships or the project's own, with what the files add to it."""

from dataclasses import dataclass
from enum import Enum

from listwright.model.catalog import Catalog, ServiceOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogInUse:
    """What a vendor account is held against.

    `vendor` is the account's label. `shipped` comes with listwright; `file` is the project's own,
    relative to it, which replaces the shipped one as a whole (None: there is none). `catalog` is
    that of the two with the offers that the files add; `added` are their slugs.
    """

    vendor: str
    catalog: Catalog
    shipped: Catalog
    file: str | None = None
    added: frozenset[str] = frozenset()

    @property
    def is_outdated(self) -> bool:
        """Whether the project's own catalog is older than the one that ships."""
        return self.catalog.dated < self.shipped.dated


class Difference(Enum):
    """How the catalog in use differs from another one in one service."""

    ADDS = "adds"
    LACKS = "lacks"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChange:
    """One service that two catalogs see differently; None: that one does not offer it."""

    vendor: str
    slug: str
    in_use: ServiceOffer | None
    other: ServiceOffer | None

    @property
    def difference(self) -> Difference:
        """What the one in use does."""
        if self.other is None:
            return Difference.ADDS
        return Difference.LACKS if self.in_use is None else Difference.CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTerms:
    """How a tool, a room, an option or a word of it is offered.

    `id` is the vendor's, None where it is not known; `marks` are `required`, `many`, `open` and
    `premium`.
    """

    id: str | None
    marks: tuple[str, ...] = ()

    def says_the_same(self, other: "PictureTerms") -> bool:
        """Whether the two do not contradict each other; an id that is not known never does."""
        known = self.id is not None and other.id is not None
        return self.marks == other.marks and not (known and self.id != other.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureChange:
    """A part of what a vendor of pictures offers that two catalogs see differently.

    `path` names it: `virtual_staging/living_room/style/modern`; where rooms do not matter the
    second part is `-`. None: that catalog does not offer it.
    """

    vendor: str
    path: str
    in_use: PictureTerms | None
    other: PictureTerms | None

    @property
    def difference(self) -> Difference:
        """What the one in use does."""
        if self.other is None:
            return Difference.ADDS
        return Difference.LACKS if self.in_use is None else Difference.CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogReport:
    """Catalogs in use, and how they differ from others.

    `compared_with` says what `changes` are held against (None: nothing was compared), `taken_from`
    where a new catalog came from, and `written` the file it was written to.
    """

    catalogs: tuple[CatalogInUse, ...]
    changes: tuple[OfferChange, ...] = ()
    picture_changes: tuple[PictureChange, ...] = ()
    compared_with: str | None = None
    taken_from: str | None = None
    written: str | None = None
