"""A posted comment -> its document."""

from listwright.model.comment import Posted
from listwright.planfile.document import Document, Run, filled


def comment_document(posted: Posted, run: Run, *, to: str, file: str | None = None) -> Document:
    """What became of a comment; `file` is where it was written instead."""
    return filled(
        "comment",
        run,
        {
            "to": to,
            "posting": posted.posting.value,
            "place": posted.place or None,
            "comment_id": posted.comment_id,
            "url": posted.url,
            "removed": posted.removed,
            "labels": None if posted.labels is None else list(posted.labels),
            "file": file,
        },
    )
