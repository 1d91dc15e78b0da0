"""Rules of `services`: sheet 2.4 and planomatic-services.txt."""

from collections.abc import Iterator

from listwright.errors import Diagnostic
from listwright.errors.nearest import nearest
from listwright.model.catalog import Catalog, ServiceOffer
from listwright.model.need import OrderLine, OrderSpec
from listwright.vendors.planomatic.findings import finding


def service_findings(spec: OrderSpec, catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the services."""
    if not spec.lines:
        yield finding(
            spec,
            "services",
            code="LW1426",
            summary="An order needs at least one service.",
            detail="Nothing would be ordered for this home.",
            fix="Require a need, or leave the home out.",
        )
        return
    seen: set[str] = set()
    for place, line in enumerate(spec.lines):
        if line.slug in seen:
            yield _twice(spec, line, place)
        seen.add(line.slug)
        offer = catalog.offer(line.slug)
        if offer is None:
            yield _unknown_slug(spec, place, catalog=catalog)
        elif offer.quantities is not None and line.quantity not in offer.quantities:
            yield _wrong_quantity(spec, place, offer=offer, catalog=catalog)
        elif line.quantity < 1:
            yield _no_quantity(spec, place)
    yield from _source_findings(spec, catalog)


def _unknown_slug(spec: OrderSpec, place: int, *, catalog: Catalog) -> Diagnostic:
    slug = spec.lines[place].slug
    known = [offer.slug for offer in catalog.offers]
    return finding(
        spec,
        f"services[{place}].slug",
        code="LW1401",
        summary="The vendor's catalog does not know this service.",
        detail=f"{slug!r} is not in the PlanOmatic catalog of {catalog.dated}: {', '.join(known)}.",
        fix="Correct the slug, or add the service under `vendors.NAME.catalog.add`.",
        suggestion=nearest(slug, known),
    )


def _wrong_quantity(
    spec: OrderSpec, place: int, *, offer: ServiceOffer, catalog: Catalog
) -> Diagnostic:
    allowed = ", ".join(str(quantity) for quantity in offer.quantities or ())
    return finding(
        spec,
        f"services[{place}].quantity",
        code="LW1402",
        summary="The vendor does not offer this quantity.",
        detail=(
            f"{spec.lines[place].quantity} of {offer.slug}; "
            f"the catalog of {catalog.dated} offers {allowed}."
        ),
        fix=f"Write one of {allowed}.",
    )


def _no_quantity(spec: OrderSpec, place: int) -> Diagnostic:
    return finding(
        spec,
        f"services[{place}].quantity",
        code="LW1402",
        summary="The quantity must be at least 1.",
        detail=f"{spec.lines[place].quantity} of {spec.lines[place].slug}.",
        fix="Write 1 or more.",
    )


def _twice(spec: OrderSpec, line: OrderLine, place: int) -> Diagnostic:
    """Undocumented at the vendor, so forbidden here (sheet 2.4)."""
    return finding(
        spec,
        f"services[{place}].slug",
        code="LW1403",
        summary="The same service stands twice in one order.",
        detail=f"{line.slug} is wanted by {line.address} and by a need before it.",
        fix="Merge the two needs, or drop one.",
    )


def _source_findings(spec: OrderSpec, catalog: Catalog) -> Iterator[Diagnostic]:
    """planomatic-services.txt, "Rules for previous_order_id"."""
    sources = [line.previous_order_id for line in spec.lines]
    for place, line in enumerate(spec.lines):
        offer = catalog.offer(line.slug)
        if line.previous_order_id is not None and offer is not None and not offer.asset:
            yield _source_finding(
                spec, place, why=f"{line.slug} is not a staging service and takes no earlier order."
            )
    if len(set(sources)) > 1:
        why = "every service must name the same delivered order, or none may name one."
        yield _source_finding(spec, 0, why=f"In one order, {why}")
    elif sources[0] is None and all(_is_asset(line, catalog) for line in spec.lines):
        # Whether the vendor takes it is unknown (sheet 2.4): there would be nothing to stage.
        why = "Staging alone, without the delivered order whose photos it works on."
        yield _source_finding(spec, 0, why=why)


def _is_asset(line: OrderLine, catalog: Catalog) -> bool:
    offer = catalog.offer(line.slug)
    return offer is not None and offer.asset


def _source_finding(spec: OrderSpec, place: int, *, why: str) -> Diagnostic:
    return finding(
        spec,
        f"services[{place}].previous_order_id",
        code="LW1427",
        summary="Staging and photos do not go together in this order.",
        detail=why,
        fix="Order staging beside the photos, or after them with `source`.",
    )
