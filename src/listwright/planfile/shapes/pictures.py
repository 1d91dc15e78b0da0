"""Pictures made of photos, as documents show them."""

from pydantic import Field

from listwright.planfile.shapes.envelope import Shape


class PictureSourceShape(Shape):
    """The photo: one of a delivered order, or a file of the project; `sha256` of its bytes."""

    sha256: str
    account: str | None = None
    order_id: str | None = None
    sequence: int
    caption: str = ""
    path: str | None = None


class PictureShape(Shape):
    """What is made of which photo. `recipe` is the same word for the same picture, always.

    `waits_s` is how many seconds after the apply begins it is submitted at the earliest, for the
    vendor allows so many in a window.
    """

    recipe: str
    tool: str
    room: str | None = None
    style: str | None = None
    options: dict[str, str] = Field(default_factory=dict)
    source: PictureSourceShape
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
