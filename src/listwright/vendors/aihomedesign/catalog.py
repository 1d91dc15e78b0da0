"""The catalogs that ship with listwright: words as far as they are public, and v3's slugs.

v1's ids of widgets and items are published nowhere (sheet 2.4), so they are read from the vendor
before anything is ordered. v3's follow a grammar (sheet 4.4).
"""

from datetime import date
from functools import cache

from listwright.model.catalog import (
    Catalog,
    OptionOffer,
    RoomOffer,
    ServiceOffer,
    ToolOffer,
    WordOffer,
)
from listwright.vendors.aihomedesign.words import (
    AREAS,
    KIND,
    SERVICES,
    SHADOW,
    SPACES,
    STYLE,
    item_slug,
    tool_slug,
    widget_slug,
)

V1, V3 = "v1", "v3"
DIALECTS = (V1, V3)

_DATED = date(2026, 11, 22)
_SOURCES = {
    V1: "the vendor's public v1 pages; styles as v3 lists them; ids are read from the vendor",
    V3: "the vendor's public v3 pages and its own client; slugs by their grammar",
}

_STYLES = (
    "prime",
    "modern",
    "farmhouse",
    "scandinavian",
    "hampton",
    "industrial",
    "traditional",
    "contemporary",
)
"""Confirmed by the vendor's own client against the live v3; v1 titles may differ (sheet 2.4)."""

_V3_ROOMS = (
    "bedroom",
    "living_room",
    "kitchen",
    "bathroom",
    "dining_room",
    "home_office",
    "outdoor",
    "nursery",
)
"""The same, of rooms (sheet 4.4)."""

_SKIES = ("dusk_with_cloud", "dusk_without_cloud", "twilight_with_cloud")
"""Examples of the v1 page (sheet 2.1); there are more."""

_ENHANCEMENTS = ("fire_in_fireplace", "screen_on_tv", "remove_extra_objects")
"""Examples of an older v1 page (sheet 2.1)."""

_FURNISHED = ("virtual_staging", "virtual_restaging", "furniture_restyle", "under_construction")
"""v3 tools with a room and a style, which are always sent (sheet 4.4, 4.9)."""

_SURFACES = ("wall_change", "floor_change", "ceiling_change", "backsplash_change")
"""v3 tools with a room and a material of which no value is published (sheet 4.4)."""


def shadow_option() -> OptionOffer:
    """v1's `remove_shadow`, and what stands for it in v3."""
    words = (WordOffer(word="true"), WordOffer(word="false"))
    return OptionOffer(name=SHADOW, id=None, required=False, words=words)


def make_catalog(api: str, dated: date, source: str, *, tools: tuple[ToolOffer, ...]) -> Catalog:
    """A catalog of those tools; each is one service, too, of which one is bought per picture."""
    offers = tuple(
        ServiceOffer(slug=tool.tool, quantities=(1,), access=False, asset=True) for tool in tools
    )
    return Catalog(kind=KIND, dated=dated, source=source, offers=offers, tools=tools, api=api)


@cache
def shipped_catalog(api: str) -> Catalog:
    """The catalog of that dialect that ships with listwright."""
    tools = _v1_tools() if api == V1 else _v3_tools()
    return make_catalog(api, _DATED, _SOURCES[api], tools=tools)


def lacks_rooms(tool: ToolOffer, catalog: Catalog) -> bool:
    """Whether a tool that is known to work on rooms has none in `catalog`.

    Such a list was cut short. Taken at its word, it would let an order leave without its room.
    """
    known = shipped_catalog(catalog.api or V3).tool(tool.tool)
    return not tool.rooms and known is not None and bool(known.rooms)


def _listed(name: str, *words: str, required: bool, is_open: bool = False) -> OptionOffer:
    return OptionOffer(
        name=name,
        id=None,
        required=required,
        words=tuple(WordOffer(word=word) for word in words),
        many=name.endswith("options"),
        open=is_open,
    )


def _v1_tools() -> tuple[ToolOffer, ...]:
    style = _listed(STYLE, *_STYLES, required=True)
    color = _listed("color", required=False, is_open=True)
    enhancing = _listed("enhancement_options", *_ENHANCEMENTS, required=False, is_open=True)
    sky = _listed("sky_style", *_SKIES, required=True, is_open=True)
    rooms = tuple(RoomOffer(word=word, id=name) for word, name in SPACES.items())
    areas = tuple(RoomOffer(word=word, id=None) for word in AREAS)
    parts: dict[str, tuple[tuple[RoomOffer, ...], tuple[OptionOffer, ...]]] = {
        "virtual_staging": (rooms, (style,)),
        "interior_design": (rooms, (style, color)),
        "image_enhancement": (areas, (enhancing,)),
        "day_to_dusk": ((), (sky, shadow_option())),
        "item_removal": ((), ()),
    }
    return tuple(
        ToolOffer(tool=tool, id=SERVICES[tool], rooms=rooms, options=options)
        for tool, (rooms, options) in parts.items()
    )


def _v3_tools() -> tuple[ToolOffer, ...]:
    tools = [_v3_tool(tool, _V3_ROOMS, _style_of(tool)) for tool in _FURNISHED]
    color = _by_slug("interior_design", "color", ("earthy_neutrals",), is_open=True)
    tools.insert(2, _v3_tool("interior_design", _V3_ROOMS, _style_of("interior_design"), color))
    extras = ("add_fire_to_fireplace", "add_screen_to_tv")
    enhancing = _by_slug("image_enhancement", "enhancement_options", extras)
    tools.append(_v3_tool("image_enhancement", AREAS, enhancing))
    sky = _by_slug("day_to_dusk", "sky_style", (), is_open=True)
    extras = ("shadow_removal", "lawn_touch_up")
    dusk = _by_slug("day_to_dusk", "day_to_dusk_options", extras)
    tools.append(_v3_tool("day_to_dusk", (), sky, dusk, shadow_option()))
    tools.append(_v3_tool("item_removal", ()))
    for tool in _SURFACES:
        material = _by_slug(tool, "material", (), is_open=True)
        tools.append(_v3_tool(tool, _V3_ROOMS, material))
    choices = ("variants", STYLE, "options")
    skies = (_by_slug("sky_change", choice, (), is_open=True) for choice in choices)
    tools.append(_v3_tool("sky_change", (), *skies))
    return tuple(tools)


def _style_of(tool: str) -> OptionOffer:
    return _by_slug(tool, STYLE, _STYLES, required=True)


def _by_slug(
    tool: str, name: str, words: tuple[str, ...], *, required: bool = False, is_open: bool = False
) -> OptionOffer:
    widget = widget_slug(name, tool_slug(tool))
    return OptionOffer(
        name=name,
        id=widget,
        required=required,
        words=tuple(WordOffer(word=word, id=item_slug(word, widget)) for word in words),
        many=name.endswith("options"),
        open=is_open,
    )


def _v3_tool(tool: str, rooms: tuple[str, ...], *options: OptionOffer) -> ToolOffer:
    slug = tool_slug(tool)
    widget = room_widget(slug, rooms)
    return ToolOffer(
        tool=tool,
        id=slug,
        rooms=tuple(RoomOffer(word=word, id=item_slug(word, widget)) for word in rooms),
        options=options,
    )


def room_widget(slug: str, rooms: tuple[str, ...]) -> str:
    """The v3 widget that says where the photo was taken: a room, or inside and outside."""
    return widget_slug("area" if set(rooms) <= set(AREAS) else "space", slug)
