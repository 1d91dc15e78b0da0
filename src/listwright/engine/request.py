"""The fingerprint of a request: what would be sent, with nothing secret in it."""

from listwright.engine.digest import sha256_of
from listwright.model.need import OrderSpec
from listwright.model.picture import PictureTask
from listwright.model.private import Private


def request_digest(spec: OrderSpec) -> str:
    """Digest over everything a create call would say.

    A secret stands as its reference and a private text as the name of its field: editing a phone
    number is no new request, pointing at another secret is.
    """
    if spec.task is not None:
        return sha256_of(_picture(spec, spec.task))
    access = spec.access
    return sha256_of(
        {
            "account": spec.account.id,
            "property": spec.canonical,
            "billing_entity": spec.billing_entity,
            "lines": [
                [line.slug, line.quantity, line.previous_order_id or ""] for line in spec.lines
            ],
            "dwelling": _dwelling(spec),
            "access": {
                "vacant": access.vacant,
                "method": access.method,
                "access_code": access.access_code.label if access.access_code else None,
                "lockbox_location": _set("lockbox_location", access.lockbox_location),
                "contact_name": _set("contact_name", access.contact_name),
                "contact_phone": _set("contact_phone", access.contact_phone),
                "contact_email": _set("contact_email", access.contact_email),
                "preferred_date": str(access.preferred_date or ""),
            },
            "order_notes": _set("order_notes", spec.order_notes),
            "metadata": [list(pair) for pair in spec.metadata],
        }
    )


def _picture(spec: OrderSpec, task: PictureTask) -> dict[str, object]:
    """Who makes a picture is told where the home is, for people, and nothing else of it."""
    place = spec.dwelling.location
    return {
        "account": spec.account.id,
        "property": spec.canonical,
        "street": place.street,
        "city": place.city,
        "recipe": task.recipe.key,
    }


def _dwelling(spec: OrderSpec) -> dict[str, object]:
    home = spec.dwelling
    place = home.location
    return {
        "street": place.street,
        "street2": place.street2,
        "city": place.city,
        "state": place.state,
        "postal_code": place.postal_code,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "property_type": home.property_type,
        "bedrooms": home.bedrooms,
        "bathrooms": None if home.bathrooms is None else str(home.bathrooms),
        "price": home.price,
        "square_footage": home.square_footage,
    }


def _set(name: str, value: Private | None) -> str | None:
    return None if value is None else name
