"""`catalog`: which accounts are meant, and how two catalogs differ."""

from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.assortment import OfferChange
from listwright.model.catalog import Catalog
from listwright.model.portfolio import Portfolio, VendorSettings


def chosen_vendors(
    portfolio: Portfolio, name: str | None
) -> tuple[tuple[str, VendorSettings], ...]:
    """The account of that name, or all; raises UsageError for a name that the files do not have."""
    if name is None:
        return tuple(portfolio.vendors.items())
    if name not in portfolio.vendors:
        close = nearest(name, portfolio.vendors)
        raise UsageError(
            f"The files have no vendor named {name}.",
            advice=f"Did you mean {close}?"
            if close
            else f"They name {', '.join(portfolio.vendors)}.",
        )
    return ((name, portfolio.vendors[name]),)


def only_vendor(portfolio: Portfolio, name: str | None) -> tuple[str, VendorSettings]:
    """The one account meant; raises UsageError when the files name several and none is chosen."""
    chosen = chosen_vendors(portfolio, name)
    if len(chosen) > 1:
        names = ", ".join(portfolio.vendors)
        raise UsageError("Say whose catalog.", advice=f"--vendor takes one of {names}.")
    return chosen[0]


def compare_catalogs(vendor: str, *, in_use: Catalog, other: Catalog) -> tuple[OfferChange, ...]:
    """The services that the two see differently, by slug."""
    ours = {offer.slug: offer for offer in in_use.offers}
    theirs = {offer.slug: offer for offer in other.offers}
    return tuple(
        OfferChange(vendor=vendor, slug=slug, in_use=ours.get(slug), other=theirs.get(slug))
        for slug in sorted(ours.keys() | theirs.keys())
        if ours.get(slug) != theirs.get(slug)
    )
