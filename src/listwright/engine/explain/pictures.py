"""A need for pictures: its photos, and how each picture of them stands."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from listwright.engine.addresses import Selector
from listwright.engine.creates import Ground, picture_change
from listwright.engine.decide import is_requested, judge_visit
from listwright.engine.explain.answers import NO, Answer, passes, stops, weigh
from listwright.engine.explain.case import NeedCase
from listwright.engine.explain.ordering import freeze_answer, limits_answer
from listwright.engine.pictures.choosing import Choice, Chosen
from listwright.engine.pictures.planning import (
    choice_of,
    lacking_rooms,
    settled_by_word,
    unless_claimed,
)
from listwright.engine.pictures.scene import Scene
from listwright.engine.pictures.source import Later, Nowhere, Photos, find_photos
from listwright.engine.pictures.standing import progress_words
from listwright.engine.pictures.units import (
    Doubtful,
    DuePicture,
    Made,
    Sending,
    Unfetched,
    judge_unit,
)
from listwright.engine.rejected import blocked_by_refusal, refused_whole
from listwright.engine.wording import count_of, day_of
from listwright.model.explanation import Check
from listwright.model.need import NeedSpec
from listwright.model.order import Order, Phase
from listwright.model.plan import Action, Blocked, Reason

WORD = "Did somebody say that it is met, or waived?"
PHOTOS = "Are its photos still to come?"
ROOMS = "Does no photo show what is wanted?"
READY = "Is the home not ready?"

_SHOWN = 12
"""Pictures of one need that are told one by one."""


def picture_answers(case: NeedCase, scene: Scene, spec: NeedSpec) -> Iterator[Answer]:
    """Every question that is asked of a need for pictures, in the order of the decisions."""
    settled = settled_by_word(scene, spec)
    if settled is not None and not is_requested(scene.run, scene.view, spec):
        yield stops("word", WORD, settled)
        return
    overruled = f"passed over on request (--replace): {settled.why}" if settled is not None else NO
    yield passes("word", WORD, overruled)
    where = find_photos(scene, spec)
    match where:
        case Later(waits=waits):
            yield stops("photos", PHOTOS, waits)
        case Nowhere():
            return
        case Photos():
            yield passes("photos", PHOTOS, f"no: {_delivered(where)}")
            yield from _of_photos(scene, spec, where)
    yield weigh("readiness", READY, judge_visit(scene.run, scene.view, spec))
    if case.work is not None:
        yield freeze_answer(case, case.work, spec, action=Action.CREATE)
    yield limits_answer(case)


def _delivered(photos: Photos) -> str:
    count = count_of(len(photos.photos), "photo")
    if photos.order is None:
        return f"{count} in the files"
    when = photos.order.delivered_at
    day = f" {day_of(when)}" if when is not None else ""
    return f"order {photos.order.order_id} delivered {count}{day}"


def _of_photos(scene: Scene, spec: NeedSpec, photos: Photos) -> Iterator[Answer]:
    choice = choice_of(scene, spec, photos)
    lacking = lacking_rooms(scene, spec, choice, photos=photos)
    if lacking is not None:
        yield stops("rooms", ROOMS, lacking)
        return
    yield passes("rooms", ROOMS, f"no: {_chosen(spec, choice)}")
    for number, chosen in enumerate(choice.chosen[:_SHOWN], start=1):
        answer = _picture_answer(scene, spec, chosen)
        named = replace(answer.check, check=f"picture_{number}")
        yield replace(answer, check=named)
    more = len(choice.chosen) - _SHOWN
    if more > 0:
        name, question = "pictures", f"Is any of the {more} others there, coming, or stuck?"
        yield passes(name, question, "they are judged in the same way")


def _chosen(spec: NeedSpec, choice: Choice) -> str:
    if not choice.chosen:
        return "none does, and `on_missing: skip` says that this is no error"
    told = [_as_room(one) for one in choice.chosen[:_SHOWN]]
    more = len(choice.chosen) - _SHOWN
    text = "; ".join(told) + (f"; and {more} more" if more > 0 else "")
    if choice.left_out:
        at = spec.spans["max_images"].at if "max_images" in spec.spans else ""
        place = f" ({at})" if at else ""
        verb = "is" if choice.left_out == 1 else "are"
        text += f"; {choice.left_out} more {verb} above `max_images: {spec.max_images}`{place}"
    if choice.missing:
        text += f"; none shows {' or '.join(choice.missing)} (on_missing: skip)"
    return text


def _as_room(chosen: Chosen) -> str:
    return f"{chosen.photo} as {chosen.room}" if chosen.room is not None else str(chosen.photo)


def _picture_answer(scene: Scene, spec: NeedSpec, chosen: Chosen) -> Answer:
    """How one picture stands; `no` is one that is ordered, unless something else is in the way."""
    name, question = "picture", f"Is the picture of {_as_room(chosen)} there, coming, or stuck?"
    unit = unless_claimed(scene, spec, judge_unit(scene, spec, chosen))
    match unit:
        case Made(order=order):
            return _standing(question, Reason.IN_PROGRESS, _made(scene, order), order=order)
        case Sending(why=why):
            return _standing(question, Reason.IN_PROGRESS, why)
        case Unfetched(why=why):
            detail = why or "it was not downloaded yet, and what is ordered depends on its bytes"
            return _standing(question, Reason.READ_REQUIRED, detail)
        case Doubtful(blocked=blocked):
            return stops(name, question, blocked)
        case Blocked():
            return stops(name, question, unit)
        case DuePicture():
            return _due_answer(scene, spec, unit, question=question)
        case _:
            assert_never(unit)


def _standing(question: str, reason: Reason, detail: str, *, order: Order | None = None) -> Answer:
    done = order is not None and order.phase is Phase.DELIVERED
    check = Check(check="picture", question=question, passed=False, detail=detail)
    return Answer(check=check, reason=Reason.SATISFIED if done else reason)


def _made(scene: Scene, order: Order) -> str:
    if order.phase is not Phase.DELIVERED:
        return progress_words(scene, order)
    when = f" {day_of(order.delivered_at)}" if order.delivered_at is not None else ""
    return f"order {order.order_id} delivered it{when}"


def _due_answer(scene: Scene, spec: NeedSpec, due: DuePicture, *, question: str) -> Answer:
    ground = Ground(reason=due.reason, why=due.why)
    change = picture_change(scene.run, scene.view, spec, task=due.task, ground=ground)
    if change is None:
        return passes("picture", question)
    refused = refused_whole(scene.run, scene.view, change.request_digest or "")
    asked = is_requested(scene.run, scene.view, spec)
    if refused is not None and not asked:
        return stops("picture", question, blocked_by_refusal(scene.view, spec, refused))
    told = f"no: {due.why}; its order is named {change.order_key}"
    if asked:
        unasked = replace(scene.run, replace=Selector(()))
        before = judge_unit(
            replace(scene, run=unasked),
            spec,
            Chosen(photo=due.task.photo, room=due.task.recipe.room),
        )
        if isinstance(before, Made):
            told += f"; passed over: {_made(scene, before.order)}"
    return passes("picture", question, told)
