"""Request bodies: the only place where a secret becomes text.

Field names and order follow planomatic-order-api.txt and sheet 2; nothing null is ever sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from listwright.engine.naming import lineage_mark
from listwright.model.names import OrderKey
from listwright.model.need import Access, Dwelling, OrderSpec
from listwright.model.plan import Reason
from listwright.model.private import Private
from listwright.ports import OrderName
from listwright.vendors.planomatic.texts import clean_text

OUR_METADATA_KEY = "listwright"
CANCEL_NOTES_LIMIT = 255
"""Characters, at least one (sheet 5)."""

_KEY_PREFIX = "lw1-"
_NO_NOTES = "listwright"

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A body about to be sent, and the texts in it that no message may repeat."""

    document: Document = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


def metadata_mark(lineage: str, order_key: OrderKey) -> str:
    """Our own metadata value: `v1.<lineage8>.<key>.g<n>` for the order key `lw1-<key>-g<n>`."""
    key, _, generation = order_key.removeprefix(_KEY_PREFIX).rpartition("-")
    return f"v1.{lineage_mark(lineage)}.{key}.{generation}"


def create_body(
    spec: OrderSpec, order_key: OrderKey, *, lineage: str, key: Private, code: Private | None
) -> Sealed:
    """The body of a create."""
    document: dict[str, object] = {
        "api_key": key.reveal(),
        "external_property_id": spec.property,
        "billing_entity_slug": spec.billing_entity,
        "external_order_id": order_key,
        "metadata": {
            **dict(spec.metadata),
            OUR_METADATA_KEY: metadata_mark(lineage, order_key),
        },
        "property": _property(spec.dwelling),
        "services": [
            _without_none(
                slug=line.slug, quantity=line.quantity, previous_order_id=line.previous_order_id
            )
            for line in spec.lines
        ],
        "property_access": _access(spec.access, code),
    }
    if spec.order_notes is not None:
        document["order_notes"] = spec.order_notes.reveal()
    return Sealed(document=document, secrets=_secrets_of(spec, key=key, code=code))


def retrieve_body(name: OrderName, key: Private) -> Sealed:
    """The body of a retrieve. Ids are integers there (sheet 4), as far as they are numbers."""
    kind, value = asked_id(name)
    return Sealed(
        document={"api_key": key.reveal(), kind: _as_number(value)}, secrets=(key.reveal(),)
    )


def cancel_body(name: OrderName, reason: Reason, notes: str, *, key: Private) -> Sealed:
    """The body of a cancel. Ids are strings there (sheet 5); notes are cut, and never empty."""
    kind, value = asked_id(name)
    word = "duplicate_order" if reason is Reason.DUPLICATE else "client_requested_cancelation"
    document = {
        "api_key": key.reveal(),
        kind: value,
        "cancelation_reason": word,
        "cancelation_notes": clean_text(notes).strip()[:CANCEL_NOTES_LIMIT] or _NO_NOTES,
    }
    return Sealed(document=document, secrets=(key.reveal(),))


def asked_id(name: OrderName) -> tuple[str, str]:
    """Which id an order is asked by; one only, because `request_id` would win over `order_id`."""
    if name.order_id is not None:
        return "order_id", name.order_id
    assert name.request_id is not None, "an order is asked for by one of its ids"
    return "request_id", name.request_id


def _as_number(value: str) -> int | str:
    """The integer, unless that would lose leading zeros."""
    return int(value) if value.isascii() and value.isdigit() and value[0] != "0" else value


def _property(dwelling: Dwelling) -> dict[str, object]:
    place = dwelling.location
    bathrooms = dwelling.bathrooms
    whole = bathrooms is not None and bathrooms == bathrooms.to_integral_value()
    return _without_none(
        location=_without_none(
            street=place.street,
            street2=place.street2,
            city=place.city,
            state=place.state,
            postal_code=place.postal_code,
            latitude=place.latitude,
            longitude=place.longitude,
        ),
        property_type=dwelling.property_type,
        bedrooms=dwelling.bedrooms,
        # Integer in the internal documents, 2.5 in the sample (sheet 2.2): 2 is sent as 2, not 2.0.
        bathrooms=None if bathrooms is None else int(bathrooms) if whole else float(bathrooms),
        price=dwelling.price,
        square_footage=dwelling.square_footage,
    )


def _access(access: Access, code: Private | None) -> dict[str, object]:
    preferred = access.preferred_date
    return _without_none(
        vacant=access.vacant,
        method_of_access=access.method,
        access_code=_text_of(code),
        lockbox_location=_text_of(access.lockbox_location),
        preferred_date=None if preferred is None else preferred.isoformat(),
        onsite_contact_name=_text_of(access.contact_name),
        onsite_contact_phone=_text_of(access.contact_phone),
        onsite_contact_email=_text_of(access.contact_email),
    )


def _secrets_of(spec: OrderSpec, *, key: Private, code: Private | None) -> tuple[str, ...]:
    access = spec.access
    hidden = (
        key,
        code,
        access.lockbox_location,
        access.contact_name,
        access.contact_phone,
        access.contact_email,
        spec.order_notes,
    )
    return tuple(private.reveal() for private in hidden if private is not None)


def _text_of(private: Private | None) -> str | None:
    return None if private is None else private.reveal()


def _without_none(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
