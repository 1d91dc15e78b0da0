"""What is wrong with a wish for pictures, by the catalog: found without asking, pure.

The words a person wrote are held against what the vendor offers; nothing is ever replaced by a
default (sheet 6, catalogue drift).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from listwright.errors import Diagnostic, Severity, Span
from listwright.errors.nearest import nearest
from listwright.model.catalog import Catalog, OptionOffer, RoomOffer, ToolOffer
from listwright.model.need import NeedSpec, OrderSpec
from listwright.vendors.aihomedesign.catalog import lacks_rooms
from listwright.vendors.aihomedesign.treatments import room_for, wished, word_in
from listwright.vendors.aihomedesign.words import AREAS, SPACES, STYLE

_USELESS = {
    "met_by": "A picture is met by a picture of the same photo, room and style alone.",
    "order_notes": "Nobody reads notes there.",
    "metadata": "Its orders carry no texts of ours.",
    "preferred_date": "Nobody visits the home.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of the photos of some rooms; no rooms: of any.

    `spans` says where each word stands, `fallback` where the whole does.
    """

    tool: str
    rooms: tuple[str, ...]
    style: str | None
    options: tuple[tuple[str, str], ...]
    spans: Mapping[str, Span]
    fallback: Span | None

    def at(self, name: str) -> Span | None:
        """Where `name` was written."""
        return self.spans.get(name, self.fallback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The catalog that is asked, and the account to be named in advice."""

    catalog: Catalog
    label: str

    @property
    def told(self) -> str:
        """As a message names it."""
        return f"the catalog of {self.catalog.dated.isoformat()}"

    @property
    def renew(self) -> str:
        """How to get a newer one."""
        return f"If the vendor offers it by now: listwright catalog update --vendor {self.label}"


def need_findings(need: NeedSpec, shelf: Shelf) -> tuple[Diagnostic, ...]:
    """All that is wrong with a need."""
    fallback = need.spans.get("tool") or need.spans.get("slug")
    fallback = fallback or next(iter(need.spans.values()), None)
    wish = Wish(
        tool=need.tool or need.slug,
        rooms=need.rooms,
        style=need.style,
        options=need.options,
        spans=need.spans,
        fallback=fallback,
    )
    return (*_useless(need, wish), *wish_findings(wish, shelf))


def spec_findings(spec: OrderSpec, shelf: Shelf) -> tuple[Diagnostic, ...]:
    """All that is wrong with the order of one picture."""
    fallback = spec.origins.get("services[0].slug") or next(iter(spec.origins.values()), None)
    if spec.task is None:
        return (_no_picture(fallback),)
    recipe = spec.task.recipe
    wish = Wish(
        tool=recipe.tool,
        rooms=() if recipe.room is None else (recipe.room,),
        style=recipe.style,
        options=recipe.options,
        spans=spec.origins,
        fallback=fallback,
    )
    tool = shelf.catalog.tool(recipe.tool)
    if tool is not None and tool.rooms and recipe.room is None:
        return (_no_room(wish, tool), *wish_findings(wish, shelf))
    return wish_findings(wish, shelf)


def wish_findings(wish: Wish, shelf: Shelf) -> tuple[Diagnostic, ...]:
    """All that the catalog says against a wish."""
    tool = shelf.catalog.tool(wish.tool)
    if tool is None:
        return (_unknown_tool(wish, shelf),)
    if lacks_rooms(tool, shelf.catalog):
        return (_rooms_lost(wish, shelf),)
    rooms = tuple(_rooms(wish, tool))
    return (
        *_room_findings(wish, tool, shelf),
        *_option_findings(wish, tool, rooms, shelf=shelf),
        *_premium(wish, tool, rooms),
    )


def _rooms(wish: Wish, tool: ToolOffer) -> Iterator[RoomOffer | None]:
    """The rooms that are meant: those written, else all; None where rooms do not matter."""
    if not tool.rooms:
        yield None
    elif wish.rooms:
        found = (room_for(tool, word) for word in wish.rooms)
        yield from (room for room in found if room is not None)
    else:
        yield from tool.rooms


# ---- tools and rooms -----------------------------------------------------------------------------


def _unknown_tool(wish: Wish, shelf: Shelf) -> Diagnostic:
    known = [tool.tool for tool in shelf.catalog.tools]
    return Diagnostic(
        code="LW1430",
        summary="The vendor does not offer this tool.",
        detail=f"`{wish.tool}` is not in {shelf.told}, which has {', '.join(known)}.",
        fix=shelf.renew,
        span=wish.at("tool"),
        suggestion=nearest(wish.tool, known),
    )


def _rooms_lost(wish: Wish, shelf: Shelf) -> Diagnostic:
    return Diagnostic(
        code="LW1431",
        summary="The catalog lists no room for this tool.",
        detail=f"`{wish.tool}` works on photos of rooms, and {shelf.told} names none for it.",
        fix=f"Read it anew: listwright catalog update --vendor {shelf.label}",
        span=wish.at("rooms"),
    )


def _room_findings(wish: Wish, tool: ToolOffer, shelf: Shelf) -> Iterator[Diagnostic]:
    for word in wish.rooms:
        if room_for(tool, word) if tool.rooms else word in SPACES or word in AREAS:
            continue
        known = [room.word for room in tool.rooms] or [*SPACES, *AREAS]
        yield Diagnostic(
            code="LW1431",
            summary="The vendor does not offer this room.",
            detail=f"`{tool.tool}` is not offered for `{word}` in {shelf.told}; its rooms are "
            f"{', '.join(known)}.",
            fix=shelf.renew,
            span=wish.at("rooms"),
            suggestion=nearest(word, known),
        )


def _no_room(wish: Wish, tool: ToolOffer) -> Diagnostic:
    return Diagnostic(
        code="LW1434",
        summary="The vendor needs to know the room.",
        detail=f"`{tool.tool}` works on a photo of a room, and nothing says which room this is.",
        fix=f"Write one of {', '.join(room.word for room in tool.rooms)} under `rooms`, or as the "
        "caption of the photo.",
        span=wish.at("rooms"),
    )


def _no_picture(span: Span | None) -> Diagnostic:
    return Diagnostic(
        code="LW1430",
        summary="This vendor sells pictures made of photos, and nothing else.",
        detail="The order names no photo that a picture is to be made of.",
        fix="Order it from another vendor.",
        span=span,
    )


# ---- styles and other options --------------------------------------------------------------------


def _option_findings(
    wish: Wish, tool: ToolOffer, rooms: tuple[RoomOffer | None, ...], *, shelf: Shelf
) -> Iterator[Diagnostic]:
    offered = [(room, tool.options_of(room)) for room in rooms]
    names = {option.name for _, options in offered for option in options}
    chosen = wished(wish.style, wish.options)
    if STYLE in dict(wish.options):
        yield _style_among_options(wish)
        return
    for name in chosen:
        if offered and name not in names:
            yield _unknown_option(wish, tool, name, names=sorted(names))
    for name in sorted(names):
        choices = [
            (room, option) for room, options in offered for option in options if option.name == name
        ]
        text = chosen.get(name)
        if text is not None:
            yield from _word_findings(wish, name, choices, shelf=shelf)
        elif any(option.required for _, option in choices):
            yield _missing(wish, tool, name, choices=choices)
        elif name in _CHOSEN_BY_VENDOR:
            yield _left_to_vendor(wish, tool, name)


_CHOSEN_BY_VENDOR = frozenset({"sky_style", "material"})
"""Optional for us because no value is published, while the vendor has to take one (sheet 4.9)."""


def _key(name: str) -> str:
    return "style" if name == STYLE else "options"


def _style_among_options(wish: Wish) -> Diagnostic:
    """One style written in two ways would be two pictures, each paid for."""
    return Diagnostic(
        code="LW1433",
        summary="A style has a key of its own.",
        detail="`options` has `style`, which is written beside it.",
        fix=f"Write `style: {dict(wish.options)[STYLE]}`, and take it out of `options`.",
        span=wish.at("options"),
    )


def _unknown_option(wish: Wish, tool: ToolOffer, name: str, *, names: list[str]) -> Diagnostic:
    if name == STYLE:
        return Diagnostic(
            code="LW1432",
            summary="This tool takes no style.",
            detail=f"`{tool.tool}` changes nothing that has a style.",
            fix="Take `style` away, or choose another tool.",
            span=wish.at("style"),
        )
    known = [each for each in names if each != STYLE]
    return Diagnostic(
        code="LW1433",
        summary="This tool has no such option.",
        detail=f"`{tool.tool}` has no option `{name}`"
        + (f"; it has {', '.join(known)}." if known else " and no other."),
        fix="Correct the name, or take it away.",
        span=wish.at("options"),
        suggestion=nearest(name, known),
    )


Choices = list[tuple[RoomOffer | None, OptionOffer]]


def _word_findings(
    wish: Wish, name: str, choices: Choices, *, shelf: Shelf
) -> Iterator[Diagnostic]:
    text = wished(wish.style, wish.options)[name]
    words = text.split("+")
    if len(words) > 1 and not all(option.many for _, option in choices):
        yield Diagnostic(
            code="LW1433",
            summary="This option takes one word.",
            detail=f"`{name}` has {len(words)}: {', '.join(words)}.",
            fix="Write one of them.",
            span=wish.at(_key(name)),
        )
        return
    for word in words:
        lacking = [room for room, option in choices if word_in(option, word) is None]
        if lacking:
            # Without rooms of its own the wish takes any that has the word.
            if wish.rooms or len(lacking) == len(choices):
                yield _unknown_word(wish, (name, word), choices, shelf=shelf)
        elif all(option.word(word) is None for _, option in choices):
            yield _unpublished(wish, (name, word), choices[0][1], shelf=shelf)


def _unknown_word(
    wish: Wish, chosen: tuple[str, str], choices: Choices, *, shelf: Shelf
) -> Diagnostic:
    name, word = chosen
    bad = [(room, option) for room, option in choices if word_in(option, word) is None]
    lists = dict.fromkeys(_listing(room, option) for room, option in bad[:_MOST_ROOMS])
    known = dict.fromkeys(each.word for _, option in bad for each in option.words)
    return Diagnostic(
        code="LW1432" if name == STYLE else "LW1433",
        summary="The vendor does not offer this style."
        if name == STYLE
        else "The vendor does not offer this.",
        detail=f"`{word}` is not among what {shelf.told} has as `{name}` {'; '.join(lists)}.",
        fix=shelf.renew,
        span=wish.at(_key(name)),
        suggestion=nearest(word, known),
    )


_MOST_ROOMS = 4


def _listing(room: RoomOffer | None, option: OptionOffer) -> str:
    where = "" if room is None or room.options is None else f"for `{room.word}`"
    return f"{where}: {', '.join(word.word for word in option.words) or 'nothing'}".lstrip(": ")


def _unpublished(
    wish: Wish, chosen: tuple[str, str], option: OptionOffer, *, shelf: Shelf
) -> Diagnostic:
    name, word = chosen
    known = [each.word for each in option.words]
    return Diagnostic(
        code="LW1438",
        summary="It is not known here whether the vendor offers this.",
        detail=f"Not all words for `{name}` are published. `{word}` is sent as it is written, and "
        "the vendor may refuse it.",
        fix=shelf.renew,
        span=wish.at(_key(name)),
        suggestion=nearest(word, known),
        severity=Severity.WARNING,
    )


def _missing(wish: Wish, tool: ToolOffer, name: str, *, choices: Choices) -> Diagnostic:
    known = dict.fromkeys(word.word for _, option in choices for word in option.words)
    where = "`style: WORD`" if name == STYLE else f"`options: {{{name}: WORD}}`"
    return Diagnostic(
        code="LW1434",
        summary="The vendor takes no order without this.",
        detail=f"`{tool.tool}` needs `{name}`; it is never chosen for you.",
        fix=f"Write {where}" + (f" with one of {', '.join(known)}." if known else "."),
        span=wish.at(_key(name)),
    )


def _left_to_vendor(wish: Wish, tool: ToolOffer, name: str) -> Diagnostic:
    return Diagnostic(
        code="LW1438",
        summary="The vendor chooses this itself.",
        detail=f"Nothing is written for `{name}` of `{tool.tool}`, and the vendor may refuse that.",
        fix=f"Write `options: {{{name}: WORD}}` with a word that the vendor told you.",
        span=wish.at("options"),
        severity=Severity.WARNING,
    )


# ---- the rest ------------------------------------------------------------------------------------


def _premium(
    wish: Wish, tool: ToolOffer, rooms: Iterable[RoomOffer | None]
) -> Iterator[Diagnostic]:
    rooms = tuple(rooms)
    marked = {room.word: "rooms" for room in rooms if room is not None and room.premium}
    if not wish.rooms:
        marked = {}
    for name, text in wished(wish.style, wish.options).items():
        for room in rooms:
            for option in tool.options_of(room):
                found = [option.word(word) for word in text.split("+")] * (option.name == name)
                marked |= {word.word: _key(name) for word in found if word and word.premium}
    for word, key in marked.items():
        yield Diagnostic(
            code="LW1437",
            summary="The vendor marks this as premium.",
            detail=f"`{word}` may cost more, or need another plan at the vendor; no page says.",
            fix="Ask the vendor, or choose another.",
            span=wish.at(key),
            severity=Severity.WARNING,
        )


def _useless(need: NeedSpec, wish: Wish) -> Iterator[Diagnostic]:
    written = {
        "met_by": bool(need.met_by),
        "order_notes": need.order_notes is not None,
        "metadata": bool(need.metadata),
        "preferred_date": need.preferred_date is not None,
    }
    for name, is_there in written.items():
        if is_there:
            yield Diagnostic(
                code="LW1435",
                summary="This vendor takes none of that.",
                detail=f"The need `{need.key}` writes `{name}`. {_USELESS[name]}",
                fix=f"Take `{name}` away.",
                span=wish.at(name),
            )
