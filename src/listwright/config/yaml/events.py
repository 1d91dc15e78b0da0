"""From the event stream of libyaml to nodes, with every limit checked before anything is built.

Composing is never left to PyYAML: its composer recurses, resolves scalars by YAML 1.1 (02134 is
1116 there) and expands what it is told to. Events come one at a time, so a file of 50,000 brackets
ends at the 65th.
"""

from dataclasses import dataclass
from typing import Any

from yaml import CSafeLoader
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from listwright.config.yaml.anchors import Anchors
from listwright.config.yaml.characters import excerpt
from listwright.config.yaml.encoding import BYTE_ORDER_MARK, check_text
from listwright.config.yaml.findings import Findings, StoppedError, Wording
from listwright.config.yaml.keys import pair_entries
from listwright.config.yaml.limits import MAX_DEPTH, MAX_NODES, MAX_SCALAR_BYTES
from listwright.config.yaml.nodes import Mapping, Node, Scalar, Sequence
from listwright.config.yaml.syntax import explain_error
from listwright.errors import Diagnostic

_DEEP = Wording(
    code="LW1030",
    summary="The file is nested too deeply",
    fix="Close the brackets that were left open; no key of listwright needs such depth.",
)
_NODES = Wording(
    code="LW1036",
    summary="The file holds too many values",
    fix="Split the homes over several files under `include:`, or keep them in a CSV inventory.",
)
_LONG = Wording(
    code="LW1035", summary="A value is too long", fix="Shorten the text, or close its quotation."
)
_TAG = Wording(
    code="LW1027",
    summary="Tags are not supported",
    fix="Delete the tag; put text that begins with `!` in quotes. The field decides the type.",
)
_DOCUMENTS = Wording(
    code="LW1022",
    summary="The file holds several documents",
    fix="Delete the `---` line, or put the second document in a file of its own under `include:`.",
)
_NO_MAPPING = Wording(
    code="LW1023",
    summary="The file does not hold a mapping",
    fix="Write keys at the top level, such as `version: 1`. An empty file never means that orders "
    "are to be canceled.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """One file: its mapping, unless nothing could be read, and everything that is wrong."""

    mapping: Mapping | None
    diagnostics: tuple[Diagnostic, ...] = ()


def parse_yaml(content: bytes, file: str) -> ParsedFile:
    """The nodes of one file; `file` is the name for messages. Never raises for what is in it.

    Entries that were refused (duplicates, merge keys) are absent from the mapping, so that later
    checks do not report them again.
    """
    broken = tuple(check_text(content, file))
    if broken:
        return ParsedFile(mapping=None, diagnostics=broken)
    content = content.removeprefix(BYTE_ORDER_MARK)
    findings = Findings(file)
    root: Node | None = None
    try:
        root = _Builder(file, findings).build(content)
        _expect_mapping(root, findings)
    except StoppedError:
        pass
    except MarkedYAMLError as error:
        findings.keep(explain_error(error, content, file))
    mapping = root if isinstance(root, Mapping) else None
    return ParsedFile(mapping=mapping, diagnostics=findings.in_order())


def _expect_mapping(root: Node | None, findings: Findings) -> None:
    if isinstance(root, Mapping):
        return
    at = (1, 1) if root is None else (root.line, root.column)
    empty = root is None or (isinstance(root, Scalar) and root.is_null)
    seen = "the file is empty" if root is None or empty else f"it is {root.kind}"
    findings.add(_NO_MAPPING, f"A mapping of keys and values was expected; {seen}.", at)


class _Open:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("anchor", "at", "children", "is_mapping", "size_before")

    def __init__(self, event: Any, size_before: int) -> None:  # noqa: ANN401 - two event types
        self.anchor: str | None = event.anchor
        self.at = _place(event)
        self.is_mapping = type(event) is MappingStartEvent
        self.size_before = size_before
        self.children: list[Node] = []


class _Builder:
    """Builds the nodes of one file in one pass over its events."""

    def __init__(self, file: str, findings: Findings) -> None:
        self._file = file
        self._findings = findings
        self._anchors = Anchors(findings)
        self._stack: list[_Open] = []
        self._root: list[Node] = []
        self._documents = 0
        self._bare = 0
        """Events so far that are no node: starts and ends of streams, documents, collections."""

    def build(self, content: bytes) -> Node | None:
        """The root node; raises `StoppedError` or what the scanner raises."""
        file, children, longest = self._file, self._root, MAX_SCALAR_BYTES // 4
        event: Any
        start: Any
        end: Any
        for number, event in enumerate(iter(CSafeLoader(content).get_event, None)):
            if type(event) is ScalarEvent:
                text, start, end = event.value, event.start_mark, event.end_mark
                line, last = start.line + 1, end.line + 1
                at = (line, start.column + 1, line if last == line else last, end.column + 1)
                node = Scalar(text, file, plain=not event.style, at=at)
                children.append(node)
                if event.tag is not None or event.anchor is not None or len(text) > longest:
                    self._inspect_scalar(event, node)
            else:
                children = self._place_event(event, number)
            if number > MAX_NODES and number - self._bare >= MAX_NODES:
                self._findings.stop(_NODES, f"It holds more than {MAX_NODES:,}.", _place(event))
        return self._root[0] if self._root else None

    def _place_event(self, event: Any, number: int) -> list[Node]:  # noqa: ANN401 - event types
        """Deal with anything but a scalar; returns the list that the next node goes into."""
        kind = type(event)
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            self._open_collection(event, number)
        elif kind is AliasEvent:
            self._children.append(self._resolve_alias(event))
        else:
            self._bare += 1
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close_collection(number)
            elif kind is DocumentStartEvent:
                self._count_document(event)
        return self._children

    @property
    def _children(self) -> list[Node]:
        return self._stack[-1].children if self._stack else self._root

    def _open_collection(self, event: Any, number: int) -> None:  # noqa: ANN401 - two event types
        at = _place(event)
        if len(self._stack) == MAX_DEPTH:
            detail = f"Lists and mappings may be nested {MAX_DEPTH} deep; here it goes deeper."
            self._findings.stop(_DEEP, detail, at)
        if event.tag is not None:
            self._refuse_tag(event.tag, at)
        if event.anchor is not None:
            self._anchors.open(event.anchor, at)
        self._stack.append(_Open(event, number - self._bare + self._anchors.expanded))

    def _close_collection(self, number: int) -> None:
        done = self._stack.pop()
        line, column = done.at
        node: Node
        if done.is_mapping:
            entries = pair_entries(done.children, self._findings)
            node = Mapping(entries, self._file, line=line, column=column)
        else:
            node = Sequence(tuple(done.children), self._file, line=line, column=column)
        if done.anchor is not None:
            size = number + 1 - self._bare + self._anchors.expanded - done.size_before
            self._anchors.close(done.anchor, node, size)
        self._children.append(node)

    def _resolve_alias(self, event: Any) -> Node:  # noqa: ANN401 - untyped marks
        """The anchored node itself, or a stand-in after a finding."""
        at = line, column = _place(event)
        if self._stack and self._stack[-1].is_mapping and len(self._children) % 2 == 0:
            # No key is an alias: the mapping refuses this stand-in like any other complex key.
            return Sequence((), self._file, line=line, column=column)
        node = self._anchors.resolve(event.anchor, at)
        return Scalar("", self._file, plain=True, at=at + at) if node is None else node

    def _inspect_scalar(self, event: ScalarEvent, node: Scalar) -> None:
        at = (node.line, node.column)
        if event.tag is not None:
            self._refuse_tag(event.tag, at)
        if event.anchor is not None:
            self._anchors.open(event.anchor, at)
            self._anchors.close(event.anchor, node, 1)
        if (size := len(node.text.encode())) > MAX_SCALAR_BYTES:
            detail = f"It has {size:,} bytes; a value may have {MAX_SCALAR_BYTES:,}."
            self._findings.add(_LONG, detail, at)

    def _refuse_tag(self, tag: str, at: tuple[int, int]) -> None:
        shown = excerpt(tag.replace("tag:yaml.org,2002:", "!!"))
        self._findings.add(_TAG, f"{shown!r} is a YAML tag; tags can name types and code.", at)

    def _count_document(self, event: Any) -> None:  # noqa: ANN401 - untyped marks
        self._documents += 1
        if self._documents > 1:
            detail = "`---` begins a second document; only the first would be read."
            self._findings.stop(_DOCUMENTS, detail, _place(event))


def _place(event: Any) -> tuple[int, int]:  # noqa: ANN401 - PyYAML's marks are optional by type
    """Line and column of an event, counted from 1."""
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
