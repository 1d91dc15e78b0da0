"""Conditions: from the mapping a user wrote to a typed predicate."""

import re
from collections.abc import Iterator
from typing import TypeVar

from listwright.config.build.columns import READERS, Columns
from listwright.config.build.wordings import (
    BAD_CONDITION,
    BAD_TERM,
    EMPTY_TEXT,
    PRIVATE_COLUMN,
    UNKNOWN_STATUS,
    WRONG_TYPE,
)
from listwright.config.findings import Findings
from listwright.config.yaml import (
    Entry,
    Mapping,
    Node,
    Problem,
    Sequence,
    excerpt,
    read_date,
    read_duration,
    read_text,
)
from listwright.errors import Span
from listwright.model.columns import CANONICAL_STATUSES, ColumnType, Value
from listwright.model.predicate import (
    AllOf,
    AnyOf,
    Comparison,
    DateTerm,
    NoneOf,
    Operand,
    Operator,
    Predicate,
)

T = TypeVar("T")

_ORDERED = frozenset({ColumnType.WHOLE, ColumnType.NUMBER, ColumnType.DATE})
_DATES = frozenset({ColumnType.DATE})
_OPERATORS: dict[str, tuple[Operator, frozenset[ColumnType]]] = {
    "gt": (Operator.GT, _ORDERED),
    "gte": (Operator.GTE, _ORDERED),
    "lt": (Operator.LT, _ORDERED),
    "lte": (Operator.LTE, _ORDERED),
    "before": (Operator.BEFORE, _DATES),
    "after": (Operator.AFTER, _DATES),
    "at_least_ago": (Operator.AT_LEAST_AGO, _DATES),
    "glob": (Operator.GLOB, frozenset({ColumnType.TEXT})),
    "not": (Operator.NOT_IN, frozenset(ColumnType)),
}
_MEMBERSHIP = frozenset({Operator.EQUALS, Operator.IN, Operator.NOT_IN})
_GROUPS: dict[str, type[AllOf] | type[AnyOf] | type[NoneOf]] = {
    "all": AllOf,
    "any": AnyOf,
    "not": NoneOf,
}
_TERM = re.compile(r"(?P<base>.+?)(?:\s*(?P<sign>[+-])\s*(?P<days>[0-9]{1,5})d)?")
_DIGIT_FIRST = re.compile(r"[0-9]")


