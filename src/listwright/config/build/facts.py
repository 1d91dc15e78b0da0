"""Facts of homes that stand in YAML, alone or over a row of an inventory."""

from dataclasses import dataclass

from listwright.config.build.columns import READERS, Columns
from listwright.config.build.wordings import FACT_TWICE, ID_AS_FACT
from listwright.config.build.zones import check_zone
from listwright.config.findings import Findings
from listwright.config.schema.collections import Item
from listwright.config.schema.home import ID_COLUMN, HomeDocument
from listwright.config.yaml import Entry, Node, Problem, Scalar
from listwright.config.zones import ZONE_COLUMN
from listwright.errors import Span
from listwright.model.columns import NATIVE_COLUMNS, ColumnType, Facts, Table, Value
from listwright.model.portfolio import INLINE


@dataclass(frozen=True, slots=True)
class _Shape:
    """Homes of one file with the same columns share a table; its readings grow with each home."""

    table: Table
    readings: tuple[dict[str, Value] | None, ...]

    @property
    def zone(self) -> int | None:
        """Which column names the time zone, if there is one."""
        return self.table.columns.get(ZONE_COLUMN)


class FactReader:
    """Reads the facts of homes; tables are shared, so that rules are bound to few of them."""

    def __init__(self, columns: Columns, found: Findings) -> None:
        """Types are looked up in `columns`; what is wrong goes to `found`."""
        self._columns = columns
        self._found = found
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._zones = {""}
        self._over_shapes: dict[tuple[str, tuple[str, ...]], _Shape] = {}

    def inline(self, item: Item[HomeDocument]) -> Facts:
        """The facts of a home that stands in no inventory; its id is one of them."""
        written = self._written(item.value)
        names = (ID_COLUMN, *[entry.key.text for entry in written])
        shape = self._shape(item.span.file, names)
        types, readings = shape.table.types, shape.readings
        values, spans = [item.name], [item.span]
        for index, entry in enumerate(written, start=1):
            values.append(self._read(entry.value, types[index], readings[index]))
            spans.append(entry.value.span)
        if shape.zone is not None:
            self._check_zone(values[shape.zone], spans[shape.zone])
        return Facts(shape.table, tuple(values), item.span.line, None, tuple(spans))

    def over(self, item: Item[HomeDocument], row: Facts) -> Facts:
        """The facts of a row with those of its override in their place."""
        written = self._written(item.value)
        if not written:
            return row
        added = tuple(
            entry.key.text for entry in written if entry.key.text not in row.table.columns
        )
        shape = self._over_shape(row.table, added)
        columns, types = shape.table.columns, shape.table.types
        values = [*row.values, *("" for _ in added)]
        spans = [row.span(name) for name in row.table.columns]
        spans += [item.span for _ in added]
        for entry in written:
            index = columns[entry.key.text]
            values[index] = self._read(entry.value, types[index], shape.readings[index])
            spans[index] = entry.value.span
            if index == shape.zone:
                self._check_zone(values[index], spans[index])
        return Facts(shape.table, tuple(values), row.line, row.row, tuple(spans))

    def _written(self, home: HomeDocument) -> tuple[Entry, ...]:
        """The facts of a home, those under `facts` included, without what is refused."""
        if home.facts is None:
            return home.native
        at_top = {entry.key.text: entry for entry in home.native}
        kept = []
        for entry in home.facts:
            name = entry.key.text
            if name == ID_COLUMN:
                self._found.add(ID_AS_FACT, f"`{name}` stands under `facts`.", entry.key.span)
            elif (other := at_top.get(name)) is not None:
                detail = f"`{name}` stands under `facts` and at {other.key.span}."
                self._found.add(FACT_TWICE, detail, entry.key.span)
            else:
                kept.append(entry)
        return (*home.native, *kept)

    def _shape(self, file: str, names: tuple[str, ...]) -> _Shape:
        known = self._shapes.get((file, *names))
        if known is None:
            types = tuple(self._type_of(name) for name in names)
            readings: tuple[dict[str, Value] | None, ...] = tuple(
                None if kind is ColumnType.TEXT else {} for kind in types
            )
            columns = {name: index for index, name in enumerate(names)}
            table = Table(source=INLINE, file=file, columns=columns, types=types, readings=readings)
            known = self._shapes[(file, *names)] = _Shape(table, readings)
        return known

    def _over_shape(self, table: Table, added: tuple[str, ...]) -> _Shape:
        """The table of rows with `added` columns; its readings begin as those of the rows."""
        known = self._over_shapes.get((table.source, added))
        if known is None:
            names = (*table.columns, *added)
            readings: tuple[dict[str, Value] | None, ...] = (
                *(None if one is None else dict(one) for one in table.readings),
                *(None if self._type_of(name) is ColumnType.TEXT else {} for name in added),
            )
            shared = Table(
                source=table.source,
                file=table.file,
                columns={name: index for index, name in enumerate(names)},
                types=(*table.types, *(self._type_of(name) for name in added)),
                readings=readings,
            )
            known = self._over_shapes[(table.source, added)] = _Shape(shared, readings)
        return known

    def _type_of(self, name: str) -> ColumnType:
        return self._columns.types.get(name) or NATIVE_COLUMNS.get(name, ColumnType.TEXT)

    def _check_zone(self, text: str, span: Span) -> None:
        """An empty cell means the project's zone; ten thousand homes share a few names."""
        if text not in self._zones and check_zone(text, span, self._found) is not None:
            self._zones.add(text)

    def _read(self, node: Node, kind: ColumnType, readings: dict[str, Value] | None) -> str:
        """The characters of a fact; its typed value goes into `readings`."""
        if readings is None and type(node) is Scalar and not node.is_null:
            return node.text
        value = READERS[kind](node)
        if isinstance(value, Problem):
            self._found.refuse(value, node.span)
            return ""
        text = node.text if isinstance(node, Scalar) else ""
        if readings is not None:
            readings[text] = value
        return text
