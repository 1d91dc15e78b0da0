"""The photos of delivered orders, drawn on request: the same photo is always the same bytes."""

from collections.abc import Mapping
from functools import partial

from starlette.routing import Route

from listwright.sandbox.faults import PHOTO
from listwright.sandbox.pictures import RoomPhoto, draw_photo
from listwright.sandbox.planomatic.fields import identifier
from listwright.sandbox.planomatic.lifecycle import snapshot_at
from listwright.sandbox.planomatic.literals import literals
from listwright.sandbox.planomatic.view import captions_of
from listwright.sandbox.serving import NoPicture, Picture, PictureEndpoint
from listwright.sandbox.store import SandboxStore

_ABSENT = 404


def photo_routes(store: SandboxStore) -> list[Route]:
    """The routes of photos over `store`, with the vendor's mark and without."""
    texts = {row["name"]: row["text"] for row in literals().tables["template"]}
    token = texts["token"].format(order_id="{order_id}", sequence="{sequence}")
    return [
        _route(store, texts["photo"].format(base="", token=token), mark=None),
        _route(store, texts["watermarked"].format(base="", token=token), mark=texts["mark"]),
    ]


def _route(store: SandboxStore, path: str, *, mark: str | None) -> Route:
    endpoint = PictureEndpoint(
        store=store, operation=PHOTO, find=lambda asked: _find(store, asked, mark)
    )
    return Route(path, endpoint.answer, methods=["GET"])


def _find(store: SandboxStore, asked: Mapping[str, str], mark: str | None) -> Picture | NoPicture:
    order_id, sequence = identifier(asked["order_id"]), identifier(asked["sequence"])
    order = None if order_id is None else store.book.by_order_id(order_id)
    if order is None or sequence is None:
        return NoPicture(code=_ABSENT)
    subjects = frozenset({order.external_property_id, str(order.order_id)})
    snapshot = snapshot_at(order, store.now())
    captions = captions_of(order) if snapshot.delivered_at else ()
    if not 1 <= sequence <= len(captions):
        return NoPicture(code=_ABSENT, subjects=subjects)
    photo = RoomPhoto(
        caption=captions[sequence - 1],
        home=order.external_property_id,
        order_id=order.order_id,
        sequence=sequence,
        edition=snapshot.photo_changes,
        watermark=mark,
    )
    return Picture(draw=partial(draw_photo, photo), subjects=subjects)
