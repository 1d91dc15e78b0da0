"""From neutral words to what the vendor calls them, by a catalog."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from listwright.model.catalog import Catalog, OptionOffer, RoomOffer, ToolOffer, WordOffer
from listwright.model.picture import Recipe
from listwright.vendors.aihomedesign.catalog import lacks_rooms
from listwright.vendors.aihomedesign.words import AREAS, SPACES, STYLE, item_slug

_SLUG_MARK = "widget-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One word chosen for one option."""

    option: OptionOffer
    word: WordOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A recipe in the vendor's terms; every id is set that a request needs."""

    tool: ToolOffer
    room: RoomOffer | None
    picks: tuple[Pick, ...]

    @property
    def ids_missing(self) -> bool:
        """Whether the catalog knows only the words of something that has to be sent."""
        known = self.room is None or self.room.id is not None
        return not (known and all(_has_ids(pick) for pick in self.picks))


def _has_ids(pick: Pick) -> bool:
    return is_flag(pick.option) or (pick.option.id is not None and pick.word.id is not None)


class UnresolvedError(Exception):
    """A recipe that the catalog cannot express; the text is a phrase."""


def is_flag(option: OptionOffer) -> bool:
    """Whether it is a yes or no of ours, which no widget stands for."""
    return {word.word for word in option.words} == {"true", "false"}


def room_for(tool: ToolOffer, word: str) -> RoomOffer | None:
    """The room that a tool calls so; tools that know only indoor and outdoor take every room."""
    found = tool.room(word)
    if found is None and knows_areas_only(tool) and word in SPACES:
        return tool.room("outdoor" if word == "outdoor" else "indoor")
    return found


def knows_areas_only(tool: ToolOffer) -> bool:
    """Whether its rooms are indoor and outdoor."""
    return bool(tool.rooms) and all(room.word in AREAS for room in tool.rooms)


def word_in(option: OptionOffer, word: str) -> WordOffer | None:
    """The offer of a word; where the list is open, one by the grammar of slugs (sheet 4.4)."""
    found = option.word(word)
    if found is not None or not option.open:
        return found
    slug = option.id
    known = slug is not None and slug.startswith(_SLUG_MARK)
    return WordOffer(word=word, id=item_slug(word, slug) if known and slug else None)


def wished(style: str | None, options: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Everything chosen, by the name of the option."""
    chosen = dict(options)
    return chosen if style is None else {**chosen, STYLE: style}


def resolve(recipe: Recipe, catalog: Catalog) -> Treatment:
    """The treatment of a recipe; raises UnresolvedError."""
    tool = catalog.tool(recipe.tool)
    if tool is None:
        _fail(f"`{recipe.tool}` is not in the vendor's catalog")
    if lacks_rooms(tool, catalog):
        _fail(f"the catalog lists no room for `{recipe.tool}`")
    room = _room(recipe, tool)
    chosen = wished(recipe.style, recipe.options)
    options = tool.options_of(room)
    strange = sorted(chosen.keys() - {option.name for option in options})
    if strange:
        _fail(f"`{recipe.tool}` has no option `{strange[0]}`{_for(room)}")
    picks = tuple(_picks(options, chosen, room))
    return Treatment(tool=tool, room=room, picks=picks)


def _room(recipe: Recipe, tool: ToolOffer) -> RoomOffer | None:
    if not tool.rooms:
        return None
    if recipe.room is None:
        _fail(f"`{recipe.tool}` needs to know the room")
    room = room_for(tool, recipe.room)
    if room is None:
        _fail(f"`{recipe.tool}` is not offered for `{recipe.room}`")
    return room


def _picks(
    options: tuple[OptionOffer, ...], chosen: Mapping[str, str], room: RoomOffer | None
) -> Iterator[Pick]:
    for option in options:
        text = chosen.get(option.name)
        if text is None:
            if option.required:
                _fail(f"the vendor needs `{option.name}`{_for(room)}")
            continue
        words = text.split("+")
        if len(words) > 1 and not option.many:
            _fail(f"the vendor takes one word for `{option.name}`, not {len(words)}")
        for word in words:
            found = word_in(option, word)
            if found is None:
                _fail(f"the vendor does not offer `{option.name}: {word}`{_for(room)}")
            yield Pick(option=option, word=found)


def _for(room: RoomOffer | None) -> str:
    return "" if room is None else f" for `{room.word}`"


def _fail(why: str) -> NoReturn:
    raise UnresolvedError(why)
