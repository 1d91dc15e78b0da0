"""What became of a plan's comment on a pull request."""

from dataclasses import dataclass
from enum import Enum


class Posting(Enum):
    """How a comment ended."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    """It said this already; nothing was written."""

    OUTDATED = "outdated"
    """It tells of a newer plan, so it stays."""

    WRITTEN = "written"
    """It went to a file or to stdout, and to no server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A comment after the command: where it is, and what was done.

    `place` is such as `owner/name#7`, empty where there is none. `removed` is how many doubles of
    it were deleted. `labels` are ours on the request now; None where they were not asked for.
    """

    posting: Posting
    place: str = ""
    comment_id: str | None = None
    url: str | None = None
    removed: int = 0
    labels: tuple[str, ...] | None = None
