"""Identifiers: property ids, need keys, order ids, and the addresses built of them."""

import re
from dataclasses import dataclass
from typing import NewType

PropertyId = NewType("PropertyId", str)
"""The client's `external_property_id`, exactly as written."""

CanonicalId = NewType("CanonicalId", str)
"""A property id as it is compared: `canonical_id` of the written one."""

NeedKey = NewType("NeedKey", str)
"""The name a project gives a need; free to rename."""

ServiceKey = NewType("ServiceKey", str)
"""What is bought: the slug (for recipes of images, their digest). Matching and naming use it."""

OrderId = NewType("OrderId", str)
"""The vendor's id of an order, always as text."""

OrderKey = NewType("OrderKey", str)
"""Our name of an order on the wire, the `external_order_id`: `lw1-<key>-g<generation>`."""

AccountId = NewType("AccountId", str)
"""`kind/environment/label` of one vendor account."""

NEED_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
PROPERTY_ID = re.compile(r"[A-Za-z0-9._:/-]{1,255}")


def canonical_id(written: str) -> CanonicalId:
    """The form in which property ids are compared.

    Ids are ASCII by rule (`PROPERTY_ID`), so folding case is all that normalisation can change.
    """
    return CanonicalId(written.strip().casefold())


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """What a user types to name something: `PROPERTY/KEY`."""

    property: PropertyId
    key: NeedKey

    def __str__(self) -> str:
        """The address as typed."""
        return f"{self.property}/{self.key}"
