"""Services that a catalog offers and this version does not order yet."""

from collections.abc import Iterable

from listwright.errors import Diagnostic
from listwright.model.catalog import Catalog
from listwright.model.need import NeedSpec


def refuse_staging(needs: Iterable[NeedSpec], catalog: Catalog) -> tuple[Diagnostic, ...]:
    """A finding for every need that would be made from photos instead of by a visit."""
    staged = (need for need in needs if (offer := catalog.offer(need.slug)) and offer.asset)
    return tuple(
        Diagnostic(
            code="LW1360",
            summary="Staging is not in this version",
            detail=f"The need `{need.key}` asks for `{need.slug}`, which is made from photos that "
            "exist; this version orders visits only.",
            fix="Take the need out until a later version, and order it in the vendor's dashboard.",
            span=need.spans["slug"],
        )
        for need in staged
    )
