"""The catalogue of the first interface: spaces, widgets and items, and what may be combined."""

from collections.abc import Iterator

from listwright.sandbox.aihomedesign.call import Call, RefusalError, Reply
from listwright.sandbox.aihomedesign.literals import Row, literals

JsonDict = dict[str, object]


def list_spaces(call: Call) -> Reply:
    """The spaces of a service, or of all."""
    service = _service_asked(call)
    active = call.query.get("active", "false").lower() == "true"
    rows = [
        (number, row)
        for number, row in enumerate(literals().tables["space"], start=1)
        if (service is None or service in row["services"]) and (_is_active(row) or not active)
    ]
    return Reply(body={"data": [_space(number, row) for number, row in rows]})


def list_merged(call: Call) -> Reply:
    """Widgets with their items: those of a service, with what a space allows."""
    if call.options.ahd_catalog == "split":
        raise RefusalError("page_not_found")
    service, name = _service_asked(call), call.query.get("space_name") or None
    space = None if name is None else space_of(name, service=None)
    rows = _widgets(service)
    shown = [
        {**_widget(row, number), "items": [_item(item) for item in offered_items(row, space)]}
        for number, row in enumerate(rows, start=1)
    ]
    return Reply(body={"data": shown})


def list_widgets(call: Call) -> Reply:
    """The older form: the widgets of a service without their items."""
    rows = _widgets(_service_asked(call))
    return Reply(body={"data": [_widget(row, number) for number, row in enumerate(rows, start=1)]})


def list_items(call: Call) -> Reply:
    """The older form: all items of one widget, inactive ones too."""
    widget = literals().row("widget", id=call.path["widget_id"])
    if widget is None:
        raise RefusalError("unknown_widget")
    rows = literals().rows("item", widget=widget["id"])
    more = [{**_item(row), "widget_id": widget["id"], "is_active": _is_active(row)} for row in rows]
    return Reply(body={"data": more})


def service_of(name: object) -> Row:
    """The service called `name`."""
    row = literals().row("service", name=name) if isinstance(name, str) else None
    if row is None:
        raise RefusalError("unknown_service")
    return row


def space_of(name: object, *, service: str | None) -> Row:
    """The active space called `name`, of `service` where one is given."""
    row = literals().row("space", name=name) if isinstance(name, str) else None
    if row is None or not _is_active(row):
        raise RefusalError("unknown_space")
    if service is not None and service not in row["services"]:
        raise RefusalError("unknown_space")
    return row


def offered_items(widget: Row, space: Row | None) -> Iterator[Row]:
    """The active items of a widget; where it follows the space, those that go with it."""
    allowed = space.get("styles") if space is not None and widget["follows_space"] else None
    for row in literals().rows("item", widget=widget["id"]):
        if _is_active(row) and (allowed is None or row["title"] in allowed):
            yield row


def widgets_of(service: str) -> tuple[Row, ...]:
    """The widgets of a service."""
    return literals().rows("widget", service=service)


def _widgets(service: str | None) -> tuple[Row, ...]:
    return literals().tables["widget"] if service is None else widgets_of(service)


def _service_asked(call: Call) -> str | None:
    name = call.query.get("service_name") or None
    return None if name is None else str(service_of(name)["name"])


def _is_active(row: Row) -> bool:
    return bool(row.get("is_active", row.get("active", True)))


def _space(number: int, row: Row) -> JsonDict:
    return {
        "id": f"{8800 + number}",
        "name": row["name"],
        "title": row["title"],
        "description": row["title"],
        "prompt": _text("prompt", title=row["title"]),
        "icon_src": _text("icon", id=row["name"]),
        "is_active": _is_active(row),
        "is_premium": row.get("is_premium", False),
        "service_ids": list(row["services"]),
        "priority": number,
        "is_multi_space": "," in row["title"] or "&" in row["title"],
    }


def _widget(row: Row, number: int) -> JsonDict:
    return {
        "id": row["id"],
        "title": row["title"],
        "description": row["title"],
        "is_optional": row["optional"],
        "priority": number,
        "type": row["type"],
    }


def _item(row: Row) -> JsonDict:
    return {
        "id": row["id"],
        "title": row["title"],
        "prompt": _text("prompt", title=row["title"]),
        "icon_src": _text("icon", id=row["id"]),
        "is_premium": row.get("premium", False),
    }


def _text(name: str, **values: object) -> str:
    row = literals().row("template", name=name) or {}
    return str(row["text"]).format(**values)
