"""The document of a posted comment."""

from typing import Literal

from listwright.planfile.shapes.envelope import Closing, Opening


class CommentBody(Opening):
    """The keys of a comment up to the closing ones.

    `place` is the request, such as `owner/name#7`. `posting` tells what was done: `unchanged` when
    it said this already, `outdated` when it tells of a newer plan and so stays, `written` when it
    went to a file. `removed` counts doubles that were deleted. `labels` are ours on the request
    now, null when they were not asked for. `file` is where it was written.
    """

    kind: str = "comment"
    to: Literal["github", "gitlab", "file"] | None = None
    posting: Literal["created", "updated", "unchanged", "outdated", "written"] | None = None
    place: str | None = None
    comment_id: str | None = None
    url: str | None = None
    removed: int = 0
    labels: tuple[str, ...] | None = None
    file: str | None = None


class CommentDocument(Closing, CommentBody):
    """A plan's comment on a pull or merge request, and what became of it."""
