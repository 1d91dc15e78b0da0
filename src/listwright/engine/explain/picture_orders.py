"""The orders of pictures that a home has, and whether a need for pictures stands on them."""

from collections.abc import Iterator
from dataclasses import dataclass

from listwright.engine.pictures.choosing import Chosen
from listwright.engine.pictures.planning import choice_of, settled_by_word
from listwright.engine.pictures.scene import Scene, is_treated_so, wanted_words
from listwright.engine.pictures.source import Photos, find_photos
from listwright.engine.pictures.standing import lateness
from listwright.engine.pictures.units import Made, is_overdue, judge_unit
from listwright.engine.wording import minute_of
from listwright.model.need import NeedSpec
from listwright.model.order import CanceledBy, Order, Phase
from listwright.model.picture import PictureTask


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSeen:
    """One order of a picture, and why it counts for the need or does not."""

    order: Order
    taken: bool
    because: str


def pictures_considered(scene: Scene, spec: NeedSpec) -> Iterator[PictureSeen]:
    """Every order of the home at the account, the newest first."""
    chosen = _chosen(scene, spec)
    used = _used(scene, spec, chosen)
    for order in scene.view.orders:
        taken = order.order_id in used
        what = _words(order)
        why = _state(scene, order) if taken else _against(scene, spec, order, chosen=chosen)
        yield PictureSeen(order=order, taken=taken, because=f"{what}{why}")


def _chosen(scene: Scene, spec: NeedSpec) -> tuple[Chosen, ...]:
    if settled_by_word(scene, spec) is not None:
        return ()
    where = find_photos(scene, spec)
    return choice_of(scene, spec, where).chosen if isinstance(where, Photos) else ()


def _used(scene: Scene, spec: NeedSpec, chosen: tuple[Chosen, ...]) -> set[str]:
    units = (judge_unit(scene, spec, one) for one in chosen)
    return {unit.order.order_id for unit in units if isinstance(unit, Made)}


def _words(order: Order) -> str:
    if order.task is None:
        return "not a picture that was ordered here"
    return order.task.words


def _state(scene: Scene, order: Order) -> str:
    if order.phase is Phase.DELIVERED:
        return ", and it is done"
    if is_overdue(order, scene.run.now):
        return f", overdue: {lateness(order)}"
    due = order.expected_at
    return f", expected {minute_of(due)}" if due is not None else ", on its way"


def _against(scene: Scene, spec: NeedSpec, order: Order, *, chosen: tuple[Chosen, ...]) -> str:
    """Why the picture does not count for the need."""
    task = order.task
    if task is None:
        return ""
    if order.phase is Phase.CANCELED:
        who = ": the vendor could not make it" if order.canceled_by is CanceledBy.VENDOR else ""
        return f"{who}; {order.attention}" if order.attention else who
    if not is_treated_so(task.recipe, spec):
        return f", where {wanted_words(spec)} is wanted"
    return _other_photo(scene, task, chosen)


def _other_photo(scene: Scene, task: PictureTask, chosen: tuple[Chosen, ...]) -> str:
    here = (task.photo.account, task.photo.order_id, task.photo.sequence, task.photo.path)
    same = [
        one
        for one in chosen
        if (one.photo.account, one.photo.order_id, one.photo.sequence, one.photo.path) == here
    ]
    if not same:
        return ", and that photo is not among those that are chosen now"
    known = scene.run.shelf.prints.get(same[0].photo.place)
    if known is not None and known.sha256 != task.recipe.source:
        return ", made of what stood there before: the photo has changed since"
    return ", ordered again on request (--replace)"
