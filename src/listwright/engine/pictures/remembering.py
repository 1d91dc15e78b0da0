"""Photos that pictures were made of: vendors number them anew and correct their captions.

So such a photo keeps the place, the caption and the room that it was taken for, and comes before
photos that nothing was made of. For a need that follows its source another photo in its place is
another one; the very same photo of the same delivery is no new one, however it is called by now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

    The bytes decide; only where nobody looked at them, or where none fit, does the number, and for
    a need that follows its source the vendor's word that it is the same photo. `--replace` forgets
    nothing: of a need it may mean one picture that is stuck, and the others are good.
    """
    tasks = bought_tasks(scene.view, spec)
    listed = tuple(photos)
    if spec.follow_source:
        sources = {_source(photo) for photo in listed}
        tasks = [task for task in tasks if _source(task.photo) in sources]
    if not tasks:
        return {}
    found = _by_bytes(scene, tasks, listed)
    rest = [photo for photo in listed if photo.place not in found]
    if spec.follow_source:
        found |= _by_version(scene, tasks, rest)
    else:
        claimed = {task.recipe.source for task in found.values()}
        left = [task for task in tasks if task.recipe.source not in claimed]
        by_number = {_number(task.photo): task for task in reversed(left)}
        found |= {
            photo.place: by_number[_number(photo)] for photo in rest if _number(photo) in by_number
        }
    return {place: _remembered(task) for place, task in found.items()}


def _by_bytes(
    scene: Scene, tasks: Sequence[PictureTask], photos: Sequence[PhotoRef]
) -> dict[Place, PictureTask]:
    by_bytes = {task.recipe.source: task for task in reversed(tasks)}
    prints = scene.run.shelf.prints
    return {
        photo.place: by_bytes[known.sha256]
        for photo in photos
        if (known := prints.get(photo.place)) is not None and known.sha256 in by_bytes
    }


def _by_version(
    scene: Scene, tasks: Sequence[PictureTask], photos: Sequence[PhotoRef]
) -> dict[Place, PictureTask]:
    """Photos that only changed places: nobody looked at them there, and they are told apart."""
    count = Counter(photo.version for photo in photos)
    by_version = {(_source(task.photo), task.photo.version): task for task in reversed(tasks)}
    return {
        photo.place: by_version[_source(photo), photo.version]
        for photo in photos
        if photo.version
        and count[photo.version] == 1
        and photo.place not in scene.run.shelf.prints
        and (_source(photo), photo.version) in by_version
    }


def _source(photo: PhotoRef) -> tuple[str, str]:
    """The delivery that a photo is of; one for all files."""
    return (photo.account or "", photo.order_id or "")


def _number(photo: PhotoRef) -> tuple[str, str, str]:
    if photo.path is not None:
        return ("", "", photo.path)
    return (photo.account or "", photo.order_id or "", str(photo.sequence))


def _remembered(task: PictureTask) -> Remembered:
    photo = task.photo
    return Remembered(caption=photo.caption, sequence=photo.sequence, room=task.recipe.room)
