"""Photos that pictures were made of: vendors number them anew and correct their captions.

A need that does not follow its source has what it asked for then. So such a photo keeps the place,
the caption and the room that it was taken for, and comes before photos that nothing was made of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from listwright.engine.pictures.scene import Scene, bought_tasks
from listwright.model.need import NeedSpec
from listwright.model.picture import PhotoRef, PictureTask
from listwright.model.shelf import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How a photo was called and numbered when a picture was made of it, and as which room."""

    caption: str
    sequence: int
    room: str | None


def remember_photos(
    scene: Scene, spec: NeedSpec, photos: Iterable[PhotoRef]
) -> Mapping[Place, Remembered]:
    """Which of `photos` pictures of the need were made of, by their places now.

    The bytes decide; only where nobody looked at them, or where none fit, does the number. Nothing
    is remembered for a need that follows its source. `--replace` forgets nothing: of a need it may
    mean one picture that is stuck, and the others are good.
    """
    if spec.follow_source:
        return {}
    tasks = bought_tasks(scene.view, spec)
    if not tasks:
        return {}
    listed = tuple(photos)
    by_bytes = {task.recipe.source: task for task in reversed(tasks)}
    prints = scene.run.shelf.prints
    found = {
        photo.place: by_bytes[known.sha256]
        for photo in listed
        if (known := prints.get(photo.place)) is not None and known.sha256 in by_bytes
    }
    claimed = {task.recipe.source for task in found.values()}
    by_number = {
        _number(task.photo): task for task in reversed(tasks) if task.recipe.source not in claimed
    }
    for photo in listed:
        task = by_number.get(_number(photo))
        if task is not None and photo.place not in found:
            found[photo.place] = task
    return {place: _remembered(task) for place, task in found.items()}


def _number(photo: PhotoRef) -> tuple[str, str, str]:
    if photo.path is not None:
        return ("", "", photo.path)
    return (photo.account or "", photo.order_id or "", str(photo.sequence))


def _remembered(task: PictureTask) -> Remembered:
    photo = task.photo
    return Remembered(caption=photo.caption, sequence=photo.sequence, room=task.recipe.room)
