"""Pictures in plans: what is made of which photo, and where it stands in the queue."""

from listwright.model.names import AccountId, OrderId
from listwright.model.picture import PhotoRef, PictureTask, Recipe
from listwright.model.queue import Queue, QueuePlace
from listwright.planfile.rows import Row, task_row
from listwright.planfile.shapes.pictures import TaskShape


def picture_row(task: PictureTask | None, place: QueuePlace | None) -> Row | None:
    """The picture of a change; null for orders of anything else."""
    if task is None:
        return None
    return {
        **task_row(task),
        "queue_position": place.number if place is not None else None,
        "waits_s": place.wait_s if place is not None else None,
    }


def queue_row(queue: Queue) -> Row:
    """One queue, and how long it takes until the last of it is submitted."""
    return {
        "account": queue.account.id,
        "vendor": queue.account.label,
        "pictures": queue.pictures,
        "submits": queue.submits,
        "window_s": queue.window_s,
        "drain_s": queue.wait(queue.pictures - 1),
    }


def task_of(shape: TaskShape | None) -> PictureTask | None:
    """The task behind a row."""
    if shape is None:
        return None
    source = shape.source
    return PictureTask(
        recipe=Recipe(
            source=source.sha256,
            tool=shape.tool,
            room=shape.room,
            style=shape.style,
            options=tuple(sorted(shape.options.items())),
        ),
        photo=PhotoRef(
            sequence=source.sequence,
            caption=source.caption,
            account=None if source.account is None else AccountId(source.account),
            order_id=None if source.order_id is None else OrderId(source.order_id),
            path=source.path,
        ),
    )
