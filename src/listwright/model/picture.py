"""Pictures that are ordered from pictures: what is made of which photo, and what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from listwright.model.base32 import crockford
from listwright.model.names import AccountId, OrderId, ServiceKey

_KEY_LENGTH = 20

VIRTUAL_STAGING = "virtual_staging"
"""The tool of a need for pictures that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A picture as its bytes tell: `sha256` in hex, `size` in bytes, sides in pixels."""

    sha256: str
    size: int
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRef:
    """Where a photo stands: the `sequence`-th of a delivered order, or a file of the project.

    Of an order, `account`, `order_id`, `sequence` and `url` are set; of a file `path` is, relative
    to the project. `version` changes when the vendor says that the photo did; it is no digest of
    the bytes. `sequence` counts a file's place in the sorted list.
    """

    sequence: int
    caption: str
    account: AccountId | None = None
    order_id: OrderId | None = None
    url: str = field(default="", repr=False)
    version: str = ""
    path: str | None = None

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What names this version of the photo; equal places hold equal bytes, as far as told."""
        if self.path is not None:
            return ("", "", self.path, self.version)
        return (self.account or "", self.order_id or "", str(self.sequence), self.version)

    def __str__(self) -> str:
        """As a person is told: `photo 3 of order 654321 (Living Room)`, `photos/den/1.jpg`."""
        if self.path is not None:
            return self.path
        caption = f" ({self.caption})" if self.caption else ""
        return f"photo {self.sequence} of order {self.order_id}{caption}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What is bought: one picture made of one source, in words that belong to no vendor.

    `source` is the SHA-256 of the photo as it was delivered, in hex. Options are sorted pairs.
    """

    source: str
    tool: str
    room: str | None = None
    style: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> ServiceKey:
        """The recipe as one word: equal recipes have equal keys, on every machine."""
        content = [self.source, self.tool, self.room, self.style, [list(o) for o in self.options]]
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
        return ServiceKey(f"img-{crockford(sha256(text.encode()).digest(), _KEY_LENGTH)}")

    @property
    def words(self) -> str:
        """As a person is told: `living_room, scandinavian`, or the tool alone."""
        words = [word for word in (self.room, self.style) if word]
        words += [f"{name} {value}" for name, value in self.options]
        if self.tool != VIRTUAL_STAGING or not words:
            words.insert(0, self.tool)
        return ", ".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTask:
    """One order of one picture: the recipe, and where its source was found."""

    recipe: Recipe
    photo: PhotoRef

    @property
    def words(self) -> str:
        """As a person is told: `bedroom, modern of photo 3 of order 654321 (Bedroom)`."""
        return f"{self.recipe.words} of {self.photo}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCounts:
    """How the pictures of one need stand, as numbers.

    `to_order` are due, `waiting` depend on something that comes by itself, `blocked` on a person;
    `left_out` are photos that would do and are above `max_images`.
    """

    wanted: int
    done: int = 0
    in_progress: int = 0
    to_order: int = 0
    waiting: int = 0
    blocked: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture in memory. `name` is a plain file name with its ending."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """A delivered picture on disk; `path` is relative to the project.

    `staged`: it shows something that is not there (`virtually_staged` in documents).
    """

    path: str
    print: Fingerprint
    staged: bool


Handle = Mapping[str, str]
"""The ids of something uploaded, by kind; `order_id` is always among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The vendor holds the source, and nothing was bought yet."""

    handle: Handle
