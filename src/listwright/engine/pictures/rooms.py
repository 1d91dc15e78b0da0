"""The rooms that captions and file names speak of, in words that belong to no vendor.

A caption names a room when the words of one of its phrases stand in it, one after another. Case,
punctuation and numbers do not count. The first room named is the one that is meant, and of two
phrases that begin with the same word the longer one. A caption that first names a part of a home in
which nobody lives (a closet, a pantry, a floor plan), or a room only to say whose closet it is,
names no room: a picture made of it would be paid and useless.
"""

import re

_OWNERS = ("master", "primary", "main", "owner", "owners", "principal")
_CHILDREN = ("kid", "kids", "child", "childs", "children", "childrens", "boys", "girls")

PHRASES: dict[str, tuple[str, ...]] = {
    "bedroom": (
        *("bedroom", "bedrooms", "bed room", "bed rm", "bedrm", "bdrm", "bdr", "bed", "br", "mbr"),
        *("guest room", "guest suite", "spare room", "in law suite"),
        *(f"{owner} suite" for owner in _OWNERS),
    ),
    "single_bedroom": ("single bedroom", "single bed room", "single room"),
    "living_room": (
        *("living room", "living rm", "liv rm", "liv room", "living area", "living space"),
        *("living", "great room", "great rm", "grt rm", "family room", "family rm", "fam rm"),
        *("fam room", "sitting room", "sitting area", "lounge"),
    ),
    "dining_room": (
        *("dining room", "dining rm", "din rm", "din room", "dining area", "dining space"),
        *("dining", "breakfast room", "breakfast nook", "breakfast area"),
    ),
    "kitchen": ("kitchen", "kitchenette", "eat in kitchen", "breakfast bar"),
    "bathroom": (
        *("bathroom", "bathrooms", "bath", "baths", "bath room", "bath rm", "bathrm", "ba"),
        *("half bath", "full bath", "hall bath", "powder room", "powder rm", "en suite", "ensuite"),
        *("restroom", "washroom", "toilet", "shower", "garden tub", "mbath", "mba"),
        *(f"{owner} suite {bath}" for owner in _OWNERS for bath in ("bath", "bathroom")),
        *("guest suite bath", "guest suite bathroom", "in law suite bath"),
    ),
    "home_office": ("home office", "office", "study", "work space", "workspace"),
    "outdoor": (
        *("exterior", "outdoor", "outdoors", "outside", "backyard", "back yard", "front yard"),
        *("side yard", "yard", "patio", "deck", "porch", "balcony", "terrace", "lanai"),
        *("courtyard", "garden", "pool", "curb appeal", "street view", "flower bed"),
        *("front of home", "front of house", "front of the home", "front of the house"),
        *("back of home", "back of house", "back of the home", "back of the house"),
        *("rear of home", "rear of house", "front view", "rear view"),
    ),
    "nursery": ("nursery", "baby room", "babys room", "baby bedroom", "babys bedroom"),
    "kids_room": (
        *("playroom", "play room"),
        *(f"{child} {room}" for child in _CHILDREN for room in ("room", "rm", "bedroom")),
    ),
    "studio": ("studio", "studio apartment", "studio room"),
    "foyer": (
        "foyer",
        "entry",
        "entryway",
        "entry way",
        "entry hall",
        "entrance hall",
        "vestibule",
    ),
    "living_dining_room": (
        *("living dining room", "living dining area", "living dining", "living and dining"),
        *("living and dining room", "living and dining area", "living room dining room"),
        *("living room and dining room", "living room dining area", "liv din", "living din"),
    ),
    "living_dining_bedroom": (
        *("living dining bedroom", "living dining and bedroom", "living dining bed"),
        *("living room dining room bedroom", "living room dining room and bedroom"),
    ),
}
_NO_ROOMS = (
    *("closet", "closets", "walk in closet", "wardrobe", "pantry", "laundry", "laundry room"),
    *("utility room", "mud room", "mudroom", "garage", "storage", "storage room", "stairs"),
    *("staircase", "stairway", "floor plan", "floorplan", "site plan", "pool table", "pool room"),
    *("front door", "front entrance", "front entry", "building entrance"),
)
_PARTS = frozenset({"closet", "closets", "wardrobe", "pantry", "storage"})
"""Right after a room, each of these says that the picture shows it and not the room."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_APOSTROPHES = str.maketrans("", "", "'\u2019`")


def _joined(room: str) -> tuple[str, ...]:
    """The phrases of a room, and the long ones without their spaces, as file names have them."""
    phrases = (*PHRASES[room], room.replace("_", " "))
    return (*phrases, *(phrase.replace(" ", "") for phrase in phrases if phrase.count(" ") == 1))


ROOMS: tuple[str, ...] = tuple(PHRASES)
"""Every word for a room, the common ones first."""

_ROOM_BY_PHRASE: dict[tuple[str, ...], str | None] = {
    **{tuple(phrase.split()): None for phrase in _NO_ROOMS},
    **{tuple(phrase.split()): room for room in ROOMS for phrase in _joined(room)},
}
_LONGEST = max(len(phrase) for phrase in _ROOM_BY_PHRASE)


def room_of(caption: str) -> str | None:
    """The room that a caption or the name of a file speaks of, or None when it names none."""
    words = _words_of(caption)
    for start in range(len(words)):
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            phrase = tuple(words[start:end])
            if phrase in _ROOM_BY_PHRASE:
                shows_part = end < len(words) and words[end] in _PARTS
                return None if shows_part else _ROOM_BY_PHRASE[phrase]
    return None


def _words_of(caption: str) -> list[str]:
    """The words in small letters, without numbers; `&` and `+` are read as `and`."""
    text = caption.translate(_APOSTROPHES).casefold().replace("&", " and ").replace("+", " and ")
    return [word for word in _WORD.findall(text) if not word.isdigit()]
