"""The catalog as the vendor tells it: v1's spaces, widgets and items, v3's list of tools.

One request after the other; `pause` is called between two of them (sheet 6: one a second).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from listwright.errors import VendorAuthError, VendorError
from listwright.errors.diagnostic import Diagnostic
from listwright.http.answers import Answered, Exchange
from listwright.model.catalog import Catalog, OptionOffer, RoomOffer, ToolOffer, WordOffer
from listwright.ports import ReadFailureError
from listwright.vendors.aihomedesign.answers import read_answer
from listwright.vendors.aihomedesign.catalog import (
    V1,
    V3,
    make_catalog,
    shadow_option,
    shipped_catalog,
)
from listwright.vendors.aihomedesign.client import Client
from listwright.vendors.aihomedesign.records import Record, records_of
from listwright.vendors.aihomedesign.words import ROOM_OF_SPACE, SERVICES, option_name, snake

_SPACES = "v1/catalog/spaces"
_ITEMS = "v1/catalog/items/filter"
_WIDGETS = "v1/catalog/widgets"

_BARE = frozenset({"item_removal"})
"""Neither a space nor a widget (sheet 2.1)."""

_ROOMLESS = frozenset({"day_to_dusk", *_BARE})
"""No space is sent (sheet 2.1)."""

_SOURCE = {
    V1: "the vendor's v1 catalog of spaces, widgets and items",
    V3: "the vendor's v3 list of tools; rooms, styles and options as they ship with listwright",
}

Place = tuple[str, str | None]
"""A tool and a room of it, or None for a tool that knows no rooms."""


class CatalogReader:
    """Reads catalogs of one account; raises VendorError and VendorAuthError."""

    def __init__(self, client: Client, *, today: date, pause: Callable[[], None]) -> None:
        """`today` dates what is read."""
        self._client = client
        self._today = today
        self._pause = pause
        self._begun = False

    def whole(self, api: str) -> Catalog:
        """Everything the vendor offers."""
        tools = self._v1_tools() if api == V1 else self._v3_tools()
        return make_catalog(api, self._today, _SOURCE[api], tools=tuple(tools))

    def completed(self, catalog: Catalog, places: Iterable[Place]) -> Catalog:
        """`catalog` of v1 with the ids of those places, read from the vendor."""
        wanted: dict[str, list[str | None]] = {}
        for tool, room in places:
            wanted.setdefault(tool, []).append(room)
        tools = tuple(
            self._v1_tool(tool.tool, only=wanted[tool.tool], before=tool)
            if tool.tool in wanted
            else tool
            for tool in catalog.tools
        )
        return make_catalog(V1, self._today, _SOURCE[V1], tools=tools)

    # ---- v1 --------------------------------------------------------------------------------------

    def _v1_tools(self) -> Iterator[ToolOffer]:
        for tool in SERVICES:
            yield self._v1_tool(tool)

    def _v1_tool(
        self,
        tool: str,
        *,
        only: list[str | None] | None = None,
        before: ToolOffer | None = None,
    ) -> ToolOffer:
        """A tool with its rooms. With `only`, the options of those rooms alone are read."""
        service = SERVICES[tool]
        if tool in _BARE:
            return ToolOffer(tool=tool, id=service)
        rooms = () if tool in _ROOMLESS else self._rooms(tool)
        if not rooms:
            return ToolOffer(tool=tool, id=service, options=self._options(tool, None))
        found = []
        for room in rooms:
            known = before.room(room.word) if before is not None else None
            if only is None or room.word in only:
                found.append(replace(room, options=self._options(tool, room)))
            else:
                found.append(replace(room, options=known.options if known is not None else None))
        options = before.options if before is not None else ()
        return ToolOffer(tool=tool, id=service, rooms=tuple(found), options=options)

    def _rooms(self, tool: str) -> tuple[RoomOffer, ...]:
        """The rooms of a tool that has some.

        None at all is no offer: an order would leave without its room, and be paid.
        """
        rooms = tuple(self._spaces(SERVICES[tool]))
        if not rooms:
            raise _failure(f"the list of spaces names none in use for `{tool}`")
        return rooms

    def _spaces(self, service: str) -> Iterator[RoomOffer]:
        """The spaces of a service that are in use (sheet 2.3)."""
        exchange = self._get(_SPACES, active="true", service_name=service)
        seen = set()
        for space in _records(exchange, self._client):
            name = space.text("name")
            if name is None or space.flag("is_active") is False:
                continue
            word = ROOM_OF_SPACE.get(name) or snake(space.text("title") or "")
            if word and word not in seen:
                seen.add(word)
                premium = space.flag("is_premium") is True
                yield RoomOffer(word=word, id=name, premium=premium)

    def _options(self, tool: str, room: RoomOffer | None) -> tuple[OptionOffer, ...]:
        """The widgets of a service in a room, with their items (sheet 2.4)."""
        query = {"service_name": SERVICES[tool]}
        if room is not None and room.id is not None:
            query = {"space_name": room.id, **query}
        exchange = self._get(_ITEMS, **query)
        if isinstance(exchange, Answered) and exchange.status == 404:
            options = self._split_options(SERVICES[tool])
        else:
            widgets = _records(exchange, self._client)
            options = [_option(each, each.records("items") or ()) for each in widgets]
        found = {option.name: option for option in options if option is not None}
        if tool == "day_to_dusk":
            shadow = shadow_option()
            found.setdefault(shadow.name, shadow)
        return tuple(found.values())

    def _split_options(self, service: str) -> list[OptionOffer | None]:
        """The older form: widgets first, then the items of each (sheet 2.4)."""
        widgets = _records(self._get(_WIDGETS, service_name=service), self._client)
        options = []
        for widget in widgets:
            widget_id = widget.id("id")
            if widget_id is not None:
                items = _records(self._get(f"{_WIDGETS}/{widget_id}/items"), self._client)
                options.append(_option(widget, items))
        return options

    # ---- v3 --------------------------------------------------------------------------------------

    def _v3_tools(self) -> Iterator[ToolOffer]:
        """The tools in use, with what ships for each: no page lists their items (sheet 4.4)."""
        self._pace()
        listed = _records(self._client.tools(), self._client)
        active = {
            slug
            for tool in listed
            if (slug := tool.text("slug")) is not None and tool.flag("isActive") is not False
        }
        if not active:
            raise _failure("the list of tools is empty")
        for tool in shipped_catalog(V3).tools:
            if tool.id in active:
                yield tool

    def _get(self, path: str, **query: str) -> Exchange:
        self._pace()
        return self._client.get(path, query)

    def _pace(self) -> None:
        if self._begun:
            self._pause()
        self._begun = True


def _option(widget: Record, items: Iterable[Record]) -> OptionOffer | None:
    """A widget; None when it has no id or no name, so that nobody could choose it."""
    widget_id, name = widget.id("id"), option_name(widget.text("title") or "")
    if widget_id is None or not name:
        return None
    words: dict[str, WordOffer] = {}
    for item in items:
        item_id, word = item.id("id"), snake(item.text("title") or "")
        if item_id is not None and word and item.flag("is_active") is not False:
            premium = item.flag("is_premium") is True
            words.setdefault(word, WordOffer(word=word, id=item_id, premium=premium))
    return OptionOffer(
        name=name,
        id=widget_id,
        required=widget.flag("is_optional") is False,
        words=tuple(words.values()),
        many=name.endswith("options"),
    )


def _records(exchange: Exchange, client: Client) -> tuple[Record, ...]:
    """The list of an answer; raises when there is none."""
    try:
        answered = read_answer(exchange, client.secrets)
    except ReadFailureError as error:
        if error.kind == "auth":
            raise VendorAuthError(
                "The vendor does not accept the API key.",
                advice=f"Check `vendors.{client.label}.api_key` and the value behind it.",
            ) from error
        raise _failure(error.detail) from error
    found = records_of(answered.document)
    if found is None:
        raise _failure(answered.unreadable or "the answer holds no list")
    return found


def _failure(why: str) -> VendorError:
    message = "The vendor's catalog could not be read."
    finding = Diagnostic(
        code="LW3016",
        summary="The vendor's catalog could not be read",
        detail=f"{why[:1].upper()}{why[1:]}.",
        fix="Nothing was ordered. Try again later, or check `vendors.NAME.endpoint` and `api`.",
    )
    return VendorError(message, diagnostics=(finding,))
