"""The kinds of single values: the field decides how the characters are read.

Each reads to a `Written`, the value with its place. Texts take the characters as they stand, so in
the JSON Schema a text may be anything that an editor's YAML reader makes of such characters.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

from listwright.config.findings import Findings
from listwright.config.schema.document import Definitions, Schema
from listwright.config.schema.wordings import (
    BAD_NAME,
    BAD_TEXT,
    NOT_A_CHOICE,
    NOT_EXACT,
    OUT_OF_RANGE,
)
from listwright.config.yaml import (
    Node,
    Problem,
    excerpt,
    odd_characters,
    read_boolean,
    read_date,
    read_decimal,
    read_duration,
    read_money,
    read_text,
    read_whole,
)
from listwright.model.duration import Duration
from listwright.model.rules import Written

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

TEXT_TYPES = ["string", "number", "boolean"]
MONEY_PATTERN = "^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$"
DURATION_PATTERN = "^(0|[1-9][0-9]{0,6})(mo|m|h|d)$"


def read_written(
    node: Node, found: Findings, reader: Callable[[Node], T | Problem]
) -> Written[T] | None:
    """What `reader` makes of the node, with its place, or None after a finding."""
    value = reader(node)
    if isinstance(value, Problem):
        found.refuse(value, node.span)
        return None
    return Written(value, node.span)


@dataclass(frozen=True, slots=True)
class Simple(Generic[T]):
    """A value that one reader of `config.yaml` understands."""

    reader: Callable[[Node], T | Problem]
    form: tuple[tuple[str, object], ...]

    def read(self, node: Node, found: Findings) -> Written[T] | None:
        """The value with its place."""
        return read_written(node, found, self.reader)

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The form of the value."""
        return dict(self.form)


FLAG: Simple[bool] = Simple(read_boolean, (("type", "boolean"),))
DATE: Simple[date] = Simple(read_date, (("type", "string"), ("format", "date")))
DURATION: Simple[Duration] = Simple(
    read_duration, (("type", "string"), ("pattern", DURATION_PATTERN))
)
NUMBER: Simple[Decimal] = Simple(read_decimal, (("type", "number"),))
MONEY: Simple[int] = Simple(read_money, (("type", "string"), ("pattern", MONEY_PATTERN)))
"""An amount in cents; the currency is said elsewhere."""

CELL: Simple[str] = Simple(read_text, (("type", TEXT_TYPES),))
"""Any characters, as in a cell of an inventory; the quoted empty text is the empty cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number within a range, both ends included."""

    least: int = 0
    most: int | None = None

    def read(self, node: Node, found: Findings) -> Written[int] | None:
        """The number with its place."""
        written = read_written(node, found, read_whole)
        if written is None:
            return None
        number, most = written.value, self.most
        if number >= self.least and (most is None or number <= most):
            return written
        bounds = f"at least {self.least}" if most is None else f"from {self.least} to {most}"
        bounds = str(most) if most == self.least else bounds
        found.add(OUT_OF_RANGE, f"It has to be {bounds}; this is {number}.", node.span)
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The range."""
        schema: Schema = {"type": "integer", "minimum": self.least}
        return schema if self.most is None else {**schema, "maximum": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that somebody will read or that names something: visible and not empty.

    Odd characters are looked for only where a name or a single line is meant.
    """

    longest: int = 1_000

    def read(self, node: Node, found: Findings) -> Written[str] | None:
        """The text with its place."""
        written = read_written(node, found, read_text)
        if written is None or (fault := _text_fault(written.value, self.longest)) is None:
            return written
        found.add(BAD_TEXT, fault, node.span)
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The length."""
        return {"type": TEXT_TYPES, "minLength": 1, "maxLength": self.longest}


def _text_fault(text: str, longest: int) -> str | None:
    if not text.strip():
        return "The text is empty."
    if text != text.strip():
        return "The text begins or ends with a space."
    if odd := odd_characters(text):
        return f"The text holds {', '.join(odd)}."
    return f"The text has more than {longest} characters." if len(text) > longest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A word of a fixed form; `form` says it to a person."""

    pattern: str
    form: str

    def read(self, node: Node, found: Findings) -> Written[str] | None:
        """The name with its place."""
        written = read_written(node, found, read_text)
        if written is None or re.fullmatch(self.pattern, written.value):
            return written
        found.add(BAD_NAME, f"{excerpt(written.value)!r} is not {self.form}.", node.span)
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The pattern."""
        return {"type": TEXT_TYPES, "pattern": f"^{self.pattern}$"}


@dataclass(frozen=True, slots=True)
class Choice(Generic[E]):
    """One word of a closed list, which is an enum of the model."""

    words: type[E]

    def read(self, node: Node, found: Findings) -> Written[E] | None:
        """The member with its place."""
        written = read_written(node, found, read_text)
        if written is None:
            return None
        choices: dict[str, E] = {str(member.value): member for member in self.words}
        if (member := choices.get(written.value)) is not None:
            return Written(member, node.span)
        detail = f"{excerpt(written.value)!r} is not one of {', '.join(choices)}."
        found.add(NOT_A_CHOICE, detail, node.span, suggestion=found.nearest(written.value, choices))
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The words."""
        return {"enum": [member.value for member in self.words]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exact:
    """A length of time in minutes, hours or days; months have no fixed length."""

    zero_allowed: bool

    def read(self, node: Node, found: Findings) -> Written[timedelta] | None:
        """The length with its place."""
        written = read_written(node, found, read_duration)
        if written is None:
            return None
        length = written.value
        fault = "A month has no fixed length." if length.months else None
        if not self.zero_allowed and not length.months and not length.delta:
            fault = "It has to be longer than nothing."
        if fault is None:
            return Written(length.delta, node.span)
        found.add(NOT_EXACT, fault, node.span)
        return None

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The form, without months."""
        return {"type": "string", "pattern": DURATION_PATTERN.replace("mo|", "")}
