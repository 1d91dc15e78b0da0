"""The homes of a project: the rows of its inventories, and what `properties` says."""

from collections.abc import Iterable, Iterator, Mapping

from listwright.config.build.claims import build_claims
from listwright.config.build.entries import (
    Package,
    build_access,
    build_metadata,
    check_services,
    expand_require,
)
from listwright.config.build.facts import FactReader
from listwright.config.build.identity import Identities
from listwright.config.build.inventories import Inventory
from listwright.config.build.scope import Scope
from listwright.config.build.wordings import GONE_HOME, NO_SUCH_HOME
from listwright.config.schema.collections import Item
from listwright.config.schema.home import HomeDocument
from listwright.config.yaml import excerpt
from listwright.model.names import CanonicalId, PropertyId, canonical_id
from listwright.model.portfolio import INLINE, Home, Override


class HomeBuilder:
    """Builds the homes in the order of the sources; those of YAML come last."""

    def __init__(
        self, packages: Mapping[str, Package], scope: Scope, *, vendor: str | None
    ) -> None:
        """`vendor` is the default one."""
        self._packages = packages
        self._scope = scope
        self._vendor = vendor
        self._facts = FactReader(scope.columns, scope.found)
        self._identities = Identities(scope.found)

    def build(
        self, inventories: Iterable[Inventory], items: Iterable[Item[HomeDocument]]
    ) -> tuple[Home, ...]:
        """Every home once; an id that occurs in two places is a finding."""
        identities = self._identities
        overrides = {canonical_id(item.name): item for item in identities.sound(items)}
        homes: dict[CanonicalId, Home] = {}
        for inventory in inventories:
            for home in self._rows(inventory, overrides):
                first = homes.setdefault(home.canonical, home)
                if first is not home:
                    identities.refuse_pair(first, home)
        for canonical, item in overrides.items():
            if canonical in homes:
                identities.check_spelling(homes[canonical], item)
            elif (inline := self._inline(item, canonical)) is not None:
                homes[canonical] = inline
        identities.check_former(overrides.keys(), homes)
        return tuple(homes.values())

    def _rows(
        self, inventory: Inventory, overrides: Mapping[CanonicalId, Item[HomeDocument]]
    ) -> Iterator[Home]:
        for written, facts in inventory.rows:
            canonical = canonical_id(written)
            item = overrides.get(canonical)
            if item is None:
                yield Home(id=written, canonical=canonical, origin=inventory.name, facts=facts)
                continue
            yield Home(
                id=written,
                canonical=canonical,
                origin=inventory.name,
                facts=self._facts.over(item, facts),
                override=self._override(item),
            )

    def _inline(self, item: Item[HomeDocument], canonical: CanonicalId) -> Home | None:
        facts = self._facts.inline(item)
        override = self._override(item)
        if facts.text("street") is None and self._scope.columns.complete:
            detail = f"No inventory has {excerpt(item.name)!r}, and no `street` is written here."
            wording = GONE_HOME if override.absent else NO_SUCH_HOME
            self._scope.found.warn(wording, detail, item.span)
            if not override.absent:
                return None
        return Home(
            id=PropertyId(item.name),
            canonical=canonical,
            origin=INLINE,
            facts=facts,
            override=override if _says_more(item.value) else None,
        )

    def _override(self, item: Item[HomeDocument]) -> Override:
        document, scope = item.value, self._scope
        if not _says_more(document):
            return Override(span=item.span)
        required = expand_require(document.require or (), self._packages, scope)
        check_services(required.entries, scope, vendor=self._vendor)
        claims = build_claims(document, scope).over(required.claims)
        return Override(
            span=item.span,
            entries=required.entries,
            access=build_access(document.access, scope),
            have=claims.have,
            waive=claims.waive,
            imports=claims.imports,
            renamed_from=tuple(self._identities.sound_former(document.renamed_from)),
            protect=document.protect is not None and document.protect.value,
            order_notes=scope.notes(document.order_notes),
            metadata=build_metadata(document.metadata, scope),
            preferred_date=document.preferred_date,
            absent=document.absent is not None and document.absent.value,
        )


def _says_more(document: HomeDocument) -> bool:
    """Whether anything but facts is written for the home."""
    return not document.written <= {"facts"}
