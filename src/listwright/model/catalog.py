"""What a vendor offers: services, their quantities, and whether they need entry to the home."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """One service of a catalog.

    `quantities` None means any. `access`: someone must enter the home. `asset`: made from existing
    photos (staging), never by a visit.
    """

    slug: str
    quantities: tuple[int, ...] | None
    access: bool
    asset: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A dated list of offers; `source` says where it came from."""

    kind: str
    dated: date
    source: str
    offers: tuple[ServiceOffer, ...]

    def offer(self, slug: str) -> ServiceOffer | None:
        """The offer of that slug, or None when this catalog does not know it."""
        return next((offer for offer in self.offers if offer.slug == slug), None)
