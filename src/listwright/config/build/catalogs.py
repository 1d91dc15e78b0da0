"""What a vendor offers beyond the built-in catalog, and the file that stands in for that."""

from listwright.config.build.paths import refuse_outside
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.vendors import CatalogDocument, OfferDocument
from listwright.model.catalog import ServiceOffer


def build_additions(document: CatalogDocument | None) -> tuple[ServiceOffer, ...]:
    """The offers that come on top of the catalog."""
    items = document.add or () if document is not None else ()
    offers = (_offer(item) for item in items)
    return tuple(offer for offer in offers if offer is not None)


def catalog_path(document: CatalogDocument | None, found: Findings) -> str | None:
    """The catalog of the project's own, relative to it; whoever needs the catalog opens it."""
    written = document.file if document is not None else None
    if written is None or not refuse_outside(written.value, written.span, found):
        return None
    return written.value


def _offer(item: Item[OfferDocument]) -> ServiceOffer | None:
    quantities, access, asset = item.value.quantities, item.value.access, item.value.asset
    if quantities is None:
        return None
    return ServiceOffer(
        slug=item.name,
        quantities=quantities.value,
        access=access.value if access else True,
        asset=asset.value if asset else False,
    )
