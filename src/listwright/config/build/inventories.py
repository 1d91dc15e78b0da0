"""The inventories of a project, read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from listwright.config.build.wordings import NAME_TWICE
from listwright.config.findings import Findings
from listwright.config.inventory.csv_source import CsvSource, read_csv
from listwright.config.inventory.header import NATIVE_ID
from listwright.config.schema.settings import InventoryDocument
from listwright.config.yaml import excerpt
from listwright.errors import Severity, Span
from listwright.model.columns import Facts
from listwright.model.names import PropertyId
from listwright.model.portfolio import INLINE, SourceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """One source as it was read; `complete` when every row and column of it is here."""

    name: str
    rows: tuple[tuple[PropertyId, Facts], ...]
    columns: tuple[str, ...]
    file: SourceFile | None
    complete: bool


def read_inventories(
    documents: Iterable[InventoryDocument], root: Path, found: Findings
) -> tuple[Inventory, ...]:
    """Every source in the order of the files; what is wrong with them goes to `found`."""
    names: dict[str, Span] = {INLINE: Span(file="", line=0)}
    read = []
    for document in documents:
        name, csv = document.name, document.csv
        if name is None or csv is None or csv.path is None:
            read.append(Inventory(name="", rows=(), columns=(), file=None, complete=False))
            continue
        if name.value in names:
            detail = f"{excerpt(name.value)!r} already names a source"
            where = names[name.value]
            detail += f": that at {where}." if where.file else ": the homes under `properties`."
            found.add(NAME_TWICE, detail, name.span)
        names.setdefault(name.value, name.span)
        source = CsvSource(
            name=name.value,
            path=csv.path.value,
            id_column=document.id.value if document.id else NATIVE_ID,
            types={item.name: item.value.value for item in document.types or ()},
            span=csv.path.span,
        )
        read.append(_read_source(root, source, found))
    return tuple(read)


def _read_source(root: Path, source: CsvSource, found: Findings) -> Inventory:
    table = read_csv(root, source)
    for finding in table.diagnostics:
        found.keep(finding)
    broken = any(finding.severity is Severity.ERROR for finding in table.diagnostics)
    return Inventory(
        name=source.name,
        rows=table.rows,
        columns=tuple(table.table.columns) if table.table else (),
        file=table.file,
        complete=table.table is not None and not broken,
    )
