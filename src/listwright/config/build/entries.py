"""Entries of packages, rules and homes: what is written about needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from listwright.config.build.claims import Claims, build_claims
from listwright.config.build.freshness import build_freshness
from listwright.config.build.scope import Scope
from listwright.config.build.sources import build_source
from listwright.config.build.wordings import OWN_SERVICE, SAME_SERVICE, UNKNOWN_PACKAGE
from listwright.config.schema.collections import Item
from listwright.config.schema.needs import NeedDocument, PackageDocument, Requirement
from listwright.config.schema.rules import AccessDocument
from listwright.config.yaml import excerpt
from listwright.model.names import NeedKey
from listwright.model.predicate import Predicate
from listwright.model.rules import (
    AccessRule,
    Entry,
    FreshFor,
    Template,
    Written,
)

Metadata = tuple[tuple[str, Template], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package, built once and shared by every rule that names it."""

    entries: tuple[Entry, ...]
    claims: Claims = Claims()


def build_packages(items: Iterable[Item[PackageDocument]], scope: Scope) -> dict[str, Package]:
    """The packages by name."""
    packages = {}
    for item in items:
        entries = tuple(build_entry(need, scope) for need in item.value.needs)
        check_services(entries, scope, vendor=None)
        packages[item.name] = Package(entries=entries, claims=build_claims(item.value, scope))
    return packages


def build_entry(item: Item[NeedDocument], scope: Scope) -> Entry:
    """The fields written for one need, and only those."""
    document = item.value
    return Entry(
        key=NeedKey(item.name),
        span=item.span,
        none=document.none,
        vendor=scope.vendor(document.vendor),
        slug=document.slug,
        quantity=document.quantity,
        tool=document.tool,
        options=document.options,
        rooms=document.rooms,
        style=document.style,
        max_images=document.max_images,
        on_missing=document.on_missing,
        source=build_source(document.source, scope),
        follow_source=document.follow_source,
        met_by=_build_met_by(item, scope),
        protect=document.protect,
        fresh_for=build_freshness(document.fresh_for, scope),
        ready_when=scope.condition(document.ready_when),
        metadata=build_metadata(document.metadata, scope),
        order_notes=scope.notes(document.order_notes),
        preferred_date=document.preferred_date,
    )


def _build_met_by(item: Item[NeedDocument], scope: Scope) -> Written[tuple[str, ...]] | None:
    """The other services; the need's own is none of them."""
    written, slug = item.value.met_by, item.value.slug
    if written is None:
        return None
    for other in written.value:
        if slug is not None and other.value == slug.value:
            detail = f"{excerpt(other.value)!r} is the service of `{item.name}` itself."
            scope.found.add(OWN_SERVICE, detail, other.span)
    return Written(tuple(other.value for other in written.value), written.span)


def build_metadata(
    items: tuple[Item[Written[Template]], ...] | None, scope: Scope
) -> Written[Metadata] | None:
    """The pairs in the order of the file; their place is that of the first."""
    if not items:
        return None
    pairs = tuple((item.name, scope.metadata(item.value)) for item in items)
    return Written(pairs, items[0].span)


def build_access(document: AccessDocument | None, scope: Scope) -> AccessRule:
    """The access fields written here, with their columns checked."""
    if document is None:
        return AccessRule()
    fields = {name: getattr(document, name) for name in AccessDocument.named_keys()}
    for written in fields.values():
        scope.column(written)
    return AccessRule(**fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """What one `require` comes to, packages expanded; a later package speaks before an earlier."""

    entries: tuple[Entry, ...] = ()
    claims: Claims = Claims()


def expand_require(
    parts: tuple[Requirement, ...], packages: Mapping[str, Package], scope: Scope
) -> Required:
    """The entries in the order they apply."""
    return expand_rule(parts, packages, scope, ready_when=None, fresh_for=None)


def expand_rule(
    parts: tuple[Requirement, ...],
    packages: Mapping[str, Package],
    scope: Scope,
    *,
    ready_when: Written[Predicate] | None,
    fresh_for: Written[FreshFor] | None,
) -> Required:
    """The entries in the order they apply.

    The rule's own `ready_when` and `fresh_for` come after the package's and before an entry's own.
    """
    entries: list[Entry] = []
    claims = Claims()
    for part in parts:
        if isinstance(part, Written):
            package = _find_package(part, packages, scope)
            entries += [
                _over(entry, ready_when=ready_when, fresh_for=fresh_for)
                for entry in package.entries
            ]
            claims = package.claims.over(claims)
            continue
        for item in part:
            entry = build_entry(item, scope)
            ready, fresh = entry.ready_when or ready_when, entry.fresh_for or fresh_for
            entries.append(_over(entry, ready_when=ready, fresh_for=fresh))
    return Required(entries=tuple(entries), claims=claims)


def _over(
    entry: Entry, *, ready_when: Written[Predicate] | None, fresh_for: Written[FreshFor] | None
) -> Entry:
    if entry.none or (ready_when is None and fresh_for is None):
        return entry
    return replace(
        entry,
        ready_when=ready_when or entry.ready_when,
        fresh_for=fresh_for or entry.fresh_for,
    )


def _find_package(written: Written[str], packages: Mapping[str, Package], scope: Scope) -> Package:
    package = packages.get(written.value)
    if package is not None:
        return package
    detail = f"{excerpt(written.value)!r} is not defined under `packages`."
    near = scope.found.nearest(written.value, packages)
    scope.found.add(UNKNOWN_PACKAGE, detail, written.span, suggestion=near)
    return Package(entries=())


def check_services(entries: Iterable[Entry], scope: Scope, *, vendor: str | None) -> None:
    """Refuse two keys that come to the same service of the same vendor; `vendor` is the default."""
    first: dict[tuple[str | None, str], Entry] = {}
    for entry in _layered(entries):
        if entry.slug is None:
            continue
        account = entry.vendor.value if entry.vendor else vendor
        other = first.setdefault((account, entry.slug.value), entry)
        if other is not entry:
            detail = f"`{other.key}` at {other.span} and `{entry.key}` at {entry.span} ask for "
            detail += f"{excerpt(entry.slug.value)!r} of the same vendor."
            scope.found.add(SAME_SERVICE, detail, entry.span)


def _layered(entries: Iterable[Entry]) -> Iterable[Entry]:
    """What the entries come to, by key, as far as vendor and slug go."""
    effective: dict[NeedKey, Entry] = {}
    for entry in entries:
        before = effective.pop(entry.key, None)
        if entry.none:
            continue
        if before is not None:
            vendor, slug = entry.vendor or before.vendor, entry.slug or before.slug
            effective[entry.key] = replace(entry, vendor=vendor, slug=slug)
        else:
            effective[entry.key] = entry
    return effective.values()
