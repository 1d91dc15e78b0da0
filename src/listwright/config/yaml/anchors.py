"""Anchors and aliases: plain sharing of a value, without bombs and cycles."""

from listwright.config.yaml.characters import excerpt
from listwright.config.yaml.findings import Findings, Wording
from listwright.config.yaml.limits import MAX_ALIASED_NODES, MAX_ANCHORS
from listwright.config.yaml.nodes import Node

_TOO_MANY = Wording(
    code="LW1034",
    summary="The file has too many anchors",
    fix="Write shared values once under `defaults:` or in a package instead.",
)
_UNKNOWN = Wording(
    code="LW1033",
    summary="An alias names no anchor",
    fix="Define the anchor with `&` above its first use, or put text that begins with `*` in "
    "quotes.",
)
_RECURSIVE = Wording(
    code="LW1032",
    summary="An alias stands inside its own anchor",
    fix="Write the inner value out, or anchor a smaller value.",
)
_EXPANDED = Wording(
    code="LW1031",
    summary="Aliases expand to too many values",
    fix="Write the shared values once under `defaults:`, in a package or in a rule.",
)


class Anchors:
    """The anchors of one file and how much their aliases would expand to."""

    def __init__(self, findings: Findings) -> None:
        """Findings about anchors and aliases go to `findings`."""
        self._findings = findings
        self._sizes: dict[str, int] = {}
        self._nodes: dict[str, Node | None] = {}
        self._defined = 0
        self.expanded = 0
        """Nodes that the aliases so far stand for, aliases inside aliases counted in full."""

    def open(self, name: str, at: tuple[int, int]) -> None:
        """An anchored value begins; an alias to it from inside would be endless."""
        self._defined += 1
        if self._defined > MAX_ANCHORS:
            self._findings.stop(_TOO_MANY, f"No file may have more than {MAX_ANCHORS:,}.", at)
        self._nodes[name] = None

    def close(self, name: str, node: Node, size: int) -> None:
        """The anchored value is complete; with its aliases expanded it has `size` nodes."""
        self._nodes[name] = node
        self._sizes[name] = size

    def resolve(self, name: str, at: tuple[int, int]) -> Node | None:
        """The value an alias stands for, or None after a finding."""
        if name not in self._nodes:
            self._findings.add(_UNKNOWN, f"There is no anchor &{excerpt(name)} above.", at)
            return None
        node = self._nodes[name]
        if node is None:
            detail = f"*{excerpt(name)} is part of the value it stands for, which would never end."
            self._findings.add(_RECURSIVE, detail, at)
            return None
        self.expanded += self._sizes[name]
        if self.expanded > MAX_ALIASED_NODES:
            detail = f"Up to here the aliases stand for more than {MAX_ALIASED_NODES:,} values."
            self._findings.stop(_EXPANDED, detail, at)
        return node
