"""Rules of single texts: lengths, metadata, billing entity, property type. Sheet 2.1, 2.2, 2.5."""

import json
import re
from collections.abc import Iterator

from listwright.errors import Diagnostic
from listwright.errors.nearest import nearest
from listwright.model.names import OrderKey
from listwright.model.need import OrderSpec
from listwright.model.private import Private
from listwright.vendors.planomatic.body import OUR_METADATA_KEY, metadata_mark
from listwright.vendors.planomatic.findings import finding, length_of, warning

ORDER_NOTES_LIMIT = 1000
_TEXT_LIMIT = 255
_EMAIL_LIMIT = 254
_USER_PAIRS = 3
"""The vendor takes four, and one is ours."""

_METADATA_LIMIT = 1000
_VALUE_LIMIT = 255
_METADATA_KEY = re.compile(r"[A-Za-z0-9_]{1,60}")
_LONGEST_MARK = metadata_mark("", OrderKey(f"lw1-{'0' * 20}-g999"))

PROPERTY_TYPES = (
    "single_family",
    "condo_townhouse",
    "duplex_townhouse",
    "commercial",
    "land",
)
"""From the older tour interface; V3 shows only the first (sheet 2.2)."""


def text_findings(spec: OrderSpec) -> Iterator[Diagnostic]:
    """What is wrong with the order's own texts."""
    yield from _lengths(spec)
    yield from _billing_entity(spec)
    yield from _order_notes(spec)
    yield from _metadata(spec)
    yield from _property_type(spec)


def _lengths(spec: OrderSpec) -> Iterator[Diagnostic]:
    """No limit is documented for parts of the address; 255 is the vendor's usual one."""
    access, place = spec.access, spec.dwelling.location
    code = access.access_code.inline if access.access_code else None
    lengths = {
        "external_property_id": len(spec.property),
        "billing_entity_slug": len(spec.billing_entity),
        "property.location.street": len(place.street),
        "property.location.street2": len(place.street2 or ""),
        "property.location.city": len(place.city),
        "property_access.access_code": _whole_length(code),
        "property_access.lockbox_location": _whole_length(access.lockbox_location),
        "property_access.onsite_contact_name": _whole_length(access.contact_name),
        "property_access.onsite_contact_phone": _whole_length(access.contact_phone),
    }
    for path, length in lengths.items():
        if length > _TEXT_LIMIT:
            yield _too_long(spec, path, length=length, limit=_TEXT_LIMIT)
    if (length := _whole_length(access.contact_email)) > _EMAIL_LIMIT:
        path = "property_access.onsite_contact_email"
        yield _too_long(spec, path, length=length, limit=_EMAIL_LIMIT)


def _whole_length(private: Private | None) -> int:
    return 0 if private is None else len(private.reveal())


def _too_long(spec: OrderSpec, path: str, *, length: int, limit: int) -> Diagnostic:
    return finding(
        spec,
        path,
        code="LW1424",
        summary="This text is longer than the vendor takes.",
        detail=f"{path.rpartition('.')[2]} has {length:,} characters; the limit is {limit}.",
        fix="Shorten it.",
    )


def _billing_entity(spec: OrderSpec) -> Iterator[Diagnostic]:
    if not spec.billing_entity.strip():
        yield finding(
            spec,
            "billing_entity_slug",
            code="LW1413",
            summary="The order has no billing entity.",
            detail="The vendor requires one on every order.",
            fix="Write `billing_entity` in `defaults`, a `billing` rule, or the column.",
        )


def _order_notes(spec: OrderSpec) -> Iterator[Diagnostic]:
    length = length_of(spec.order_notes)
    if length > ORDER_NOTES_LIMIT:
        yield finding(
            spec,
            "order_notes",
            code="LW1423",
            summary="The order notes are too long.",
            detail=f"They have {length:,} characters; the vendor takes {ORDER_NOTES_LIMIT:,}.",
            fix="Shorten them; they are never cut.",
        )


def _metadata(spec: OrderSpec) -> Iterator[Diagnostic]:
    for key, value in spec.metadata:
        yield from _metadata_pair(spec, key, value)
    total = len(json.dumps({**dict(spec.metadata), OUR_METADATA_KEY: _LONGEST_MARK}))
    if len(spec.metadata) > _USER_PAIRS or total > _METADATA_LIMIT:
        yield finding(
            spec,
            "metadata",
            code="LW1419",
            summary="The order carries too much metadata.",
            detail=(
                f"{len(spec.metadata)} pairs, {total:,} characters with ours; "
                f"the most are {_USER_PAIRS} and {_METADATA_LIMIT:,}."
            ),
            fix="Drop a pair, or shorten the values.",
        )


def _metadata_pair(spec: OrderSpec, key: str, value: str) -> Iterator[Diagnostic]:
    path = f"metadata.{key}"
    if key == OUR_METADATA_KEY:
        yield finding(
            spec,
            path,
            code="LW1422",
            summary="This metadata key is reserved.",
            detail=f"listwright writes `{OUR_METADATA_KEY}` itself, to recognise its orders.",
            fix="Choose another key.",
        )
    elif not _METADATA_KEY.fullmatch(key):
        yield finding(
            spec,
            path,
            code="LW1420",
            summary="The vendor does not take this metadata key.",
            detail=f"{key!r} is not made of 1 to 60 letters, digits and underscores.",
            fix="Rename it.",
        )
    if len(value) > _VALUE_LIMIT:
        yield finding(
            spec,
            path,
            code="LW1421",
            summary="A metadata value is too long.",
            detail=f"It has {len(value):,} characters; the vendor takes {_VALUE_LIMIT}.",
            fix="Shorten it.",
        )


def _property_type(spec: OrderSpec) -> Iterator[Diagnostic]:
    written = spec.dwelling.property_type
    if written in PROPERTY_TYPES:
        return
    shown = ", ".join(PROPERTY_TYPES)
    near = nearest(written, PROPERTY_TYPES) if written else None
    meant = f" Did you mean {near}?" if near else ""
    yield warning(
        spec,
        "property.property_type",
        code="LW1425",
        summary="The vendor's pages do not show this property type."
        if written
        else "The home has no property type.",
        detail=f"{written!r} is none of {shown}.{meant}"
        if written
        else "Every sample order of the vendor has one; it may be required.",
        fix=f"Write one of {shown}, unless the vendor told you otherwise.",
    )
