"""Pictures made of photos, as documents show them."""

from pydantic import Field

from listwright.planfile.shapes.envelope import Instant, Shape


class PictureSourceShape(Shape):
    """The photo: one of a delivered order, or a file of the project; `sha256` of its bytes."""

    sha256: str
    account: str | None = None
    order_id: str | None = None
    sequence: int
    caption: str = ""
    path: str | None = None


class TaskShape(Shape):
    """What is made of which photo. `recipe` is the same word for the same picture, always."""

    recipe: str
    tool: str
    room: str | None = None
    style: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    source: PictureSourceShape


class OrderedPictureShape(TaskShape):
    """The picture of an order. The vendor said `eta_s`: seconds after the order was created."""

    eta_s: int | None = None
    expected_at: Instant | None = None


class PictureCountsShape(Shape):
    """How the pictures of one need stand.

    `to_order` are due, `waiting` depend on something that comes by itself, `blocked` on a person.
    `left_out` are photos that would do and are above `max_images`.
    """

    wanted: int
    done: int
    in_progress: int
    to_order: int
    waiting: int
    blocked: int
    left_out: int


class PictureShape(TaskShape):
    """The picture of a change.

    `waits_s` is how many seconds after the apply begins it is submitted at the earliest, for the
    vendor allows so many in a window.
    """

    queue_position: int | None = None
    waits_s: int | None = None


class QueueShape(Shape):
    """The pictures that one account is asked for: `submits` in `window_s` seconds at most.

    `drain_s` is how many seconds an apply takes until the last of them is submitted.
    """

    account: str
    vendor: str
    pictures: int
    submits: int | None = None
    window_s: int
    drain_s: int
