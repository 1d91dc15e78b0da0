"""The kinds of values that stand somewhere else: in a column, in the environment, in a file.

What should have been a reference and is not is never repeated in a finding: it may be the secret.
"""

import re
import shlex
from dataclasses import dataclass
from typing import Generic, TypeVar

from listwright.config.findings import Findings
from listwright.config.schema.collections import expect_list
from listwright.config.schema.document import Definitions, Kind, Schema
from listwright.config.schema.values import CELL, TEXT_TYPES
from listwright.config.yaml import Mapping, Node, Problem, Scalar, odd_characters, read_text
from listwright.config.yaml.findings import Wording
from listwright.model.private import Private, SecretRef, SecretSource
from listwright.model.rules import FromColumn, SecretFromColumn, Written

T = TypeVar("T")

_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")

INLINE_SECRET = Wording(
    code="LW1332",
    summary="A secret stands in the file",
    fix="Take it out of the file and out of its history, change it at its source, and write where "
    "it is found: `{env: NAME}`, `{file: PATH}` or `{command: [program, argument]}`.",
)
BAD_REFERENCE = Wording(
    code="LW1333",
    summary="The reference to a secret cannot be used",
    fix="Write exactly one of `{env: NAME}`, `{file: PATH}`, `{command: [program, argument]}` and "
    "`{json_file: PATH, key: KEY}`.",
)
BAD_COLUMN_REFERENCE = Wording(
    code="LW1334",
    summary="The reference to a column cannot be used",
    fix="Write the value itself, or `{column: NAME}` and nothing else.",
)


@dataclass(frozen=True, slots=True)
class OrColumn(Generic[T]):
    """A value, or the column that holds it: `{column: NAME}`."""

    kind: Kind[Written[T]]

    def read(self, node: Node, found: Findings) -> Written[T | FromColumn] | None:
        """The value or the column, with its place."""
        if isinstance(node, Mapping):
            column = read_column(node, found)
            return None if column is None else Written(FromColumn(column), node.span)
        written = self.kind.read(node, found)
        return None if written is None else Written(written.value, written.span)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        return {"anyOf": [self.kind.schema(definitions), COLUMN_SCHEMA]}


COLUMN_SCHEMA: Schema = {
    "type": "object",
    "description": "Take the value from this column of the inventory.",
    "properties": {"column": {"type": TEXT_TYPES}},
    "required": ["column"],
    "additionalProperties": False,
}


def read_column(node: Mapping, found: Findings) -> str | None:
    """The column of a `{column: NAME}`, or None after a finding."""
    named = node.get("column")
    column = None if named is None or len(node) > 1 else read_text(named)
    if isinstance(column, str) and column:
        return column
    found.add(BAD_COLUMN_REFERENCE, "This is not `{column: NAME}`.", node.span)
    return None


class PrivateText:
    """A text that is never printed and never stored; findings do not repeat it."""

    def read(self, node: Node, found: Findings) -> Written[Private] | None:
        """The wrapped text with its place."""
        written = CELL.read(node, found)
        return None if written is None else Written(Private(written.value), written.span)

    def schema(self, definitions: Definitions) -> Schema:
        """Any text."""
        return CELL.schema(definitions)


