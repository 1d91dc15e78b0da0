"""What came of storing pictures, and what is stored of orders, as commands show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from listwright.model.names import PropertyId
from listwright.model.order import Order
from listwright.model.picture import StoredPicture


class Pulled(Enum):
    """What came of one picture."""

    STORED = "stored"
    PRESENT = "present"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledPicture:
    """One picture of a delivered order. `name` is what it is stored by, beside the order.

    `stored` is set unless it failed; then `kind` is that of the PictureError (or `unread`: its
    order could not be read) and `why` a sentence.
    """

    order: Order
    name: str
    caption: str
    outcome: Pulled
    stored: StoredPicture | None = None
    kind: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReport:
    """All pictures that were asked for. `sheets` are paths of pages, relative to the project.

    `undelivered` counts orders of the addresses that have nothing to be stored yet.
    """

    pictures: tuple[PulledPicture, ...] = ()
    sheets: tuple[str, ...] = ()
    undelivered: int = 0

    @property
    def homes(self) -> tuple[PropertyId, ...]:
        """The homes that the pictures show, sorted."""
        return tuple(sorted({one.order.property for one in self.pictures}))

    def count(self, outcome: Pulled) -> int:
        """How many pictures ended so."""
        return sum(one.outcome is outcome for one in self.pictures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """An order, and what is stored of it by the names of its pictures.

    `names` are those of `order.photos`, in their order.
    """

    order: Order
    names: tuple[str, ...] = ()
    stored: Mapping[str, StoredPicture] = field(default_factory=dict)
