"""The accounts of a project: who sells, where requests go and how fast, what is offered."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import (
    LABEL,
    DistinctList,
    Item,
    NamedMap,
    expect_list,
)
from listwright.config.schema.document import (
    Definitions,
    Document,
    Kind,
    Schema,
    optional,
    required,
)
from listwright.config.schema.references import Secret
from listwright.config.schema.values import FLAG, Choice, Exact, Name, Text, Whole
from listwright.config.yaml import Node, Scalar
from listwright.model.private import SecretRef
from listwright.model.rules import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDocument(Document):
    """How fast requests are sent."""

    place: ClassVar[str] = "`rate`"
    never_empty: ClassVar[bool] = True
    per_minute: Written[int] | None = optional(
        Whole(least=1, most=100_000),
        "Requests a minute (30; 60 at aihomedesign); above 100 only on this machine.",
    )
    submits_per_10_minutes: Written[int] | None = optional(
        Whole(least=1, most=100_000),
        "Of aihomedesign: pictures ordered in ten minutes (10); more only by arrangement with the "
        "vendor, or on this machine.",
    )


class Quantities:
    """The quantities an offer has: a list, or the word `any`."""

    def read(self, node: Node, found: Findings) -> Written[tuple[int, ...] | None] | None:
        """The quantities with their place; None inside means any."""
        if isinstance(node, Scalar) and node.text == "any":
            return Written(None, node.span)
        listed = expect_list(node, found, "`quantities`, unless it is the word `any`,")
        if listed is None:
            return None
        read = [Whole(least=1, most=1_000).read(item, found) for item in listed]
        numbers = {one.value for one in read if one is not None}
        return Written(tuple(sorted(numbers)), node.span)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        numbers = Whole(least=1, most=1_000).schema(definitions)
        return {"anyOf": [{"const": "any"}, {"type": "array", "items": numbers, "minItems": 1}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDocument(Document):
    """A service that the vendor offers and the catalog does not know."""

    place: ClassVar[str] = "An entry of `catalog.add`"
    quantities: Written[tuple[int, ...] | None] | None = required(
        Quantities(), "The quantities that can be ordered, or `any`."
    )
    access: Written[bool] | None = optional(FLAG, "Whether somebody has to enter (true).")
    asset: Written[bool] | None = optional(
        FLAG, "Whether it is made from existing photos, without a visit (false)."
    )


_OFFERS: NamedMap[OfferDocument] = NamedMap(
    names=Name(pattern="[A-Za-z0-9_-]{1,100}", form="the slug of a service"),
    kind=OfferDocument,
    place="`catalog.add`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogDocument(Document):
    """What the vendor offers, as far as the built-in catalog does not know it."""

    place: ClassVar[str] = "`catalog`"
    file: Written[str] | None = optional(
        Text(), "A catalog below the project, which is used instead of the built-in one."
    )
    add: tuple[Item[OfferDocument], ...] | None = optional(
        _OFFERS, "Services by slug that come on top of the catalog."
    )


_DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# The last label begins with a letter: no address in numbers does. With a star, two labels follow
# it, so that nobody opens all of `.com`.
_LINK_HOST = Name(
    pattern=f"([*]\\.)?({_DNS_LABEL}\\.){{1,10}}[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?",
    form="a host in small letters such as `cdn.example.com`, or `*.` and a name of at least two "
    "parts for all hosts below it; not an address with `https://`, a path, a port or numbers alone",
)


class VendorKind(Enum):
    """Which vendor an account is at."""

    PLANOMATIC = "planomatic"
    AIHOMEDESIGN = "aihomedesign"


class Dialect(Enum):
    """Which version of its interface a vendor is spoken to in."""

    V1 = "v1"
    V3 = "v3"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDocument(Document):
    """One account at one vendor."""

    place: ClassVar[str] = "A vendor"
    later: ClassVar[frozenset[str]] = frozenset({"renamed_from"})
    kind: Written[VendorKind] | None = required(Choice(VendorKind), "Which vendor this is.")
    endpoint: Written[str] | None = optional(
        Text(),
        "`sandbox` for the built-in one, or the base URL. Without it, the vendor's production URL.",
    )
    api: Written[Dialect] | None = optional(
        Choice(Dialect),
        "Of aihomedesign, and required there: `v3` for new accounts; `v1` is the older interface "
        "of spaces and widgets.",
    )
    api_key: Written[SecretRef] | None = optional(
        Secret(), "Where the key is found; only the sandbox needs none."
    )
    rate: RateDocument | None = optional(RateDocument, "How fast requests are sent.")
    duplicate_window: Written[timedelta] | None = optional(
        Exact(zero_allowed=True),
        "How long the vendor refuses a second order for the same home; `0h`: it never does.",
    )
    window_margin: Written[timedelta] | None = optional(
        Exact(zero_allowed=True), "What is waited beyond the window (10m)."
    )
    window_counts_canceled: Written[bool] | None = optional(
        FLAG, "Whether canceled orders open a window too (true)."
    )
    window_exempts_staging: Written[bool] | None = optional(
        FLAG, "Whether staging of delivered photos is free of the window (false)."
    )
    settle: Written[timedelta] | None = optional(
        Exact(zero_allowed=True), "How long a request may still be on its way (30m)."
    )
    resend_unknown: Written[bool] | None = optional(
        FLAG,
        "Whether a create whose outcome is unknown is sent once more, surely inside a declared "
        "`duplicate_window` (false).",
    )
    retry_rejected: Written[timedelta] | None = optional(
        Exact(zero_allowed=False), "After what time a refused order is tried again (24h)."
    )
    link_hosts: Written[tuple[Written[str], ...]] | None = optional(
        DistinctList(kind=_LINK_HOST, place="`link_hosts`"),
        "Hosts that pictures may be fetched from beyond those the vendor is known to use: "
        "`cdn.example.com`, or `*.example.com` for all below it. https and public addresses only.",
    )
    catalog: CatalogDocument | None = optional(CatalogDocument, "What the vendor offers.")


VENDORS: Kind[tuple[Item[VendorDocument], ...]] = NamedMap(
    names=LABEL, kind=VendorDocument, place="`vendors`"
)
