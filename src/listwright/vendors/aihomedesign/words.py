"""The vendor's names of rooms, tools and options, and the words that our files have for them."""

import re
from collections.abc import Mapping

KIND = "aihomedesign"

STYLE = "style"

SPACES: Mapping[str, str] = {
    "bedroom": "space-bedroom",
    "single_bedroom": "space-single-bedroom",
    "living_room": "space-living-room",
    "dining_room": "space-dining-room",
    "living_dining_room": "space-living-dining-room-1",
    "living_dining_bedroom": "space-living-bed-room-1",
    "studio": "space-studio-1",
    "home_office": "space-home-office",
    "kitchen": "space-kitchen--",
    "bathroom": "space-bathroom--",
    "outdoor": "space-outdoor--",
    "foyer": "space-foyer",
    "nursery": "space-nursery-1",
    "kids_room": "space-kids-room-1",
}
"""Room -> v1 space name (sheet 2.3). The endings are the vendor's; no name can be derived."""

ROOM_OF_SPACE: Mapping[str, str] = {space: room for room, space in SPACES.items()}

AREAS = ("indoor", "outdoor")
"""What image enhancement knows instead of rooms (sheet 2.1, 4.4)."""

SERVICES: Mapping[str, str] = {
    "virtual_staging": "service-ai-virtual-staging",
    "interior_design": "service-creative-designer",
    "image_enhancement": "service-image-enhancement",
    "day_to_dusk": "service-day-to-dusk",
    "item_removal": "service-item-removal",
}
"""Tool -> v1 service name (sheet 2.1). Two of four pages write `service-ai-creative-designer`."""

TOOL_OF_SERVICE: Mapping[str, str] = {service: tool for tool, service in SERVICES.items()}

SHADOW = "remove_shadow"
"""The neutral name of an option that v1 takes as a field of its own (sheet 2.1)."""

_OTHER_NAMES: Mapping[str, str] = {
    "styles": "style",
    "design_style": "style",
    "interior_style": "style",
    "furniture_style": "style",
    "colors": "color",
    "colour": "color",
    "sky": "sky_style",
    "sky_styles": "sky_style",
    "dusk_style": "sky_style",
    "enhancement_option": "enhancement_options",
    "enhancements": "enhancement_options",
}
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def snake(title: str) -> str:
    """`Mid-Century Modern` -> `mid_century_modern`: how a title is written in our files."""
    return _NOT_WORDS.sub("_", title.casefold()).strip("_")


def option_name(title: str) -> str:
    """The neutral name of a widget by its title."""
    name = snake(title)
    return _OTHER_NAMES.get(name, name)


def kebab(word: str) -> str:
    """`living_room` -> `living-room`: how v3 writes values inside slugs (sheet 4.4)."""
    return word.replace("_", "-")


def tool_slug(tool: str) -> str:
    """The v3 slug of a tool."""
    return f"tool-{kebab(tool)}"


def widget_slug(option: str, tool: str) -> str:
    """The v3 slug of what is chosen: `widget-<purpose>-<tool slug>`; `tool` is a slug."""
    return f"widget-{kebab(option)}-{tool}"


def item_slug(word: str, widget: str) -> str:
    """The v3 slug of a choice: `item-<value>-<widget slug>`."""
    return f"item-{kebab(word)}-{widget}"


def input_slot(tool: str) -> str:
    """The v3 slot that takes the photo (sheet 4.3); `tool` is a slug."""
    return f"{tool}-input-image"
