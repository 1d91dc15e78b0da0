"""The port to the pictures that a project works on and gets."""

from typing import Protocol

from listwright.model.names import PropertyId
from listwright.model.order import Order, Photo
from listwright.model.picture import (
    Fingerprint,
    PhotoRef,
    PictureFile,
    PictureTask,
    StoredPicture,
)


class PictureError(Exception):
    """A picture that cannot be had or used; `detail` is one sentence without the link.

    `kind`: `unreachable`, `gone` (the link has expired, or leads nowhere), `forbidden` (no allowed
    host), `too_large`, `not_a_picture`, `changed` (other bytes), `missing` (no file), `disk`.
    """

    def __init__(self, kind: str, detail: str) -> None:
        """See the class."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


class Pictures(Protocol):
    """The pictures that a project works on and gets."""

    def fingerprint(self, photo: PhotoRef) -> Fingerprint:
        """Download or read a photo, keep its bytes, say what it is. Raises PictureError."""

    def source(self, task: PictureTask) -> PictureFile:
        """The photo of a task as it is uploaded: upright, sRGB, without what cameras write into it.

        Raises PictureError, of kind `changed` when its bytes are not those of the recipe.
        """

    def matching(self, pattern: str) -> tuple[PhotoRef, ...]:
        """The files of the project that a pattern names, sorted; raises PictureError."""

    def keep_result(self, order: Order, result: Photo, *, name: str) -> StoredPicture:
        """Download one result of a finished order into the assets of its home.

        `name` is the file's, without its ending. Raises PictureError.
        """

    def keep_source(self, task: PictureTask, property_id: PropertyId) -> StoredPicture:
        """Put what a picture was made of beside it, into the assets. Raises PictureError."""
