"""The contact sheet of a home: what was staged beside what it was made of."""

from listwright.model.sheet import ContactSheet, SheetPair, SheetPicture
from listwright.render.html.page import fill, inline_address, relative_link


def render_contact_sheet(sheet: ContactSheet) -> str:
    """The page; it needs nothing but itself, and its links lead to the files beside it."""
    return fill(
        "contact_sheet.html.j2",
        "contact_sheet.css",
        home=sheet.property,
        pairs=[_pair(one, place) for place, one in enumerate(sheet.pairs, start=1)],
        photos=[_picture(one, "Photo as delivered") for one in sheet.photos],
    )


def _pair(pair: SheetPair, place: int) -> dict[str, object]:
    return {
        "id": f"pair-{place}",
        "title": ", ".join(
            part for part in (pair.after.caption or pair.after.file, _words(pair.style)) if part
        ),
        "before": None if pair.before is None else _picture(pair.before, "Before, as photographed"),
        "after": _picture(pair.after, "Virtually staged"),
        "facts": [(name, value) for name, value in _facts(pair) if value],
        "source": pair.source,
    }


def _facts(pair: SheetPair) -> list[tuple[str, str]]:
    return [
        ("Room", _words(pair.room)),
        ("Style", _words(pair.style)),
        ("Made with", _words(pair.tool)),
        *((_words(name).capitalize(), _words(value)) for name, value in pair.options),
        ("Made of", pair.source),
        ("Order", pair.after.order_id or ""),
        ("For", ", ".join(pair.needs)),
    ]


def _words(name: str | None) -> str:
    """`living_room` as a person reads it."""
    return (name or "").replace("_", " ")


def _picture(picture: SheetPicture, kind: str) -> dict[str, object]:
    caption = picture.caption or picture.file
    return {
        "kind": kind,
        "caption": caption,
        "alt": f"{kind}: {caption}",
        "file": picture.file,
        "link": relative_link(picture.file),
        "address": inline_address(picture.thumbnail) if picture.thumbnail else "",
        "width": picture.width,
        "height": picture.height,
        "missing": picture.missing,
        "order_id": picture.order_id or "",
        "sequence": picture.sequence,
    }
