"""What the pictures of an order are called on disk: the same on every machine, and in every run."""

from collections import Counter

from listwright.model.order import Order, Photo

_SHORT = 6


def picture_names(order: Order) -> tuple[str, ...]:
    """The name of each of the order's pictures, in their order; no two are equal.

    A delivered photo is called by its place in the order, `03`. A picture made of a photo is called
    by the order and place of that photo (`654321-03`), or by its file's name, then by room and
    style, then by the last letters of its recipe.
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, photo in enumerate(order.photos, start=1):
        name = _photo_name(photo, place) if order.task is None else result_name(order)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return tuple(names)


def result_name(order: Order) -> str:
    """What the first result of an order of one picture is called."""
    assert order.task is not None, "only an order of one picture has results"
    recipe, photo = order.task.recipe, order.task.photo
    if photo.path is not None:
        source = photo.path.rpartition("/")[2].rpartition(".")[0]
    else:
        source = f"{photo.order_id}-{photo.sequence:02}"
    parts = (source, recipe.room or recipe.tool, recipe.style or "", recipe.key[-_SHORT:])
    return "-".join(part for part in parts if part)


def _photo_name(photo: Photo, place: int) -> str:
    return f"{place if photo.sequence is None else photo.sequence:02}"
