"""How a visitor gets in: the home's own word, then its row, then the defaults."""

from dataclasses import dataclass
from typing import Any

from listwright.errors import Span
from listwright.model.columns import Facts
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.model.rules import AccessRule, FromColumn, SecretFromColumn, Written

CONTACT_PATHS = {
    "lockbox_location": "lockbox_location",
    "contact_name": "onsite_contact_name",
    "contact_phone": "onsite_contact_phone",
    "contact_email": "onsite_contact_email",
}
"""Private access fields and their native columns, which are the vendor's names too."""

_SOURCES = {source.value: source for source in (SecretSource.ENV, SecretSource.FILE)}


class MissingFactError(Exception):
    """A fact that the order cannot do without is neither in the files nor in the inventory."""

    def __init__(self, fact: str, span: Span) -> None:
        """`fact` names the column or key; `span` is where it should stand."""
        super().__init__(fact)
        self.fact = fact
        self.span = span


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFinder:
    """Looks up each field of a home's access, with the place that supplied it."""

    facts: Facts
    own: AccessRule
    defaults: AccessRule

    def vacant(self) -> tuple[bool, Span]:
        """Whether nobody lives there; raises MissingFactError when nothing tells.

        Own word, then column, then what the status implies, then the default.
        """
        found = (
            self._flag(self.own.vacant)
            or self._vacant_by_facts()
            or self._flag(self.defaults.vacant)
        )
        if found is None:
            raise MissingFactError("vacant", self.facts.span("vacant"))
        return found

    def _vacant_by_facts(self) -> tuple[bool, Span] | None:
        cell = self.facts.value("vacant")
        if isinstance(cell, bool):
            return cell, self.facts.span("vacant")
        status = self.facts.text("status") or ""
        if status.startswith("vacant_"):
            return True, self.facts.span("status")
        if status == "occupied" or status.startswith("notice_"):
            return False, self.facts.span("status")
        return None

    def _flag(self, written: Written[bool | FromColumn] | None) -> tuple[bool, Span] | None:
        if written is None:
            return None
        if isinstance(written.value, bool):
            return written.value, written.span
        cell = self.facts.value(written.value.column)
        if isinstance(cell, bool):
            return cell, self.facts.span(written.value.column)
        return None

    def method(self) -> tuple[str | None, Span]:
        """The method of access, or None with the place where it should stand."""
        return self._first(self.own.method, "method_of_access", self.defaults.method)

    def private(self, name: str) -> tuple[Private | None, Span]:
        """A private field by its name in `AccessRule`."""
        value, span = self._first(
            getattr(self.own, name), CONTACT_PATHS[name], getattr(self.defaults, name)
        )
        return (Private(value) if isinstance(value, str) else value), span

    def access_code(self) -> tuple[SecretRef | None, Span]:
        """The reference to the access code, or None with the place where it should stand."""
        found = (
            self._code(self.own.access_code)
            or self._code_in_cell("access_code_ref", None)
            or self._code(self.defaults.access_code)
        )
        if found is None:
            return None, self._place_for(self.defaults.access_code, "access_code_ref")
        return found, found.span

    def _code(self, written: Written[SecretRef | SecretFromColumn] | None) -> SecretRef | None:
        if written is None:
            return None
        if isinstance(written.value, SecretRef):
            return written.value
        return self._code_in_cell(written.value.column, written.value.json_file)

    def _code_in_cell(self, column: str, json_file: str | None) -> SecretRef | None:
        text = self.facts.text(column)
        if text is None:
            return None
        span = self.facts.span(column)
        if json_file is not None:
            return SecretRef(source=SecretSource.JSON_FILE, name=json_file, key=text, span=span)
        prefix, colon, rest = text.partition(":")
        if colon and prefix in _SOURCES:
            return SecretRef(source=_SOURCES[prefix], name=rest, span=span)
        # An inline code goes by its column's name: digests and messages never hold the code.
        return SecretRef(source=SecretSource.INLINE, name=column, span=span, inline=Private(text))

    def _first(
        self, own: Written[Any] | None, column: str, default: Written[Any] | None
    ) -> tuple[Any, Span]:
        for written in (own, None, default):
            if written is not None and not isinstance(written.value, FromColumn):
                return written.value, written.span
            source = column if written is None else written.value.column
            text = self.facts.text(source)
            if text is not None:
                return text, self.facts.span(source)
        return None, self._place_for(default, column)

    def _place_for(self, default: Written[Any] | None, column: str) -> Span:
        """Where to write a value nobody wrote: its column if there is one, else the default."""
        if column in self.facts.table.columns or default is None:
            return self.facts.span(column)
        return default.span