class Secret:
    """A reference to one secret of the project."""

    def read(self, node: Node, found: Findings) -> Written[SecretRef] | None:
        """The reference with its place."""
        reference = _read_reference(node, found)
        if isinstance(reference, SecretFromColumn):
            detail = "Only the secrets of a home can come from a column; this one is the project's."
            found.add(BAD_REFERENCE, detail, node.span)
            return None
        return None if reference is None else Written(reference, node.span)

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The forms of a reference."""
        return {"anyOf": _project_forms()}


class HomeSecret:
    """A reference to a secret of each home: the same for all, or found through a column."""

    def read(self, node: Node, found: Findings) -> Written[SecretRef | SecretFromColumn] | None:
        """The reference with its place."""
        reference = _read_reference(node, found)
        return None if reference is None else Written(reference, node.span)

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """The forms of a reference."""
        by_column = _form({"json_file": _TEXT, "key": COLUMN_SCHEMA})
        return {"anyOf": [*_project_forms(), _form({"secret_column": _TEXT}), by_column]}


def _read_reference(node: Node, found: Findings) -> SecretRef | SecretFromColumn | None:
    if not isinstance(node, Mapping):
        _refuse_inline(node, found)
        return None
    reference = _reference_of(node)
    if isinstance(reference, str):
        found.add(BAD_REFERENCE, reference, node.span)
        return None
    return reference


def _refuse_inline(node: Node, found: Findings) -> None:
    if isinstance(node, Scalar) and not node.is_null:
        detail = "The value itself is written here, where everybody who reads the file sees it."
        found.add(INLINE_SECRET, detail, node.span)
    else:
        found.add(BAD_REFERENCE, "A mapping with a reference is expected here.", node.span)


def _reference_of(node: Mapping) -> SecretRef | SecretFromColumn | str:
    """The reference, or the sentence that says what is wrong with it."""
    form = frozenset(node.keys())
    if form == {"env"}:
        return _environment_reference(node)
    if form == {"file"}:
        path = _text_of(node, "file")
        if path is None:
            return "`file` takes the path of a file."
        return SecretRef(source=SecretSource.FILE, name=path, span=node.span)
    if form == {"command"}:
        return _command_reference(node)
    if form == {"secret_column"}:
        column = _text_of(node, "secret_column")
        return "`secret_column` takes a column." if column is None else SecretFromColumn(column)
    if form == {"json_file", "key"}:
        return _keyed_reference(node)
    return "These keys together are not a reference."


def _environment_reference(node: Mapping) -> SecretRef | str:
    name = _text_of(node, "env")
    if name is None or not _ENVIRONMENT_NAME.fullmatch(name):
        return "`env` takes the name of an environment variable: letters, digits and `_`."
    return SecretRef(source=SecretSource.ENV, name=name, span=node.span)


def _command_reference(node: Mapping) -> SecretRef | str:
    listed = expect_list(node.entries[0].value, Findings(), "command")
    words = [read_text(item) for item in listed] if listed else []
    argv = tuple(word for word in words if not isinstance(word, Problem))
    if not argv or len(argv) < len(words) or not argv[0].strip():
        return "`command` takes a list: the program, then each argument."
    return SecretRef(source=SecretSource.COMMAND, name=shlex.join(argv), argv=argv, span=node.span)


def _keyed_reference(node: Mapping) -> SecretRef | SecretFromColumn | str:
    path, key = _text_of(node, "json_file"), node.get("key")
    if path is None:
        return "`json_file` takes the path of a file."
    if isinstance(key, Mapping):
        column = read_column(key, Findings())
        return (
            "`key` is not `{column: NAME}`." if column is None else SecretFromColumn(column, path)
        )
    entry = _text_of(node, "key")
    if entry is None:
        return "`key` takes a word, or `{column: NAME}`."
    return SecretRef(source=SecretSource.JSON_FILE, name=path, key=entry, span=node.span)


def _text_of(node: Mapping, key: str) -> str | None:
    value = node.get(key)
    text = None if value is None else read_text(value)
    if not isinstance(text, str) or not text.strip() or odd_characters(text):
        return None
    return text


_TEXT: Schema = {"type": TEXT_TYPES}


def _form(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _project_forms() -> list[Schema]:
    words = {"type": "array", "items": _TEXT, "minItems": 1}
    return [
        _form({"env": {**_TEXT, "pattern": f"^{_ENVIRONMENT_NAME.pattern}$"}}),
        _form({"file": _TEXT}),
        _form({"command": words}),
        _form({"json_file": _TEXT, "key": _TEXT}),
    ]
