"""Rules, billing rules, defaults and access."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.schema.claims import (
    HAVE,
    HAVE_NOTE,
    IMPORT,
    IMPORT_NOTE,
    WAIVE,
    WAIVE_NOTE,
    HaveDocument,
    ImportDocument,
    WaiveDocument,
)
from listwright.config.schema.collections import LABEL, Item, ListOf
from listwright.config.schema.conditions import Condition
from listwright.config.schema.document import Document, Kind, optional, required
from listwright.config.schema.freshness import FRESH_FOR, FreshForDocument
from listwright.config.schema.needs import READY_WHEN, Require, Requirement
from listwright.config.schema.references import HomeSecret, OrColumn, PrivateText
from listwright.config.schema.values import FLAG, Text
from listwright.config.yaml import Mapping
from listwright.model.private import Private, SecretRef
from listwright.model.rules import FromColumn, SecretFromColumn, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDocument(Document):
    """Homes that match `when` get what `require` says. Every matching rule applies, in order."""

    place: ClassVar[str] = "A rule"
    hint: ClassVar[str] = "Conditions on columns stand under `when:`, needs under `require:`."
    later: ClassVar[frozenset[str]] = frozenset({"applies", "since", "since_column"})
    name: Written[str] | None = required(
        Text(longest=120), "What people call the rule; plans name it as the reason of an order."
    )
    when: Mapping | None = optional(Condition(), "Which homes; without it, all of them.")
    require: tuple[Requirement, ...] | None = optional(
        Require(), "Packages by name, needs by key, or a list of both. `KEY: none` drops a need."
    )
    ready_when: Mapping | None = optional(Condition(), READY_WHEN)
    fresh_for: FreshForDocument | None = optional(FreshForDocument, FRESH_FOR)
    have: tuple[Item[HaveDocument], ...] | None = optional(HAVE, HAVE_NOTE)
    waive: tuple[Item[WaiveDocument], ...] | None = optional(WAIVE, WAIVE_NOTE)
    import_: tuple[Item[ImportDocument], ...] | None = optional(IMPORT, IMPORT_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDocument(Document):
    """How a visitor gets in. The contact and the lockbox are private; the code is a secret."""

    place: ClassVar[str] = "`access`"
    method: Written[str | FromColumn] | None = optional(
        OrColumn(Text(longest=60)), "The vendor's word for the way in, such as `lockbox_code`."
    )
    access_code: Written[SecretRef | SecretFromColumn] | None = optional(
        HomeSecret(), "Where the code is found; the code itself never stands here."
    )
    lockbox_location: Written[Private | FromColumn] | None = optional(
        OrColumn(PrivateText()), "Where the lockbox hangs."
    )
    contact_name: Written[Private | FromColumn] | None = optional(
        OrColumn(PrivateText()), "Who can be asked on site."
    )
    contact_phone: Written[Private | FromColumn] | None = optional(
        OrColumn(PrivateText()), "The contact's telephone number."
    )
    contact_email: Written[Private | FromColumn] | None = optional(
        OrColumn(PrivateText()), "The contact's e-mail address."
    )
    vacant: Written[bool | FromColumn] | None = optional(
        OrColumn(FLAG), "Whether nobody lives there."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsDocument(Document):
    """What holds where nothing nearer says otherwise."""

    place: ClassVar[str] = "`defaults`"
    vendor: Written[str] | None = optional(LABEL, "Who delivers: a name under `vendors`.")
    billing_entity: Written[str] | None = optional(Text(longest=255), "Who is billed.")
    access: AccessDocument | None = optional(AccessDocument, "How a visitor gets in.")
    fresh_for: FreshForDocument | None = optional(FreshForDocument, FRESH_FOR)
    ready_when: Mapping | None = optional(Condition(), READY_WHEN)
    have: tuple[Item[HaveDocument], ...] | None = optional(HAVE, HAVE_NOTE)
    waive: tuple[Item[WaiveDocument], ...] | None = optional(WAIVE, WAIVE_NOTE)
    import_: tuple[Item[ImportDocument], ...] | None = optional(IMPORT, IMPORT_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDocument(Document):
    """Homes that match `when` are billed to `entity`."""

    place: ClassVar[str] = "An entry of `billing`"
    when: Mapping | None = optional(Condition(), "Which homes; without it, all of them.")
    entity: Written[str] | None = required(Text(longest=255), "Who is billed.")


BILLING: Kind[tuple[BillingDocument, ...]] = ListOf(kind=BillingDocument, place="`billing`")
RULES: Kind[tuple[RuleDocument, ...]] = ListOf(kind=RuleDocument, place="`rules`")
