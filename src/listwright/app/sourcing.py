"""The photo of a picture that is about to be uploaded, when its link leads nowhere any more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from listwright.app.asking import name_of
from listwright.app.effects import Effect, Pace, ReadOrder
from listwright.engine.pictures.source import photo_refs
from listwright.model.names import AccountId
from listwright.model.order import Order
from listwright.model.picture import PhotoRef, PictureTask
from listwright.ports import LedgerReader, Vendor

RENEWED = frozenset({"gone", "unreachable", "not_a_picture", "forbidden"})
"""Failures of a link that a newer link may end; a read gives one.

An expired link may lead to a page that says so, or on to one where somebody is to sign in.
"""


def order_of(
    photo: PhotoRef, ledger: LedgerReader, vendors: Mapping[AccountId, Vendor]
) -> Order | None:
    """The order on record that a photo is of, with its links; None for a file, and without vendor.

    Of one order: the whole shelf takes longer than the download where there are many homes.
    """
    vendor = None if photo.account is None else vendors.get(photo.account)
    if vendor is None or photo.order_id is None:
        return None
    return ledger.order(vendor.account, photo.order_id)


def at_link_of(order: Order, task: PictureTask) -> PictureTask | None:
    """The task with the link that its photo has in `order`, the photo's own; None without one."""
    refs = photo_refs(order, order.photos)
    photo = next((one for one in refs if one.sequence == task.photo.sequence), None)
    return None if photo is None else replace(task, photo=replace(task.photo, url=photo.url))


def linked_anew(
    perform: Callable[[Effect], Any], known: Order, task: PictureTask
) -> PictureTask | None:
    """The task with the link that `known`, the photo's order, has now; None without one.

    Nothing is recorded: what is decided about the home stays as it was planned.
    """
    if not perform(Pace(known.account)):
        return None
    seen = perform(ReadOrder(known.account, name_of(known)))
    if not isinstance(seen, Order):
        return None
    fresh = at_link_of(seen, task)
    return None if fresh is None or fresh.photo.url == task.photo.url else fresh
