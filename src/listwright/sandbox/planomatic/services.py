"""Rules of the `services` list: the catalogue, and staging of photos already delivered."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from listwright.sandbox.planomatic.fields import (
    Problem,
    check_fields,
    identifier,
    problem_of,
)
from listwright.sandbox.planomatic.literals import Row, Service, literals

_PREVIOUS = "services.previous_order_id"
Delivered = Callable[[int], bool | None]


def check_services(rows: Sequence[object], delivered: Delivered) -> Iterator[Problem]:
    """Every problem of the list.

    `delivered` tells for a previous order whether it is delivered, None when it is unknown.
    """
    for row in rows:
        if isinstance(row, Mapping):
            yield from check_fields("service", row)
            yield from _catalogue_problems(row)
        else:
            yield problem_of("create", "services", "unrecognized")
    services = [row for row in rows if isinstance(row, Mapping)]
    yield from _previous_problems(services)
    yield from _reference_problems(services, delivered)


def wants_previous(services: object) -> bool:
    """Whether any service points at a previous order."""
    rows = services if isinstance(services, list) else []
    return any(isinstance(row, Mapping) and _previous(row) is not None for row in rows)


def only_staging(services: Sequence[Row]) -> bool:
    """Whether nobody has to visit the home for these services."""
    catalogue = literals().services
    return all(catalogue[row["slug"]].asset for row in services)


def needs_access(services: object) -> bool:
    """Whether any of the services is marked as needing to get in."""
    rows = services if isinstance(services, list) else []
    known = (_service_of(row) for row in rows if isinstance(row, Mapping))
    return any(service is not None and service.needs_access for service in known)


def _service_of(row: Row) -> Service | None:
    slug = row.get("slug")
    return literals().services.get(slug) if isinstance(slug, str) else None


def _previous(row: Row) -> object:
    return row.get("previous_order_id")


def _catalogue_problems(row: Row) -> Iterator[Problem]:
    slug, quantity = row.get("slug"), row.get("quantity")
    service = _service_of(row)
    if service is None:
        if isinstance(slug, str) and slug.strip():
            yield problem_of("service", "services.slug", "unrecognized")
        return
    whole = isinstance(quantity, int) and not isinstance(quantity, bool)
    if whole and quantity not in service.quantities:
        yield problem_of("service", "services.quantity", "unrecognized")


def _previous_problems(services: Sequence[Row]) -> Iterator[Problem]:
    """The documented errors that the list alone decides."""
    with_previous = [row for row in services if _previous(row) is not None]
    for row in with_previous:
        service = _service_of(row)
        if service is not None and not service.asset:
            yield problem_of("service", _PREVIOUS, "not_asset")
    if len({str(_previous(row)) for row in with_previous}) > 1:
        yield problem_of("service", _PREVIOUS, "different_previous")
    if with_previous and len(with_previous) < len(services):
        yield problem_of("service", _PREVIOUS, "mixed_previous")


def _reference_problems(services: Sequence[Row], delivered: Delivered) -> Iterator[Problem]:
    """Whether the orders pointed at exist and are delivered; each order is named once."""
    numbers = {identifier(_previous(row)) for row in services}
    for number in sorted(number for number in numbers if number is not None):
        state = delivered(number)
        if state is None:
            yield problem_of("service", _PREVIOUS, "unrecognized")
        elif not state:
            yield problem_of("service", _PREVIOUS, "not_delivered")
