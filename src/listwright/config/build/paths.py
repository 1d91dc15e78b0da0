"""Paths that the files name, which stay below the project."""

from pathlib import PurePosixPath

from listwright.config.build.wordings import OUTSIDE_PROJECT
from listwright.config.findings import Findings
from listwright.config.yaml import excerpt
from listwright.errors import Span


def refuse_outside(text: str, span: Span, found: Findings) -> bool:
    """Whether the path leads somewhere below the project; a finding when it does not."""
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or text.startswith("~") or not path.parts
    if not (outside or "\\" in text or ":" in text):
        return True
    found.add(OUTSIDE_PROJECT, f"{excerpt(text)!r} is not a path below the project.", span)
    return False
