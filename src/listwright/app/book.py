"""The price book against the vendors' catalogs: prices that nothing will ever cost."""

from collections.abc import Iterator, Mapping

from listwright.errors import Diagnostic, Severity, Span
from listwright.errors.nearest import nearest
from listwright.model.catalog import Catalog
from listwright.model.money import PriceBook
from listwright.ports import Vendor


def check_prices(book: PriceBook, vendors: Mapping[str, Vendor]) -> tuple[Diagnostic, ...]:
    """A warning for every service, tool and quantity that is priced and not to be had.

    A wrong price only leaves the right one out, and what has no price is counted or blocked.
    """
    found: dict[Diagnostic, None] = {}
    for label, slug, quantity in book.prices:
        if label in vendors:
            span = book.spans[label, slug, quantity]
            catalog = vendors[label].catalog
            found.update(dict.fromkeys(_faults(catalog, slug, quantity, span=span)))
    return tuple(found)


def _faults(catalog: Catalog, slug: str, quantity: int, *, span: Span) -> Iterator[Diagnostic]:
    offer = catalog.offer(slug)
    if offer is None:
        known = [one.slug for one in catalog.offers]
        yield _warning(
            f"{slug!r} is not in the catalog of {catalog.dated}: {', '.join(known)}.",
            fix="Correct the name, or take the price away.",
            span=span,
            suggestion=nearest(slug, known),
        )
    elif offer.quantities is not None and quantity not in offer.quantities:
        listed = ", ".join(str(one) for one in offer.quantities)
        yield _warning(
            f"{quantity} of {slug}; the catalog of {catalog.dated} offers {listed}.",
            fix=f"Write the price of {listed}, or take it away.",
            span=span,
        )


def _warning(detail: str, *, fix: str, span: Span, suggestion: str | None = None) -> Diagnostic:
    return Diagnostic(
        code="LW1373",
        summary="A price stands for something that is not offered",
        detail=detail,
        fix=fix,
        span=span,
        severity=Severity.WARNING,
        suggestion=suggestion,
    )
