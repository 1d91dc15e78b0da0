"""The top level of a project's files."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import Item, ListOf, ReadElsewhere
from listwright.config.schema.document import (
    Definitions,
    Document,
    Schema,
    expect_mapping,
    optional,
    required,
)
from listwright.config.schema.home import HomeDocument
from listwright.config.schema.needs import PACKAGES, PackageDocument
from listwright.config.schema.prices import PRICES, PricesDocument
from listwright.config.schema.rules import (
    BILLING,
    RULES,
    BillingDocument,
    DefaultsDocument,
    RuleDocument,
)
from listwright.config.schema.settings import (
    FREEZE,
    INVENTORY,
    AssetsDocument,
    FreezeDocument,
    InventoryDocument,
    LedgerDocument,
    LifecycleDocument,
    LimitsDocument,
    PlanDocument,
)
from listwright.config.schema.values import CELL, Name, Text, Whole
from listwright.config.schema.vendors import VENDORS, VendorDocument
from listwright.config.schema.webhooks import WebhooksDocument
from listwright.config.schema.wordings import NOTHING_WRITTEN
from listwright.config.yaml import Node
from listwright.model.names import PROPERTY_ID
from listwright.model.rules import Written

PROJECT_NAME = Name(
    pattern="[a-z0-9][a-z0-9-]{0,62}",
    form="a name of small letters, digits and `-`, at most 63 characters",
)


class Homes:
    """`properties`: homes by id. Whether the ids are good is decided with those of inventories."""

    def read(self, node: Node, found: Findings) -> tuple[Item[HomeDocument], ...] | None:
        """The homes in the order of the files."""
        mapping = expect_mapping(node, found, "`properties`")
        if mapping is None:
            return None
        if not mapping.entries:
            detail = "`properties` is an empty mapping. A home is ended with `absent: true`."
            found.add(NOTHING_WRITTEN, detail, mapping.span)
        homes = []
        for entry in mapping:
            home = HomeDocument.read(entry.value, found)
            if home is not None:
                homes.append(Item(name=entry.key.text, span=entry.key.span, value=home))
        return tuple(homes)

    def schema(self, definitions: Definitions) -> Schema:
        """Homes under ids of the allowed form."""
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^{PROPERTY_ID.pattern}$"},
            "additionalProperties": HomeDocument.schema(definitions),
            "minProperties": 1,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDocument(Document):
    """The desired marketing services of a portfolio of homes."""

    place: ClassVar[str] = "The top level"
    version: Written[int] | None = required(
        Whole(least=1, most=1), "The version of the language: 1."
    )
    project: Written[str] | None = required(
        PROJECT_NAME, "The name under which the ledger and the vendor know this project."
    )
    namespace: Written[str] | None = optional(
        PROJECT_NAME, "Keeps copies of one project apart (default)."
    )
    timezone: Written[str] | None = optional(
        Text(longest=60), "The IANA time zone in which dates are meant (UTC)."
    )
    required_version: Written[str] | None = optional(
        Text(longest=100), "Which versions of listwright may read this, such as `>=0.1,<1`."
    )
    include: None = optional(
        ReadElsewhere(form=ListOf(kind=CELL, place="`include`")),
        "Files that contribute before this one, as paths or patterns below the project.",
    )
    inventory: tuple[InventoryDocument, ...] | None = optional(INVENTORY, "Sources of homes.")
    vendors: tuple[Item[VendorDocument], ...] | None = optional(
        VENDORS, "The accounts orders are placed at, by name."
    )
    defaults: DefaultsDocument | None = optional(
        DefaultsDocument, "What holds where nothing nearer says otherwise."
    )
    packages: tuple[Item[PackageDocument], ...] | None = optional(
        PACKAGES, "Needs that are required together, by name."
    )
    rules: tuple[RuleDocument, ...] | None = optional(
        RULES, "Which homes need what. Every matching rule applies, from top to bottom."
    )
    properties: tuple[Item[HomeDocument], ...] | None = optional(
        Homes(), "Homes by id, and what is said about single homes of an inventory."
    )
    billing: tuple[BillingDocument, ...] | None = optional(
        BILLING, "Which homes are billed to whom."
    )
    prices: tuple[Item[PricesDocument], ...] | None = optional(
        PRICES, "What services cost, by the name of the account."
    )
    limits: LimitsDocument | None = optional(LimitsDocument, "The most one apply may do.")
    lifecycle: LifecycleDocument | None = optional(
        LifecycleDocument, "What changes do to orders that exist."
    )
    plan: PlanDocument | None = optional(PlanDocument, "How plans are made.")
    freeze: tuple[FreezeDocument, ...] | None = optional(
        FREEZE, "Days on which nothing is ordered or canceled."
    )
    ledger: LedgerDocument | None = optional(
        LedgerDocument, "Where listwright remembers its orders."
    )
    assets: AssetsDocument | None = optional(AssetsDocument, "Where pictures are kept.")
    webhooks: WebhooksDocument | None = optional(
        WebhooksDocument, "What vendors may tell of their own accord (`listwright listen`)."
    )
