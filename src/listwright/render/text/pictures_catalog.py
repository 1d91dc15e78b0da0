"""What a vendor of single pictures offers, as text: tools, rooms, styles, and how they differ."""

from collections.abc import Iterable, Iterator

from listwright.model.assortment import Difference, PictureChange, PictureTerms
from listwright.model.catalog import OptionOffer, RoomOffer, ToolOffer
from listwright.render.escape import for_terminal
from listwright.render.text.layout import tabulated, wrapped
from listwright.render.text.style import Style
from listwright.render.text.words import number

_LONGEST_ID = 30
"""Longer ones are made of the words themselves, and would bury them; `--json` has all."""


def tool_lines(tools: Iterable[ToolOffer], style: Style) -> list[str]:
    """Every tool with its rooms and what can be chosen, ids in parentheses where they are known."""
    lines: list[str] = []
    for tool in tools:
        lines += wrapped(_named(tool.tool, tool.id), width=style.columns, indent=2, hanging=6)
        for text in _parts(tool):
            lines += wrapped(text, width=style.columns, indent=4, hanging=6)
    return lines


def _parts(tool: ToolOffer) -> Iterator[str]:
    if tool.rooms:
        yield f"rooms: {', '.join(_room(room) for room in tool.rooms)}"
    else:
        yield "takes a photo of any room"
    for rooms, option in _grouped(tool):
        where = f" in {', '.join(map(for_terminal, rooms))}" if rooms else ""
        yield f"{_option(option)}{where}: {_words(option)}"


def _grouped(tool: ToolOffer) -> Iterator[tuple[tuple[str, ...], OptionOffer]]:
    """Every option once with the rooms that have just this; no rooms: it is the same in all."""
    known = [room for room in tool.rooms if room.options is not None]
    if len(known) < len(tool.rooms) or not tool.rooms:
        yield from (((), option) for option in tool.options)
    groups: dict[OptionOffer, list[str]] = {}
    for room in known:
        for option in room.options or ():
            groups.setdefault(option, []).append(room.word)
    for option, rooms in groups.items():
        yield (() if len(rooms) == len(tool.rooms) else tuple(rooms)), option


def _room(room: RoomOffer) -> str:
    return _named(room.word, room.id) + (" premium" if room.premium else "")


def _option(option: OptionOffer) -> str:
    marks = ["has to be chosen" if option.required else "optional"]
    marks += ["several at once"] if option.many else []
    marks += ["other words may exist"] if option.open else []
    return f"{_named(option.name, option.id)}, {', '.join(marks)}"


def _words(option: OptionOffer) -> str:
    if not option.words:
        return "no word is published"
    premium = (" premium" if word.premium else "" for word in option.words)
    return ", ".join(
        _named(word.word, word.id) + mark for word, mark in zip(option.words, premium, strict=True)
    )


def _named(word: str, vendor_id: str | None) -> str:
    shown = for_terminal(word)
    short = vendor_id is not None and len(vendor_id) <= _LONGEST_ID
    return f"{shown} ({for_terminal(vendor_id or '')})" if short else shown


def picture_change_lines(changes: Iterable[PictureChange], style: Style) -> list[str]:
    """What one catalog adds, lacks and changes, and the sum."""
    changes = list(changes)
    rows = [
        [change.difference.value, for_terminal(change.path), _difference(change)]
        for change in changes
    ]
    lines = [
        line for head in tabulated(rows, width=style.columns, indent=2, hanging=6) for line in head
    ]
    counts = {one: sum(change.difference is one for change in changes) for one in Difference}
    parts = [f"{one.value} {number(counts[one])}" for one in Difference if counts[one]]
    return [*lines, *wrapped(f"It {', '.join(parts)}.", width=style.columns, indent=0, hanging=2)]


def _difference(change: PictureChange) -> str:
    if change.in_use is not None and change.other is not None:
        return f"{_terms(change.in_use) or 'plain'}; there: {_terms(change.other) or 'plain'}"
    return _terms(change.in_use or change.other)


def _terms(terms: PictureTerms | None) -> str:
    if terms is None:
        return ""
    parts = [*terms.marks, *([for_terminal(terms.id)] if terms.id is not None else [])]
    return ", ".join(parts)
