"""What a vendor offers: services, their quantities, and whether they need entry to the home."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceOffer:
    """One service of a catalog.

    `quantities` None means any. `access`: someone must enter the home. `asset`: made from existing
    photos (staging), never by a visit.
    """

    slug: str
    quantities: tuple[int, ...] | None
    access: bool
    asset: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordOffer:
    """One word that can be chosen, such as a style. `id` is the vendor's; None: not known here.

    `premium`: the vendor marks it so, which may cost more or need another plan.
    """

    word: str
    id: str | None = None
    premium: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionOffer:
    """Something to be chosen for a picture: the style, the color, the sky.

    `required`: the vendor takes no order without it. `many`: several words at once. `open`: the
    vendor may know words that are not listed here.
    """

    name: str
    id: str | None
    required: bool
    words: tuple[WordOffer, ...] = ()
    many: bool = False
    open: bool = False

    def word(self, text: str) -> WordOffer | None:
        """The offer of that word, or None."""
        return next((offer for offer in self.words if offer.word == text), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOffer:
    """A room that a tool works on, and what can be chosen for it.

    `options` None: it was not read what this room has; the tool's own then stand for it.
    """

    word: str
    id: str | None
    premium: bool = False
    options: tuple[OptionOffer, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOffer:
    """One way to make a picture of a photo. Without `rooms` it takes any photo.

    `options` are those that do not depend on the room.
    """

    tool: str
    id: str
    rooms: tuple[RoomOffer, ...] = ()
    options: tuple[OptionOffer, ...] = ()

    def room(self, word: str) -> RoomOffer | None:
        """The offer of that room, or None."""
        return next((offer for offer in self.rooms if offer.word == word), None)

    def options_of(self, room: RoomOffer | None) -> tuple[OptionOffer, ...]:
        """What can be chosen for a photo of that room."""
        return self.options if room is None or room.options is None else room.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A dated list of offers; `source` says where it came from.

    `tools` is what a vendor of single pictures offers; its `offers` are then the same, by name.
    `api` is the dialect whose ids it holds, where there are several.
    """

    kind: str
    dated: date
    source: str
    offers: tuple[ServiceOffer, ...]
    tools: tuple[ToolOffer, ...] = ()
    api: str | None = None

    def offer(self, slug: str) -> ServiceOffer | None:
        """The offer of that slug, or None when this catalog does not know it."""
        return next((offer for offer in self.offers if offer.slug == slug), None)

    def tool(self, word: str) -> ToolOffer | None:
        """The tool of that name, or None when this catalog does not know it."""
        return next((offer for offer in self.tools if offer.tool == word), None)
