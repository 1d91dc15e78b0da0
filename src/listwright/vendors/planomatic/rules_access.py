"""Rules of `property_access`: sheet 2.3. Private values are measured here and never shown."""

import re
from collections.abc import Iterator

from listwright.errors import Diagnostic
from listwright.errors.nearest import nearest
from listwright.model.catalog import Catalog
from listwright.model.need import OrderSpec
from listwright.model.private import Private
from listwright.vendors.planomatic.findings import finding, length_of, warning

_NO_ACCESS = "no_access_needed"
_METHODS = ("lockbox_code", "keypad", "rently", _NO_ACCESS)
_NEEDS_CODE = frozenset({"lockbox_code", "keypad"})
_NEEDS_LOCATION = frozenset({"lockbox_code"})

# The vendor's sample is `+1 555-555-5555` and no rule is documented: digits with the punctuation
# people use, and an extension.
_PHONE = re.compile(r"\+?([0-9 ().\-/]+)(?:\s*(?:x|ext\.?)\s*[0-9]{1,6})?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS = 10, 15
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(?:\.[^@\s,;<>.]+)+")

_PATH = "property_access"


def access_findings(spec: OrderSpec, catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the way in and the contact.

    An order for staging alone sends nobody, so how to get in is waived. Contact and method stay:
    the vendor requires them on every order (sheet 2.3).
    """
    method = spec.access.method
    if not method:
        yield _no_method(spec)
    elif method not in _METHODS:
        yield _unknown_method(spec, method)
    elif not spec.is_staging_only:
        yield from _missing_parts(spec, method)
        yield from _closed_door(spec, method, catalog)
        yield from _occupied(spec, method)
    yield from _contact(spec)


def _no_method(spec: OrderSpec) -> Diagnostic:
    return finding(
        spec,
        f"{_PATH}.method_of_access",
        code="LW1404",
        summary="Nothing says how the visitor gets in.",
        detail="The vendor requires a method of access on every order.",
        fix=f"Write `access: {{method: ...}}` with one of {', '.join(_METHODS)}.",
    )


def _unknown_method(spec: OrderSpec, method: str) -> Diagnostic:
    return finding(
        spec,
        f"{_PATH}.method_of_access",
        code="LW1405",
        summary="The vendor does not know this method of access.",
        detail=f"{method!r} is none of {', '.join(_METHODS)}.",
        fix=f"Write one of {', '.join(_METHODS)}.",
        suggestion=nearest(method, _METHODS),
    )


def _missing_parts(spec: OrderSpec, method: str) -> Iterator[Diagnostic]:
    code = spec.access.access_code
    # A code that is read from elsewhere is only known at apply; one from a cell is here already.
    is_blank = code is None or (code.inline is not None and length_of(code.inline) == 0)
    if method in _NEEDS_CODE and is_blank:
        yield finding(
            spec,
            f"{_PATH}.access_code",
            code="LW1406",
            summary="The access code is missing.",
            detail=f"The method {method} needs one.",
            fix="Write `access: {access_code: {env: NAME}}`, or fill the column.",
        )
    if method in _NEEDS_LOCATION and length_of(spec.access.lockbox_location) == 0:
        yield finding(
            spec,
            f"{_PATH}.lockbox_location",
            code="LW1407",
            summary="The lockbox's location is missing.",
            detail=f"The method {method} needs one.",
            fix="Write `access: {lockbox_location: ...}`, or fill the column.",
        )


def _closed_door(spec: OrderSpec, method: str, catalog: Catalog) -> Iterator[Diagnostic]:
    if method != _NO_ACCESS:
        return
    for line in spec.lines:
        offer = catalog.offer(line.slug)
        if offer is not None and offer.access:
            yield finding(
                spec,
                f"{_PATH}.method_of_access",
                code="LW1408",
                summary="A service needs entry to the home, and none is given.",
                detail=f"{line.slug} ({line.address}) needs entry; the method is {_NO_ACCESS}.",
                fix=f"Write another method: {', '.join(_METHODS[:-1])}.",
            )


def _occupied(spec: OrderSpec, method: str) -> Iterator[Diagnostic]:
    if not spec.access.vacant and method != _NO_ACCESS:
        yield warning(
            spec,
            f"{_PATH}.vacant",
            code="LW1409",
            summary="The home is occupied, and the visitor would let himself in.",
            detail=f"The method is {method}; for occupied homes the vendor expects {_NO_ACCESS}.",
            fix="Wait until it is vacant, correct `vacant`, or change the method.",
        )


def _contact(spec: OrderSpec) -> Iterator[Diagnostic]:
    access = spec.access
    for field, value in (("name", access.contact_name), ("phone", access.contact_phone)):
        if length_of(value) == 0:
            yield finding(
                spec,
                f"{_PATH}.onsite_contact_{field}",
                code="LW1410",
                summary=f"The contact's {field} is missing.",
                detail="The vendor requires a name and a phone number on every order.",
                fix=f"Write `access: {{contact_{field}: ...}}`, or fill the column.",
            )
    if length_of(access.contact_phone) and not _is_phone(access.contact_phone):
        yield finding(
            spec,
            f"{_PATH}.onsite_contact_phone",
            code="LW1411",
            summary="The contact's phone number does not look like one.",
            detail=f"A number has {_FEWEST_DIGITS} to {_MOST_DIGITS} digits; it is not shown here.",
            fix="Write it like `+1 555-555-5555`.",
        )
    if length_of(access.contact_email) and not _matches(access.contact_email, _EMAIL):
        yield finding(
            spec,
            f"{_PATH}.onsite_contact_email",
            code="LW1412",
            summary="The contact's e-mail address does not look like one.",
            detail="It is not shown here because it is private.",
            fix="Write one address like `name@example.com`, or leave it out.",
        )


def _is_phone(number: Private | None) -> bool:
    match = None if number is None else _PHONE.fullmatch(number.reveal().strip())
    if match is None:
        return False
    digits = len(re.findall("[0-9]", match.group(1)))
    return _FEWEST_DIGITS <= digits <= _MOST_DIGITS


def _matches(private: Private | None, pattern: re.Pattern[str]) -> bool:
    return private is not None and pattern.fullmatch(private.reveal().strip()) is not None
