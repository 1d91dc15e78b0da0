"""The portfolio of a project, from its merged document."""

from collections.abc import Iterator
from pathlib import Path

from listwright.config.build.columns import Columns, declared_types, known_columns
from listwright.config.build.entries import build_packages
from listwright.config.build.homes import HomeBuilder
from listwright.config.build.identity import warn_same_address
from listwright.config.build.inventories import Inventory, read_inventories
from listwright.config.build.prices import build_prices, check_budgets, payers_of
from listwright.config.build.references import check_references
from listwright.config.build.rules import build_billing, build_defaults, build_rules
from listwright.config.build.scope import Scope
from listwright.config.build.settings import (
    build_assets,
    build_freeze,
    build_lifecycle,
    build_limits,
    build_plan,
    build_timezone,
    build_webhooks,
    check_version,
)
from listwright.config.build.vendor_kinds import rules_of
from listwright.config.build.vendors import build_vendors
from listwright.config.findings import Findings
from listwright.config.schema.project import ProjectDocument
from listwright.engine.pictures.wanting import PictureSellers
from listwright.model.portfolio import Portfolio, SourceFile
from listwright.model.rules import SecretFromColumn

STANDARD_NAMESPACE = "default"


def build_portfolio(
    document: ProjectDocument, root: Path, found: Findings, *, files: tuple[SourceFile, ...]
) -> Portfolio:
    """Everything the project declares; worth something only when `found` has no errors."""
    inventories = read_inventories(document.inventory or (), root, found)
    check_version(document.required_version, found)
    vendors = build_vendors(document.vendors or (), found)
    scope = Scope(
        columns=_columns(document, inventories, found),
        vendors=frozenset(item.name for item in document.vendors or ()),
        sellers=_sellers(document),
        found=found,
    )
    defaults = build_defaults(document.defaults, scope)
    vendor = defaults.vendor.value if defaults.vendor else None
    packages = build_packages(document.packages or (), scope)
    rules = build_rules(document.rules or (), packages, scope, vendor=vendor)
    builder = HomeBuilder(packages, scope, vendor=vendor)
    homes = builder.build(inventories, document.properties or ())
    check_references(packages, rules, homes, defaults=defaults, scope=scope)
    warn_same_address(homes, found)
    billing = build_billing(document.billing or (), scope)
    check_budgets(
        (document.limits.monthly_budget if document.limits else None) or (),
        found,
        homes=homes,
        payers=payers_of(defaults, billing),
    )
    return Portfolio(
        project=document.project.value if document.project else "",
        namespace=document.namespace.value if document.namespace else STANDARD_NAMESPACE,
        timezone=build_timezone(document.timezone, found),
        vendors=vendors,
        defaults=defaults,
        rules=rules,
        billing=billing,
        homes=homes,
        limits=build_limits(document.limits),
        lifecycle=build_lifecycle(document.lifecycle),
        plan=build_plan(document.plan),
        freeze=tuple(build_freeze(document.freeze or (), found)),
        ledger_url=document.ledger.url.value if document.ledger and document.ledger.url else None,
        ledger_head=(
            document.ledger.head.value if document.ledger and document.ledger.head else None
        ),
        prices=build_prices(document.prices or (), found, vendors=scope.vendors),
        assets_path=build_assets(document.assets, found),
        webhooks=build_webhooks(document.webhooks),
        files=files + tuple(one.file for one in inventories if one.file is not None),
    )


def _sellers(document: ProjectDocument) -> PictureSellers:
    """Who sells pictures, by what the files say; an account with other faults counts too."""
    default = document.defaults.vendor if document.defaults else None
    return PictureSellers(
        labels=frozenset(
            item.name
            for item in document.vendors or ()
            if item.value.kind is not None and rules_of(item.value.kind.value).sells_pictures
        ),
        default=default.value if default else None,
    )


def _columns(
    document: ProjectDocument, inventories: tuple[Inventory, ...], found: Findings
) -> Columns:
    types = [item for source in document.inventory or () for item in source.types or ()]
    others = [column for inventory in inventories for column in inventory.columns]
    for item in document.properties or ():
        if item.value.facts is not None:
            others += item.value.facts.keys()
    return known_columns(
        declared_types(types, found),
        others,
        secret=frozenset(_secret_columns(document)),
        complete=all(inventory.complete for inventory in inventories),
        listed=bool(inventories),
    )


def _secret_columns(document: ProjectDocument) -> Iterator[str]:
    yield "access_code_ref"
    accesses = [item.value.access for item in document.properties or ()]
    if document.defaults is not None:
        accesses.append(document.defaults.access)
    for access in accesses:
        code = access.access_code if access else None
        if code is not None and isinstance(code.value, SecretFromColumn):
            yield code.value.column
