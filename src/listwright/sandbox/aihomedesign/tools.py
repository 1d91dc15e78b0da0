"""The tools of the third interface: their slots, widgets and items, by the grammar of the slugs."""

from collections.abc import Mapping, Sequence
from typing import Any

from listwright.sandbox.aihomedesign.call import Call, RefusalError
from listwright.sandbox.aihomedesign.literals import Row, literals
from listwright.sandbox.aihomedesign.record import Asset, Recipe


def tool_of(slug: str) -> Row:
    """The active tool with this slug."""
    row = literals().row("tool", slug=slug)
    if row is None or not row.get("active", True):
        raise RefusalError("unknown_tool")
    return row


def source_of(tool: Row, asset_map: object, assets: Sequence[Asset]) -> Asset:
    """The picture in the tool's first slot; every slot must hold one of the order's pictures."""
    if not isinstance(asset_map, Mapping) or not asset_map:
        raise RefusalError("missing_field")
    slots = tool.get("slots") or [f"{tool['slug']}-input-image"]
    if set(asset_map) != set(slots):
        raise RefusalError("wrong_slot")
    known = {asset.asset_id: asset for asset in assets}
    placed = [known.get(str(asset_map[slot])) for slot in slots]
    found = [asset for asset in placed if asset is not None]
    if len(found) < len(slots):
        raise RefusalError("asset_not_found")
    return found[0]


def recipe_of(call: Call, tool: Row, sent: object) -> Recipe:
    """The recipe of the chosen items, checked against the tool's widgets."""
    rows = [] if sent is None else sent
    if not isinstance(rows, list):
        raise RefusalError("missing_field")
    widgets = {row["purpose"]: row for row in literals().rows("tool_widget", tool=tool["slug"])}
    chosen: dict[str, list[str]] = {}
    for row in rows:
        purpose, values = _choice(row, tool, widgets)
        chosen[purpose] = values
    needed = {"always", "strict"} if call.options.ahd_strict_widgets else {"always"}
    if any(row["required"] in needed and name not in chosen for name, row in widgets.items()):
        raise RefusalError("required_widget")
    room = next(iter(chosen.get("space", chosen.get("area", []))), None)
    return Recipe(
        tool=tool["slug"],
        verb=tool["verb"],
        room=room,
        space=_title(room),
        style=_title(next(iter(chosen.get("style", [])), None)),
        color=_title(next(iter(chosen.get("color", [])), None)),
        material=_title(next(iter(chosen.get("material", [])), None)),
        sky_style=_title(next(iter(chosen.get("sky-style", [])), None)),
    )


def _choice(row: object, tool: Row, widgets: Mapping[str, Row]) -> tuple[str, list[str]]:
    """The purpose of one sent widget, and the values of its items."""
    fields: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
    slugs = {f"widget-{name}-{tool['slug']}": name for name in widgets}
    slug = str(fields.get("slug"))
    purpose = slugs.get(slug)
    if purpose is None:
        raise RefusalError("wrong_widget")
    widget, items = widgets[purpose], fields.get("item_slugs")
    if not isinstance(items, list) or not items:
        raise RefusalError("missing_field")
    values = {f"item-{value}-{slug}": value for value in literals().values[widget["values"]]}
    asked = [str(item) for item in items]
    if not set(asked) <= set(values) or (len(asked) > 1 and not widget.get("many", False)):
        raise RefusalError("wrong_item_slug")
    return purpose, [values[item] for item in asked]


def _title(value: str | None) -> str | None:
    return None if value is None else value.replace("-", " ").title()
