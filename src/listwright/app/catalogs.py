"""`catalog`: which accounts are meant, and how two catalogs differ."""

from collections.abc import Iterator

from listwright.errors import UsageError
from listwright.errors.nearest import nearest
from listwright.model.assortment import OfferChange, PictureChange, PictureTerms
from listwright.model.catalog import Catalog, OptionOffer, ToolOffer
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


def compare_pictures(vendor: str, *, in_use: Catalog, other: Catalog) -> tuple[PictureChange, ...]:
    """What the two see differently of tools, rooms, options and words, by path."""
    ours, theirs = (dict(_parts(catalog)) for catalog in (in_use, other))
    changes = []
    for path in sorted(ours.keys() | theirs.keys()):
        mine, others = ours.get(path), theirs.get(path)
        if mine is None or others is None or not mine.says_the_same(others):
            changes.append(PictureChange(vendor=vendor, path=path, in_use=mine, other=others))
    return tuple(changes)


def _parts(catalog: Catalog) -> Iterator[tuple[str, PictureTerms]]:
    for tool in catalog.tools:
        yield tool.tool, PictureTerms(id=tool.id)
        for room in tool.rooms:
            marks = ("premium",) if room.premium else ()
            yield f"{tool.tool}/{room.word}", PictureTerms(id=room.id, marks=marks)
        yield from _choices(tool)


def _choices(tool: ToolOffer) -> Iterator[tuple[str, PictureTerms]]:
    for room in tool.rooms or (None,):
        where = f"{tool.tool}/{'-' if room is None else room.word}"
        for option in tool.options_of(room):
            path = f"{where}/{option.name}"
            yield path, PictureTerms(id=option.id, marks=_marks(option))
            for word in option.words:
                marks = ("premium",) if word.premium else ()
                yield f"{path}/{word.word}", PictureTerms(id=word.id, marks=marks)


def _marks(option: OptionOffer) -> tuple[str, ...]:
    marks = {"required": option.required, "many": option.many, "open": option.open}
    return tuple(name for name, is_so in marks.items() if is_so)
