"""What a vendor offers beyond the built-in catalog: in the project's file, or in one of its own."""

from pathlib import Path, PurePosixPath

from listwright.config.build.wordings import OUTSIDE_PROJECT
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.settings import CatalogDocument, CatalogFileDocument, OfferDocument
from listwright.config.yaml import excerpt, parse_yaml, read_source
from listwright.errors import Diagnostic
from listwright.model.catalog import ServiceOffer
from listwright.model.rules import Written


def read_additions(
    document: CatalogDocument | None, root: Path, found: Findings
) -> tuple[ServiceOffer, ...]:
    """The offers of the catalog file, then those beside it; a later one wins for its slug."""
    if document is None:
        return ()
    items = (*_in_file(document.file, root, found), *(document.add or ()))
    offers = {item.name: _offer(item) for item in items}
    return tuple(offer for offer in offers.values() if offer is not None)


def _in_file(
    written: Written[str] | None, root: Path, found: Findings
) -> tuple[Item[OfferDocument], ...]:
    if written is None:
        return ()
    if _leaves_project(written.value):
        detail = f"{excerpt(written.value)!r} is not a path below the project."
        found.add(OUTSIDE_PROJECT, detail, written.span)
        return ()
    source = read_source(root / written.value, written.value)
    if isinstance(source, Diagnostic):
        found.keep(source)
        return ()
    parsed = parse_yaml(source.content, source.file)
    for finding in parsed.diagnostics:
        found.keep(finding)
    if parsed.mapping is None:
        return ()
    document = CatalogFileDocument.read(parsed.mapping, found)
    return (document.add or ()) if document is not None else ()


def _leaves_project(text: str) -> bool:
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or text.startswith("~")
    return outside or "\\" in text or ":" in text


def _offer(item: Item[OfferDocument]) -> ServiceOffer | None:
    quantities, access, asset = item.value.quantities, item.value.access, item.value.asset
    if quantities is None:
        return None
    return ServiceOffer(
        slug=item.name,
        quantities=quantities.value,
        access=access.value if access else True,
        asset=asset.value if asset else False,
    )
