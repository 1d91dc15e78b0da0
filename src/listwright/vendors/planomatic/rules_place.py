"""Rules of `property.location`: sheet 2.2."""

import re
from collections.abc import Iterator

from listwright.errors import Diagnostic
from listwright.errors.nearest import nearest
from listwright.model.need import OrderSpec
from listwright.vendors.planomatic.findings import finding, warning
from listwright.vendors.planomatic.states import STATES, states_of

_POSTAL_CODE = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]+)?")
_REQUIRED = ("street", "city", "state", "postal_code")
_PATH = "property.location"

# Alaska to Puerto Rico and Samoa, in degrees; only to tell which of two numbers is which.
_LATITUDES = (-15.0, 72.0)
_LONGITUDES = (-180.0, -64.0)


def place_findings(spec: OrderSpec) -> Iterator[Diagnostic]:
    """What is wrong with the address."""
    place = spec.dwelling.location
    for field in _REQUIRED:
        if not getattr(place, field).strip():
            yield _empty(spec, field)
    if place.state.strip():
        yield from _state(spec, place.state)
    if place.postal_code.strip():
        yield from _postal_code(spec, place.postal_code)
    yield from _coordinates(spec)


def _empty(spec: OrderSpec, field: str) -> Diagnostic:
    return finding(
        spec,
        f"{_PATH}.{field}",
        code="LW1413",
        summary=f"The address has no {field.replace('_', ' ')}.",
        detail="The vendor requires street, city, state and postal code.",
        fix=f"Fill in `{field}`.",
    )


def _state(spec: OrderSpec, state: str) -> Iterator[Diagnostic]:
    if state in STATES:
        return
    upper = state.strip().upper()
    yield finding(
        spec,
        f"{_PATH}.state",
        code="LW1414",
        summary="The state is not a two-letter code in capitals.",
        detail=f"{state!r} is not one; the vendor takes codes such as CO.",
        fix="Write the two-letter code in capitals.",
        suggestion=upper if upper in STATES else nearest(upper, STATES),
    )


def _postal_code(spec: OrderSpec, postal_code: str) -> Iterator[Diagnostic]:
    path = f"{_PATH}.postal_code"
    if not _POSTAL_CODE.fullmatch(postal_code):
        lost = (
            " A leading zero may have been lost." if re.fullmatch("[0-9]{3,4}", postal_code) else ""
        )
        yield finding(
            spec,
            path,
            code="LW1415",
            summary="The postal code is not one of the United States.",
            detail=f"{postal_code!r} is neither five digits nor ZIP+4.{lost}",
            fix='Write it quoted, such as "02134".',
            suggestion=postal_code.zfill(5) if lost else None,
        )
        return
    state = spec.dwelling.location.state
    possible = states_of(postal_code)
    if state in STATES and state not in possible:
        belongs = f"codes like it are in {', '.join(possible)}" if possible else "no state uses it"
        yield warning(
            spec,
            path,
            code="LW1416",
            summary="The postal code does not belong to the state.",
            detail=f"{postal_code} is not in {state}; {belongs}.",
            fix="Correct the postal code or the state.",
        )


def _coordinates(spec: OrderSpec) -> Iterator[Diagnostic]:
    place = spec.dwelling.location
    latitude = _degrees(place.latitude)
    longitude = _degrees(place.longitude)
    swapped = _look_swapped(latitude, longitude)
    hint = " The two look swapped." if swapped else ""
    bad = False
    for field, text, value, limit in (
        ("latitude", place.latitude, latitude, 90),
        ("longitude", place.longitude, longitude, 180),
    ):
        if text is not None and (value is None or abs(value) > limit):
            bad = True
            yield finding(
                spec,
                f"{_PATH}.{field}",
                code="LW1417",
                summary=f"The {field} is not one.",
                detail=f"{text!r} is not a number from -{limit} to {limit}.{hint}",
                fix="Correct it, or leave both out.",
            )
    if swapped and not bad:
        yield warning(
            spec,
            f"{_PATH}.latitude",
            code="LW1418",
            summary="Latitude and longitude look swapped.",
            detail=f"Latitude {place.latitude}, longitude {place.longitude}.",
            fix="Exchange the two.",
        )


def _degrees(text: str | None) -> float | None:
    return float(text) if text is not None and _DEGREES.fullmatch(text) else None


def _look_swapped(latitude: float | None, longitude: float | None) -> bool:
    """Whether the two make sense only the other way round."""
    if latitude is None or longitude is None:
        return False
    as_written = _is_inside(latitude, longitude)
    return not as_written and _is_inside(longitude, latitude)


def _is_inside(latitude: float, longitude: float) -> bool:
    return (
        _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]
    )