class ConditionReader:
    """Reads the conditions of one project."""

    def __init__(self, columns: Columns, found: Findings) -> None:
        """Columns are looked up in `columns`; what is wrong goes to `found`."""
        self._columns = columns
        self._found = found

    def read(self, node: Mapping) -> Predicate:
        """The predicate; parts with findings are left out."""
        parts = tuple(part for entry in node for part in self._read_entry(entry))
        return parts[0] if len(parts) == 1 else AllOf(parts=parts)

    def _read_entry(self, entry: Entry) -> Iterator[Predicate]:
        name, span = entry.key.text, entry.key.span
        group = _GROUPS.get(name)
        if group is not None:
            yield group(parts=tuple(self._read_parts(entry)))
            return
        kind = self._columns.expect(name, span, self._found)
        if kind is None:
            return
        self._columns.expect_present(name, span, self._found)
        if name in self._columns.hidden:
            detail = f"{excerpt(name)!r} is private or holds secrets; what conditions read is "
            self._found.add(PRIVATE_COLUMN, detail + "stored with the order.", span)
            return
        yield from self._read_test(entry, kind)

    def _read_parts(self, entry: Entry) -> Iterator[Predicate]:
        listed = entry.value
        if not isinstance(listed, Sequence) or not listed.items:
            detail = f"`{entry.key.text}` takes a list of conditions, at least one."
            self._found.add(BAD_CONDITION, detail, listed.span)
            return
        for item in listed:
            if isinstance(item, Mapping) and item.entries:
                yield self.read(item)
            else:
                detail = f"Each part of `{entry.key.text}` is a mapping of columns."
                self._found.add(BAD_CONDITION, detail, item.span)

    def _read_test(self, entry: Entry, kind: ColumnType) -> Iterator[Comparison]:
        if not isinstance(entry.value, Mapping):
            operator = Operator.IN if isinstance(entry.value, Sequence) else Operator.EQUALS
            yield from self._compare(entry, kind, operator)
            return
        if not entry.value.entries:
            self._found.add(BAD_CONDITION, "The comparison is empty.", entry.value.span)
        for test in entry.value:
            yield from self._read_operator(entry, kind, test)

    def _read_operator(self, entry: Entry, kind: ColumnType, test: Entry) -> Iterator[Comparison]:
        word, span = test.key.text, test.key.span
        known = _OPERATORS.get(word)
        if known is None:
            detail = f"{excerpt(word)!r} is not one of {', '.join(_OPERATORS)}."
            self._found.add(
                BAD_CONDITION, detail, span, suggestion=self._found.nearest(word, _OPERATORS)
            )
            return
        operator, kinds = known
        if kind not in kinds:
            detail = (
                f"{excerpt(entry.key.text)!r} is a column of type {kind.value}; `{word}` takes "
            )
            detail += f"{' or '.join(sorted(one.value for one in kinds))}."
            self._found.add(WRONG_TYPE, detail, span)
            return
        yield from self._compare(Entry(entry.key, test.value), kind, operator)

    def _check_status(self, entry: Entry) -> None:
        """A misspelt status would match no home, and quietly want nothing for any."""
        listed = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        for node in listed:
            status = read_text(node)
            if isinstance(status, str) and status and status not in CANONICAL_STATUSES:
                near = self._found.nearest(status, CANONICAL_STATUSES)
                detail = f"{excerpt(status)!r} is none of {', '.join(CANONICAL_STATUSES)}."
                self._found.add(UNKNOWN_STATUS, detail, node.span, suggestion=near)

    def _compare(self, entry: Entry, kind: ColumnType, operator: Operator) -> Iterator[Comparison]:
        if entry.key.text == "status" and operator in _MEMBERSHIP:
            self._check_status(entry)
        operand = self._read_operand(entry.value, kind, operator)
        if operand is not None:
            yield Comparison(
                column=entry.key.text,
                type=kind,
                operator=operator,
                operand=operand,
                span=entry.key.span,
            )

    def _read_operand(self, node: Node, kind: ColumnType, operator: Operator) -> Operand | None:
        if operator is Operator.AT_LEAST_AGO:
            return self._kept(read_duration(node), node.span)
        if operator in _MEMBERSHIP:
            return self._read_values(node, kind)
        if kind is ColumnType.DATE:
            return self._read_date_term(node)
        value = self._read_value(node, kind)
        return None if value is None else (value,)

    def _read_values(self, node: Node, kind: ColumnType) -> tuple[Value, ...] | None:
        nodes = node.items if isinstance(node, Sequence) else (node,)
        if not nodes:
            self._found.add(BAD_CONDITION, "An empty list matches nothing.", node.span)
        values = [self._read_value(one, kind) for one in nodes]
        kept = tuple(value for value in values if value is not None)
        return kept or None

    def _read_value(self, node: Node, kind: ColumnType) -> Value | None:
        value = READERS[kind](node)
        if isinstance(value, Problem):
            self._found.refuse(value, node.span)
            return None
        if value == "" and isinstance(value, str):
            self._found.add(EMPTY_TEXT, "The text between the quotes is empty.", node.span)
            return None
        return value

    def _read_date_term(self, node: Node) -> Operand | None:
        text = self._kept(read_text(node), node.span)
        if text is None:
            return None
        if _DIGIT_FIRST.match(text):
            day = self._kept(read_date(node), node.span)
            return None if day is None else (day,)
        match = _TERM.fullmatch(text)
        if match is None:
            self._refuse_term(text, node.span)
            return None
        days = int(match["days"] or 0) * (-1 if match["sign"] == "-" else 1)
        base = match["base"]
        if base == "today":
            return DateTerm(column=None, days=days)
        if self._columns.complete and base not in self._columns.types:
            self._refuse_term(text, node.span)
            return None
        if self._columns.types.get(base) is not ColumnType.DATE:
            self._found.add(WRONG_TYPE, f"{excerpt(base)!r} is not a date column.", node.span)
            return None
        return DateTerm(column=base, days=days)

    def _refuse_term(self, text: str, span: Span) -> None:
        dates = [name for name, kind in self._columns.types.items() if kind is ColumnType.DATE]
        near = self._found.nearest(text, ["today", *dates])
        detail = (
            f"{excerpt(text)!r} is neither a date nor `today` nor a date column, with a number "
        )
        self._found.add(BAD_TERM, detail + "of days added or not.", span, suggestion=near)

    def _kept(self, value: T | Problem, span: Span) -> T | None:
        if isinstance(value, Problem):
            self._found.refuse(value, span)
            return None
        return value
