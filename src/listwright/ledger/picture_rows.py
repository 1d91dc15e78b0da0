"""Pictures as rows and back; pure: tasks and uploads are JSON columns, prints have columns."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from listwright.ledger.database import Row
from listwright.model.names import AccountId, OrderId
from listwright.model.picture import Fingerprint, Handle, PhotoRef, PictureTask, Recipe

Cell = str | int | None


def task_text(task: PictureTask | None) -> str | None:
    """What one picture is made of, with where its source was found; links are not kept."""
    if task is None:
        return None
    recipe, photo = task.recipe, task.photo
    content = {
        "recipe": [recipe.source, recipe.tool, recipe.room, recipe.style, recipe.options],
        "photo": [
            photo.sequence,
            photo.caption,
            photo.account,
            photo.order_id,
            photo.version,
            photo.path,
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def read_task(text: str | None) -> PictureTask | None:
    """The task behind `task_text`."""
    if text is None:
        return None
    content: dict[str, Any] = json.loads(text)
    source, tool, room, style, options = content["recipe"]
    sequence, caption, account, order_id, version, path = content["photo"]
    pairs = tuple((name, value) for name, value in options)
    return PictureTask(
        recipe=Recipe(source=source, tool=tool, room=room, style=style, options=pairs),
        photo=PhotoRef(
            sequence=sequence,
            caption=caption,
            account=None if account is None else AccountId(account),
            order_id=None if order_id is None else OrderId(order_id),
            version=version,
            path=path,
        ),
    )


def upload_text(handle: Handle) -> str:
    """The ids of an upload."""
    return json.dumps(dict(sorted(handle.items())), ensure_ascii=False, separators=(",", ":"))


def read_upload(text: str | None) -> Handle | None:
    """The ids behind `upload_text`."""
    return None if text is None else dict(json.loads(text))


def print_cells(found: Fingerprint) -> dict[str, Cell]:
    """The columns that say what the bytes of a picture are."""
    return {
        "sha256": found.sha256,
        "size": found.size,
        "media_type": found.media_type,
        "width": found.width,
        "height": found.height,
    }


def read_print(row: Row | Mapping[str, Any]) -> Fingerprint:
    """The print behind `print_cells`."""
    return Fingerprint(
        sha256=row["sha256"],
        size=row["size"],
        media_type=row["media_type"],
        width=row["width"],
        height=row["height"],
    )
