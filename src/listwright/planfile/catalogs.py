"""Catalogs and their differences -> documents."""

from listwright.model.assortment import CatalogInUse, CatalogReport, OfferChange
from listwright.model.catalog import ServiceOffer
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.rows import Row


def catalog_document(report: CatalogReport, run: Run) -> Document:
    """Catalogs in use, and how they differ from others."""
    return filled(
        "catalog",
        run,
        {
            "catalogs": [_catalog_row(used) for used in report.catalogs],
            "compared_with": report.compared_with,
            "changes": [_change_row(change) for change in report.changes],
            "taken_from": report.taken_from,
            "written": report.written,
        },
    )


def _catalog_row(used: CatalogInUse) -> Row:
    catalog = used.catalog
    return {
        "vendor": used.vendor,
        "kind": catalog.kind,
        "dated": catalog.dated.isoformat(),
        "source": catalog.source,
        "file": used.file,
        "shipped": used.shipped.dated.isoformat(),
        "offers": [
            {
                **_terms(offer),
                "slug": offer.slug,
                "origin": "added" if offer.slug in used.added else "catalog",
            }
            for offer in catalog.offers
        ],
    }


def _change_row(change: OfferChange) -> Row:
    return {
        "vendor": change.vendor,
        "slug": change.slug,
        "difference": change.difference.value,
        "in_use": None if change.in_use is None else _terms(change.in_use),
        "other": None if change.other is None else _terms(change.other),
    }


def _terms(offer: ServiceOffer) -> Row:
    return {
        "quantities": None if offer.quantities is None else list(offer.quantities),
        "access": offer.access,
        "asset": offer.asset,
    }
