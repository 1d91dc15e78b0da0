"""Catalogs and their differences -> documents."""

from listwright.model.assortment import (
    CatalogInUse,
    CatalogReport,
    OfferChange,
    PictureChange,
    PictureTerms,
)
from listwright.model.catalog import OptionOffer, RoomOffer, ServiceOffer, ToolOffer
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
            "picture_changes": [_picture_row(change) for change in report.picture_changes],
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
        "api": catalog.api,
        "tools": [_tool_row(tool) for tool in catalog.tools],
    }


def _tool_row(tool: ToolOffer) -> Row:
    return {
        "tool": tool.tool,
        "id": tool.id,
        "rooms": [_room_row(room) for room in tool.rooms],
        "options": [_option_row(option) for option in tool.options],
    }


def _room_row(room: RoomOffer) -> Row:
    options = None if room.options is None else [_option_row(option) for option in room.options]
    return {"room": room.word, "id": room.id, "premium": room.premium, "options": options}


def _option_row(option: OptionOffer) -> Row:
    return {
        "name": option.name,
        "id": option.id,
        "required": option.required,
        "many": option.many,
        "open": option.open,
        "words": [
            {"word": word.word, "id": word.id, "premium": word.premium} for word in option.words
        ],
    }


def _picture_row(change: PictureChange) -> Row:
    return {
        "vendor": change.vendor,
        "path": change.path,
        "difference": change.difference.value,
        "in_use": None if change.in_use is None else _picture_terms(change.in_use),
        "other": None if change.other is None else _picture_terms(change.other),
    }


def _picture_terms(terms: PictureTerms) -> Row:
    return {"id": terms.id, "marks": list(terms.marks)}


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
