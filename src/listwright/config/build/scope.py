"""What every part of a project may refer to, gathered before any part is built."""

from dataclasses import dataclass
from typing import TypeVar

from listwright.config.build.columns import Columns
from listwright.config.build.conditions import ConditionReader
from listwright.config.build.wordings import NOT_A_DATE_COLUMN, PRIVATE_COLUMN, UNKNOWN_VENDOR
from listwright.config.findings import Findings
from listwright.config.schema.needs import FreshForDocument
from listwright.config.yaml import Mapping, excerpt
from listwright.model.columns import ColumnType
from listwright.model.predicate import Predicate
from listwright.model.rules import FreshFor, FromColumn, SecretFromColumn, Template, Written

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The columns and vendors of a project, and where findings go."""

    columns: Columns
    vendors: frozenset[str]
    found: Findings

    def condition(self, node: Mapping | None) -> Written[Predicate] | None:
        """The predicate of `when` or `ready_when`, with its place."""
        if node is None:
            return None
        return Written(ConditionReader(self.columns, self.found).read(node), node.span)

    def fresh_for(self, document: FreshForDocument | None) -> Written[FreshFor] | None:
        """The freshness, with its place."""
        if document is None or document.max_age is None:
            return None
        return Written(FreshFor(max_age=document.max_age.value), document.max_age.span)

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

    def column(self, written: Written[T] | None, *, date: bool = False) -> None:
        """Check the column that a value is taken from, if it is taken from one."""
        if written is None or not isinstance(written.value, FromColumn | SecretFromColumn):
            return
        name = written.value.column
        kind = self.columns.expect(name, written.span, self.found)
        if date and kind is not None and kind is not ColumnType.DATE:
            detail = f"{excerpt(name)!r} is a column of type {kind.value}."
            self.found.add(NOT_A_DATE_COLUMN, detail, written.span)

    def _check_insertions(
        self, written: Written[Template], hidden: frozenset[str], why: str
    ) -> None:
        for name in written.value.columns:
            known = self.columns.expect(name, written.span, self.found)
            if known is not None and name in hidden:
                detail = f"{excerpt(name)!r} is private or holds secrets, and {why}."
                self.found.add(PRIVATE_COLUMN, detail, written.span)
