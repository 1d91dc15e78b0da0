"""Which photos a need for pictures works on, and as which rooms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain, zip_longest
from types import MappingProxyType

from listwright.engine.pictures.remembering import Remembered
from listwright.engine.pictures.rooms import room_of
from listwright.model.catalog import ToolOffer
from listwright.model.need import NeedSpec
from listwright.model.picture import VIRTUAL_STAGING, PhotoRef
from listwright.model.rules import Source
from listwright.model.shelf import Place

STAGED_BY_DEFAULT = frozenset(
    {
        "bedroom",
        "single_bedroom",
        "living_room",
        "dining_room",
        "home_office",
        "nursery",
        "kids_room",
        "studio",
        "living_dining_room",
        "living_dining_bedroom",
    }
)
"""Rooms that are furnished when a need names none; a kitchen or a front is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One photo and the room it is taken for; None where the tool does not ask."""

    photo: PhotoRef
    room: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The photos of a need, by sequence, and the wanted rooms that none of them shows.

    `left_out` counts photos that would do and are above `max_images`.
    """

    chosen: tuple[Chosen, ...]
    missing: tuple[str, ...] = ()
    left_out: int = 0


def choose_photos(
    spec: NeedSpec,
    photos: Iterable[PhotoRef],
    made: Mapping[Place, Remembered] = MappingProxyType({}),
    *,
    offer: ToolOffer | None = None,
) -> Choice:
    """The photos that `spec` asks for; `made` are those that pictures were made of.

    Above `max_images` each room gets its first photo before any room gets its second; photos of
    `made` come before others of their room, since what is bought is no reason to buy more. `offer`
    is what the vendor's catalog says of the tool: where the need names no room, only those are
    taken that it can do.
    """
    source = spec.source or Source()
    by_room: dict[str | None, list[PhotoRef]] = defaultdict(list)
    for photo in sorted(photos, key=lambda one: (one.place not in made, one.sequence)):
        before = made.get(photo.place)
        if not _is_named(source, before or photo):
            continue
        fits, room = (True, before.room) if before else _room(spec, source, photo, offer=offer)
        if fits:
            by_room[room].append(photo)
    rooms: Sequence[str | None] = spec.rooms or tuple(by_room)
    turns = list(_by_turns(rooms, by_room))
    most = len(turns) if spec.max_images is None else spec.max_images
    return Choice(
        chosen=tuple(sorted(turns[:most], key=lambda one: one.photo.sequence)),
        missing=tuple(room for room in spec.rooms if room not in by_room),
        left_out=max(0, len(turns) - most),
    )


def _is_named(source: Source, photo: PhotoRef | Remembered) -> bool:
    """Whether the source's own selection takes the photo."""
    if source.sequences and photo.sequence not in source.sequences:
        return False
    caption = photo.caption.casefold()
    patterns = source.captions
    return not patterns or any(fnmatchcase(caption, one.casefold()) for one in patterns)


def _room(
    spec: NeedSpec, source: Source, photo: PhotoRef, *, offer: ToolOffer | None
) -> tuple[bool, str | None]:
    """Whether the photo shows a wanted room, and which.

    Photos that were picked by hand are believed to show the one room that is named.
    """
    if len(spec.rooms) == 1 and (source.captions or source.sequences):
        return True, spec.rooms[0]
    room = room_of(photo.caption)
    if spec.rooms:
        return room in spec.rooms, room
    if offer is not None and not offer.rooms:
        # The tool asks for no room, so a caption that is worded anew makes no other picture.
        return True, None
    if not _can_do(spec, room, offer):
        return False, room
    if spec.tool == VIRTUAL_STAGING:
        return room in STAGED_BY_DEFAULT, room
    return room is not None or spec.style is None, room


def _can_do(spec: NeedSpec, room: str | None, offer: ToolOffer | None) -> bool:
    """Whether the vendor does that room in the wanted style; True where its catalog is silent."""
    if offer is None or room is None:
        return True
    found = offer.room(room)
    if found is None:
        return False
    styles = next((one for one in offer.options_of(found) if one.name == "style"), None)
    if styles is None or spec.style is None or styles.open:
        return True
    return styles.word(spec.style) is not None


def _by_turns(
    rooms: Sequence[str | None], by_room: dict[str | None, list[PhotoRef]]
) -> Iterator[Chosen]:
    columns = (
        [Chosen(photo=photo, room=room) for photo in by_room.get(room, ())] for room in rooms
    )
    return (one for one in chain.from_iterable(zip_longest(*columns)) if one is not None)
