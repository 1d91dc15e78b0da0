"""A catalog as a file: JSON with the day it was read and a digest of what it says."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import TypeVar

from listwright.model.catalog import Catalog, OptionOffer, RoomOffer, ToolOffer, WordOffer
from listwright.vendors.aihomedesign.catalog import DIALECTS, make_catalog
from listwright.vendors.aihomedesign.words import KIND

T = TypeVar("T")
Fields = Mapping[str, object]


class CatalogFileError(ValueError):
    """A file that is no catalog of this vendor; the text is a sentence about it."""


def write_catalog_file(catalog: Catalog) -> str:
    """The text of the file."""
    tools = _tools(catalog)
    document = {
        "kind": catalog.kind,
        "api": catalog.api,
        "dated": catalog.dated.isoformat(),
        "source": catalog.source,
        "digest": _digest(catalog.api, tools),
        "tools": tools,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def catalog_digest(catalog: Catalog) -> str:
    """`sha256:` and the digest of what is offered, whenever it was read."""
    return _digest(catalog.api, _tools(catalog))


def read_catalog_file(content: bytes) -> Catalog:
    """The catalog in a file; raises CatalogFileError."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        message = "It is not JSON."
        raise CatalogFileError(message) from None
    fields = _fields(document, "the file")
    if fields.get("kind") != KIND:
        message = f"Its `kind` is not `{KIND}`."
        raise CatalogFileError(message)
    api = _text(fields, "api")
    if api not in DIALECTS:
        message = f"Its `api` is none of {', '.join(DIALECTS)}."
        raise CatalogFileError(message)
    tools = _named(fields, "tools", _tool)
    catalog = make_catalog(api, _day(fields), _text(fields, "source"), tools=tools)
    written = fields.get("digest")
    if written is not None and written != catalog_digest(catalog):
        message = "What it says was changed after it was written: its `digest` does not fit."
        raise CatalogFileError(message)
    return catalog


# ---- writing -------------------------------------------------------------------------------------


def _digest(api: str | None, tools: object) -> str:
    content = json.dumps([api, tools], sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(content.encode()).hexdigest()}"


def _tools(catalog: Catalog) -> dict[str, object]:
    return {
        tool.tool: {
            "id": tool.id,
            "rooms": {room.word: _room_row(room) for room in tool.rooms},
            "options": _option_rows(tool.options),
        }
        for tool in catalog.tools
    }


def _room_row(room: RoomOffer) -> dict[str, object]:
    options = None if room.options is None else _option_rows(room.options)
    return {"id": room.id, "premium": room.premium, "options": options}


def _option_rows(options: tuple[OptionOffer, ...]) -> dict[str, object]:
    return {
        option.name: {
            "id": option.id,
            "required": option.required,
            "many": option.many,
            "open": option.open,
            "words": {word.word: {"id": word.id, "premium": word.premium} for word in option.words},
        }
        for option in options
    }


# ---- reading -------------------------------------------------------------------------------------


def _tool(name: str, fields: Fields) -> ToolOffer:
    return ToolOffer(
        tool=name,
        id=_text(fields, "id"),
        rooms=_named(fields, "rooms", _room),
        options=_named(fields, "options", _option),
    )


def _room(name: str, fields: Fields) -> RoomOffer:
    known = fields.get("options") is not None
    return RoomOffer(
        word=name,
        id=_id(fields),
        premium=_flag(fields, "premium"),
        options=_named(fields, "options", _option) if known else None,
    )


def _option(name: str, fields: Fields) -> OptionOffer:
    return OptionOffer(
        name=name,
        id=_id(fields),
        required=_flag(fields, "required"),
        many=_flag(fields, "many"),
        open=_flag(fields, "open"),
        words=_named(fields, "words", _word),
    )


def _word(name: str, fields: Fields) -> WordOffer:
    return WordOffer(word=name, id=_id(fields), premium=_flag(fields, "premium"))


def _named(fields: Fields, name: str, read: Callable[[str, Fields], T]) -> tuple[T, ...]:
    rows = _fields(fields.get(name), f"`{name}`")
    return tuple(read(key, _fields(row, f"`{name}.{key}`")) for key, row in rows.items())


def _fields(value: object, what: str) -> Fields:
    if not isinstance(value, dict):
        message = f"In it {what} is not an object."
        raise CatalogFileError(message)
    return value


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        message = f"In it a `{name}` is missing or not a text."
        raise CatalogFileError(message)
    return value


def _id(fields: Fields) -> str | None:
    return None if fields.get("id") is None else _text(fields, "id")


def _flag(fields: Fields, name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        message = f"In it a `{name}` is neither true nor false."
        raise CatalogFileError(message)
    return value


def _day(fields: Fields) -> date:
    try:
        return date.fromisoformat(_text(fields, "dated"))
    except ValueError as error:
        if isinstance(error, CatalogFileError):
            raise
        message = "Its `dated` is not a day."
        raise CatalogFileError(message) from None
