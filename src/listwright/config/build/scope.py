"""What every part of a project may refer to, gathered before any part is built."""

from dataclasses import dataclass
from typing import TypeVar

from listwright.config.build.columns import Columns
from listwright.config.build.conditions import ConditionReader
from listwright.config.build.wordings import NOT_A_DATE_COLUMN, PRIVATE_COLUMN, UNKNOWN_VENDOR
from listwright.config.findings import Findings
from listwright.config.yaml import Mapping, excerpt
from listwright.engine.pictures.wanting import PictureSellers
from listwright.errors import Span
from listwright.model.columns import ColumnType
from listwright.model.predicate import Predicate
from listwright.model.rules import FromColumn, SecretFromColumn, Template, Written

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The columns and vendors of a project, and where findings go.

    `sellers` tells the vendors that sell pictures from the others.
    """

    columns: Columns
    vendors: frozenset[str]
    sellers: PictureSellers
    found: Findings

    def condition(self, node: Mapping | None) -> Written[Predicate] | None:
        """The predicate of `when` or `ready_when`, with its place."""
        if node is None:
            return None
        return Written(ConditionReader(self.columns, self.found).read(node), node.span)

    def vendor(self, written: Written[str] | None) -> Written[str] | None:
        """The vendor's name, checked."""
        if written is not None and self.vendors and written.value not in self.vendors:
            detail = f"{excerpt(written.value)!r} is not defined; the vendors are "
            detail += f"{', '.join(sorted(self.vendors))}."
            near = self.found.nearest(written.value, self.vendors)
            self.found.add(UNKNOWN_VENDOR, detail, written.span, suggestion=near)
        return written

    def notes(self, written: Written[Template] | None) -> Written[Template] | None:
        """Notes with their insertions checked: private facts may go there, codes may not."""
        if written is not None:
            self._check_insertions(written, self.columns.secret, "notes are no place for codes")
        return written

    def metadata(self, written: Written[Template]) -> Template:
        """A metadata value with its insertions checked: it comes back on invoices."""
        self._check_insertions(written, self.columns.hidden, "metadata is printed on invoices")
        return written.value

    def path(self, written: Written[Template]) -> None:
        """Check the insertions of a path: the names of files are printed and stored."""
        self._check_insertions(written, self.columns.hidden, "the name of a file is printed")

    def column(self, written: Written[T] | None) -> None:
        """Check the column that a value is taken from, if it is taken from one."""
        if written is None or not isinstance(written.value, FromColumn | SecretFromColumn):
            return
        self.columns.expect(written.value.column, written.span, self.found)

    def date_column(self, name: str, span: Span) -> None:
        """Check a column of dates on which it depends what is ordered."""
        kind = self._deciding_column(name, span)
        if kind is not None and kind is not ColumnType.DATE:
            detail = f"{excerpt(name)!r} is a column of type {kind.value}."
            self.found.add(NOT_A_DATE_COLUMN, detail, span)

    def open_column(self, name: str, span: Span) -> None:
        """Check a column on which it depends what is ordered, and whose values are printed."""
        if self._deciding_column(name, span) is not None and name in self.columns.hidden:
            detail = f"{excerpt(name)!r} is private or holds secrets; an order id is printed."
            self.found.add(PRIVATE_COLUMN, detail, span)

    def _deciding_column(self, name: str, span: Span) -> ColumnType | None:
        self.columns.expect_present(name, span, self.found)
        return self.columns.expect(name, span, self.found)

    def _check_insertions(
        self, written: Written[Template], hidden: frozenset[str], why: str
    ) -> None:
        for name in written.value.columns:
            known = self.columns.expect(name, written.span, self.found)
            if known is not None and name in hidden:
                detail = f"{excerpt(name)!r} is private or holds secrets, and {why}."
                self.found.add(PRIVATE_COLUMN, detail, written.span)
