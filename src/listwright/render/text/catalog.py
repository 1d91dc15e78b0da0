"""Catalogs as text: what is offered, and how two of them differ."""

from listwright.model.assortment import CatalogInUse, CatalogReport, Difference, OfferChange
from listwright.model.catalog import ServiceOffer
from listwright.render.escape import for_terminal
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.pictures_catalog import picture_change_lines, tool_lines
from listwright.render.text.style import Style, titled
from listwright.render.text.words import brief, number


def render_catalogs(report: CatalogReport, style: Style) -> str:
    """Every service of every catalog in use."""
    return joined([_catalog_section(used, style) for used in report.catalogs])


def _catalog_section(used: CatalogInUse, style: Style) -> list[str]:
    lines = titled(_title(used), style)
    if used.catalog.tools:
        return [*lines, *tool_lines(used.catalog.tools, style)]
    rows = [_offer_cells(offer, added=offer.slug in used.added) for offer in used.catalog.offers]
    for head in tabulated(rows, width=style.columns, indent=2, hanging=6):
        lines += head
    return lines


def _title(used: CatalogInUse) -> str:
    catalog = used.catalog
    where = f"from {for_terminal(used.file)}" if used.file else "as shipped"
    more = f", and {number(len(used.added))} added by the files" if used.added else ""
    kind = f" ({for_terminal(catalog.kind)})" if catalog.kind != used.vendor else ""
    return (
        f"{for_terminal(used.vendor)}{kind}: catalog of {catalog.dated.isoformat()}, {where}{more};"
        f" source: {brief(catalog.source, 250)}"
    )


def _offer_cells(offer: ServiceOffer, *, added: bool) -> list[str]:
    return [
        for_terminal(offer.slug),
        _quantities(offer),
        _entry(offer),
        "staging" if offer.asset else "",
        "added by the files" if added else "",
    ]


def _quantities(offer: ServiceOffer) -> str:
    if offer.quantities is None:
        return "any quantity"
    return ", ".join(number(one) for one in offer.quantities)


def _entry(offer: ServiceOffer) -> str:
    return "needs entry" if offer.access else "no entry"


def render_differences(report: CatalogReport, style: Style) -> str:
    """What the catalogs in use add, lack and change."""
    return joined(_changes_sections(report, style))


def _changes_sections(report: CatalogReport, style: Style) -> list[list[str]]:
    return [_changes_section(used, report, style=style) for used in report.catalogs]


def _changes_section(used: CatalogInUse, report: CatalogReport, *, style: Style) -> list[str]:
    changes = [one for one in report.changes if one.vendor == used.vendor]
    pictures = [one for one in report.picture_changes if one.vendor == used.vendor]
    where = for_terminal(used.file) if used.file else "as shipped"
    mine = f"the catalog in use ({where}, {used.catalog.dated.isoformat()})"
    against = for_terminal(report.compared_with or "")
    if used.catalog.tools and pictures:
        heading = f"{for_terminal(used.vendor)}: {mine}, against {against}"
        return [*titled(heading, style), *picture_change_lines(pictures, style)]
    if not changes:
        text = f"{for_terminal(used.vendor)}: {mine} offers the same as {against}."
        return wrapped(text, width=style.columns, indent=0, hanging=2)
    lines = titled(f"{for_terminal(used.vendor)}: {mine}, against {against}", style)
    rows = [_change_cells(change) for change in changes]
    heads = tabulated(rows, width=style.columns, indent=2, hanging=6)
    for change, head in zip(changes, heads, strict=True):
        lines += head
        if change.other is not None:
            text = f"there: {_terms(change.other)}"
            lines += wrapped(text, width=style.columns, indent=6, hanging=8)
    counts = {one: sum(change.difference is one for change in changes) for one in Difference}
    parts = [f"{one.value} {number(counts[one])}" for one in Difference if counts[one]]
    lines += wrapped(f"It {', '.join(parts)}.", width=style.columns, indent=0, hanging=2)
    return lines


def _change_cells(change: OfferChange) -> list[str]:
    return [
        change.difference.value,
        for_terminal(change.slug),
        _terms(change.in_use) if change.in_use else "",
    ]


def _terms(offer: ServiceOffer) -> str:
    staging = ", staging" if offer.asset else ""
    return f"{_quantities(offer)}; {_entry(offer)}{staging}"


def render_update(report: CatalogReport, style: Style, *, size: int | None) -> str:
    """Where a catalog came from and went; `size` counts the bytes that were fetched."""
    source = for_terminal(report.taken_from or "")
    if report.written is None:
        text = f"{source} is the project's catalog already; nothing was written."
        return joined([wrapped(text, width=style.columns, indent=0, hanging=2)])
    fetched = f"Fetched {source} ({number(size)} bytes)." if size is not None else ""
    written = f"Wrote {for_terminal(report.written)} from {source}."
    lines = [
        line
        for text in (fetched, written)
        for line in wrapped(text, width=style.columns, indent=0, hanging=2)
    ]
    return joined([lines, *_changes_sections(report, style)])
