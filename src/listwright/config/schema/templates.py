"""The kinds of texts that others read; `${column}` inserts a fact, nothing else is evaluated."""

import re
from dataclasses import dataclass

from listwright.config.findings import Findings
from listwright.config.schema.document import Definitions, Schema
from listwright.config.schema.values import CELL, TEXT_TYPES, Text
from listwright.config.yaml import Node
from listwright.config.yaml.findings import Wording
from listwright.errors import Span
from listwright.model.rules import Template, Written

_INSERTION = re.compile(r"\$\{([^{}]*)\}")
_KEY_SHAPES = {
    "aws-access-key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "github-token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})"),
    "gitlab-token": re.compile(r"\bglpat-[A-Za-z0-9_-]{16,}"),
    "google-api-key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}"),
    "slack-token": re.compile(r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    "stripe-key": re.compile(r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    "private-key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "json-web-token": re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\."),
    "password-in-url": re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@]{1,255}:[^\s/@]{1,255}@"),
    "assigned-secret": re.compile(
        r"(?i)\b(?:api[_-]?key|secret|token|password)\b\s*[:=]\s*['\"]?[A-Za-z0-9_\-]{12,}"
    ),
    "long-random-word": re.compile(
        r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{32,}"
        r"(?![A-Za-z0-9])"
    ),
}

KEY_SHAPED = Wording(
    code="LW1335",
    summary="The text looks like an API key",
    fix="Take the key out of the file and out of its history, and change it at its source. Notes "
    "and metadata are read by people and printed on invoices.",
)
BAD_INSERTION = Wording(
    code="LW1336",
    summary="An insertion names no column",
    fix="Write the name of a column between the braces: `${city}`.",
)


class TemplateText:
    """A text with insertions."""

    def read(self, node: Node, found: Findings) -> Written[Template] | None:
        """The parts of the text with its place."""
        written = CELL.read(node, found)
        if written is None or not refuse_keys(written.value, node.span, found):
            return None
        return _split(written, found)

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """Any text."""
        return {"type": TEXT_TYPES}


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A path or pattern below the project, with insertions; never empty, and one line."""

    def read(self, node: Node, found: Findings) -> Written[Template] | None:
        """The parts of the path with its place. Where it leads is decided later."""
        written = _PATH.read(node, found)
        return None if written is None else _split(written, found)

    def schema(self, definitions: Definitions) -> Schema:
        """The length."""
        return _PATH.schema(definitions)


_PATH = Text(longest=500)


def _split(written: Written[str], found: Findings) -> Written[Template] | None:
    """The parts of a text, unless an insertion has no name."""
    parts = tuple(_INSERTION.split(written.value))
    if all(column.strip() == column and column for column in parts[1::2]):
        return Written(Template(parts), written.span)
    found.add(BAD_INSERTION, "There is no name, or a space beside it, in `${}`.", written.span)
    return None


class OpenText:
    """A text that others read as it is; it must not hold a key."""

    def read(self, node: Node, found: Findings) -> Written[str] | None:
        """The text with its place."""
        written = CELL.read(node, found)
        if written is None or not refuse_keys(written.value, node.span, found):
            return None
        return written

    def schema(self, definitions: Definitions) -> Schema:  # noqa: ARG002 - a kind like the others
        """Any text."""
        return {"type": TEXT_TYPES}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """One visible line that others read; it must not hold a key."""

    longest: int

    def read(self, node: Node, found: Findings) -> Written[str] | None:
        """The line with its place."""
        written = Text(longest=self.longest).read(node, found)
        if written is None or not refuse_keys(written.value, node.span, found):
            return None
        return written

    def schema(self, definitions: Definitions) -> Schema:
        """The length."""
        return Text(longest=self.longest).schema(definitions)


def refuse_keys(text: str, span: Span, found: Findings) -> bool:
    """Whether `text` is free of anything shaped like a key; the finding names the shape only."""
    shape = next((name for name, form in _KEY_SHAPES.items() if form.search(text)), None)
    if shape is not None:
        detail = f"The text matches the rule `{shape}`; it is not repeated here."
        found.add(KEY_SHAPED, detail, span)
    return shape is None
