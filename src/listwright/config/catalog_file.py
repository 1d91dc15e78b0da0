"""Reading a catalog file, YAML or JSON: bytes in, a catalog or every finding out."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from listwright.config.findings import Findings, TooManyFindingsError
from listwright.config.schema.catalog import CatalogFileDocument, WholeOfferDocument
from listwright.config.schema.collections import Item
from listwright.config.yaml import parse_yaml, read_source
from listwright.config.yaml.findings import Wording
from listwright.errors import Diagnostic
from listwright.model.catalog import Catalog, ServiceOffer

OTHER_VENDOR = Wording(
    code="LW1451",
    summary="The catalog is of another vendor",
    fix="Name the catalog of this vendor, or another account with --vendor.",
)


def read_catalog_file(path: Path, file: str, *, kind: str) -> Catalog | tuple[Diagnostic, ...]:
    """The catalog at `path`, called `file` in messages, or what is wrong with it."""
    source = read_source(path, file)
    if isinstance(source, Diagnostic):
        return (source,)
    return read_catalog(source.content, file, kind=kind)


def read_catalog(content: bytes, file: str, *, kind: str) -> Catalog | tuple[Diagnostic, ...]:
    """The catalog of vendors of that kind in `content`, or what is wrong with it."""
    found = Findings()
    document = None
    with suppress(TooManyFindingsError):
        document = _read(content, file, found)
        if document is not None and document.kind is not None:
            _require_kind(document, kind, found)
    if found.has_errors or document is None:
        return found.in_order()
    return _catalog(document)


def _read(content: bytes, file: str, found: Findings) -> CatalogFileDocument | None:
    parsed = parse_yaml(content, file)
    for finding in parsed.diagnostics:
        found.keep(finding)
    return None if parsed.mapping is None else CatalogFileDocument.read(parsed.mapping, found)


def _require_kind(document: CatalogFileDocument, kind: str, found: Findings) -> None:
    assert document.kind is not None
    if document.kind.value.value != kind:
        detail = f"It is of `{document.kind.value.value}`, and this account is at `{kind}`."
        found.add(OTHER_VENDOR, detail, document.kind.span)


def _catalog(document: CatalogFileDocument) -> Catalog:
    """The catalog of a document without findings, in which every key was written."""
    assert document.kind is not None
    assert document.dated is not None
    assert document.source is not None
    return Catalog(
        kind=str(document.kind.value.value),
        dated=document.dated.value,
        source=document.source.value,
        offers=tuple(_offer(item) for item in document.offers or ()),
    )


def _offer(item: Item[WholeOfferDocument]) -> ServiceOffer:
    offer = item.value
    assert offer.quantities is not None
    assert offer.access is not None
    assert offer.asset is not None
    return ServiceOffer(
        slug=item.name,
        quantities=offer.quantities.value,
        access=offer.access.value,
        asset=offer.asset.value,
    )


def catalog_file_schema() -> dict[str, Any]:
    """The content of `schemas/catalog-file.schema.json`, draft 2020-12."""
    definitions: dict[str, dict[str, Any]] = {}
    reference = CatalogFileDocument.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "listwright catalog",
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }
